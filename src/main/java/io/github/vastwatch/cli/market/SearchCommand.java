package io.github.vastwatch.cli.market;

import io.github.vastwatch.cli.console.ConfigOption;
import io.github.vastwatch.cli.console.FollowedMarket;
import io.github.vastwatch.cli.console.ForceOption;
import io.github.vastwatch.cli.console.QueryText;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.config.Amounts;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.vast.VastSettings;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Searches once, for people and scripts. */
@Command(
        name = "search",
        description = {
            "Searches once and prints the matches. Sends nothing, and stores only the number of rows read.",
            "Exit 0 when an offer matches, 1 when none does, 3 when Vast.ai gave no answer."
        })
public final class SearchCommand extends Subcommand {
    /** The disk that prices include by default, as for a watch. */
    static final String DISK = "20GB";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table: the columns that fit the terminal; wide: all columns; json or csv: every known field "
                    + "(default: ${DEFAULT-VALUE}).")
    private OfferList.Format format = OfferList.Format.table;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "on-demand, bid or reserved (default: the watch's, otherwise on-demand).")
    private @Nullable String type;

    @Option(
            names = "--disk",
            paramLabel = "SIZE",
            description = "Disk that prices include (default: the watch's, otherwise " + DISK + ").")
    private @Nullable String disk;

    @Option(
            names = "--target-reliability",
            paramLabel = "N",
            description =
                    "Prices include the fee for an SLA of this share of time, such as 0.995 (default: the watch's).")
    private @Nullable String targetReliability;

    @Option(
            names = "--order",
            paramLabel = "FIELDS",
            description =
                    "Fields to sort by, such as dph_total or reliability-,dph_total; a minus sorts downwards (default: "
                            + "the query's, the metric of the watch's threshold, otherwise dph_total).")
    private @Nullable String order;

    @Option(names = "--limit", paramLabel = "N", description = "The most offers to request and to show.")
    private @Nullable Integer limit;

    @Mixin
    private final ForceOption force = new ForceOption();

    @Parameters(
            paramLabel = "QUERY|WATCH",
            arity = "1..*",
            description =
                    "A query such as 'gpu_name=RTX_4090 num_gpus=1', a GPU such as 4090, or the name of a watch in the "
                            + "config.")
    private List<String> words = List.of();

    @Override
    public Integer call() throws Exception {
        String what = String.join(" ", words);
        Optional<Config> read = config().readIfThere();
        Optional<Watch> watch = read.flatMap(each -> each.watches().stream()
                .filter(one -> one.name().equals(what))
                .findFirst()
                .map(FollowedMarket.of(each.state())::move));
        VastSettings settings = ConfigOption.vast(read);
        // Without a key an answer is a sample, and its first N are not the best.
        boolean ranksHere = watch.isPresent() || settings.apiKey().isEmpty();
        Question question = asked(watch.map(Watch::question).orElseGet(() -> question(what)), ranksHere);
        // A limited search needs no further parts.
        int allowance = question.limit() < Query.LIMIT ? 0 : CompleteSearch.maxParts(settings.requestsPerMinute());
        Clock clock = clock();
        try (VastClient vast = force.client(read, clock)) {
            Threshold threshold = watch.map(Watch::threshold).orElse(Threshold.NONE);
            CompleteSearch.Progress search = CompleteSearch.run(vast, question, threshold::narrow, allowance);
            if (!(search.result() instanceof SearchResult.Found found)) {
                err().println(ForceOption.words(search.result(), vast, clock));
                return Exit.NO_ANSWER;
            }
            Question answered = search.question();
            List<Offer> matches = found.offers().stream()
                    .filter(offer -> question.matches(offer, answered)
                            && watch.map(one -> one.threshold().matches(offer)).orElse(true))
                    .sorted(watch.filter(
                                    one -> order == null && one.query().order().isEmpty())
                            .map(one -> Ranking.by(one.threshold().metric()))
                            .orElseGet(() -> Ranking.by(question.order())))
                    .toList();
            List<Offer> shown = matches.subList(0, Math.min(matches.size(), most(question)));
            OfferList.print(shown, format, Terminal.standardOutput(), out());
            err().println(summary(matches, shown, found.complete()));
            return matches.isEmpty() ? Exit.NO : Exit.DONE;
        }
    }

    private Question question(String what) {
        Query query = QueryText.read(what, Query.DEFAULTS, err());
        return Question.of(query, RentalType.ON_DEMAND, Amounts.gigabytes(DISK), Field.DPH_TOTAL);
    }

    /** With the options. Where the best are ranked here all are asked for: the server's first N may be others. */
    private Question asked(Question question, boolean ranksHere) {
        Query query = question.query();
        return new Question(
                query.limitedTo(ranksHere ? Query.LIMIT : most(question)),
                type == null ? question.type() : RentalType.parse(type),
                disk == null ? question.diskGb() : Amounts.gigabytes(disk),
                targetReliability == null ? question.sla() : Optional.of(Sla.parse(targetReliability)),
                order == null ? question.order() : QueryText.order(order));
    }

    private int most(Question question) {
        return limit == null
                ? question.limit()
                : question.query().limitedTo(limit).limit();
    }

    /** {@code 37 offers, best $0.286/h; the answer is complete}. */
    static String summary(List<Offer> matches, List<Offer> shown, boolean complete) {
        String counted = (shown.size() == matches.size() ? "" : shown.size() + " of ")
                + Amount.count(matches.size(), "offer", "offers");
        String best = OfferList.best(matches)
                .map(price -> ", best " + Amount.perHour(price))
                .orElse("");
        return (matches.isEmpty() ? "no offer matches" : counted + best) + "; "
                + (complete ? "the answer is complete" : "the answer is truncated: there may be more");
    }
}
