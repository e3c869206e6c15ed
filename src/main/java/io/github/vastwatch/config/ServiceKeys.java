package io.github.vastwatch.config;

import static io.github.vastwatch.config.Key.key;
import static io.github.vastwatch.config.ScalarCodec.FLAG;
import static io.github.vastwatch.config.ScalarCodec.TEXT;
import static io.github.vastwatch.config.ScalarCodec.duration;
import static io.github.vastwatch.config.ScalarCodec.either;
import static io.github.vastwatch.config.ScalarCodec.text;
import static io.github.vastwatch.config.ScalarCodec.whole;
import static io.github.vastwatch.config.ScalarCodec.word;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.notify.channel.Apprise;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Discord;
import io.github.vastwatch.notify.channel.HttpService;
import io.github.vastwatch.notify.channel.HttpTarget;
import io.github.vastwatch.notify.channel.Ntfy;
import io.github.vastwatch.notify.channel.Slack;
import io.github.vastwatch.notify.channel.Telegram;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.notify.template.TemplateText;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import okhttp3.HttpUrl;

/** The keys of the channels that send over HTTP, one type for each service. */
final class ServiceKeys {
    private static final List<String> METHODS = List.of("POST", "PUT", "PATCH");

    private static final Key<String> METHOD =
            key("http.method", word(METHODS, ServiceKeys::method)).fallback("POST");
    private static final Key<Map<String, Secret>> HEADERS =
            key("http.headers", new HeadersCodec()).secret();
    private static final Key<Duration> TIMEOUT =
            key("http.timeout", duration(HttpTarget::parseTimeout)).fallback(HttpTarget.DEFAULT_TIMEOUT);
    private static final Key<Boolean> ALLOW_PRIVATE =
            key("http.allow_private", FLAG).fallback(true);

    private static final TemplateKeys TITLE_AND_TEXT =
            new TemplateKeys(TemplateText.Part.SUBJECT, TemplateText.Part.TEXT);

    private static final Key<HttpUrl> WEBHOOK_URL = key("webhook.url", UrlCodec.any())
            .needed("write url: https://example.org/hook")
            .examples("https://example.org/hook")
            .secret();

    private static final String SIGNING_KEY = "^whsec_[A-Za-z0-9+/]+=*$";
    private static final SecretKeys SECRET =
            SecretKeys.of("webhook.secret", SIGNING_KEY, Webhook::parseSecret, "${HOOK_SECRET}", "/etc/vastwatch/hook");
    private static final Key<List<Secret>> SECRETS = key(
                    "webhook.secrets",
                    new ListCodec<>(text(SIGNING_KEY, text -> Webhook.parseSecret(new Secret(text)))))
            .examples("${NEW_HOOK_SECRET}")
            .secret();
    private static final Key<Integer> MAX_BODY = key(
                    "webhook.max_body",
                    text("^\\s*\\d+(\\.\\d+)?\\s*[kM]B\\s*$", Amounts::bytes).as(bytes -> bytes / 1000 + "kB"))
            .fallback(Webhook.DEFAULT_MAX_BODY)
            .examples("20kB");

    static final ChannelType WEBHOOK = type(
            "webhook",
            Webhook.CONCURRENCY,
            new TemplateKeys(TemplateText.Part.BODY),
            WEBHOOK_URL,
            values -> values.find(WEBHOOK_URL)
                    .flatMap(url -> values.make(
                            WEBHOOK_URL,
                            () -> UrlCodec.checkWebhook(values, WEBHOOK_URL, url, TemplateKeys.areIn(values))))
                    .map(url -> new Webhook(
                            url,
                            values.find(SECRETS)
                                    .orElseGet(() -> SECRET.in(values).stream().toList()),
                            values.get(MAX_BODY))),
            Section.of("webhook", WEBHOOK_URL, SECRET.inline(), SECRET.file(), SECRETS, MAX_BODY)
                    .oneOf(SECRET.inline(), SECRET.file(), SECRETS));

