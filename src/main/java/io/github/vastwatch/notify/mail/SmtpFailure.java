package io.github.vastwatch.notify.mail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.notify.mail.SmtpConnection.Stage;
import io.github.vastwatch.text.SafeText;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A failure of a mail server and what to change, in the same words for a check and a mail.
 *
 * @param words start with the server; may contain secrets
 * @param isIncident whether it needs action, because a retry will hardly help
 */
record SmtpFailure(String words, boolean isIncident) {
    /** The login methods of the library. */
    private static final String PASSWORDS = "LOGIN, PLAIN, DIGEST-MD5 and NTLM";

    /** A user without a password. */
    static Optional<SmtpFailure> ofSettings(EmailSettings settings) {
        return settings.login()
                .filter(mailLogin -> mailLogin instanceof MailLogin.Password password
                        && password.password().reveal().isEmpty())
                .map(mailLogin -> incident(
                        settings,
                        " was not asked: there is a user but no password; write smtp.password_file, or export the"
                                + " variable that smtp.password names"));
    }

    static SmtpFailure of(MessagingException failure, SmtpConnection connection) {
        EmailSettings settings = connection.settings();
        if (failure instanceof TokenEndpoint.TokenFailure token) {
            return new SmtpFailure(settings.place() + ": not logged in: " + token.getMessage(), token.isIncident());
        }
        List<Throwable> causes = causes(failure);
        if (has(causes, UnknownHostException.class)) {
            return new SmtpFailure(
                    settings.place() + " cannot be reached: there is no host '" + settings.host()
                            + "'; check smtp.host",
                    false);
        }
        if (has(causes, MailSockets.EndlessAnswer.class)) {
            return new SmtpFailure(
                    settings.place() + " sent more than " + MailSockets.ANSWER_BYTES / 1000
                            + " kB while vastwatch waited for " + connection.stage(),
                    false);
        }
        if (has(causes, SocketTimeoutException.class)) {
            return silence(settings, stage(connection, causes), connection.timeout());
        }
        if (has(causes, ConnectException.class) || has(causes, NoRouteToHostException.class)) {
            return new SmtpFailure(
                    settings.place() + " cannot be reached: nothing listens there; check smtp.port: 587 for tls:"
                            + " starttls, 465 for tls: tls, 25 for tls: none",
                    false);
        }
        if (has(causes, GeneralSecurityException.class) || has(causes, SSLException.class)) {
            return tls(settings, causes);
        }
        String said = SafeText.isolated(String.valueOf(connection.getLastServerResponse()));
        if (has(causes, SocketException.class) || said.equals("[EOF]") || said.isEmpty()) {
            return new SmtpFailure(
                    settings.place() + " closed the connection before sending " + connection.stage(), false);
        }
        return refused(failure, connection, said);
    }

    private static SmtpFailure refused(MessagingException failure, SmtpConnection connection, String said) {
        EmailSettings settings = connection.settings();
        String hello = SafeText.isolated(connection.helloRefusal());
        boolean isForGood = SmtpConnection.code(said) >= 500;
        if (!hello.isEmpty()) {
            return new SmtpFailure(
                    settings.place() + " refuses the name '" + settings.hello() + "' in EHLO: " + hello
                            + "; set smtp.hello to the full name of this machine",
                    SmtpConnection.code(hello) >= 500);
        }
        if (failure instanceof SmtpConnection.NoLoginException
                || String.valueOf(failure.getMessage()).startsWith("No authentication mechanisms")) {
            return incident(settings, ": not logged in: " + noLogin(connection));
        }
        if (failure instanceof AuthenticationFailedException) {
            return new SmtpFailure(
                    settings.place()
                            + (isForGood ? " refuses the login of '" : " does not take the login of '")
                            + settings.login().map(MailLogin::user).orElse("")
                            + (isForGood ? "': " : "' now: ")
                            + said
                            + challenge(connection)
                            + (isForGood ? advice(said, settings) : ""),
                    isForGood);
        }
        if (String.valueOf(failure.getMessage()).startsWith("STARTTLS is required")) {
            return incident(
                    settings,
                    " offers no STARTTLS, and the mail would go in the clear; try tls: tls, or write tls: none if you"
                            + " trust the way to it");
        }
        String what = switch (connection.stage()) {
            case TOKEN, CONNECT, GREETING -> " refuses the connection: ";
            case STARTTLS, HANDSHAKE -> " refuses STARTTLS: ";
            default -> " refuses: ";
        };
        return new SmtpFailure(settings.place() + what + said, isForGood);
    }

    private static String advice(String said, EmailSettings settings) {
        if (SmtpConnection.code(said) == 530 || SmtpConnection.code(said) == 538) {
            return "; write tls: starttls";
        }
        return settings.login()
                        .filter(mailLogin -> mailLogin instanceof MailLogin.Password)
                        .isPresent()
                ? "; check smtp.user and the password, some providers want one for each app"
                : "; check smtp.user, and that the token is one for sending mail as that user";
    }

