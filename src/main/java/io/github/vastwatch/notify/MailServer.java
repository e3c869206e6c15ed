package io.github.vastwatch.notify;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The server that takes a channel's mails; the connection is used again while there is more to send. */
final class MailServer implements AutoCloseable {
    private static final String TIMEOUT_MS = "30000";

    private final EmailSettings settings;
    private final Session session;
    private final AtomicReference<@Nullable Transport> idle = new AtomicReference<>();

    MailServer(EmailSettings settings) {
        this.settings = settings;
        this.session = Session.getInstance(properties(settings));
    }

    static Properties properties(EmailSettings settings) {
        boolean isStartTls = settings.tls() == EmailSettings.Tls.STARTTLS;
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.host", settings.host());
        properties.setProperty("mail.smtp.port", String.valueOf(settings.port()));
        properties.setProperty("mail.smtp.connectiontimeout", TIMEOUT_MS);
        properties.setProperty("mail.smtp.timeout", TIMEOUT_MS);
        properties.setProperty("mail.smtp.writetimeout", TIMEOUT_MS);
        properties.setProperty("mail.smtp.auth", String.valueOf(settings.user().isPresent()));
        // One bad address must not cost the others their mail.
        properties.setProperty("mail.smtp.sendpartial", "true");
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(isStartTls));
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(isStartTls));
        properties.setProperty("mail.smtp.ssl.enable", String.valueOf(settings.tls() == EmailSettings.Tls.TLS));
        settings.authorities()
                .ifPresent(authorities -> properties.put("mail.smtp.ssl.socketFactory", authorities.sockets()));
        return properties;
    }

    Session session() {
        return session;
    }

    /** A connection that is ready: the one that was used before, if it still is. */
    Transport connection() throws MessagingException {
        @Nullable Transport before = idle.getAndSet(null);
        // Asks the server.
        if (before != null && before.isConnected()) {
            return before;
        }
        Transport transport = session.getTransport("smtp");
        connect(transport, settings);
        return transport;
    }

    /** Greets the server, and encrypts and logs in as the settings say. */
    static void connect(Transport transport, EmailSettings settings) throws MessagingException {
        transport.connect(
                settings.user().orElse(null),
                settings.password().map(secret -> secret.reveal()).orElse(null));
    }

    /** Keeps a connection for the next mail. */
    void release(Transport transport) {
        close(idle.getAndSet(transport));
    }

    /** Ends a connection of which nobody knows how far it came. */
    static void close(@Nullable Transport transport) {
        try {
            if (transport != null) {
                transport.close();
            }
        } catch (MessagingException e) {
            // It is gone, which is what was wanted.
            return;
        }
    }

    @Override
    public void close() {
        close(idle.getAndSet(null));
    }
}
