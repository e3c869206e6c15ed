package io.github.vastwatch.notify.mail;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.http.TrustedCertificates;
import io.github.vastwatch.notify.channel.Notifier;
import io.github.vastwatch.notify.message.AlertFixtures;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.vast.Secret;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmtpWireTest {
    private static final String HERE = InetAddress.getLoopbackAddress().getHostAddress();

    @TempDir
    Path folder;

    @Test
    void aRefusedLoginIsAnIncidentAtOnceAndShowsNoPassword() {
        GreenMail mail = new GreenMail(new ServerSetup(0, HERE, ServerSetup.PROTOCOL_SMTP));
        mail.start();
        try {
            mail.setUser("me@example.org", "me", "right");

            assertThat(send(login(mail.getSmtp().getPort(), "wr0ng"), delivery(List.of())))
                    .isInstanceOfSatisfying(Outcome.Deferred.class, outcome -> {
                        assertThat(outcome.isIncident()).isTrue();
                        assertThat(outcome.mayHaveArrived()).isFalse();
                        assertThat(outcome.answer())
                                .startsWith(HERE + ":" + mail.getSmtp().getPort()
                                        + " refuses the login of 'me': 535 5.7.8 ")
                                .doesNotContain("wr0ng");
                    });
            assertThat(send(login(mail.getSmtp().getPort(), "right"), delivery(List.of())))
                    .isEqualTo(new Outcome.Delivered("accepted by " + HERE));
            assertThat(mail.getReceivedMessages()).hasSize(1);
        } finally {
            mail.stop();
        }
    }

    @Test
    void severalMailsGoOverOneConnectionUntilThereIsARest() throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty());
                Notifier notifier =
                        new EmailNotifier.Target(plain(host, "a@example.org")).notifier("me", Template.BUILT_IN)) {
            send(notifier);
            send(notifier);
            assertThat(host.calls).hasValue(1);

            notifier.rest();
            send(notifier);

            assertThat(host.calls).hasValue(2);
            assertThat(host.mails).hasSize(3);
        }
    }

    @Test
    void aConnectionThatTheServerEndedIsMadeAnew() throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty());
                Notifier notifier =
                        new EmailNotifier.Target(plain(host, "a@example.org")).notifier("me", Template.BUILT_IN)) {
            send(notifier);
            host.hangUp();

            assertThat(send(notifier)).isEqualTo(new Outcome.Delivered("accepted by " + HERE));

            assertThat(host.calls).hasValue(2);
            assertThat(host.mails).hasSize(2);
        }
    }

    @Test
    void aRecipientWhoIsRefusedCostsNoOtherTheirMailAndNobodyGetsItTwice() throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty())) {
            host.refusals.put("gone@example.org", "550 no such user");
            host.refusals.put("grey@example.org", "451 come back later");
            EmailSettings settings = plain(host, "a@example.org", "gone@example.org", "grey@example.org");

            Outcome first = send(settings, delivery(List.of()));

            assertThat(first)
                    .isEqualTo(new Outcome.Deferred(
                            "451 come back later; gone@example.org was refused: 550 no such user",
                            Optional.empty(),
                            false,
                            false,
                            List.of("+a@example.org", "-gone@example.org")));
            host.refusals.clear();
            assertThat(send(settings, delivery(((Outcome.Deferred) first).settled())))
                    .isEqualTo(new Outcome.Delivered("accepted by " + HERE));
            assertThat(host.mails).containsExactly(List.of("a@example.org"), List.of("grey@example.org"));
        }
    }

    @Test
    void nothingGoesInTheClearWhereTheServerOffersNoStarttls() throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty())) {
            assertThat(send(starttls(host, HERE, Optional.empty()), delivery(List.of())))
                    .isEqualTo(Outcome.Deferred.incident(HERE + ":" + host.port()
                            + " offers no STARTTLS, and the mail would go in the clear; try tls: tls, or write tls:"
                            + " none if you trust the way to it"));

            assertThat(host.inTheClear).allMatch(line -> line.startsWith("EHLO") || line.equals("QUIT"));
            assertThat(host.mails).isEmpty();
        }
    }

    @Test
    void aCertificateOfOnesOwnAuthorityIsTrustedOnlyWhereItIsNamedAndFits() throws Exception {
        HeldCertificate authority =
                new HeldCertificate.Builder().certificateAuthority(0).build();
        HeldCertificate certificate = new HeldCertificate.Builder()
                .signedBy(authority)
                .addSubjectAlternativeName("localhost")
                .build();
        TrustedCertificates own =
                TrustedCertificates.read(Files.writeString(folder.resolve("ca.pem"), authority.certificatePem()));
        HandshakeCertificates held =
                new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.of(held.sslContext()))) {
            assertThat(send(starttls(host, "localhost", Optional.of(own)), delivery(List.of())))
                    .isEqualTo(new Outcome.Delivered("accepted by localhost"));
            assertThat(host.mails).containsExactly(List.of("me@example.org"));
            assertThat(host.inTheClear).allMatch(line -> line.startsWith("EHLO") || line.equals("STARTTLS"));

            assertThat(send(starttls(host, "localhost", Optional.empty()), delivery(List.of())))
                    .isInstanceOf(Outcome.Deferred.class);
            assertThat(send(starttls(host, HERE, Optional.of(own)), delivery(List.of())))
                    .as("the certificate is of another name")
                    .isInstanceOf(Outcome.Deferred.class);
            assertThat(host.mails).hasSize(1);
        }
    }

    private static Outcome send(EmailSettings settings, Delivery delivery) {
        try (Notifier notifier = new EmailNotifier.Target(settings).notifier("me", Template.BUILT_IN)) {
            return notifier.send(delivery, notifier.render(delivery, NOON).content(), NOON);
        }
    }

    private static Outcome send(Notifier notifier) {
        return notifier.send(
                delivery(List.of()), notifier.render(delivery(List.of()), NOON).content(), NOON);
    }

    private static Delivery delivery(List<String> settled) {
        return new Delivery("msg_1", "me", AlertFixtures.of(1), NOON, 0, Optional.empty(), 0, false, settled);
    }

    private static EmailSettings login(int port, String password) {
        return settings(
                HERE,
                port,
                EmailSettings.Tls.NONE,
                Optional.of(new Secret(password)),
                Optional.empty(),
                "me@example.org");
    }

    private static EmailSettings plain(ScriptedSmtpServer host, String... to) {
        return settings(HERE, host.port(), EmailSettings.Tls.NONE, Optional.empty(), Optional.empty(), to);
    }

    private static EmailSettings starttls(
            ScriptedSmtpServer host, String name, Optional<TrustedCertificates> authorities) {
        return settings(name, host.port(), EmailSettings.Tls.STARTTLS, Optional.empty(), authorities, "me@example.org");
    }

    private static EmailSettings settings(
            String host,
            int port,
            EmailSettings.Tls tls,
            Optional<Secret> password,
            Optional<TrustedCertificates> authorities,
            String... to) {
        return new EmailSettings(
                Stream.of(to).map(EmailSettings::parseAddress).toList(),
                false,
                EmailSettings.parseAddress("vastwatch@example.org"),
                host,
                port,
                tls,
                password.map(secret -> new MailLogin.Password("me", secret)),
                "example.org",
                authorities);
    }
}
