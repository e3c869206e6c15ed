package io.github.vastwatch.cli.config;

import io.github.vastwatch.cli.config.StarterConfig.Channel;
import io.github.vastwatch.cli.config.StarterConfig.SecretFile;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.cli.market.MarketCheck;
import io.github.vastwatch.history.Suggestion;
import io.github.vastwatch.notify.channel.KnownService;
import io.github.vastwatch.notify.channel.Telegram;
import io.github.vastwatch.notify.mail.EmailSettings;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.GpuNames;
import io.github.vastwatch.offer.GpuSlices;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.Secret;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * What to watch and where to send it: from the options, and the rest from a person, who sees today's prices.
 *
 * @param person empty where there is no person to ask
 * @param recorded suggests a threshold from the record of the market, where there is one
 */
record InitPrompts(
        Options options,
        Optional<Prompts> person,
        MarketCheck market,
        Function<Watch, Optional<Suggestion.Rate>> recorded,
        Terminal.Progress progress) {
    /** The disk of a watch that does not name one. */
    private static final int DISK_GB = 20;

    private static final String NO_MORE = "no more";
    private static final String TARGETS = "an email address, telegram, https://ntfy.sh/YOUR-TOPIC, or a webhook's URL";

    /** A watch before its channels are known. */
    record Wanted(String words, Query query, Threshold threshold) {
        WatchText watch(Collection<String> taken, List<String> channels) {
            return new WatchText(
                    WatchText.name(words, taken),
                    query,
                    RentalType.ON_DEMAND,
                    DISK_GB,
                    "threshold: " + threshold,
                    channels);
        }
    }

    Wanted wanted() throws IOException, InterruptedException {
        String gpu = given(options.gpu, "Which GPU, as 4090 or H100 SXM", "", this::gpu);
        int gpus = options.gpus == null && person.isEmpty()
                ? 1
                : given(options.gpus, "How many in one offer", "1", InitPrompts::count);
        Query query = GpuSlices.excludedFrom(
                Query.DEFAULTS.with(named(gpu)).with(new Clause(Field.NUM_GPUS, Operator.EQ, List.of(Value.of(gpus)))));
        return new Wanted((gpus == 1 ? "" : gpus + "x ") + gpu, query, threshold(query));
    }

    private <T> T given(@Nullable String option, String question, String otherwise, Prompts.Reading<T> reading)
            throws IOException, InterruptedException {
        return option != null ? reading.of(option) : person.orElseThrow().ask(question, otherwise, reading);
    }

    /** An unknown model may be new: then the market has it. */
    private String gpu(String text) throws InterruptedException {
        Optional<String> known = GpuNames.resolve(text);
        if (known.isPresent()) {
            return known.get();
        }
        String name = text.replace('_', ' ');
        Query query = new Query(List.of(named(name)));
        if (prices(query).result() instanceof SearchResult.Found found
                && found.offers().stream().anyMatch(offer -> query.matches(offer, query))) {
            return name;
        }
        InvalidInput warning = GpuNames.warning(name).orElseThrow();
        throw warning.advice().startsWith("did you mean")
                ? warning
                : new InvalidInput(
                        "unknown GPU '" + name + "', and the market has none now",
                        "for a model that is not on the market yet, write the config by hand");
    }

    private static int count(String text) {
        if (!text.matches("[1-9]\\d{0,3}")) {
            throw new InvalidInput("not a number of GPUs: '" + text + "'", "write 1, 2, 4 or 8");
        }
        return Integer.parseInt(text);
    }

    private static Clause named(String gpu) {
        return new Clause(Field.GPU_NAME, Operator.EQ, List.of(Value.of(gpu)));
    }

    private CompleteSearch.Progress prices(Query query) throws InterruptedException {
        progress.show("  asking Vast.ai for today's prices …");
        CompleteSearch.Progress search =
                market.search(Question.of(query, RentalType.ON_DEMAND, DISK_GB, Field.DPH_TOTAL), Threshold.NONE);
        progress.clear();
        return search;
    }

    private Threshold threshold(Query query) throws IOException, InterruptedException {
        Prompts.Reading<Threshold> reading = text -> Threshold.parse("dph_total <= " + text.replaceFirst("^\\$", ""));
        if (options.price != null) {
            return reading.of(options.price);
        }
        Prompts prompts = person.orElseThrow();
        CompleteSearch.Progress search = prices(query);
        Optional<MarketPrices> prices = search.result() instanceof SearchResult.Found found
                ? MarketPrices.of(matching(query, found, search.question()), found.complete())
                : Optional.empty();
        prompts.out()
                .println("  "
                        + (search.isAnswered()
                                ? prices.map(today -> "today, with " + DISK_GB + " GB disk, " + today)
                                        .orElse("no such offer is on the market today")
                                : "Vast.ai gave no answer, so there is no price to compare: " + search.reason()));
        Optional<Suggestion.Rate> rate = suggestion(query);
        rate.ifPresent(each -> prompts.out()
                .println("  " + each.threshold() + " would have alerted " + Amount.count(each.alerts(), "time", "times")
                        + String.format(Locale.ROOT, " in the last %.0f days that were recorded", each.days())));
        Optional<BigDecimal> suggested =
                rate.map(each -> each.threshold().value()).or(() -> prices.map(MarketPrices::suggestion));
        Threshold threshold = prompts.ask(
                "Highest price, in $ per hour"
                        + prices.flatMap(today -> suggested.map(price -> " (" + today.matching(price) + ")"))
                                .orElse(""),
                suggested.map(BigDecimal::toPlainString).orElse(""),
                reading);
        prices.ifPresent(today -> prompts.out().println("  " + today.share(threshold.value()) + " now match"));
        return threshold;
    }

    private Optional<Suggestion.Rate> suggestion(Query query) {
        progress.show("  replaying what is recorded …");
        Optional<Suggestion.Rate> suggested = recorded.apply(new Watch(
                "new",
                true,
                query,
                RentalType.ON_DEMAND,
                DISK_GB,
                Threshold.NONE,
                Schedule.every(Duration.ofMinutes(1), "new"),
                Optional.empty(),
                List.of("new"),
                Rent.DEFAULT));
        progress.clear();
        return suggested;
    }

    private static List<Offer> matching(Query query, SearchResult.Found found, Question asked) {
        return found.offers().stream()
                .filter(offer -> asked.with(query).matches(offer, asked))
                .toList();
    }

    /** @param config the file that will name the channels, beside which their secrets are kept */
    List<Channel> channels(Path config) throws IOException, InterruptedException {
        List<Channel> channels = new ArrayList<>();
        for (String url : options.webhooks) {
            channels.add(Channel.webhook(url, System::getenv));
        }
        if (options.telegram != null) {
            channels.add(Channel.telegram(options.telegram, Optional.empty()));
        }
        if (options.email != null) {
            channels.add(email(EmailSettings.parseAddress(options.email).getAddress(), config));
        }
        if (channels.isEmpty()) {
            Prompts prompts = person.orElseThrow();
            String target = prompts.ask("Where to send alerts: " + TARGETS, "", InitPrompts::target);
            while (!target.equals(NO_MORE)) {
                channels.add(channel(prompts, target, config));
                target = prompts.ask("Another place", NO_MORE, InitPrompts::target);
            }
        }
        return channels;
    }

    private static String target(String text) {
        if (text.equals(NO_MORE) || text.equalsIgnoreCase("telegram")) {
            return text;
        }
        if (isUrl(text)) {
            if (!isTelegram(text)) {
                Channel.webhook(text, System::getenv);
            }
            return text;
        }
        try {
            return EmailSettings.parseAddress(text).getAddress();
        } catch (InvalidInput invalidInput) {
            throw text.contains("@")
                    ? invalidInput
                    : new InvalidInput("'" + text + "' is not a place to send to", "write " + TARGETS);
        }
    }

    private static boolean isUrl(String text) {
        return text.contains("://") || text.startsWith("${");
    }

    private static boolean isTelegram(String text) {
        return Optional.ofNullable(HttpUrl.parse(text))
                .flatMap(KnownService::of)
                .equals(Optional.of(KnownService.TELEGRAM));
    }

    private Channel channel(Prompts prompts, String target, Path config) throws IOException, InterruptedException {
        if (target.equalsIgnoreCase("telegram") || isTelegram(target)) {
            return telegram(prompts, Optional.ofNullable(HttpUrl.parse(target)), config);
        }
        if (!isUrl(target)) {
            return email(target, config);
        }
        Channel hook = Channel.webhook(target, System::getenv);
        if (!hook.name().equals("hook")) {
            prompts.out().println("  this is " + hook + ": a channel of type " + hook);
        }
        return hook;
    }

    /** @param url of the Bot API, which holds the token and may hold the chat */
    private static Channel telegram(Prompts prompts, Optional<HttpUrl> url, Path config)
            throws IOException, InterruptedException {
        Optional<String> inUrl = url.map(each -> each.pathSegments().get(0))
                .filter(segment -> segment.startsWith("bot"))
                .map(segment -> segment.substring("bot".length()));
        Optional<String> token = inUrl.isPresent()
                ? inUrl
                : prompts.secret(
                        "The token of your bot, from @BotFather",
                        text -> Telegram.parseToken(new Secret(text)).reveal());
        Optional<String> chat = url.flatMap(each -> Optional.ofNullable(each.queryParameter("chat_id")));
        return Channel.telegram(
                chat.isPresent()
                        ? chat.get()
                        : prompts.ask("The chat's number, or @ and a channel's name", "", Channel::parseChat),
                token.map(text -> SecretFile.beside(config, "telegram-token", text)));
    }

    private Channel email(String address, Path config) throws IOException, InterruptedException {
        Channel.MailServer server =
                given(options.smtpHost, "The mail server, with :PORT unless it is 587", "", Channel.MailServer::parse);
        if (options.smtpUser != null || person.isEmpty() || options.email != null) {
            return Channel.email(address, server, Optional.ofNullable(options.smtpUser), Optional.empty());
        }
        Optional<String> user = Optional.of(person.get().ask("The user to log in with", "none", text -> text))
                .filter(text -> !text.equals("none"));
        Optional<String> password =
                user.isPresent() ? person.get().secret("The password", text -> text) : Optional.empty();
        return Channel.email(
                address, server, user, password.map(text -> SecretFile.beside(config, "smtp-password", text)));
    }

    /** The answers that init takes from the command line. */
    static final class Options {
        @Option(names = "--gpu", paramLabel = "MODEL", description = "The GPU, as 4090 or 'RTX 4090'.")
        @Nullable
        String gpu;

        @Option(names = "--num-gpus", paramLabel = "N", description = "How many in one offer (default: 1).")
        @Nullable
        String gpus;

        @Option(
                names = "--price",
                paramLabel = "DOLLARS",
                description = "Alert for offers up to this price in $ an hour.")
        @Nullable
        String price;

        @Option(names = "--email", paramLabel = "ADDRESS", description = "The address to mail to.")
        @Nullable
        String email;

        @Option(names = "--smtp-host", paramLabel = "HOST[:PORT]", description = "The mail server (default port: 587).")
        @Nullable
        String smtpHost;

        @Option(
                names = "--smtp-user",
                paramLabel = "USER",
                description = "The user to log in with; the password comes from $SMTP_PASSWORD.")
        @Nullable
        String smtpUser;

        @Option(
                names = "--webhook",
                paramLabel = "URL",
                description =
                        "The URL to post to, of Discord, Slack or ntfy.sh too; repeat for more. For a URL with a token"
                                + " use an environment variable: '$${NAME}'.")
        List<String> webhooks = List.of();

        @Option(
                names = "--telegram",
                paramLabel = "CHAT",
                description = "The chat to send to; the bot's token comes from $TELEGRAM_TOKEN.")
        @Nullable
        String telegram;

        @Option(names = "--add", description = "Add the watch to the existing config, for its channels.")
        boolean add;

        @Option(
                names = "--market-url",
                paramLabel = "URL",
                description = "Another market, such as 'vastwatch simulate'.")
        @Nullable
        String market;

        /** The options that are missing where there is no person to ask. */
        List<String> missing() {
            List<String> missing = new ArrayList<>();
            if (gpu == null) {
                missing.add("--gpu");
            }
            if (price == null) {
                missing.add("--price");
            }
            if (add) {
                return missing;
            }
            if (email == null && webhooks.isEmpty() && telegram == null) {
                missing.add(smtpHost == null ? "--email and --smtp-host (or --webhook, --telegram)" : "--email");
            } else if (email != null && smtpHost == null) {
                missing.add("--smtp-host");
            }
            return missing;
        }
    }
}
