package io.github.vastwatch.config;

import io.github.vastwatch.notify.Authorities;
import io.github.vastwatch.notify.EmailSettings;
import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.vast.Secret;
import jakarta.mail.internet.InternetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads what a channel of the type email takes. */
final class EmailReader {
    private EmailReader() {}

    static Optional<EmailSettings> read(Section section) {
        section.require("to", "write to: [me@example.org]");
        section.require("from", "write from: vastwatch@example.org");
        section.require("smtp", "write smtp: {host: smtp.example.org}");
        List<InternetAddress> to =
                section.readList("to", EmailSettings::parseAddress).orElse(List.of());
        boolean separately = section.read("separately", Numbers::flag).orElse(false);
        Optional<InternetAddress> from = section.read("from", EmailSettings::parseAddress);
        section.empty("smtp");
        Optional<Section> smtp = section.section("smtp", ChannelKeys.SMTP, "smtp of " + section.what());
        if (smtp.isEmpty()) {
            return Optional.empty();
        }
        Section server = smtp.get();
        server.require("host", "write host: smtp.example.org");
        Optional<String> host = server.read("host", text -> text);
        EmailSettings.Tls tls = server.read("tls", EmailSettings.Tls::parse).orElse(EmailSettings.Tls.STARTTLS);
        int port = server.read("port", Numbers::whole).orElse(tls.defaultPort());
        Optional<String> user = server.read("user", text -> text);
        Optional<Secret> password = Secrets.read(server, "password");
        Optional<Authorities> authorities = server.read("ca_file", file -> Authorities.read(Path.of(file)));
        server.done();
        if (to.isEmpty() || from.isEmpty() || host.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new EmailSettings(to, separately, from.get(), host.get(), port, tls, user, password, authorities));
        } catch (Mistake mistake) {
            server.problem("port", mistake.getMessage(), mistake.advice());
            return Optional.empty();
        }
    }
}