    /** Why a token was refused; servers send JSON, as {@code {"status":"400","schemes":"Bearer"}}. */
    private static String challenge(SmtpConnection connection) {
        List<String> words = new ArrayList<>();
        try {
            new ObjectMapper()
                    .readTree(connection.challenge())
                    .properties()
                    .forEach(field ->
                            words.add(field.getKey() + " " + field.getValue().asText()));
        } catch (JsonProcessingException e) {
            return "";
        }
        String said = SafeText.cut(SafeText.isolated(String.join(", ", words)), 200);
        return said.isEmpty() ? "" : " (" + said + ")";
    }

    /** For a server that offers no login, or none that vastwatch supports. */
    private static String noLogin(SmtpConnection connection) {
        String offered = connection.logins();
        if (offered.isEmpty()) {
            return connection.settings().tls() == EmailSettings.Tls.NONE && connection.supportsExtension("STARTTLS")
                    ? "the server offers no login without TLS; write tls: starttls"
                    : "the server offers no login; remove smtp.user and the password if it needs none";
        }
        return connection
                        .settings()
                        .login()
                        .filter(mailLogin -> mailLogin instanceof MailLogin.Password)
                        .isEmpty()
                ? "the server offers only " + offered + ", and a token needs XOAUTH2"
                : "the server offers only " + offered + ", and a password needs one of " + PASSWORDS
                        + (offered.contains("XOAUTH2") ? "; write smtp.oauth or smtp.token_command" : "");
    }

    private static SmtpFailure tls(EmailSettings settings, List<Throwable> causes) {
        Throwable root = causes.get(causes.size() - 1);
        String said = SafeText.isolated(String.valueOf(root.getMessage()));
        if (root instanceof CertificateExpiredException) {
            return incident(
                    settings, " shows a certificate that has expired (" + said + "); its operator has to renew it");
        }
        if (root instanceof CertificateNotYetValidException) {
            return incident(
                    settings,
                    " shows a certificate that is not valid yet (" + said + "); check the clock of this machine");
        }
        if (said.startsWith("No subject alternative") || said.startsWith("No name matching")) {
            return incident(
                    settings,
                    " shows a certificate of another name than '" + settings.host() + "' (" + said
                            + "); write the name that it is made out to as smtp.host");
        }
        if (has(causes, GeneralSecurityException.class)) {
            return incident(
                    settings,
                    " shows a certificate that is not trusted (" + said + "); "
                            + (settings.authorities().isPresent()
                                    ? "it is not signed by those in smtp.ca_file"
                                    : "if it is your own, name its file in smtp.ca_file"));
        }
        if (said.contains("protocol_version") || said.contains("protocol version")) {
            // Java names the alert before its sentence, or not, by where it was noticed.
            String sentence = said.replaceFirst("^\\(\\w+\\) ", "");
            return incident(settings, " does not support TLS 1.2 or later (" + sentence + "); it must be updated");
        }
        return new SmtpFailure(
                settings.place()
                        + (settings.tls() == EmailSettings.Tls.TLS
                                ? " does not begin with TLS (" + said + "); try tls: starttls"
                                : " breaks off the TLS handshake (" + said + ")"),
                false);
    }

    /** For a server that did not answer in time. */
    static SmtpFailure silence(EmailSettings settings, Stage stage, Duration timeout) {
        if (stage == Stage.TOKEN) {
            return new SmtpFailure(
                    settings.place() + ": not logged in: no access token within " + timeout.toSeconds() + " s", false);
        }
        String advice = switch (stage) {
            case CONNECT -> "; check smtp.host and smtp.port, and any firewall";
            case GREETING ->
                "; check smtp.host and smtp.port, and any firewall"
                        + (settings.tls() == EmailSettings.Tls.TLS
                                ? ""
                                : "; if the port expects TLS from the start, write tls: tls");
            default -> "";
        };
        return new SmtpFailure(
                settings.place() + " did not answer within " + timeout.toSeconds() + " s: waited for " + stage + advice,
                false);
    }

    /** The library reports no step between connection and greeting. */
    private static Stage stage(SmtpConnection connection, List<Throwable> causes) {
        boolean isConnected = causes.stream()
                .noneMatch(each -> String.valueOf(each.getMessage()).startsWith("Connect timed out"));
        return connection.stage() == Stage.CONNECT && isConnected ? Stage.HANDSHAKE : connection.stage();
    }

    private static SmtpFailure incident(EmailSettings settings, String words) {
        return new SmtpFailure(settings.place() + words, true);
    }

    /** A server's refusal of a mail or recipient, with advice if it is about neither. */
    static String advised(String said) {
        String lower = said.toLowerCase(Locale.ROOT);
        if (lower.contains("helo") || lower.contains("ehlo")) {
            return said + "; set smtp.hello to the full name of this machine";
        }
        if (SmtpConnection.code(said) == 530) {
            return said + (lower.contains("starttls") ? "; write tls: starttls" : "; write smtp.user and a password");
        }
        return said;
    }

    private static boolean has(List<Throwable> causes, Class<? extends Throwable> kind) {
        return causes.stream().anyMatch(kind::isInstance);
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
}
