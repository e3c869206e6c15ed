package io.github.vastwatch.cli;

import io.github.vastwatch.notify.EmailSettings;
import io.github.vastwatch.offer.Mistake;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a first config tells, as it is written. */
sealed interface FirstChannel {

    String name();

    /** Ready to stand below {@code channels:}. */
    List<String> lines();

    /** What must be exported before it works; empty where nothing must. */
    Optional<String> variable();

    /** The mail server of {@link Email}. */
    record Server(String host, int port) {
        private static final Pattern SHAPE = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9a-fA-F:]+])(?::(\\d{1,5}))?");

        static Server parse(String text) {
            Matcher matcher = SHAPE.matcher(text);
            int port = matcher.matches() && matcher.group(2) != null
                    ? Integer.parseInt(matcher.group(2))
                    : EmailSettings.Tls.STARTTLS.defaultPort();
            if (!matcher.matches() || port < 1 || port > 65535) {
                throw new Mistake("not a mail server: '" + text + "'", "write it as smtp.example.org or with :PORT");
            }
            return new Server(String.valueOf(matcher.group(1)).replaceAll("[\\[\\]]", ""), port);
        }

        /** What servers at this port usually speak; a mail to this machine crosses no network. */
        EmailSettings.Tls tls(boolean hasUser) {
            return port == EmailSettings.Tls.TLS.defaultPort()
                    ? EmailSettings.Tls.TLS
                    : host.matches("localhost|127\\..*|::1")
                                    || (port == EmailSettings.Tls.NONE.defaultPort() && !hasUser)
                            ? EmailSettings.Tls.NONE
                            : EmailSettings.Tls.STARTTLS;
        }
    }

    /** A mail to one address, which is its sender too. */
    record Email(String address, Server server, Optional<String> user) implements FirstChannel {
        public Email {
            EmailSettings.parseAddress(address);
        }

        @Override
        public String name() {
            return "me";
        }

        @Override
        public List<String> lines() {
            List<String> lines = new ArrayList<>(List.of(
                    "  me:",
                    "    type: email",
                    "    to: [" + YamlText.inList(address) + "]",
                    "    # The sender; many servers take none but your own address.",
                    "    from: " + YamlText.of(address),
                    "    smtp:",
                    "      host: " + YamlText.of(server.host()),
                    "      port: " + server.port(),
                    "      # none, starttls or tls: how the way to the server is protected.",
                    "      tls: " + server.tls(user.isPresent()).name().toLowerCase(Locale.ROOT)));
            user.ifPresentOrElse(
                    each -> lines.addAll(List.of(
                            "      user: " + YamlText.of(each),
                            "      # Export SMTP_PASSWORD, or instead name a file: password_file: FILE.",
                            "      password: ${SMTP_PASSWORD:-}")),
                    () -> lines.addAll(List.of(
                            "      # Where it wants a login:",
                            "      # user: me",
                            "      # password: ${SMTP_PASSWORD}")));
            return lines;
        }

        @Override
        public Optional<String> variable() {
            return user.map(each -> "SMTP_PASSWORD");
        }
    }

    /**
     * A POST.
     *
     * @param url as written, so that a variable stays one
     */
    record Webhook(String url) implements FirstChannel {
        private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");

        /** Reads a URL, or a variable that the environment has. */
        static Webhook parse(String text, Function<String, @Nullable String> environment) {
            Matcher variable = VARIABLE.matcher(text);
            @Nullable String value = variable.matches() ? environment.apply(String.valueOf(variable.group(1))) : text;
            if (value == null) {
                throw new Mistake("the environment has no " + variable.group(1), "export it first");
            }
            io.github.vastwatch.notify.Webhook.parseUrl(value);
            return new Webhook(text);
        }

        @Override
        public String name() {
            return "hook";
        }

        @Override
        public List<String> lines() {
            return List.of(
                    "  hook:",
                    "    type: webhook",
                    "    # A secret where it holds a token: then rather ${HOOK_URL}, and export that.",
                    "    url: " + (VARIABLE.matcher(url).matches() ? url : YamlText.of(url)),
                    "    # Signs each request; make one with: echo whsec_$(openssl rand -base64 24)",
                    "    # secret: ${HOOK_SECRET}");
        }

        @Override
        public Optional<String> variable() {
            return Optional.empty();
        }

        /** Without the URL, which may hold a token. */
        @Override
        public String toString() {
            return "webhook";
        }
    }
}
