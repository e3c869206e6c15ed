package io.github.vastwatch.cli.config;

import io.github.vastwatch.notify.channel.KnownService;
import io.github.vastwatch.notify.channel.Ntfy;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.notify.mail.EmailSettings;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A first config: one watch, with comments that name what else there is.
 *
 * @param market the URL of the market; empty for Vast.ai itself
 * @param key the file that holds the API key; empty where the environment has it, or there is none yet
 * @param state the file of the state
 */
record StarterConfig(
        Optional<String> market, Optional<SecretFile> key, Path state, List<Channel> channels, WatchText watch) {
    /** The schema lies beside the config, so that editors find it. */
    static final String SCHEMA = "vastwatch.schema.json";

    StarterConfig {
        channels = List.copyOf(channels);
    }

    /** Channels by unique names. */
    static Map<String, Channel> named(List<Channel> channels) {
        Map<String, Channel> named = new LinkedHashMap<>();
        channels.forEach(channel -> named.put(WatchText.name(channel.name(), named.keySet()), channel));
        return named;
    }

    String yaml() {
        List<String> lines = new ArrayList<>(List.of(
                "# yaml-language-server: $schema=" + SCHEMA,
                "#",
                "# Written by 'vastwatch init'. 'vastwatch check' shows what it means and whether it works;",
                "# docs/configuration.md and 'vastwatch schema' describe every key.",
                "#",
                "# In any value ${NAME} comes from the environment, with a default as ${NAME:-default}; $$ is a dollar.",
                "",
                "vast:"));
        if (key.isPresent()) {
            lines.add("  # The key of your account, in a file that only you can read.");
            lines.add("  api_key_file: " + WatchText.yaml(key.get().path().toString()));
        } else {
            lines.add(
                    "  # The key of your account: export VAST_API_KEY, or name a file that holds it: api_key_file: FILE.");
            lines.add("  # Without one a search returns at most 64 offers, a sample of the matches.");
            lines.add("  api_key: ${VAST_API_KEY:-}");
        }
        market.ifPresent(url -> lines.add("  url: " + WatchText.yaml(url)));
        lines.addAll(List.of(
                "",
                "# What was seen and sent; for a service use file:/var/lib/vastwatch/state.db.",
                "state: " + WatchText.yaml("file:" + state),
                "",
                "channels:"));
        named(channels).forEach((name, channel) -> {
            lines.add("  " + name + ":");
            channel.lines().forEach(line -> lines.add("    " + line));
        });
        lines.addAll(List.of(
                "",
                "watches:",
                "  # The query is what you would give to 'vastai search offers'; 'vastwatch fields' lists its fields, and",
                "  # verified=true external=false rentable=true are added. The threshold is for all GPUs of an offer, the",
                "  # disk included. How often to ask: every: 1m, without a key 5m, or a cron."));
        lines.addAll(watch.lines());
        return String.join("\n", lines) + "\n";
    }

    /** The files that hold its secrets. */
    List<SecretFile> secrets() {
        List<SecretFile> secrets = new ArrayList<>();
        key.ifPresent(secrets::add);
        channels.forEach(channel -> channel.secret().ifPresent(secrets::add));
        return List.copyOf(secrets);
    }

    /**
     * A channel of a first config.
     *
     * @param name its name, unless another channel has it
     * @param lines its keys, ready to stand below its name
     * @param secret the file that holds its secret; empty where it has none
     * @param variable what must be exported before it works; empty where nothing must
     */
    record Channel(String name, List<String> lines, Optional<SecretFile> secret, Optional<String> variable) {
        private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

        Channel {
            lines = List.copyOf(lines);
        }

        /** A mail to one address, which is its sender too. */
        static Channel email(String address, MailServer server, Optional<String> user, Optional<SecretFile> password) {
            EmailSettings.parseAddress(address);
            List<String> lines = new ArrayList<>(List.of(
                    "type: email",
                    "to: [" + WatchText.yamlInList(address) + "]",
                    "# The sender; many servers accept only your own address.",
                    "from: " + WatchText.yaml(address),
                    "smtp:",
                    "  host: " + WatchText.yaml(server.host()),
                    "  port: " + server.port(),
                    "  # none, starttls or tls: how the connection is encrypted.",
                    "  tls: " + server.tls(user.isPresent()).name().toLowerCase(Locale.ROOT)));
            user.ifPresent(each -> lines.add("  user: " + WatchText.yaml(each)));
            if (user.isEmpty()) {
                lines.addAll(List.of("  # If it requires a login:", "  # user: me", "  # password: ${SMTP_PASSWORD}"));
            } else if (password.isEmpty()) {
                lines.add("  # Export SMTP_PASSWORD, or instead name a file: password_file: FILE.");
                lines.add("  password: ${SMTP_PASSWORD:-}");
            }
            password.ifPresent(file ->
                    lines.add("  password_file: " + WatchText.yaml(file.path().toString())));
            return new Channel(
                    "me",
                    lines,
                    password,
                    user.filter(each -> password.isEmpty()).map(each -> "SMTP_PASSWORD"));
        }

        /** The mail server of an email channel. */
        record MailServer(String host, int port) {
            private static final Pattern SHAPE = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9a-fA-F:]+])(?::(\\d{1,5}))?");

            static MailServer parse(String text) {
                Matcher matcher = SHAPE.matcher(text);
                int port = matcher.matches() && matcher.group(2) != null
                        ? Integer.parseInt(matcher.group(2))
                        : EmailSettings.Tls.STARTTLS.defaultPort();
                if (!matcher.matches() || port < 1 || port > 65535) {
                    throw new InvalidInput(
                            "not a mail server: '" + text + "'", "write it as smtp.example.org or with :PORT");
                }
                return new MailServer(String.valueOf(matcher.group(1)).replaceAll("[\\[\\]]", ""), port);
            }

            /** What servers at this port usually use; a mail to this machine crosses no network. */
            EmailSettings.Tls tls(boolean hasUser) {
                return port == EmailSettings.Tls.TLS.defaultPort()
                        ? EmailSettings.Tls.TLS
                        : host.matches("localhost|127\\..*|::1")
                                        || (port == EmailSettings.Tls.NONE.defaultPort() && !hasUser)
                                ? EmailSettings.Tls.NONE
                                : EmailSettings.Tls.STARTTLS;
            }
        }

        /**
         * A POST to a URL, of the type that the URL of a known service has.
         *
         * @param text the URL, or a variable of the environment, which stays one in the config
         */
        static Channel webhook(String text, Function<String, @Nullable String> environment) {
            Matcher variable = VARIABLE.matcher(text);
            @Nullable String value = variable.matches() ? environment.apply(String.valueOf(variable.group(1))) : text;
            if (value == null) {
                throw new InvalidInput("the environment has no " + variable.group(1), "export it first");
            }
            HttpUrl url = Webhook.parseUrl(value);
            Optional<KnownService> known = KnownService.of(url);
            if (known.equals(Optional.of(KnownService.TELEGRAM))) {
                throw new InvalidInput(
                        "this is Telegram, which takes a bot's token and a chat's number",
                        "write telegram instead of the URL (or --telegram CHAT)");
            }
            if (known.equals(Optional.of(KnownService.NTFY)) && !variable.matches()) {
                String topic = url.pathSegments().get(0);
                Ntfy.parseTopic(topic);
                return of(
                        "ntfy",
                        "type: ntfy",
                        "# Anyone who knows the topic can read it.",
                        "topic: " + WatchText.yaml(topic));
            }
            String type = known.filter(each -> each != KnownService.NTFY)
                    .flatMap(KnownService::type)
                    .orElse("webhook");
            String kept = "url: " + (variable.matches() ? text : WatchText.yaml(text));
            String advice = "# If the URL contains a token, write ${HOOK_URL} and export that instead.";
            return type.equals("webhook")
                    ? of(
                            "hook",
                            "type: webhook",
                            advice,
                            kept,
                            "# Signs each request; make one with: echo whsec_$(openssl rand -base64 24)",
                            "# secret: ${HOOK_SECRET}")
                    : of(type, "type: " + type, advice, kept);
        }

        /** A message of a bot to a chat of Telegram. */
        static Channel telegram(String chatId, Optional<SecretFile> token) {
            String key = token.map(
                            file -> "token_file: " + WatchText.yaml(file.path().toString()))
                    .orElse("token: ${TELEGRAM_TOKEN}");
            return new Channel(
                    "telegram",
                    List.of("type: telegram", key, "chat_id: \"" + parseChat(chatId) + "\""),
                    token,
                    Optional.empty());
        }

        /** A number, or the name of a public channel. */
        static String parseChat(String text) {
            if (!text.matches("-?\\d{1,20}|@\\w{1,64}")) {
                throw new InvalidInput(
                        "not a Telegram chat: '" + text + "'", "write its number, or @ and a channel's name");
            }
            return text;
        }

        private static Channel of(String name, String... lines) {
            return new Channel(name, List.of(lines), Optional.empty(), Optional.empty());
        }

        /** Without the URL, which may hold a token. */
        @Override
        public String toString() {
            return name;
        }
    }

    /** A secret in a file of its own, which only its owner can read. */
    record SecretFile(Path path, Secret secret) {
        SecretFile {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new InvalidInput(
                        path + " already exists; nothing was changed",
                        "move it away, or name another config with -c FILE");
            }
        }

        /** Beside a config, named after it. */
        static SecretFile beside(Path config, String name, String secret) {
            String base = String.valueOf(config.getFileName()).replaceFirst("\\.ya?ml$", "");
            return new SecretFile(
                    config.toAbsolutePath().normalize().resolveSibling(base + "-" + name), new Secret(secret));
        }
    }
}
