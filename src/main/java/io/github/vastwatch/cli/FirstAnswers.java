package io.github.vastwatch.cli;

import io.github.vastwatch.notify.EmailSettings;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.GpuNames;
import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.poll.Survey;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.watch.Threshold;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a first config needs to know: what the options say, and the rest from whoever can be asked. */
final class FirstAnswers {
    /** As a watch has it that does not say. */
    private static final int DISK_GB = 20;

    private final InitOptions options;
    private final Optional<Interview> interview;
    private final MarketCheck market;
    private final Progress progress;

    /** @param interview empty where nobody can be asked */
    FirstAnswers(InitOptions options, Optional<Interview> interview, MarketCheck market, Progress progress) {
        this.options = options;
        this.interview = interview;
        this.market = market;
        this.progress = progress;
        List<String> missing = options.missing();
        if (interview.isEmpty() && !missing.isEmpty()) {
            throw new Mistake(
                    "not on a terminal, so nobody can be asked for " + String.join(", ", missing),
                    "give them as options");
        }
    }

    /** Asks for what is missing. */
    FirstConfig config(Path state) throws IOException, InterruptedException {
        String gpu = given(options.gpu, "Which GPU, as 4090 or H100 SXM", "", this::gpu);
        int gpus = options.gpus == null && interview.isEmpty()
                ? 1
                : given(options.gpus, "How many in one offer", "1", FirstAnswers::count);
        Query query = query(gpu, gpus);
        Threshold threshold = threshold(query);
        List<FirstChannel> channels = channels();
        WatchText watch = new WatchText(
                WatchText.name((gpus == 1 ? "" : gpus + "x ") + gpu, List.of()),
                query,
                RentalType.ON_DEMAND,
                DISK_GB,
                "threshold: " + threshold,
                channels.stream().map(FirstChannel::name).toList());
        return new FirstConfig(Optional.ofNullable(options.market), state, channels, watch);
    }

    private <T> T given(@Nullable String option, String question, String otherwise, Interview.Reading<T> reading)
            throws IOException, InterruptedException {
        return option != null ? reading.of(option) : interview.orElseThrow().ask(question, otherwise, reading);
    }

    /** A model that nobody knows may be new: then the market has it. */
    private String gpu(String text) throws InterruptedException {
        Optional<String> known = GpuNames.meant(text);
        if (known.isPresent()) {
            return known.get();
        }
        String name = text.replace('_', ' ');
        Query query = new Query(List.of(named(name)));
        if (seen(query).result() instanceof SearchResult.Found found
                && found.offers().stream().anyMatch(offer -> query.admits(offer, query))) {
            return name;
        }
        Mistake doubt = GpuNames.doubt(name).orElseThrow();
        throw doubt.advice().startsWith("did you mean")
                ? doubt
                : new Mistake(
                        "the market has no '" + name + "' now, and no GPU is known by that name",
                        "for a model that is still to come write the config by hand");
    }

    private static int count(String text) {
        if (!text.matches("[1-9]\\d{0,3}")) {
            throw new Mistake("not a number of GPUs: '" + text + "'", "write 1, 2, 4 or 8");
        }
        return Integer.parseInt(text);
    }

    private static Query query(String gpu, int gpus) {
        return Query.DEFAULTS.with(named(gpu)).with(new Clause(Field.NUM_GPUS, Operator.EQ, List.of(Value.of(gpus))));
    }

    private static Clause named(String gpu) {
        return new Clause(Field.GPU_NAME, Operator.EQ, List.of(Value.of(gpu)));
    }

    private Survey.Look seen(Query query) throws InterruptedException {
        progress.show("  asking Vast.ai for today's prices …");
        Survey.Look look =
                market.look(Question.of(query, RentalType.ON_DEMAND, DISK_GB, Field.DPH_TOTAL), Optional.empty());
        progress.clear();
        return look;
    }

    private Threshold threshold(Query query) throws IOException, InterruptedException {
        Interview.Reading<Threshold> reading = text -> Threshold.parse("dph_total <= " + text.replaceFirst("^\\$", ""));
        if (options.price != null) {
            return reading.of(options.price);
        }
        Interview person = interview.orElseThrow();
        Survey.Look look = seen(query);
        Optional<MarketPrices> prices = look.result() instanceof SearchResult.Found found
                ? MarketPrices.of(fitting(query, found, look.question()), found.whole())
                : Optional.empty();
        person.out()
                .println("  "
                        + (look.isAnswered()
                                ? prices.map(today -> "today, with " + DISK_GB + " GB disk, " + today)
                                        .orElse("there is no such offer today")
                                : "Vast.ai gave no answer, so there is no price to compare: " + look.reason()));
        return person.ask(
                "Tell of offers up to, in $ an hour",
                prices.map(today -> today.suggestion().toPlainString()).orElse(""),
                reading);
    }

    private static List<Offer> fitting(Query query, SearchResult.Found found, Question asked) {
        return found.offers().stream()
                .filter(offer -> asked.with(query).admits(offer, asked))
                .toList();
    }

    private List<FirstChannel> channels() throws IOException, InterruptedException {
        List<FirstChannel> channels = new ArrayList<>();
        if (options.webhook != null) {
            channels.add(FirstChannel.Webhook.parse(options.webhook, System::getenv));
        }
        if (options.email != null) {
            channels.add(email(EmailSettings.parseAddress(options.email).getAddress()));
        } else if (channels.isEmpty()) {
            String target = interview
                    .orElseThrow()
                    .ask("Where to tell, an email address or the URL of a webhook", "", FirstAnswers::target);
            channels.add(target.contains("://") ? FirstChannel.Webhook.parse(target, System::getenv) : email(target));
        }
        return channels;
    }

    private static String target(String text) {
        return text.contains("://")
                ? FirstChannel.Webhook.parse(text, System::getenv).url()
                : EmailSettings.parseAddress(text).getAddress();
    }

    private FirstChannel email(String address) throws IOException, InterruptedException {
        FirstChannel.Server server =
                given(options.smtpHost, "The mail server, with :PORT unless it is 587", "", FirstChannel.Server::parse);
        Optional<String> user = options.smtpUser != null || interview.isEmpty() || options.email != null
                ? Optional.ofNullable(options.smtpUser)
                : interview
                        .orElseThrow()
                        .ask("The user to log in as there", "none", text -> text)
                        .transform(text -> text.equals("none") ? Optional.empty() : Optional.of(text));
        return new FirstChannel.Email(address, server, user);
    }
}
