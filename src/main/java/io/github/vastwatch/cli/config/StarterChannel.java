package io.github.vastwatch.cli.config;

import io.github.vastwatch.notify.channel.KnownService;
import io.github.vastwatch.notify.channel.Ntfy;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.notify.mail.EmailSettings;
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

/**
 * A channel of a first config.
 *
 * @param name its name, unless another channel has it
 * @param lines its keys, ready to stand below its name
 * @param secret the file that holds its secret; empty where it has none
 * @param variable what must be exported before it works; empty where nothing must
 */
record StarterChannel(String name, List<String> lines, Optional<SecretFile> secret, Optional<String> variable) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

    StarterChannel {
        lines = List.copyOf(lines);
    }

    /** A mail to one address, which is its sender too. */
    static StarterChannel email(
            String address, MailServer server, Optional<String> user, Optional<SecretFile> password) {
        EmailSettings.parseAddress(address);
        List<String> lines = new ArrayList<>(List.of(
                "type: email",
                "to: [" + YamlText.inList(address) + "]",
                "# The sender; many servers accept only your own address.",
                "from: " + YamlText.of(address),
                "smtp:",
                "  host: " + YamlText.of(server.host()),
                "  port: " + server.port(),
                "  # none, starttls or tls: how the connection is encrypted.",
                "  tls: " + server.tls(user.isPresent()).name().toLowerCase(Locale.ROOT)));
        user.ifPresent(each -> lines.add("  user: " + YamlText.of(each)));
        if (user.isEmpty()) {
            lines.addAll(List.of("  # If it requires a login:", "  # user: me", "  # password: ${SMTP_PASSWORD}"));
        } else if (password.isEmpty()) {
            lines.add("  # Export SMTP_PASSWORD, or instead name a file: password_file: FILE.");
            lines.add("  password: ${SMTP_PASSWORD:-}");
        }
        password.ifPresent(
                file -> lines.add("  password_file: " + YamlText.of(file.path().toString())));
        return new StarterChannel(
                "me", lines, password, user.filter(each -> password.isEmpty()).map(each -> "SMTP_PASSWORD"));
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
    static StarterChannel webhook(String text, Function<String, @Nullable String> environment) {
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
                    "ntfy", "type: ntfy", "# Anyone who knows the topic can read it.", "topic: " + YamlText.of(topic));
        }
        String type = known.filter(each -> each != KnownService.NTFY)
                .flatMap(KnownService::type)
                .orElse("webhook");
        String kept = "url: " + (variable.matches() ? text : YamlText.of(text));
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
    static StarterChannel telegram(String chatId, Optional<SecretFile> token) {
        String key = token.map(file -> "token_file: " + YamlText.of(file.path().toString()))
                .orElse("token: ${TELEGRAM_TOKEN}");
        return new StarterChannel(
                "telegram",
                List.of("type: telegram", key, "chat_id: \"" + parseChat(chatId) + "\""),
                token,
                Optional.empty());
    }

    /** A number, or the name of a public channel. */
    static String parseChat(String text) {
        if (!text.matches("-?\\d{1,20}|@\\w{1,64}")) {
            throw new InvalidInput(
                    "not a chat of Telegram: '" + text + "'", "write its number, or @ and a channel's name");
        }
        return text;
    }

    private static StarterChannel of(String name, String... lines) {
        return new StarterChannel(name, List.of(lines), Optional.empty(), Optional.empty());
    }

    /** Without the URL, which may hold a token. */
    @Override
    public String toString() {
        return name;
    }
}
