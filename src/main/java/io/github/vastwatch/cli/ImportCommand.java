package io.github.vastwatch.cli;

import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A watch from a command that one already has. */
@Command(
        name = ImportCommand.NAME,
        description = {
            "Prints the watch that a pasted search means, to put below watches:. Sends nothing, writes nothing.",
            "Takes a 'vastai search offers' as it stands in a shell, a script, a notebook or a Python program, the link",
            "of the search page, or a request's JSON, in curl too. Says what it leaves out.",
            "Exit 0, or 2 when the text cannot become a watch."
        },
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    static final String NAME = "import";

    @ParentCommand
    private Main main;

    @Option(names = "--name", paramLabel = "NAME", description = "The watch's name; otherwise from its GPU.")
    private @Nullable String name;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "1..*",
            description = "The text in quotes, or its words, or - to read it from standard input.")
    private List<String> words = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        PastedSearch search = pasted();
        Query query = QueryText.read(search.query(), search.hasDefaults() ? Query.DEFAULTS : Query.EVERYTHING, err);
        PastedOrder order = PastedOrder.of(search.order().orElse(""));
        ImportedThreshold bound = ImportedThreshold.of(query, order.keys());
        Optional<Config> config = config();
        WatchText watch = new WatchText(
                named(query, config),
                bound.rest(),
                search.type(),
                search.diskGb(),
                bound.line(),
                config.map(read -> read.watches().get(0).channels()).orElse(List.of("me")));
        watch.lines().forEach(spec.commandLine().getOut()::println);
        notes(search, order, bound, config.isPresent()).forEach(note -> err.println("note: " + note));
        return Exit.DONE;
    }

    private PastedSearch pasted() throws IOException {
        return words.size() > 1 && !words.get(0).matches("(?s).*[\\s{].*")
                ? PastedSearch.of(List.of(new ShellCommand(words, List.of())))
                : PastedSearch.of(
                        words.get(0).equals("-")
                                ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                                : String.join(" ", words));
    }

    /** The config, where there is one that can be read: it is only looked at for names. */
    private Optional<Config> config() {
        try {
            return main.config().readIfThere();
        } catch (BadConfig e) {
            return Optional.empty();
        }
    }

    private String named(Query query, Optional<Config> config) {
        if (name != null) {
            return name;
        }
        String gpu = query.clauses().stream()
                .filter(clause -> clause.field() == Field.GPU_NAME && clause.operator() == Operator.EQ)
                .map(clause -> clause.operands().get(0).toString())
                .filter(text -> text.matches(".*[A-Za-z0-9].*"))
                .findFirst()
                .orElse("imported");
        return WatchText.name(
                gpu,
                config.map(read -> read.watches().stream().map(Watch::name).toList())
                        .orElse(List.of()));
    }

    private static List<String> notes(
            PastedSearch search, PastedOrder order, ImportedThreshold bound, boolean knowsChannels) {
        List<String> notes = new ArrayList<>(search.notes());
        if (bound.threshold().isEmpty()) {
            notes.add("no price is asked for: fill in the threshold, on " + bound.metric());
        }
        order.note(bound.metric()).ifPresent(notes::add);
        if (!knowsChannels) {
            notes.add("notify names a channel 'me': put in one of yours");
        }
        return notes;
    }
}
