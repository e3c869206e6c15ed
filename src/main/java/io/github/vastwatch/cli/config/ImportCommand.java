package io.github.vastwatch.cli.config;

import io.github.vastwatch.cli.console.QueryText;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.cli.paste.PastedSearch;
import io.github.vastwatch.cli.paste.PastedText;
import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.config.ConfigEdit;
import io.github.vastwatch.config.ConfigSource;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Stack;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Turns a pasted search into a watch. */
@Command(
        name = ImportCommand.NAME,
        description = {
            "Prints a pasted search as a watch, to put below watches:; --append puts it there.",
            "Takes a 'vastai search offers' from a shell, a script, a notebook or a Python program, a link to the search "
                    + "page, or the JSON of a request, in curl too. Notes what it leaves out.",
            "Exit 0, or 2 when the text cannot become a watch."
        })
public final class ImportCommand extends Subcommand {
    static final String NAME = "import";

    @Option(names = "--name", paramLabel = "NAME", description = "The name of the watch (default: from its GPU).")
    private @Nullable String name;

    @Option(
            names = "--threshold",
            paramLabel = "THRESHOLD",
            description = "The threshold, such as 'dph_total <= 0.40', if the text has none.")
    private @Nullable String threshold;

    @Option(
            names = "--append",
            description = "Add the watch to the config, which otherwise stays as it is, instead of printing it.")
    private boolean append;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "1..*",
            parameterConsumer = PastedWords.class,
            description = "The text in quotes, or its words, or - to read it from standard input.")
    private List<String> words = List.of();

    @Override
    public Integer call() throws IOException, BadConfig {
        PrintWriter err = err();
        PastedSearch search = pasted();
        Query query = QueryText.read(search.query(), search.hasDefaults() ? Query.DEFAULTS : Query.EVERYTHING, err);
        ImportedThreshold bound = threshold == null
                ? ImportedThreshold.of(query, search.keys())
                : ImportedThreshold.given(query, Threshold.parse(threshold));
        Optional<Config> config = knownConfig();
        WatchText watch = new WatchText(
                named(query, config),
                bound.rest(),
                search.type(),
                search.diskGb(),
                bound.line(),
                config.map(read -> read.watches().get(0).channels()).orElse(List.of("me")));
        if (append) {
            if (bound.threshold().isEmpty()) {
                throw new InvalidInput(
                        "the search has no price, and a watch needs a threshold",
                        "add --threshold '" + bound.example() + "'");
            }
            ConfigSource source = config().source();
            ConfigEdit.add(source, watch.lines());
            err.println("added watch '" + watch.name() + "' to " + source.file()
                    + "; a running daemon takes it within 10 s");
        } else {
            watch.lines().forEach(out()::println);
        }
        notes(search, bound, config.isPresent()).forEach(note -> err.println("note: " + note));
        return Exit.DONE;
    }

    private PastedSearch pasted() throws IOException {
        return words.size() > 1 && !words.get(0).matches("(?s).*[\\s{].*")
                ? PastedText.read(words)
                : PastedText.read(
                        words.get(0).equals("-")
                                ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                                : String.join(" ", words));
    }

    /** The config, if it can be read: it only provides names, unless the watch is appended to it. */
    private Optional<Config> knownConfig() throws BadConfig {
        try {
            return append ? Optional.of(config().read()) : config().readIfThere();
        } catch (BadConfig e) {
            if (append) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private String named(Query query, Optional<Config> config) {
        List<String> taken = config.map(
                        read -> read.watches().stream().map(Watch::name).toList())
                .orElse(List.of());
        if (name != null && append && taken.contains(name)) {
            throw new InvalidInput(
                    "the config already has a watch '" + name + "'", "write --name " + WatchText.name(name, taken));
        }
        if (name != null) {
            return name;
        }
        String gpu = query.clauses().stream()
                .filter(clause -> clause.field() == Field.GPU_NAME && clause.operator() == Operator.EQ)
                .map(clause -> clause.operands().get(0).toString())
                .filter(text -> text.matches(".*[A-Za-z0-9].*"))
                .findFirst()
                .orElse("imported");
        return WatchText.name(gpu, taken);
    }

    /** Takes the words of a pasted command, its options too: only options of this command end them. */
    private static final class PastedWords implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> arguments, ArgSpec words, CommandSpec command) {
            List<String> taken = new ArrayList<>(words.<List<String>>getValue());
            do {
                taken.add(arguments.pop());
            } while (!arguments.isEmpty()
                    && !command.optionsMap().containsKey(arguments.peek().replaceFirst("(?s)=.*", "")));
            words.setValue(taken);
        }
    }

    private static List<String> notes(PastedSearch search, ImportedThreshold bound, boolean knowsChannels) {
        List<String> notes = new ArrayList<>(search.notes());
        if (bound.threshold().isEmpty()) {
            notes.add("the search has no price: fill in the threshold, on " + bound.metric());
        }
        boolean isSorted = search.keys().stream()
                .limit(1)
                .anyMatch(key -> key.field() == bound.metric().field());
        search.order()
                .filter(order -> !isSorted && !order.isBlank())
                .ifPresent(order -> notes.add("the order '" + order.strip()
                        + "' is left out: a watch ranks by its threshold, " + bound.metric()));
        if (!knowsChannels) {
            notes.add("notify names a channel 'me': replace it by one of yours");
        }
        return notes;
    }

    /**
     * The threshold that a pasted query contains, and the query without it.
     *
     * @param threshold empty where no clause bounds a metric
     * @param metric the threshold's, otherwise that of the sort order, otherwise the price
     */
    record ImportedThreshold(Query rest, Optional<Threshold> threshold, Metric metric) {
        /** Prices come before value for money; bounds of other metrics are rather demands on the machine. */
        private static final List<Metric> METRICS =
                List.of(Metric.DPH_TOTAL, Metric.MIN_BID, Metric.DLPERF_PER_DPHTOTAL, Metric.FLOPS_PER_DPHTOTAL);

        static ImportedThreshold of(Query query, List<Query.Order> order) {
            for (Metric metric : METRICS) {
                Optional<Clause> bound = query.clauses().stream()
                        .filter(clause -> clause.field() == metric.field() && isBound(clause.operator(), metric))
                        .findFirst();
                if (bound.isPresent()) {
                    Clause clause = bound.get();
                    return new ImportedThreshold(
                            new Query(query.clauses().stream()
                                    .filter(each -> !each.equals(clause))
                                    .toList()),
                            Optional.of(threshold(metric, clause)),
                            metric);
                }
            }
            return new ImportedThreshold(new Query(query.clauses()), Optional.empty(), sortedBy(order));
        }

        /** A threshold given as an option; it replaces a clause that bounds the same metric. */
        static ImportedThreshold given(Query query, Threshold threshold) {
            Metric metric = threshold.metric();
            return new ImportedThreshold(
                    new Query(query.clauses().stream()
                            .filter(clause -> clause.field() != metric.field() || !isBound(clause.operator(), metric))
                            .toList()),
                    Optional.of(threshold),
                    metric);
        }

        private static boolean isBound(Operator operator, Metric metric) {
            return metric.lowerIsBetter()
                    ? operator == Operator.LT || operator == Operator.LTE
                    : operator == Operator.GT || operator == Operator.GTE;
        }

        private static Threshold threshold(Metric metric, Clause clause) {
            BigDecimal value = clause.operands()
                    .get(0)
                    .asNumber()
                    .map(BigDecimal::valueOf)
                    .map(BigDecimal::stripTrailingZeros)
                    .orElseThrow(() -> new InvalidInput("a threshold takes a number: " + clause));
            return new Threshold(metric, clause.operator(), value);
        }

        private static Metric sortedBy(List<Query.Order> order) {
            return order.stream()
                    .flatMap(key ->
                            Metric.ALL.stream().filter(metric -> metric.isField() && metric.field() == key.field()))
                    .findFirst()
                    .orElse(Metric.DPH_TOTAL);
        }

        /** The line of the config; without a threshold a comment with an example. */
        String line() {
            return threshold
                    .map(each -> "threshold: " + each)
                    .orElseGet(() ->
                            "# threshold: " + example() + "   # fill in what is good enough, and remove the first #");
        }

        /** An example. */
        String example() {
            return metric
                    + (metric.lowerIsBetter()
                            ? " <= 0.40"
                            : metric.equals(Metric.RELIABILITY) ? " >= 0.98" : " >= 100");
        }
    }
}
