package io.github.vastwatch.notify;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a mail server makes of a channel: greeted, encrypted and logged in to as for a mail, and none sent.
 *
 * @param message what it said, or why it did not and what to do; without the password
 */
public record SmtpAnswer(boolean ok, String message) {
    /** Longer than a busy server takes to greet, shorter than a person waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    /** Asks the server; takes 15 s at most. */
    public static SmtpAnswer of(EmailSettings settings) throws InterruptedException {
        return within(PATIENCE, settings);
    }

    static SmtpAnswer within(Duration patience, EmailSettings settings) throws InterruptedException {
        String place = settings.host() + ":" + settings.port();
        if (settings.user().isPresent()
                && settings.password().map(secret -> secret.reveal().isEmpty()).orElse(true)) {
            return new SmtpAnswer(
                    false,
                    place + " was not asked: there is a user but no password; write smtp.password_file, or export"
                            + " the variable that smtp.password names");
        }
        FutureTask<SmtpAnswer> answer = new FutureTask<>(() -> asked(patience, settings));
        // Looking up a name has no timeout of its own.
        Thread thread = new Thread(answer, "smtp");
        thread.setDaemon(true);
        thread.start();
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return new SmtpAnswer(false, place + " " + silence(patience, settings));
        } catch (ExecutionException e) {
            throw new IllegalStateException("the mail server could not be asked", e.getCause());
        }
    }

    private static SmtpAnswer asked(Duration patience, EmailSettings settings) {
        String place = settings.host() + ":" + settings.port();
        Properties properties = MailServer.properties(settings);
        String timeout = String.valueOf(patience.toMillis() * 2 / 3);
        properties.setProperty("mail.smtp.connectiontimeout", timeout);
        properties.setProperty("mail.smtp.timeout", timeout);
        properties.setProperty("mail.smtp.writetimeout", timeout);
        try (Transport transport = Session.getInstance(properties).getTransport("smtp")) {
            MailServer.connect(transport, settings);
            return new SmtpAnswer(
                    true,
                    place + " answers"
                            + (settings.tls() == EmailSettings.Tls.NONE ? " unencrypted" : " over TLS")
                            + settings.user()
                                    .map(user -> " and takes the login of '" + user + "'")
                                    .orElse("; no login is configured"));
        } catch (MessagingException e) {
            return new SmtpAnswer(false, masked(place + " " + why(e, patience, settings), settings));
        }
    }

    private static String why(MessagingException failure, Duration patience, EmailSettings settings) {
        List<Throwable> causes = causes(failure);
        String said = Words.oneLine(String.valueOf(failure.getMessage()));
        if (failure instanceof AuthenticationFailedException) {
            return said.contains("No authentication mechanisms")
                    ? "offers no login"
                            + (settings.tls() == EmailSettings.Tls.NONE ? " without TLS; write tls: starttls" : "")
                            + "; remove smtp.user if it needs none"
                    : "refuses the login of '" + settings.user().orElse("") + "': " + said
                            + "; check smtp.user and the password, some providers want one for each app";
        }
        if (has(causes, UnknownHostException.class)) {
            return "cannot be asked: there is no host '" + settings.host() + "'; check smtp.host";
        }
        if (has(causes, SocketTimeoutException.class)) {
            return silence(patience, settings);
        }
        if (has(causes, ConnectException.class)) {
            return "cannot be reached: nothing listens there; check smtp.port: 587 for tls: starttls, 465 for tls:"
                    + " tls, 25 for tls: none";
        }
        if (said.contains("STARTTLS is required")) {
            return "offers no STARTTLS, and the mail would go in the clear; try tls: tls, or write tls: none if you"
                    + " trust the way to it";
        }
        if (has(causes, GeneralSecurityException.class) || root(causes).contains("verify identity")) {
            return "shows a certificate that is not trusted for '" + settings.host() + "': " + root(causes)
                    + "; smtp.host must be the name that it is made out to";
        }
        return has(causes, SSLException.class)
                ? "speaks no TLS at once: " + root(causes) + "; try tls: starttls"
                : "refuses: " + said;
    }

    private static String silence(Duration patience, EmailSettings settings) {
        return "says nothing within " + patience.toSeconds() + " s; check smtp.host and smtp.port, and any firewall"
                + (settings.tls() == EmailSettings.Tls.TLS ? "" : "; where it wants TLS at once write tls: tls");
    }

    private static boolean has(List<Throwable> causes, Class<? extends Throwable> kind) {
        return causes.stream().anyMatch(kind::isInstance);
    }

    private static String root(List<Throwable> causes) {
        return Words.oneLine(String.valueOf(causes.get(causes.size() - 1).getMessage()));
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (@Nullable Throwable each = failure; each != null && !causes.contains(each); ) {
            causes.add(each);
            each = each instanceof MessagingException mail && mail.getNextException() != null
                    ? mail.getNextException()
                    : each.getCause();
        }
        return causes;
    }

    /** Without the password, as it is and as a login writes it: a server may repeat what it was sent. */
    private static String masked(String text, EmailSettings settings) {
        String password = settings.password().map(secret -> secret.reveal()).orElse("");
        if (password.isEmpty()) {
            return text;
        }
        String user = settings.user().orElse("");
        return text.replace(base64("\0" + user + "\0" + password), "***")
                .replace(base64(password), "***")
                .replace(password, "***");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
