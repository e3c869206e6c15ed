package io.github.vastwatch.config;

import io.github.vastwatch.http.TrustedCertificates;
import io.github.vastwatch.notify.mail.EmailTarget;
import io.github.vastwatch.notify.mail.MailLogin;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads what a channel of the type email takes. */
final class EmailReader {
    /** Where nothing leaves the machine. */
    private static final String THIS_MACHINE = "localhost|127\\.[0-9.]+|::1";

    private EmailReader() {}

    static Optional<EmailTarget> read(Section section) {
        section.require("to", "write to: [me@example.org]");
        section.require("from", "write from: vastwatch@example.org");
        section.require("smtp", "write smtp: {host: smtp.example.org}");
        List<InternetAddress> to =
                section.readList("to", EmailTarget::parseAddress).orElse(List.of());
        boolean separately = section.read("separately", Numbers::flag).orElse(false);
        Optional<InternetAddress> from = section.read("from", EmailTarget::parseAddress);
        section.empty("smtp");
        if (section.node("smtp").filter(ScalarNode.class::isInstance).isPresent()) {
            section.problem(
                    "smtp", "smtp of " + section.what() + " must be a mapping", "write smtp: {host: smtp.example.org}");
            return Optional.empty();
        }
        Optional<Section> smtp = section.section("smtp", ChannelKeys.SMTP, "smtp of " + section.what());
        if (smtp.isEmpty()) {
            return Optional.empty();
        }
        Section server = smtp.get();
        server.require("host", "write host: smtp.example.org");
        Optional<MailServer> host = server.read("host", MailServer::parse);
        Optional<Integer> given = server.read("port", Numbers::whole);
        Optional<Integer> behind = host.flatMap(MailServer::port);
        if (given.isPresent() && behind.isPresent() && !given.equals(behind)) {
            server.problem(
                    "port", "port " + given.get() + ", where host names port " + behind.get(), "keep one of them");
        }
        Optional<Integer> known = given.or(() -> behind);
        EmailTarget.Tls tls = server.read("tls", EmailReader::tls)
                .orElse(known.map(EmailReader::usual).orElse(EmailTarget.Tls.STARTTLS));
        int port = known.orElse(tls.defaultPort());
        doubtTls(server, tls, port);
        Optional<MailLogin> login = login(server);
        Optional<String> hello = server.read("hello", EmailTarget::parseHello);
        Optional<TrustedCertificates> authorities = server.read(
                "ca_file", file -> TrustedCertificates.read(server.source().path(file)));
        if (tls == EmailTarget.Tls.NONE
                && login.isPresent()
                && !host.map(MailServer::host).orElse("").matches(THIS_MACHINE)) {
            server.doubt(
                    "tls",
                    "tls: none sends the login to " + host.map(MailServer::host).orElse("the server") + " in the clear",
                    "write tls: starttls, or tls: tls for port 465");
        }
        server.done();
        if (to.isEmpty() || from.isEmpty() || host.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new EmailTarget(
                    to,
                    separately,
                    from.get(),
                    host.get().host(),
                    port,
                    tls,
                    login,
                    hello.orElseGet(() -> EmailTarget.helloOf(from.get())),
                    authorities));
        } catch (InvalidInput invalidInput) {
            server.problem(given.isPresent() ? "port" : "host", invalidInput.getMessage(), invalidInput.advice());
            return Optional.empty();
        }
    }

    private static Optional<MailLogin> login(Section server) {
        Optional<String> user = server.read("user", String::strip);
        Optional<Secret> password = Secrets.read(server, "password");
        Optional<List<String>> command = command(server);
        server.empty("oauth");
        Optional<Section> oauth = server.section("oauth", ChannelKeys.OAUTH, "oauth of " + server.what());
        if (server.lacks("user")) {
            List.of("password", "password_file", "token_command", "oauth").stream()
                    .filter(server::has)
                    .forEach(key -> server.problem(
                            key,
                            "there is '" + key + "', but no user to log in as",
                            "write user: me, or remove '" + key + "' if the server needs no login"));
        }
        Optional<MailLogin> byProvider = oauth.flatMap(section -> OAuthReader.read(section, user.orElse("")));
        return user.flatMap(name -> oauth.isPresent()
                ? byProvider
                : Optional.of(
                        command.isPresent()
                                ? new MailLogin.TokenCommand(name, command.get())
                                : new MailLogin.Password(name, password.orElse(new Secret("")))));
    }

    /** A list as it is; a text in its words, where it has no meaning but for a shell. */
    private static Optional<List<String>> command(Section server) {
        if (server.node("token_command").orElse(null) instanceof SequenceNode list) {
            List<String> words = new ArrayList<>();
            for (Node item : list.getValue()) {
                if (item instanceof ScalarNode scalar) {
                    server.source().read(scalar, text -> text).ifPresent(words::add);
                } else {
                    server.source().at(item, "an item of 'token_command' must be one value", "");
                }
            }
            if (words.isEmpty()) {
                server.problem("token_command", "the list 'token_command' is empty", "");
            }
            return Optional.of(words).filter(each -> !each.isEmpty());
        }
        return server.read("token_command", text -> {
            if (text.isBlank() || text.matches("(?s).*[\"'\\\\|&;<>()$`*?~].*")) {
                throw new InvalidInput(
                        "no shell reads 'token_command'",
                        "write a list, as [/usr/local/bin/token, me@example.org] or [sh, -c, \"…\"]");
            }
            return List.of(text.strip().split("\\s+"));
        });
    }

    private static EmailTarget.Tls tls(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "false", "no", "off" -> EmailTarget.Tls.NONE;
            case "ssl", "implicit" -> EmailTarget.Tls.TLS;
            case "true", "yes", "on" ->
                throw new InvalidInput("unknown tls '" + text + "'", "write starttls for port 587, tls for port 465");
            default -> EmailTarget.Tls.parse(text.strip().toLowerCase(Locale.ROOT));
        };
    }

    /** On port 465 a server speaks TLS from the first byte (RFC 8314); on the others it may be asked to. */
    private static EmailTarget.Tls usual(int port) {
        return port == EmailTarget.Tls.TLS.defaultPort() ? EmailTarget.Tls.TLS : EmailTarget.Tls.STARTTLS;
    }

    /** A client and a server that each wait for the other to begin find out after a long time. */
    private static void doubtTls(Section server, EmailTarget.Tls tls, int port) {
        boolean isImplicit = port == EmailTarget.Tls.TLS.defaultPort();
        boolean isNegotiated =
                port == EmailTarget.Tls.STARTTLS.defaultPort() || port == EmailTarget.Tls.NONE.defaultPort();
        if (isImplicit && tls != EmailTarget.Tls.TLS) {
            server.doubt(
                    "tls", "servers speak TLS from the first byte on port " + port, "write tls: tls, or port: 587");
        } else if (isNegotiated && tls == EmailTarget.Tls.TLS) {
            server.doubt("tls", "servers begin without TLS on port " + port, "write tls: starttls, or port: 465");
        }
    }
}
