package io.github.vastwatch.notify;

import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.vast.Secret;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whom to mail, and through which server.
 *
 * @param separately whether each gets a mail that names nobody else
 * @param authorities the certificates to trust in place of the system's
 */
public record EmailSettings(
        List<InternetAddress> to,
        boolean separately,
        InternetAddress from,
        String host,
        int port,
        Tls tls,
        Optional<String> user,
        Optional<Secret> password,
        Optional<Authorities> authorities)
        implements Target {

    /** How the connection to the server is protected; certificates are always checked. */
    public enum Tls {
        NONE,
        /** Begins in the clear, and goes no further when the server will not encrypt. */
        STARTTLS,
        TLS;

        public static Tls parse(String text) {
            for (Tls tls : values()) {
                if (tls.name().toLowerCase(Locale.ROOT).equals(text)) {
                    return tls;
                }
            }
            throw Mistake.unknown(
                    "unknown tls '" + text + "'",
                    text,
                    List.of("none", "starttls", "tls"),
                    "write none, starttls or tls");
        }

        /** The port that servers listen on for it. */
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
            throw new Mistake("not a port: " + port);
        }
    }

    public static InternetAddress parseAddress(String text) {
        try {
            InternetAddress address = new InternetAddress(text, true);
            if (!text.contains("@") || text.chars().anyMatch(Character::isISOControl)) {
                throw new AddressException();
            }
            return address;
        } catch (AddressException e) {
            throw new Mistake("not an email address: '" + text + "'", "write it as me@example.org");
        }
    }

    @Override
    public Notifier notifier(String channel, Template template) {
        return new EmailNotifier(channel, this, template);
    }

    @Override
    public Escaping escaping(Part part) {
        return part == Part.HTML ? Escaping.HTML : Escaping.NONE;
    }

    @Override
    public String toString() {
        return "email to " + InternetAddress.toString(to.toArray(InternetAddress[]::new)) + " through " + host + ":"
                + port;
    }
}
