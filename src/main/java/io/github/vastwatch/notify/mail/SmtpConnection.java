package io.github.vastwatch.notify.mail;

import io.github.vastwatch.notify.channel.Redaction;
import io.github.vastwatch.vast.Secret;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/** A connection to a mail server that tracks its current step, so that timeouts and refusals can be described. */
final class SmtpConnection extends SMTPTransport {
    /** The step that the server has to answer. */
    enum Stage {
        TOKEN("an access token"),
        CONNECT("a connection"),
        GREETING("its greeting"),
        EHLO("the answer to EHLO"),
        STARTTLS("the answer to STARTTLS"),
        HANDSHAKE("the TLS handshake"),
        AUTH("the answer to AUTH"),
        MAIL("the answer to MAIL FROM"),
        RCPT("the answer to RCPT TO"),
        DATA("the answer to DATA"),
        /** From here until its answer, the server may have accepted the mail. */
        END("the answer to the end of the mail");

        private final String words;

        Stage(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    private static final Pattern CODE = Pattern.compile("(\\d{3})[ -].*", Pattern.DOTALL);

    private final EmailSettings settings;
    private final Optional<Credentials> credentials;
    private final Duration timeout;
    private String secret = "";
    private String challenge = "";
    private Stage stage = Stage.TOKEN;
    private boolean isReady;
    private final long end =
            System.nanoTime() + MailSockets.LONGEST.dividedBy(2).toNanos();
    private String helloRefusal = "";

    SmtpConnection(Session session, EmailSettings settings, Optional<Credentials> credentials, Duration timeout) {
        super(session, new URLName("smtp", null, -1, null, null, null));
        this.settings = settings;
        this.credentials = credentials;
        this.timeout = timeout;
    }

    /** Connects, encrypts and logs in, unless that is done already. */
    synchronized void ready(Instant now) throws MessagingException {
        if (isReady) {
            return;
        }
        if (credentials.isEmpty()) {
            open(null, null);
        } else {
            Credentials.Credential credential = credentials.get().get(now);
            try {
                open(credentials.get().user(), credential.text());
            } catch (AuthenticationFailedException e) {
                if (credential.isFresh() || code(getLastServerResponse()) < 500) {
                    throw e;
                }
                // A token may be revoked early.
                credentials.get().forget();
                open(credentials.get().user(), credentials.get().get(now).text());
            }
        }
        isReady = true;
    }

    /** Whether there is time for another mail. */
    boolean isYoung() {
        return System.nanoTime() < end;
    }

    private void open(@Nullable String user, @Nullable String own) throws MessagingException {
        secret = own == null ? "" : own;
        stage = Stage.CONNECT;
        challenge = "";
        connect(settings.host(), settings.port(), user, own);
        if (user != null && logins().isEmpty()) {
            // The library would continue without a login, and the server would refuse the mail.
            close(this);
            throw new NoLoginException();
        }
    }

    @Override
    public synchronized int simpleCommand(String command) throws MessagingException {
        int code = super.simpleCommand(command);
        if (code != 334 || !command.startsWith("AUTH XOAUTH2 ")) {
            return code;
        }
        // The reason as JSON; the refusal itself follows after an empty line.
        challenge = decoded(getLastServerResponse().substring(3).strip());
        return super.simpleCommand("");
    }

    private static String decoded(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    /** Why a token was refused, as JSON; empty if the server did not say. */
    String challenge() {
        return challenge;
    }

    /** Removes the credentials used, which may be newer than the settings. */
    String redacted(String text) {
        return Redaction.of(Stream.concat(settings.secrets().stream().map(Secret::reveal), Stream.of(secret))
                        .toList())
                .redact(text);
    }

    EmailSettings settings() {
        return settings;
    }

    /** The timeout of each answer. */
    Duration timeout() {
        return timeout;
    }

    /** The login methods that the server offers. */
    String logins() {
        @Nullable String offered = getExtensionParameter("AUTH");
        return offered != null
                ? offered.strip().replaceAll("\\s+", ", ")
                : supportsExtension("AUTH=LOGIN") ? "LOGIN" : "";
    }

    /** The capability that an address needs and the server lacks. */
    Optional<String> missingCapability(List<? extends Address> addresses) {
        return supportsExtension("SMTPUTF8")
                ? Optional.empty()
                : addresses.stream()
                        .filter(MailAddress::isInternational)
                        .findFirst()
                        .map(address -> settings.place() + " takes no address like '"
                                + ((InternetAddress) address).getAddress()
                                + "': it does not offer SMTPUTF8; use an address with plain letters before the @");
    }

    Stage stage() {
        return stage;
    }

    /** The server's refusal of EHLO; empty if it accepted. */
    String helloRefusal() {
        return helloRefusal;
    }

    @Override
    protected boolean ehlo(String domain) throws MessagingException {
        boolean isTaken = super.ehlo(domain);
        helloRefusal = isTaken ? "" : getLastServerResponse();
        return isTaken;
    }

    @Override
    protected void sendCommand(String command) throws MessagingException {
        stage = switch (command.split("[ :]", 2)[0].toUpperCase(Locale.ROOT)) {
            case "EHLO", "HELO" -> Stage.EHLO;
            case "STARTTLS" -> Stage.STARTTLS;
            case "AUTH" -> Stage.AUTH;
            case "MAIL" -> Stage.MAIL;
            case "RCPT" -> Stage.RCPT;
            case "DATA" -> Stage.DATA;
            case "." -> Stage.END;
            // Continuations of AUTH, and RSET, QUIT and NOOP, which nothing waits for.
            default -> stage;
        };
        // The library sends the low byte of each character: UTF-8, as RFC 6531 has it.
        super.sendCommand(new String(command.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
    }

    @Override
    protected int readServerResponse() throws MessagingException {
        stage = stage == Stage.CONNECT ? Stage.GREETING : stage;
        int code = super.readServerResponse();
        stage = stage == Stage.STARTTLS && code == 220 ? Stage.HANDSHAKE : stage;
        return code;
    }

    @Override
    public synchronized void issueCommand(String command, int expected) throws MessagingException {
        if (!command.equals("RSET")) {
            super.issueCommand(command, expected);
            return;
        }
        // The earlier refusal counts; without an answer here, the next mail needs a new connection.
        boolean isAnswered;
        try {
            super.issueCommand(command, expected);
            isAnswered = getLastReturnCode() > 0;
        } catch (MessagingException e) {
            isAnswered = false;
        }
        if (!isAnswered) {
            close(this);
            isReady = false;
        }
    }

    /** The status code of a reply; 0 if it has none. */
    static int code(String said) {
        Matcher code = CODE.matcher(said);
        return code.matches() ? Integer.parseInt(code.group(1)) : 0;
    }

    /** Closes a connection, in whatever state it is. */
    static void close(@Nullable Transport connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (MessagingException e) {
            // It is closed already.
            return;
        }
    }

    /** The server offers no login at all. */
    static final class NoLoginException extends AuthenticationFailedException {
        private static final long serialVersionUID = 1L;

        NoLoginException() {
            super("no login is offered");
        }
    }
}
