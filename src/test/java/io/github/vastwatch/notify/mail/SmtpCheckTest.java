package io.github.vastwatch.notify.mail;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.github.vastwatch.vast.Secret;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SmtpCheckTest {
    private static final String HERE = InetAddress.getLoopbackAddress().getHostAddress();

    private final GreenMail mail =
            new GreenMail(new ServerSetup[] {server(ServerSetup.PROTOCOL_SMTP), server(ServerSetup.PROTOCOL_SMTPS)});

    /** Given time: other tests run beside this one. */
    private static ServerSetup server(String protocol) {
        ServerSetup setup = new ServerSetup(0, HERE, protocol);
        setup.setServerStartupTimeout(30_000);
        return setup;
    }

    @BeforeEach
    void start() {
        mail.start();
        mail.setUser("me@example.org", "me", "right");
    }

    @AfterEach
    void stop() {
        mail.stop();
    }

    @Test
    void aServerThatTakesTheLoginIsFineAndGetsNoMail() throws Exception {
        int port = mail.getSmtp().getPort();

        assertThat(SmtpCheck.of(settings(port, EmailSettings.Tls.NONE, "right"), NOON))
                .isEqualTo(new SmtpCheck(true, HERE + ":" + port + " answers unencrypted and takes the login of 'me'"));
        assertThat(SmtpCheck.of(settings(port, EmailSettings.Tls.NONE), NOON))
                .isEqualTo(new SmtpCheck(true, HERE + ":" + port + " answers unencrypted; no login is configured"));
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @Test
    void aWrongPasswordIsReportedAndNotShown() throws Exception {
        SmtpCheck answer = SmtpCheck.of(settings(mail.getSmtp().getPort(), EmailSettings.Tls.NONE, "wr0ng"), NOON);

        assertThat(answer.ok()).isFalse();
        assertThat(answer.message())
                .startsWith(HERE + ":" + mail.getSmtp().getPort() + " refuses the login of 'me': 535 5.7.8 ")
                .endsWith("; check smtp.user and the password, some providers want one for each app")
                .doesNotContain("wr0ng");
    }

    @Test
    void aServerThatRepeatsThePasswordIsMasked() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> parrot(server));
            thread.start();

            SmtpCheck answer = SmtpCheck.of(settings(server.getLocalPort(), EmailSettings.Tls.NONE, "wr0ng"), NOON);

            assertThat(answer.message())
                    .contains("refuses the login of 'me': 535 no ***")
                    .doesNotContain("wr0ng");
            thread.join();
        }
    }

    /** Refuses each login with the words that it was sent, decoded. */
    private static void parrot(ServerSocket server) {
        try (Socket socket = server.accept()) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            say(socket, "220 here");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                say(
                        socket,
                        line.startsWith("EHLO")
                                ? "250-here\r\n250 AUTH PLAIN"
                                : line.startsWith("AUTH PLAIN") ? "535 no wr0ng, " + line.substring(11) : "221 bye");
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void say(Socket socket, String line) throws Exception {
        socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Test
    void aUserWithoutAPasswordIsNotTried() throws Exception {
        assertThat(SmtpCheck.of(settings(9, EmailSettings.Tls.NONE, ""), NOON).message())
                .startsWith(HERE + ":9 was not asked: there is a user but no password; ");
    }

    @Test
    void aServerThatEncryptsDifferentlySaysWhatToWrite() throws Exception {
        String plain = HERE + ":" + mail.getSmtp().getPort();
        String tls = HERE + ":" + mail.getSmtps().getPort();

        assertThat(SmtpCheck.of(settings(mail.getSmtp().getPort(), EmailSettings.Tls.STARTTLS), NOON))
                .isEqualTo(new SmtpCheck(
                        false,
                        plain + " offers no STARTTLS, and the mail would go in the clear; try tls: tls, or write"
                                + " tls: none if you trust the way to it"));
        assertThat(SmtpCheck.of(settings(mail.getSmtp().getPort(), EmailSettings.Tls.TLS), NOON)
                        .message())
                .startsWith(plain + " does not begin with TLS (")
                .endsWith("); try tls: starttls");
        assertThat(SmtpCheck.of(settings(mail.getSmtps().getPort(), EmailSettings.Tls.TLS), NOON)
                        .message())
                .startsWith(tls + " shows a certificate that is not trusted (")
                .endsWith("); if it is your own, name its file in smtp.ca_file");
    }

    @Test
    void aServerThatIsNotThereIsDistinguishedFromOneThatDoesNotAnswer() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = silent.getLocalPort();

            assertThat(SmtpCheck.within(Duration.ofMillis(1500), settings(port, EmailSettings.Tls.STARTTLS), NOON)
                            .message())
                    .isEqualTo(
                            HERE + ":" + port + " did not answer within 1 s: waited for its greeting; check smtp.host"
                                    + " and smtp.port, and any firewall; if the port expects TLS from the start, write tls: tls");
        }
        // Held, so that no other test gets it, and deaf.
        try (Socket deaf = new Socket()) {
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            assertThat(SmtpCheck.of(settings(deaf.getLocalPort(), EmailSettings.Tls.NONE), NOON)
                            .message())
                    .startsWith(HERE + ":" + deaf.getLocalPort()
                            + " cannot be reached: nothing listens there; check smtp.port: ");
        }
        assertThat(SmtpCheck.of(
                                new EmailSettings(
                                        List.of(EmailSettings.parseAddress("me@example.org")),
                                        false,
                                        EmailSettings.parseAddress("me@example.org"),
                                        "mail.nowhere.invalid",
                                        587,
                                        EmailSettings.Tls.STARTTLS,
                                        Optional.empty(),
                                        "example.org",
                                        Optional.empty()),
                                NOON)
                        .message())
                .isEqualTo("mail.nowhere.invalid:587 cannot be reached: there is no host 'mail.nowhere.invalid'; check"
                        + " smtp.host");
    }

    private static EmailSettings settings(int port, EmailSettings.Tls tls, String... password) {
        return new EmailSettings(
                List.of(EmailSettings.parseAddress("me@example.org")),
                false,
                EmailSettings.parseAddress("me@example.org"),
                HERE,
                port,
                tls,
                password.length == 0
                        ? Optional.empty()
                        : Optional.of(new MailLogin.Password("me", new Secret(password[0]))),
                "example.org",
                Optional.empty());
    }
}
