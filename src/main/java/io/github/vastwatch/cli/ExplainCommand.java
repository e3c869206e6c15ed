package io.github.vastwatch.cli;

import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.poll.Survey;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Condition;
import io.github.vastwatch.watch.Explanation;
import io.github.vastwatch.watch.Watch;
import java.io.PrintWriter;
import java.time.Clock;
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

/** Why, and why not. */
@Command(
        name = "explain",
        description = {
            "Asks the market twice, as the watch does and with as few filters as possible, and says what each",
            "clause lets through, which offers come nearest and what they lack. Stores and sends nothing.",
            "Exit 0 when something matches now, 1 when nothing does, 3 when Vast.ai gave no answer."
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    enum Format {
        text,
        json
    }

    @ParentCommand
    private Main main;

    @Option(names = "--offer", paramLabel = "ID", description = "Explain this one offer; ids rotate.")
    private @Nullable Long offer;

    @Option(names = "--machine", paramLabel = "ID", description = "Explain the offers of this machine.")
    private @Nullable Long machine;

    @Option(names = "--format", defaultValue = "text", description = "text or json (default: ${DEFAULT-VALUE}).")
    private Format format = Format.text;

    @Parameters(paramLabel = "WATCH", description = "The name of a watch of the config.")
    private String name = "";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Config config = main.config().read();
        Watch watch = config.watch(name);
        try (VastClient vast = new VastClient(config.vast(), Clock.systemUTC())) {
            int most = Survey.allowance(config.vast().requestsPerMinute());
            Optional<Query> one = one();
            Survey.Look own = Survey.at(vast, watch.question(), Optional.of(watch.threshold()), most);
            Survey.Look wide = own.isAnswered()
                    ? Survey.at(
                            vast,
                            watch.question().with(one.orElse(Condition.relaxed(watch))),
                            Optional.empty(),
                            one.isPresent() ? 0 : most)
                    : own;
            if (!(own.result() instanceof SearchResult.Found found)
                    || !(wide.result() instanceof SearchResult.Found all)) {
                spec.commandLine().getErr().println("Vast.ai gave no answer: " + wide.reason());
                return Exit.NO_ANSWER;
            }
            List<Offer> matches = found.offers().stream()
                    .filter(each -> watch.admits(each, own.question()))
                    .toList();
            PrintWriter out = spec.commandLine().getOut();
            ExplanationText text = new ExplanationText(watch, own, wide, matches, Explanation.of(watch, all.offers()));
            if (format == Format.json) {
                out.println(text.json(one.isPresent() ? all.offers() : List.of()));
            } else if (one.isPresent()) {
                text.printOffers(out, all.offers());
            } else {
                text.print(out);
            }
            boolean matched = one.isPresent()
                    ? all.offers().stream().anyMatch(each -> watch.admits(each, watch.question()))
                    : !matches.isEmpty();
            return matched ? Exit.DONE : Exit.NO;
        }
    }

    /** The question for the offer or the machine that is asked about. */
    private Optional<Query> one() {
        return Optional.ofNullable(offer)
                .map(id -> asked(Field.ASK_CONTRACT_ID, id))
                .or(() -> Optional.ofNullable(machine).map(id -> asked(Field.MACHINE_ID, id)));
    }

    private static Query asked(Field field, long id) {
        return new Query(List.of(new Clause(field, Operator.EQ, List.of(Value.of((double) id)))));
    }
}