    private static final SecretKeys BOT_TOKEN = SecretKeys.of(
            "telegram.token",
            "^[0-9]+:[A-Za-z0-9_-]+$",
            Telegram::parseToken,
            "${TELEGRAM_TOKEN}",
            "/etc/vastwatch/telegram");
    private static final Key<String> CHAT_ID = key("telegram.chat_id", text(ServiceKeys::chat))
            .needed("write chat_id: 123456789")
            .examples("123456789");
    private static final Key<Integer> MESSAGE_THREAD_ID = key(
                    "telegram.message_thread_id", whole(2, Integer.MAX_VALUE, (value, number) -> topic(number)))
            .examples("17");
    private static final Key<HttpUrl> BOT_API = server("telegram", Telegram.SERVER);

    static final ChannelType TELEGRAM = type(
            "telegram",
            Channel.Limits.DEFAULT.concurrency(),
            TITLE_AND_TEXT,
            BOT_API,
            ServiceKeys::telegram,
            Section.of("telegram", BOT_TOKEN.inline(), BOT_TOKEN.file(), CHAT_ID, MESSAGE_THREAD_ID, BOT_API)
                    .oneOf(BOT_TOKEN.inline(), BOT_TOKEN.file()));

    /** The priorities of ntfy by their names there. */
    private static final Map<String, Integer> PRIORITIES =
            Map.of("min", 1, "low", 2, "default", 3, "high", 4, "max", 5, "urgent", 5);

    private static final ScalarCodec<Integer> PRIORITY_LEVEL = text(ServiceKeys::priority)
            .like(() -> either(
                    whole(1, 5).schema(),
                    word(List.of("min", "low", "default", "high", "max", "urgent"), text -> text)
                            .schema()));
    private static final Key<Secret> TOPIC = key(
                    "ntfy.topic",
                    text("^[A-Za-z0-9_-]{1,64}$", text -> Ntfy.parseTopic(SecretKeys.trimmed("topic", text))))
            .needed("write topic: a-name-that-cannot-be-guessed")
            .examples("${NTFY_TOPIC}")
            .secret();
    private static final SecretKeys TOKEN = SecretKeys.of("ntfy.token", "${NTFY_TOKEN}", "/etc/vastwatch/ntfy");
    private static final Key<String> USER = key("ntfy.user", TEXT).examples("me");
    private static final SecretKeys PASSWORD =
            SecretKeys.of("ntfy.password", "${NTFY_PASSWORD}", "/etc/vastwatch/ntfy");
    private static final Key<Ntfy.ByKind<Integer>> PRIORITY =
            key("ntfy.priority", new ByKindCodec<>("priority", PRIORITY_LEVEL, "1 to 5."));
    private static final Key<Ntfy.ByKind<List<String>>> NTFY_TAGS = key(
            "ntfy.tags",
            new ByKindCodec<>("tags", new ListCodec<>(text("^[^,]{1,50}$", Ntfy::parseTag)), "One or more."));
    private static final Key<HttpUrl> NTFY_SERVER = server("ntfy", Ntfy.SERVER);

    static final ChannelType NTFY = type(
            "ntfy",
            Channel.Limits.DEFAULT.concurrency(),
            TITLE_AND_TEXT,
            NTFY_SERVER,
            ServiceKeys::ntfy,
            Section.of(
                            "ntfy",
                            TOPIC,
                            TOKEN.inline(),
                            TOKEN.file(),
                            USER,
                            PASSWORD.inline(),
                            PASSWORD.file(),
                            PRIORITY,
                            NTFY_TAGS,
                            NTFY_SERVER)
                    .oneOf(TOKEN.inline(), TOKEN.file())
                    .oneOf(PASSWORD.inline(), PASSWORD.file()));

    static final ChannelType DISCORD = hook("discord", "${DISCORD_WEBHOOK}", (values, url) -> new Discord(url));

    static final ChannelType SLACK = hook("slack", "${SLACK_WEBHOOK}", (values, url) -> new Slack(url));

    private static final Key<String> APPRISE_TAGS = key("apprise.tags", TEXT).examples("phone");

