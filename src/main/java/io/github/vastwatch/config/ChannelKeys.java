package io.github.vastwatch.config;

import io.github.vastwatch.config.Shape.Several;
import io.github.vastwatch.config.Shape.Text;
import io.github.vastwatch.config.Shape.Told;
import io.github.vastwatch.config.Shape.Whole;
import io.github.vastwatch.config.Shape.Word;
import io.github.vastwatch.notify.EmailSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The part of the {@link Vocabulary} that tells channels, by their type. */
final class ChannelKeys {
    private static final Text ADDRESS = new Text("@");

    static final Keys SMTP = Keys.of(
                    Key.of("host", Text.ANY, "The mail server.").required().as("smtp.example.org"),
                    Key.of(
                                    "port",
                                    new Whole(1, 65535),
                                    "Its port; it follows from tls (25, 587, 465) unless it is given.")
                            .as("587"),
                    Key.of(
                                    "tls",
                                    new Word(Arrays.stream(EmailSettings.Tls.values())
                                            .map(tls -> tls.name().toLowerCase(Locale.ROOT))
                                            .toList()),
                                    "How the connection is protected; certificates are always checked.")
                            .otherwise("starttls"),
                    Key.of("user", Text.ANY, "Whom to log in as; without one there is no login.")
                            .as("me"),
                    Key.of("password", Text.ANY, "The password of the user.").as("${SMTP_PASSWORD}"),
                    Key.of("password_file", Text.ANY, "A file that holds the password.")
                            .as("/etc/vastwatch/smtp"))
            .oneOf("password", "password_file");

    static final Keys EMAIL = Keys.of(
            Key.of("type", new Word(List.of("email")), "An email to one or more people.")
                    .required(),
            Key.of("to", new Several(ADDRESS), "Whom to mail.").required().as("me@example.org"),
            Key.of("from", ADDRESS, "The sender.").required().as("vastwatch@example.org"),
            Key.of("smtp", new Told(() -> JsonSchema.section(SMTP)), "The server that sends it.")
                    .required());

    static final Keys WEBHOOK = Keys.of(
                    Key.of("type", new Word(List.of("webhook")), "A POST of JSON to a program.")
                            .required(),
                    Key.of("url", Vocabulary.URL, "Where to post; a secret too, for many services put a token into it.")
                            .required()
                            .as("https://example.org/hook"),
                    Key.of(
                                    "secret",
                                    new Text("^whsec_[A-Za-z0-9+/]+=*$"),
                                    "Signs each request as Standard Webhooks says; make one with:"
                                            + " echo whsec_$(openssl rand -base64 24)")
                            .as("${HOOK_SECRET}"),
                    Key.of("secret_file", Text.ANY, "A file that holds the secret.")
                            .as("/etc/vastwatch/hook"))
            .oneOf("secret", "secret_file");

    private ChannelKeys() {}
}
