package io.github.vastwatch.cli.config;

import io.github.vastwatch.cli.console.SecretFile;
import io.github.vastwatch.notify.channel.KnownService;
import io.github.vastwatch.notify.channel.Ntfy;
import io.github.vastwatch.notify.mail.EmailTarget;
import io.github.vastwatch.offer.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Where a first config sends alerts, as it is written. */
public sealed interface StarterChannel {

    /** What it is called, unless another one is called so. */
    String name();

    /** Its keys, ready to stand below its name. */
    List<String> lines();

    /** What must be exported before it works; empty where nothing must. */
    default Optional<String> variable() {
        return Optional.empty();
    }

    /** The file that holds its secret; empty where it has none. */
    default Optional<SecretFile> secret() {
        return Optional.empty();
    }

    /** The mail server of {@link Email}. */
    record Server(String host, int port) {
        private static final Pattern SHAPE = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9a-fA-F:]+])(?::(\\d{1,5}))?");

        static Server parse(String text) {
            Matcher matcher = SHAPE.matcher(text);
            int port = matcher.matches() && matcher.group(2) != null
                    ? Integer.parseInt(matcher.group(2))
                    : EmailTarget.Tls.STARTTLS.defaultPort();
            if (!matcher.matches() || port < 1 || port > 65535) {
                throw new InvalidInput(
                        "not a mail server: '" + text + "'", "write it as smtp.example.org or with :PORT");
            }
            return new Server(String.valueOf(matcher.group(1)).replaceAll("[\\[\\]]", ""), port);
        }

        /** What servers at this port usually speak; a mail to this machine crosses no network. */
        EmailTarget.Tls tls(boolean hasUser) {
            return port == EmailTarget.Tls.TLS.defaultPort()
                    ? EmailTarget.Tls.TLS
                    : host.matches("localhost|127\\..*|::1") || (port == EmailTarget.Tls.NONE.defaultPort() && !hasUser)
                            ? EmailTarget.Tls.NONE
                            : EmailTarget.Tls.STARTTLS;
        }
    }

    /** A mail to one address, which is its sender too. */
    record Email(String address, Server server, Optional<String> user, Optional<SecretFile> secret)
            implements StarterChannel {
        public Email {
            EmailTarget.parseAddress(address);
        }

        @Override
        public String name() {
            return "me";
        }

        @Override
        public List<String> lines() {
            List<String> lines = new ArrayList<>(List.of(
                    "type: email",
                    "to: [" + YamlText.inList(address) + "]",
                    "# The sender; many servers take none but your own address.",
                    "from: " + YamlText.of(address),
                    "smtp:",
                    "  host: " + YamlText.of(server.host()),
                    "  port: " + server.port(),
                    "  # none, starttls or tls: how the way to the server is protected.",
                    "  tls: " + server.tls(user.isPresent()).name().toLowerCase(Locale.ROOT)));
            user.ifPresent(each -> lines.add("  user: " + YamlText.of(each)));
            secret.ifPresent(file ->
                    lines.add("  password_file: " + YamlText.of(file.path().toString())));
            lines.addAll(
                    user.isEmpty()
                            ? List.of("  # Where it wants a login:", "  # user: me", "  # password: ${SMTP_PASSWORD}")
                            : secret.isPresent()
                                    ? List.of()
                                    : List.of(
                                            "  # Export SMTP_PASSWORD, or instead name a file: password_file: FILE.",
                                            "  password: ${SMTP_PASSWORD:-}"));
            return lines;
        }

        @Override
        public Optional<String> variable() {
            return user.filter(each -> secret.isEmpty()).map(each -> "SMTP_PASSWORD");
        }
    }

    /**
     * A POST to a URL that tells where it goes.
     *
     * @param type of the channel
     * @param url as written, so that a variable stays one
     */
    record Hook(String type, String url) implements StarterChannel {
        private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

        /** Reads a URL, or a variable that the environment has; a known service's URL has its type. */
        static StarterChannel parse(String text, Function<String, @Nullable String> environment) {
            Matcher variable = VARIABLE.matcher(text);
            @Nullable String value = variable.matches() ? environment.apply(String.valueOf(variable.group(1))) : text;
            if (value == null) {
                throw new InvalidInput("the environment has no " + variable.group(1), "export it first");
            }
            HttpUrl url = io.github.vastwatch.notify.channel.Webhook.parseUrl(value);
            Optional<KnownService> known = KnownService.of(url);
            if (known.equals(Optional.of(KnownService.NTFY)) && !variable.matches()) {
                return Topic.at(url);
            }
            if (known.equals(Optional.of(KnownService.TELEGRAM))) {
                throw new InvalidInput(
                        "this is Telegram, which takes a bot's token and a chat's number",
                        "write telegram instead of the URL (or --telegram CHAT)");
            }
            String type = known.filter(each -> each != KnownService.NTFY)
                    .flatMap(KnownService::type)
                    .orElse("webhook");
            return new Hook(type, text);
        }

        @Override
        public String name() {
            return type.equals("webhook") ? "hook" : type;
        }

        @Override
        public List<String> lines() {
            List<String> lines = new ArrayList<>(List.of(
                    "type: " + type,
                    "# A secret where it holds a token: then rather ${HOOK_URL}, and export that.",
                    "url: " + (VARIABLE.matcher(url).matches() ? url : YamlText.of(url))));
            if (type.equals("webhook")) {
                lines.addAll(List.of(
                        "# Signs each request; make one with: echo whsec_$(openssl rand -base64 24)",
                        "# secret: ${HOOK_SECRET}"));
            }
            return lines;
        }

        /** Without the URL, which may hold a token. */
        @Override
        public String toString() {
            return type;
        }
    }

    /** A topic of ntfy.sh. */
    record Topic(String topic) implements StarterChannel {
        static Topic at(HttpUrl url) {
            String topic = url.pathSegments().get(0);
            Ntfy.parseTopic(topic);
            return new Topic(topic);
        }

        @Override
        public String name() {
            return "ntfy";
        }

        @Override
        public List<String> lines() {
            return List.of("type: ntfy", "# Everyone who knows it can read it.", "topic: " + YamlText.of(topic));
        }

        @Override
        public String toString() {
            return "ntfy";
        }
    }

    /** A message of a bot to a chat of Telegram. */
    record Chat(String chatId, Optional<SecretFile> secret) implements StarterChannel {
        /** A number, or the name of a public channel. */
        static String parseId(String text) {
            if (!text.matches("-?\\d{1,20}|@\\w{1,64}")) {
                throw new InvalidInput(
                        "not a chat of Telegram: '" + text + "'", "write its number, or @ and a channel's name");
            }
            return text;
        }

        @Override
        public String name() {
            return "telegram";
        }

        @Override
        public List<String> lines() {
            return List.of(
                    "type: telegram",
                    secret.map(file -> "token_file: " + YamlText.of(file.path().toString()))
                            .orElse("token: ${TELEGRAM_TOKEN}"),
                    "chat_id: \"" + chatId + "\"");
        }
    }
}
