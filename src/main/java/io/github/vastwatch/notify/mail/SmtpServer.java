package io.github.vastwatch.notify.mail;

import jakarta.mail.Session;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The mail server of a channel; its connection is reused while there is more to send. */
final class SmtpServer implements AutoCloseable {
    private final EmailSettings settings;
    private final Duration timeout;
    private final Session session;
    private final Optional<Credentials> credentials;
    private final AtomicReference<@Nullable SmtpConnection> idle = new AtomicReference<>();

    /** @param timeout the timeout of each answer */
    SmtpServer(EmailSettings settings, Duration timeout) {
        this.settings = settings;
        this.timeout = timeout;
        this.credentials = settings.login().map(Credentials::new);
        this.session = Session.getInstance(properties(settings, timeout));
    }

    private static Properties properties(EmailSettings settings, Duration timeout) {
        String millis = String.valueOf(timeout.toMillis());
        boolean isStartTls = settings.tls() == EmailSettings.Tls.STARTTLS;
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.localhost", settings.hello());
        properties.setProperty("mail.smtp.connectiontimeout", millis);
        properties.setProperty("mail.smtp.timeout", millis);
        properties.setProperty("mail.smtp.writetimeout", millis);
        properties.setProperty("mail.smtp.auth", String.valueOf(settings.login().isPresent()));
        if (settings.login().isPresent() && !(settings.login().get() instanceof MailLogin.Password)) {
            properties.setProperty("mail.smtp.auth.mechanisms", "XOAUTH2");
        }
        // Its answer does not matter: the mail was accepted before.
        properties.setProperty("mail.smtp.quitwait", "false");
        // One bad address must not affect the others.
        properties.setProperty("mail.smtp.sendpartial", "true");
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.starttls.enable", String.valueOf(isStartTls));
        properties.setProperty("mail.smtp.starttls.required", String.valueOf(isStartTls));
        properties.put("mail.smtp.socketFactory", new MailSockets(settings, timeout));
        properties.setProperty("mail.smtp.socketFactory.fallback", "false");
        settings.authorities()
                .ifPresent(trustedCertificates ->
                        properties.put("mail.smtp.ssl.socketFactory", trustedCertificates.sockets()));
        return properties;
    }

    Session session() {
        return session;
    }

    /** The previous connection if it still works and is recent; otherwise a new one, not yet {@link SmtpConnection#ready}. */
    SmtpConnection connection() {
        @Nullable SmtpConnection before = idle.getAndSet(null);
        // Asks the server.
        if (before != null && before.isYoung() && before.isConnected()) {
            return before;
        }
        SmtpConnection.close(before);
        return new SmtpConnection(session, settings, credentials, timeout);
    }

    /** Keeps a connection for the next mail. */
    void release(SmtpConnection transport) {
        SmtpConnection.close(idle.getAndSet(transport));
    }

    @Override
    public void close() {
        SmtpConnection.close(idle.getAndSet(null));
    }
}
