package io.github.vastwatch.config;

import io.github.vastwatch.notify.Channel;
import io.github.vastwatch.notify.EmailSettings;
import io.github.vastwatch.notify.WebhookSettings;
import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.vast.Secret;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/** Reads one channel by its type. */
final class ChannelReader {
    private enum Type {
        EMAIL,
        WEBHOOK;

        static Type parse(String text) {
            return switch (text) {
                case "email" -> EMAIL;
                case "webhook" -> WEBHOOK;
                default ->
                    throw Mistake.unknown(
                            "unknown channel type '" + text + "'",
                            text,
                            List.of("email", "webhook"),
                            "write email or webhook");
            };
        }
    }

    private ChannelReader() {}

    /** The channel; empty when it is wrong, which the section's problems then say. */
    static Optional<Channel> read(String name, Section section) {
        if (section.node("type").isEmpty()) {
            section.missing("channel '" + name + "' has no type", "write type: email or type: webhook");
            return Optional.empty();
        }
        return section.read("type", Type::parse).flatMap(type -> switch (type) {
            case EMAIL -> email(name, section);
            case WEBHOOK -> webhook(name, section);
        });
    }

    private static Optional<Channel> webhook(String name, Section section) {
        if (section.lacks("url")) {
            section.missing("channel '" + name + "' has no url", "");
        }
        Optional<HttpUrl> url = section.read("url", WebhookSettings::parseUrl);
        Optional<Secret> secret = Secrets.read(section, "secret");
        section.done();
        return url.flatMap(target -> {
            try {
                return Optional.of(new Channel.Webhook(name, new WebhookSettings(target, secret)));
            } catch (Mistake mistake) {
                section.problem(
                        section.has("secret") ? "secret" : "secret_file", mistake.getMessage(), mistake.advice());
                return Optional.empty();
            }
        });
    }

    private static Optional<Channel> email(String name, Section section) {
        List<InternetAddress> to =
                section.readList("to", EmailSettings::parseAddress).orElse(List.of());
        Optional<InternetAddress> from = section.read("from", EmailSettings::parseAddress);
        Optional<Section> smtp = section.section("smtp", "smtp of channel '" + name + "'");
        for (String key : new String[] {"to", "from", "smtp"}) {
            if (section.lacks(key)) {
                section.missing("channel '" + name + "' has no " + key, "");
            }
        }
        section.done();
        if (smtp.isEmpty()) {
            return Optional.empty();
        }
        Section server = smtp.get();
        Optional<String> host = server.read("host", text -> text);
        if (host.isEmpty()) {
            server.missing("smtp of channel '" + name + "' has no host", "");
        }
        EmailSettings.Tls tls = server.read("tls", EmailSettings.Tls::parse).orElse(EmailSettings.Tls.STARTTLS);
        int port = server.read("port", Numbers::whole).orElse(tls.defaultPort());
        Optional<String> user = server.read("user", text -> text);
        Optional<Secret> password = Secrets.read(server, "password");
        server.done();
        if (to.isEmpty() || from.isEmpty() || host.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Channel.Email(name, new EmailSettings(to, from.get(), host.get(), port, tls, user, password)));
        } catch (Mistake mistake) {
            server.problem("port", mistake.getMessage(), mistake.advice());
            return Optional.empty();
        }
    }
}