    static final ChannelType APPRISE = hook(
            "apprise",
            "http://apprise.example.org:8000/notify/KEY",
            (values, url) -> new Apprise(url, values.find(APPRISE_TAGS).orElse("")),
            APPRISE_TAGS);

    private ServiceKeys() {}

    /**
     * A type of channel that sends over HTTP.
     *
     * @param atOnce how many sends run at the same time
     * @param own the keys that no other type has, among them this one of its URL
     * @param format makes what is sent from what was read; empty where something is wrong
     */
    private static ChannelType type(
            String name,
            int atOnce,
            TemplateKeys templates,
            Key<HttpUrl> url,
            Function<Values, Optional<? extends HttpService>> format,
            Section own) {
        return ChannelType.of(
                name,
                atOnce,
                templates,
                values -> format.apply(values).flatMap(each -> settings(values, url, each)),
                own.with(METHOD, HEADERS, TIMEOUT, TransportKeys.PROXY, TransportKeys.CA_FILE, ALLOW_PRIVATE));
    }

    private static Optional<HttpTarget> settings(Values values, Key<HttpUrl> url, HttpService service) {
        Transport transport = TransportKeys.read(values);
        return values.make(
                url,
                () -> new HttpTarget(
                        service,
                        values.get(METHOD),
                        values.find(HEADERS).orElse(Map.of()),
                        values.get(TIMEOUT),
                        transport,
                        values.get(ALLOW_PRIVATE)));
    }

    private static String method(String text) {
        if (!METHODS.contains(text)) {
            throw InvalidInput.unknown(
                    "unknown method '" + text + "'",
                    text.toUpperCase(Locale.ROOT),
                    METHODS,
                    "write " + String.join(", ", METHODS));
        }
        return text;
    }

    /** A service that takes messages at a URL of its own. */
    private static ChannelType hook(
            String type, String example, BiFunction<Values, HttpUrl, ? extends HttpService> format, Key<?>... own) {
        Key<HttpUrl> url = key("hook.url", UrlCodec.hook(type))
                .needed("write url: and the URL of the webhook")
                .examples(example)
                .secret();
        return type(
                type,
                Channel.Limits.DEFAULT.concurrency(),
                TITLE_AND_TEXT,
                url,
                values -> values.find(url).map(each -> format.apply(values, each)),
                Section.of(type, url).with(own));
    }

    /** The key of a server's address, where another one may be used in place of the usual. */
    private static Key<HttpUrl> server(String type, String usual) {
        return key(type + ".url", UrlCodec.server(type))
                .fallback(HttpUrl.get(usual))
                .secret();
    }

    private static Optional<Telegram> telegram(Values values) {
        if (BOT_TOKEN.areMissingIn(values)) {
            values.problem(values.what() + " has no token", "write token: ${TELEGRAM_TOKEN}");
        }
        return BOT_TOKEN
                .in(values)
                .flatMap(token -> values.find(CHAT_ID)
                        .map(chat -> new Telegram(values.get(BOT_API), token, chat, values.find(MESSAGE_THREAD_ID))));
    }

    private static String chat(String text) {
        if (!text.strip().matches("-?\\d{1,20}|@\\w{4,}")) {
            throw new InvalidInput(
                    "not a chat: '" + text + "'",
                    "write its number, as 123456789 or -100123456789; or @ and the name of a public channel");
        }
        return text.strip();
    }

    private static int topic(int number) {
        if (number < 2) {
            throw new InvalidInput(
                    "a topic number must be greater than 1: " + number,
                    "it is the last number in the topic's link; for the General topic leave it out");
        }
        return number;
    }

    private static Optional<Ntfy> ntfy(Values values) {
        Optional<Ntfy.Login> login = login(values);
        Ntfy.ByKind<Integer> priorities = values.find(PRIORITY).orElseGet(() -> new Ntfy.ByKind<>(Map.of()));
        Ntfy.ByKind<List<String>> tags = values.find(NTFY_TAGS).orElseGet(() -> new Ntfy.ByKind<>(Map.of()));
        return values.find(TOPIC).map(topic -> new Ntfy(values.get(NTFY_SERVER), topic, login, priorities, tags));
    }

