package io.github.vastwatch.cli;

import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.vast.Protocol;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.vast.VastSettings;
import io.github.vastwatch.watch.Watch;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import okhttp3.HttpUrl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** One search, for people and scripts. */
@Command(
        name = "search",
        description = {
            "Asks once and prints the matches; stores and sends nothing.",
            "Exit 0 when there are matches, 1 when there are none, 3 when Vast.ai gave no answer."
        },
        mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Option(names = "--format", defaultValue = "table", description = "table, json or csv (default: ${DEFAULT-VALUE}).")
    private OfferList.Format format = OfferList.Format.table;

    @Parameters(
            paramLabel = "QUERY|WATCH",
            description = "A query, as 'gpu_name=RTX_4090 num_gpus=1', or the name of a watch of the config.")
    private String what = "";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Optional<Config> read =
                Files.exists(main.config().path()) ? Optional.of(main.config().read()) : Optional.empty();
        Optional<Watch> watch = read.flatMap(each ->
                each.watches().stream().filter(one -> one.name().equals(what)).findFirst());
        Question question = watch.map(Watch::question).orElseGet(this::question);
        VastSettings settings = read.map(Config::vast)
                .orElseGet(() -> new VastSettings(
                        HttpUrl.get(VastSettings.DEFAULT_URL),
                        Optional.empty(),
                        Protocol.AUTO,
                        VastSettings.DEFAULT_REQUESTS_PER_MINUTE));
        try (VastClient vast = new VastClient(settings, Clock.systemUTC())) {
            SearchResult result = vast.search(question);
            if (!(result instanceof SearchResult.Found found)) {
                spec.commandLine().getErr().println("Vast.ai gave no answer: " + reason(result));
                return Exit.NO_ANSWER;
            }
            List<Offer> matches = found.offers().stream()
                    .filter(offer -> watch.map(one -> one.admits(offer, question))
                            .orElseGet(() -> question.query().admits(offer, question.query())))
                    .toList();
            PrintWriter out = spec.commandLine().getOut();
            OfferList.print(matches, format, out);
            if (!found.whole()) {
                spec.commandLine().getErr().println("the answer is truncated: there may be more");
            }
            return matches.isEmpty() ? Exit.NO : Exit.DONE;
        }
    }

    private Question question() {
        Query query = QueryText.read(what, Query.DEFAULTS, spec.commandLine().getErr());
        return Question.of(query, RentalType.ON_DEMAND, 20, Field.DPH_TOTAL);
    }

    private static String reason(SearchResult result) {
        return result instanceof SearchResult.Throttled throttled
                ? throttled.reason()
                : result instanceof SearchResult.Failed failed ? failed.reason() : "";
    }
}
