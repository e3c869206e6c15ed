package io.github.vastwatch.notify.mail;

import io.github.vastwatch.notify.channel.Redaction;
import io.github.vastwatch.vast.Secret;
import jakarta.mail.Address;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/** A connection to a mail server that knows what it waits for, so that a silence and a refusal can be named. */
final class SmtpConnection extends SMTPTransport {
    /** What the server has to do next. */
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
        /** From here on until it answers, the server may have taken the mail. */
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

    private final EmailTarget settings;
    private final Optional<Credentials> credentials;
    private final Duration timeout;
    private String secret = "";
    private String challenge = "";
    private Stage stage = Stage.TOKEN;
    private boolean isReady;
    private final long end =
            System.nanoTime() + MailSockets.LONGEST.dividedBy(2).toNanos();
    private String helloRefusal = "";

    SmtpConnection(Session session, EmailTarget settings, Optional<Credentials> credentials, Duration timeout) {
        super(session, new URLName("smtp", null, -1, null, null, null));
        this.settings = settings;
        this.credentials = credentials;
        this.timeout = timeout;
    }

    /** Greets the server, and encrypts and logs in as the settings say, unless that was done. */
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
                if (credential.isFresh() || SmtpFailure.code(getLastServerResponse()) < 500) {
                    throw e;
                }
                // A token may end before its time.
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
            // The library goes on without a login, and the server refuses the mail.
            SmtpServer.close(this);
            throw new NoLoginException();
        }
    }

    @Override
    public synchronized int simpleCommand(String command) throws MessagingException {
        int code = super.simpleCommand(command);
        if (code != 334 || !command.startsWith("AUTH XOAUTH2 ")) {
            return code;
        }
        // Why not, in JSON; the refusal itself comes after an empty line.
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

    /** Why a token was refused, in JSON; empty where the server did not say. */
    String challenge() {
        return challenge;
    }

    /** Without what it logged in with, which may be newer than the settings know. */
    String redacted(String text) {
        return Redaction.of(Stream.concat(settings.secrets().stream().map(Secret::reveal), Stream.of(secret))
                        .toList())
                .redact(text);
    }

    EmailTarget settings() {
        return settings;
    }

    /** How long the server may take for each answer. */
    Duration timeout() {
        return timeout;
    }

    /** The logins that the server offers, as it writes them. */
    String logins() {
        @Nullable String offered = getExtensionParameter("AUTH");
        return offered != null
                ? offered.strip().replaceAll("\\s+", ", ")
                : supportsExtension("AUTH=LOGIN") ? "LOGIN" : "";
    }

    /** What this server does not offer that one of the addresses needs. */
    Optional<String> lack(List<? extends Address> addresses) {
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

    /** What the server said to EHLO where it refused that; empty otherwise. */
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
            // What goes on with AUTH, and RSET, QUIT and NOOP, which are not what anything waits for.
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
        // What was refused before it is what counts; where it is not answered the next mail needs another connection.
        boolean isAnswered;
        try {
            super.issueCommand(command, expected);
            isAnswered = getLastReturnCode() > 0;
        } catch (MessagingException e) {
            isAnswered = false;
        }
        if (!isAnswered) {
            SmtpServer.close(this);
            isReady = false;
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