    private static Optional<Ntfy.Login> login(Values values) {
        boolean hasUser = values.has(USER);
        if (hasUser && PASSWORD.areMissingIn(values)) {
            values.problem(USER, "a user without a password", "write password: ${NTFY_PASSWORD}, or password_file");
        }
        if (!hasUser && PASSWORD.areIn(values)) {
            values.problem(
                    PASSWORD.given(values),
                    "a password without a user",
                    "write user:, or token: ${NTFY_TOKEN} in its place");
        }
        if (hasUser && TOKEN.areIn(values)) {
            values.problem(USER, "both a token and a user are given", "keep one of them");
        }
        Optional<Secret> password = PASSWORD.in(values);
        return values.find(USER)
                .flatMap(user -> password.flatMap(secret -> values.make(USER, () -> new Ntfy.Login(user, secret))))
                .or(() -> TOKEN.in(values).map(secret -> new Ntfy.Login("", secret)));
    }

    private static int priority(String text) {
        int number = text.matches("[0-9]+") ? ScalarCodec.number(text) : PRIORITIES.getOrDefault(text, 0);
        if (number < 1 || number > 5) {
            throw new InvalidInput(
                    "not a priority of ntfy: '" + text + "'", "it is from 1 (min) to 5 (max), and 3 is the default");
        }
        return number;
    }

    /** One value for all messages, or a mapping of kinds of messages to values. */
    private record ByKindCodec<T>(Codec<T> each, List<Key<T>> keys, Section kinds) implements Codec<Ntfy.ByKind<T>> {
        ByKindCodec(String name, Codec<T> each, String doc) {
            this(
                    name,
                    each,
                    Ntfy.ByKind.NAMES.stream().map(kind -> key(kind, each, doc)).toList());
        }

        private ByKindCodec(String name, Codec<T> each, List<Key<T>> keys) {
            this(each, keys, Section.of(name, name + " of %s", keys.toArray(Key<?>[]::new)));
        }

        @Override
        public Optional<Ntfy.ByKind<T>> read(YamlValue value) {
            if (!value.isMapping()) {
                return each.read(value).map(Ntfy.ByKind::all);
            }
            Map<String, T> values = new HashMap<>();
            kinds.read(value)
                    .ifPresent(read ->
                            keys.forEach(key -> read.find(key).ifPresent(found -> values.put(key.name(), found))));
            return Optional.of(new Ntfy.ByKind<>(values));
        }

        @Override
        public ObjectNode schema() {
            return either(each.schema(), kinds.schema());
        }

        @Override
        public JsonNode print(YamlValue value) {
            return value.isScalar() ? each.print(value) : value.print();
        }
    }

    private static final class HeadersCodec implements Codec<Map<String, Secret>> {
        @Override
        public Optional<Map<String, Secret>> read(YamlValue value) {
            if (!value.isMapping()) {
                value.problem("'headers' takes a mapping of names to values", "write {Authorization: …}");
                return Optional.empty();
            }
            Map<String, Secret> headers = new LinkedHashMap<>();
            value.entries("headers of " + value.of()).forEach((name, entry) -> {
                if (!name.matches("[A-Za-z0-9-]+")
                        || name.toLowerCase(Locale.ROOT).startsWith("webhook-")) {
                    entry.key()
                            .problem(
                                    "'" + name + "' cannot be set as a header",
                                    "a name has letters, digits and dashes, and does not begin with webhook-");
                } else if (!entry.value().isScalar()) {
                    entry.value().problem("the header '" + name + "' takes one value", "");
                } else {
                    entry.value().read(HeadersCodec::header).ifPresent(header -> headers.put(name, header));
                }
            });
            return Optional.of(headers);
        }

        private static Secret header(String text) {
            if (!text.matches("[\\t\\x20-\\x7e]*")) {
                throw new InvalidInput("a header takes ASCII characters on one line");
            }
            return new Secret(text);
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
            schema.set("additionalProperties", TEXT.schema());
            return schema;
        }
    }
}
