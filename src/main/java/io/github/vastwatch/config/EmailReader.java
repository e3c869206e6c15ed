package io.github.vastwatch.config;

import io.github.vastwatch.notify.Authorities;
import io.github.vastwatch.notify.EmailSettings;
import io.github.vastwatch.notify.Login;
import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.vast.Secret;
import jakarta.mail.internet.InternetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads what a channel of the type email takes. */
final class EmailReader {
    /** Where nothing leaves the machine. */
    private static final String THIS_MACHINE = "localhost|127\\.[0-9.]+|::1";

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
        Optional<Login> login = login(server);
        Optional<String> hello = server.read("hello", EmailSettings::parseHello);
        Optional<Authorities> authorities = server.read("ca_file", file -> Authorities.read(Path.of(file)));
        if (tls == EmailSettings.Tls.NONE
                && login.isPresent()
                && !host.orElse("").matches(THIS_MACHINE)) {
            server.doubt(
                    "tls",
                    "tls: none sends the login to " + host.orElse("the server") + " in the clear",
                    "write tls: starttls, or tls: tls for port 465");
        }
        server.done();
        if (to.isEmpty() || from.isEmpty() || host.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new EmailSettings(
                    to,
                    separately,
                    from.get(),
                    host.get(),
                    port,
                    tls,
                    login,
                    hello.orElseGet(() -> EmailSettings.helloOf(from.get())),
                    authorities));
        } catch (Mistake mistake) {
            server.problem("port", mistake.getMessage(), mistake.advice());
            return Optional.empty();
        }
    }

    private static Optional<Login> login(Section server) {
        Optional<String> user = server.read("user", text -> text);
        Optional<Secret> password = Secrets.read(server, "password");
        if (password.isPresent() && user.isEmpty() && server.lacks("user")) {
            server.problem(
                    server.has("password") ? "password" : "password_file",
                    "there is a password, but no user to log in as",
                    "write user: me, or remove the password if the server needs none");
        }
        return user.map(name -> new Login.Password(name, password.orElse(new Secret(""))));
    }
}
