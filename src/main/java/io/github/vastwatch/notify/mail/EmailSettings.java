package io.github.vastwatch.notify.mail;

import io.github.vastwatch.http.TrustedCertificates;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The recipients of mails, and the server.
 *
 * @param separately whether each recipient gets a mail without the others' addresses
 * @param hello the name of this machine in EHLO
 * @param authorities the certificates to trust instead of the system's
 */
public record EmailSettings(
        List<InternetAddress> to,
        boolean separately,
        InternetAddress from,
        String host,
        int port,
        Tls tls,
        Optional<MailLogin> login,
        String hello,
        Optional<TrustedCertificates> authorities) {

    /** How the connection to the server is protected; certificates are always verified. */
    public enum Tls {
        NONE,
        /** Starts unencrypted, and stops if the server does not encrypt. */
        STARTTLS,
        TLS;

        public static Tls parse(String text) {
            for (Tls tls : values()) {
                if (tls.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return tls;
                }
            }
            throw InvalidInput.unknown(
                    "unknown tls '" + text + "'",
                    text,
                    List.of("none", "starttls", "tls"),
                    "write none, starttls or tls");
        }

        /** The default port. */
        public int defaultPort() {
            return switch (this) {
                case NONE -> 25;
                case STARTTLS -> 587;
                case TLS -> 465;
            };
        }
    }

    public EmailSettings {
        to = List.copyOf(to);
        if (port < 1 || port > 65535) {
            throw new InvalidInput("not a port: " + port);
        }
    }

    /** Reads one address; its domain becomes punycode. */
    public static InternetAddress parseAddress(String text) {
        return MailAddress.parse(text);
    }

    /** Reads the name of a machine, or its address in brackets. */
    public static String parseHello(String text) {
        try {
            return MailAddress.domain(text);
        } catch (InvalidInput invalidInput) {
            throw new InvalidInput(
                    "not the name of a machine: '" + text + "'",
                    "write its full name, as mail.example.org, or its address, as [192.0.2.1]");
        }
    }

    /** The domain of the sender. */
    public static String helloOf(InternetAddress from) {
        return MailAddress.domainOf(from);
    }

    /** The sender and the recipients. */
    List<InternetAddress> addresses() {
        return Stream.concat(Stream.of(from), to.stream()).toList();
    }

    /** The server, as messages name it. */
    String place() {
        return host + ":" + port;
    }

    /** Secrets that a server may repeat. */
    List<Secret> secrets() {
        return login.stream().flatMap(each -> each.secrets().stream()).toList();
    }

    @Override
    public String toString() {
        return "email to " + InternetAddress.toString(to.toArray(InternetAddress[]::new)) + " through " + place();
    }
}
