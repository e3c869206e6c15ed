package io.github.vastwatch.notify.mail;

import io.github.vastwatch.text.SafeText;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A test of a mail server: connects, encrypts and logs in as for a mail, and sends none.
 *
 * @param message its answer, or what failed and what to do; without the password
 */
public record SmtpCheck(boolean ok, String message) {
    /** Longer than a busy server takes to greet, shorter than a person waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final int WORDS = 1_000;

    /** Runs the test, within 15 s. */
    public static SmtpCheck of(EmailSettings settings, Instant now) throws InterruptedException {
        return within(PATIENCE, settings, now);
    }

    static SmtpCheck within(Duration patience, EmailSettings settings, Instant now) throws InterruptedException {
        Optional<SmtpFailure> missing = SmtpFailure.ofSettings(settings);
        if (missing.isPresent()) {
            return new SmtpCheck(false, missing.get().words());
        }
        Duration timeout = patience.multipliedBy(2).dividedBy(3);
        SmtpConnection connection = new SmtpServer(settings, timeout).connection();
        FutureTask<SmtpCheck> answer = new FutureTask<>(() -> asked(connection, now));
        // Resolving a name has no timeout of its own.
        Thread thread = new Thread(answer, "smtp");
        thread.setDaemon(true);
        thread.start();
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new SmtpCheck(
                    false,
                    SmtpFailure.silence(settings, connection.stage(), patience).words());
        } catch (ExecutionException e) {
            throw new IllegalStateException("the mail server could not be asked", e.getCause());
        }
    }

    private static SmtpCheck asked(SmtpConnection connection, Instant now) {
        EmailSettings settings = connection.settings();
        try {
            connection.ready(now);
            Optional<String> missing = connection.missingCapability(settings.addresses());
            return missing.map(words -> new SmtpCheck(false, words))
                    .orElseGet(() -> new SmtpCheck(
                            true,
                            settings.place() + " answers"
                                    + (settings.tls() == EmailSettings.Tls.NONE ? " unencrypted" : " over TLS")
                                    + settings.login()
                                            .map(mailLogin -> " and takes the login of '" + mailLogin.user() + "'")
                                            .orElse("; no login is configured")));
        } catch (MessagingException e) {
            return new SmtpCheck(
                    false,
                    SafeText.cut(
                            connection.redacted(SmtpFailure.of(e, connection).words()), WORDS));
        } finally {
            SmtpConnection.close(connection);
        }
    }
}
