package io.github.vastwatch.cli.config;

import io.github.vastwatch.cli.console.Progress;
import io.github.vastwatch.cli.console.Prompts;
import io.github.vastwatch.cli.market.MarketCheck;
import io.github.vastwatch.cli.market.MarketPrices;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.GpuMemory;
import io.github.vastwatch.offer.GpuNames;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.watch.Threshold;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What to watch: what the options say, and the rest from a person, with today's prices. */
public final class WatchAnswers {
    /** As a watch has it that does not say. */
    private static final int DISK_GB = 20;

    private final InitOptions options;
    private final Optional<Prompts> interview;
    private final MarketCheck market;
    private final Progress progress;

    /** @param interview empty where there is no person to ask */
    public WatchAnswers(InitOptions options, Optional<Prompts> interview, MarketCheck market, Progress progress) {
        this.options = options;
        this.interview = interview;
        this.market = market;
        this.progress = progress;
    }

    /** What is asked for before its channels are known. */
    public record Wanted(String words, Query query, Threshold threshold) {
        public WatchText watch(Collection<String> taken, List<String> channels) {
            return new WatchText(
                    WatchText.name(words, taken),
                    query,
                    RentalType.ON_DEMAND,
                    DISK_GB,
                    "threshold: " + threshold,
                    channels);
        }
    }

    /** Asks for what is missing. */
    public Wanted wanted() throws IOException, InterruptedException {
        String gpu = given(options.gpu, "Which GPU, as 4090 or H100 SXM", "", this::gpu);
        int gpus = options.gpus == null && interview.isEmpty()
                ? 1
                : given(options.gpus, "How many in one offer", "1", WatchAnswers::count);
        Query query = query(gpu, gpus);
        return new Wanted((gpus == 1 ? "" : gpus + "x ") + gpu, query, threshold(query));
    }

    private <T> T given(@Nullable String option, String question, String otherwise, Prompts.Reading<T> reading)
            throws IOException, InterruptedException {
        return option != null ? reading.of(option) : interview.orElseThrow().ask(question, otherwise, reading);
    }

    /** A model that is not known may be new: then the market has it. */
    private String gpu(String text) throws InterruptedException {
        Optional<String> known = GpuNames.resolve(text);
        if (known.isPresent()) {
            return known.get();
        }
        String name = text.replace('_', ' ');
        Query query = new Query(List.of(named(name)));
        if (seen(query).result() instanceof SearchResult.Found found
                && found.offers().stream().anyMatch(offer -> query.matches(offer, query))) {
            return name;
        }
        InvalidInput doubt = GpuNames.warning(name).orElseThrow();
        throw doubt.advice().startsWith("did you mean")
                ? doubt
                : new InvalidInput(
                        "the market has no '" + name + "' now, and no GPU is known by that name",
                        "for a model that is still to come write the config by hand");
    }

    private static int count(String text) {
        if (!text.matches("[1-9]\\d{0,3}")) {
            throw new InvalidInput("not a number of GPUs: '" + text + "'", "write 1, 2, 4 or 8");
        }
        return Integer.parseInt(text);
    }

    private static Query query(String gpu, int gpus) {
        return GpuMemory.withoutSlices(
                Query.DEFAULTS.with(named(gpu)).with(new Clause(Field.NUM_GPUS, Operator.EQ, List.of(Value.of(gpus)))));
    }

    private static Clause named(String gpu) {
        return new Clause(Field.GPU_NAME, Operator.EQ, List.of(Value.of(gpu)));
    }

    private CompleteSearch.Progress seen(Query query) throws InterruptedException {
        progress.show("  asking Vast.ai for today's prices …");
        CompleteSearch.Progress look =
                market.look(Question.of(query, RentalType.ON_DEMAND, DISK_GB, Field.DPH_TOTAL), Threshold.NONE);
        progress.clear();
        return look;
    }

    private Threshold threshold(Query query) throws IOException, InterruptedException {
        Prompts.Reading<Threshold> reading = text -> Threshold.parse("dph_total <= " + text.replaceFirst("^\\$", ""));
        if (options.price != null) {
            return reading.of(options.price);
        }
        Prompts person = interview.orElseThrow();
        CompleteSearch.Progress look = seen(query);
        Optional<MarketPrices> prices = look.result() instanceof SearchResult.Found found
                ? MarketPrices.of(fitting(query, found, look.question()), found.whole())
                : Optional.empty();
        person.out()
                .println("  "
                        + (look.isAnswered()
                                ? prices.map(today -> "today, with " + DISK_GB + " GB disk, " + today)
                                        .orElse("there is no such offer today")
                                : "Vast.ai gave no answer, so there is no price to compare: " + look.reason()));
        Threshold threshold = person.ask(
                "Alert for offers up to, in $ an hour"
                        + prices.map(today -> " (" + today.within(today.suggestion()) + " now match the suggestion)")
                                .orElse(""),
                prices.map(today -> today.suggestion().toPlainString()).orElse(""),
                reading);
        prices.ifPresent(today -> person.out().println("  " + today.share(threshold.value()) + " now match"));
        return threshold;
    }

    private static List<Offer> fitting(Query query, SearchResult.Found found, Question asked) {
        return found.offers().stream()
                .filter(offer -> asked.with(query).matches(offer, asked))
                .toList();
    }
}
