package io.github.vastwatch.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.http.TrustedCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of a mail server that does not do what it is asked: the same by a check and of a mail. */
class SmtpFailureTest {
    private static final String HERE = EmailFixture.HERE;
    private static final String ME = "me@example.org";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "250-here\\n250 STARTTLS | the server offers no login without TLS; write tls: starttls",
                "250 here | the server offers no login; remove smtp.user and the password if it needs none",
                "250-here\\n250 AUTH CRAM-MD5 GSSAPI | the server offers only CRAM-MD5, GSSAPI, and a password needs"
                        + " one of LOGIN, PLAIN, DIGEST-MD5 and NTLM",
            })
    void aLoginThatTheServerDoesNotOfferIsNotTaken(String ehlo, String words) throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty())) {
            host.answers.put("EHLO", ehlo.replace("\\n", "\r\n"));
            EmailFixture channel = EmailFixture.to(host.port(), ME).withPassword("secret");
            String said = HERE + ":" + host.port() + ": not logged in: " + words;

            assertThat(channel.check()).isEqualTo(new SmtpCheck(false, said));
            assertThat(channel.send()).isEqualTo(Outcome.Deferred.incident(said));

            assertThat(host.heard).allMatch(line -> line.startsWith("EHLO") || line.equals("QUIT"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"220-", "220 ", ""})
    void aServerThatDoesNotStopGreetingIsLeft(String line) throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> greetForEver(server, line));
            thread.start();

            EmailFixture channel = EmailFixture.to(server.getLocalPort(), "you@example.org");

            assertThat(channel.send())
                    .isEqualTo(new Outcome.Deferred(
                            channel.settings().place()
                                    + " sent more than 256 kB while vastwatch waited for its greeting",
                            Optional.empty()));
            thread.join();
        }
    }

    /** Without a line's end where the line is empty or says that it is the last. */
    private static void greetForEver(ServerSocket server, String line) {
        byte[] bytes =
                (line + "x".repeat(1000) + (line.endsWith("-") ? "\r\n" : "")).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = server.accept()) {
            while (true) {
                socket.getOutputStream().write(bytes);
            }
        } catch (IOException e) {
            // It hung up, as it should.
            return;
        }
    }

    @Test
    void aLoginThatTheServerTakesLaterIsNotCalledRefused() throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty())) {
            host.answers.put("EHLO", "250-here\r\n250 AUTH PLAIN");
            host.answers.put("AUTH", "454 4.7.0 try later, secret");
            EmailFixture channel = EmailFixture.to(host.port(), ME).withPassword("secret");
            String said = HERE + ":" + host.port() + " does not take the login of 'me' now: 454 4.7.0 try later, ***";

            assertThat(channel.check()).isEqualTo(new SmtpCheck(false, said));
            assertThat(channel.send()).isEqualTo(new Outcome.Deferred(said, Optional.empty()));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MAIL | 530 5.7.0 Must issue a STARTTLS command first | ; write tls: starttls",
                "MAIL | 530 5.7.0 Authentication required | ; write smtp.user and a password",
                "MAIL | 550 5.7.1 Helo command rejected | ; set smtp.hello to the full name of this machine",
                "MAIL | 550 5.1.8 no such sender | ''",
            })
    void aRefusalOfTheMailSaysWhatToChangeWhereItIsNotAboutTheMail(String command, String said, String advice)
            throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty())) {
            host.answers.put(command, said);
            // A server that does not answer to RSET hides nothing.
            host.answers.put("RSET", ScriptedSmtpServer.HANG_UP);

            assertThat(EmailFixture.to(host.port(), ME).send()).isEqualTo(new Outcome.Refused(said + advice));
        }
    }

    @Test
    void theServerHearsTheNameThatTheConfigGives() throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty())) {
            EmailFixture.to(host.port(), ME).hello("box.example.net").send();

            assertThat(host.heard.get(0)).isEqualTo("EHLO box.example.net");
        }
    }

    @Test
    void aNameThatTheServerRefusesIsReportedAsThat() throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty())) {
            host.answers.put("EHLO", "504 5.5.2 <localhost>: need fully-qualified hostname");
            host.answers.put("HELO", "504 5.5.2 <localhost>: need fully-qualified hostname");
            EmailFixture channel = EmailFixture.to(host.port(), ME).hello("localhost");
            String said = HERE + ":" + host.port() + " refuses the name 'localhost' in EHLO: 504 5.5.2 <localhost>:"
                    + " need fully-qualified hostname; set smtp.hello to the full name of this machine";

            assertThat(channel.check()).isEqualTo(new SmtpCheck(false, said));
            assertThat(channel.send()).isEqualTo(Outcome.Deferred.incident(said));
            // Where HELO is taken and more is needed than that.
            host.answers.remove("HELO");
            assertThat(channel.with(EmailSettings.Tls.STARTTLS).send()).isEqualTo(Outcome.Deferred.incident(said));
        }
    }

    @Test
    void aCertificateThatIsNotTrustedIsReportedAsThatAndHowToTrustIt() throws Exception {
        HeldCertificate own = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        TrustedCertificates other = trustedCertificates(new HeldCertificate.Builder().build());
        try (ScriptedSmtpServer host = host(own)) {
            EmailFixture channel = EmailFixture.to(host.port(), ME).with(EmailSettings.Tls.STARTTLS);
            String place = HERE + ":" + host.port();

            same(
                    channel,
                    place + " shows a certificate that is not trusted (unable to find valid certification path to"
                            + " requested target); if it is your own, name its file in smtp.ca_file");
            same(
                    channel.through("localhost", other),
                    "localhost:" + host.port() + " shows a certificate that is not trusted (unable to find valid"
                            + " certification path to requested target); it is not signed by those in smtp.ca_file");
            same(
                    channel.through(HERE, trustedCertificates(own)),
                    place + " shows a certificate of another name than '" + HERE + "' (No subject alternative names"
                            + " matching IP address " + HERE + " found); write the name that it is made out to as"
                            + " smtp.host");
            assertThat(channel.through("localhost", trustedCertificates(own)).send())
                    .isEqualTo(new Outcome.Delivered("accepted by localhost"));
        }
    }

    @Test
    void aCertificateOutOfItsTimeIsReportedAsThat() throws Exception {
        HeldCertificate authority =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate old = new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName("localhost")
                .validityInterval(0, 1_000_000_000_000L)
                .build();
        HeldCertificate young = new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName("localhost")
                .validityInterval(4_000_000_000_000L, 4_100_000_000_000L)
                .build();
        for (HeldCertificate certificate : List.of(old, young)) {
            try (ScriptedSmtpServer host = host(certificate)) {
                EmailFixture channel = EmailFixture.to(host.port(), ME)
                        .with(EmailSettings.Tls.STARTTLS)
                        .through("localhost", trustedCertificates(authority));

                SmtpCheck answer = channel.check();

                assertThat(answer.message())
                        .startsWith("localhost:" + host.port() + " shows a certificate that "
                                + (certificate == old ? "has expired (NotAfter: " : "is not valid yet (NotBefore: "))
                        .endsWith(
                                certificate == old
                                        ? "); its operator has to renew it"
                                        : "); check the clock of this machine");
                assertThat(channel.send()).isEqualTo(Outcome.Deferred.incident(answer.message()));
            }
        }
    }

    @Test
    void aServerWhoseTlsIsTooOldIsReportedAsThat() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> refuseVersion(server));
            thread.setDaemon(true);
            thread.start();
            EmailFixture channel = EmailFixture.to(server.getLocalPort(), ME).with(EmailSettings.Tls.TLS);

            same(
                    channel,
                    HERE + ":" + server.getLocalPort() + " does not support TLS 1.2 or later (Received fatal"
                            + " alert: protocol_version); it must be updated");
        }
    }

    /** Answers each hello with the alert 70 of TLS. */
    private static void refuseVersion(ServerSocket server) {
        while (true) {
            try (Socket socket = server.accept()) {
                socket.getInputStream().readNBytes(5);
                socket.getOutputStream().write(new byte[] {0x15, 3, 1, 0, 2, 2, 70});
                socket.getOutputStream().flush();
                socket.getInputStream().readAllBytes();
            } catch (java.io.IOException e) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }

    @Test
    void aSilentServerIsNamedWithWhatWasWaitedFor() throws Exception {
        Map<String, String> waited = new LinkedHashMap<>();
        waited.put(
                "GREETING",
                "its greeting; check smtp.host and smtp.port, and any firewall; if the port expects TLS from the start, write tls: tls");
        waited.put("EHLO", "the answer to EHLO");
        waited.put("STARTTLS", "the answer to STARTTLS");
        waited.put("EHLO TLS", "the answer to EHLO");
        waited.put("AUTH", "the answer to AUTH");
        waited.put("MAIL", "the answer to MAIL FROM");
        waited.put("RCPT", "the answer to RCPT TO");
        waited.put("DATA", "the answer to DATA");
        waited.put("END", "the answer to the end of the mail");
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        Map<String, Outcome> expected = new LinkedHashMap<>();
        waited.forEach((command, words) -> expected.put(
                command,
                new Outcome.Deferred(
                        "localhost did not answer within 1 s: waited for " + words,
                        Optional.empty(),
                        command.equals("END"),
                        false,
                        List.of())));

        each(waited.keySet(), ScriptedSmtpServer.SILENCE, outcomes);

        assertThat(outcomes).isEqualTo(expected);
    }

    @Test
    void aServerThatHangsUpIsNamedWithWhatWasWaitedFor() throws Exception {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        Map<String, Outcome> expected = new LinkedHashMap<>();
        Map.of(
                        "GREETING", "its greeting",
                        "EHLO", "the answer to EHLO",
                        "STARTTLS", "the answer to STARTTLS",
                        "AUTH", "the answer to AUTH",
                        "MAIL", "the answer to MAIL FROM",
                        "DATA", "the answer to DATA",
                        "END", "the answer to the end of the mail")
                .forEach((command, words) -> expected.put(
                        command,
                        new Outcome.Deferred(
                                "localhost closed the connection before sending " + words,
                                Optional.empty(),
                                command.equals("END"),
                                false,
                                List.of())));

        each(expected.keySet(), ScriptedSmtpServer.HANG_UP, outcomes);

        assertThat(outcomes).isEqualTo(expected);
    }

    /** What becomes of a mail where each command in turn gets the same answer, all at once; ports are left out. */
    private void each(Iterable<String> commands, String answer, Map<String, Outcome> outcomes) throws Exception {
        HeldCertificate own = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        TrustedCertificates trusted = trustedCertificates(own);
        ExecutorService threads = Executors.newCachedThreadPool();
        Map<String, CompletableFuture<Outcome>> sends = new LinkedHashMap<>();
        commands.forEach(command -> sends.put(
                command,
                CompletableFuture.supplyAsync(
                        () -> {
                            try (ScriptedSmtpServer host = host(own)) {
                                host.answers.put("EHLO TLS", "250-here\r\n250 AUTH PLAIN");
                                host.answers.put(command, answer);
                                Outcome outcome = EmailFixture.to(host.port(), ME)
                                        .with(EmailSettings.Tls.STARTTLS)
                                        .through("localhost", trusted)
                                        .withPassword("secret")
                                        .within(Duration.ofSeconds(1))
                                        .send();
                                return outcome instanceof Outcome.Deferred deferred
                                        ? new Outcome.Deferred(
                                                deferred.answer().replace(":" + host.port(), ""),
                                                deferred.after(),
                                                deferred.mayHaveArrived(),
                                                deferred.isIncident(),
                                                deferred.settled())
                                        : outcome;
                            } catch (Exception e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        threads)));
        for (Map.Entry<String, CompletableFuture<Outcome>> send : sends.entrySet()) {
            outcomes.put(send.getKey(), send.getValue().get(60, TimeUnit.SECONDS));
        }
        threads.shutdown();
    }

    @Test
    void aMailThatWasTakenIsDeliveredThoughTheServerHangsAtTheEnd() throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty())) {
            host.answers.put("QUIT", ScriptedSmtpServer.SILENCE);

            assertThat(EmailFixture.to(host.port(), ME).send()).isEqualTo(new Outcome.Delivered("accepted by " + HERE));
            assertThat(EmailFixture.to(host.port(), ME).check())
                    .isEqualTo(new SmtpCheck(
                            true, HERE + ":" + host.port() + " answers unencrypted; no login is configured"));
        }
    }

    @Test
    void aServerThatHangsUpAfterARefusalCostsTheOthersNothing() throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty())) {
            host.refusals.put("gone@example.org", "550 no such user");
            host.answers.put("RSET", ScriptedSmtpServer.HANG_UP);

            assertThat(EmailFixture.to(host.port(), "gone@example.org", ME)
                            .alone()
                            .send())
                    .isEqualTo(new Outcome.Delivered(
                            "accepted by " + HERE + "; gone@example.org was refused: 550 no such user"));
            assertThat(host.mails).containsExactly(List.of(ME));
        }
    }

    @Test
    void aServerThatHangsUpAfterTheMailMayHaveTakenItForThoseThatItDidNotRefuse() throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty())) {
            host.refusals.put("gone@example.org", "550 no such user");
            host.answers.put("END", ScriptedSmtpServer.HANG_UP);

            assertThat(EmailFixture.to(host.port(), "gone@example.org", ME).send())
                    .isEqualTo(Outcome.Deferred.unknown(HERE + ":" + host.port()
                            + " closed the connection before sending the answer to the end of the mail"));
        }
    }

    /** By a check and of a mail. */
    private static void same(EmailFixture channel, String said) {
        assertThat(channel.check()).isEqualTo(new SmtpCheck(false, said));
        assertThat(channel.send()).isEqualTo(Outcome.Deferred.incident(said));
    }

    private static ScriptedSmtpServer host(HeldCertificate certificate) throws Exception {
        HandshakeCertificates held =
                new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        return new ScriptedSmtpServer(Optional.of(held.sslContext()));
    }

    private TrustedCertificates trustedCertificates(HeldCertificate certificate) throws Exception {
        return TrustedCertificates.read(
                Files.writeString(Files.createTempFile(folder, "ca", ".pem"), certificate.certificatePem()));
    }
}
