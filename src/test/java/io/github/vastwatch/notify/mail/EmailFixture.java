package io.github.vastwatch.notify.mail;

import static io.github.vastwatch.Fixtures.NOON;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.http.TrustedCertificates;
import io.github.vastwatch.notify.message.AlertFixtures;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.vast.Secret;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** An email channel to write down in one line, and what becomes of a mail through it. */
public record EmailFixture(
        int port,
        String host,
        EmailSettings.Tls tls,
        Optional<MailLogin> login,
        String from,
        List<String> to,
        boolean separately,
        String hello,
        Optional<TrustedCertificates> authorities,
        Duration timeout) {
    static final String HERE = InetAddress.getLoopbackAddress().getHostAddress();

    /** To a server on this machine, unencrypted and without a login. */
    public static EmailFixture to(int port, String... to) {
        return new EmailFixture(
                port,
                HERE,
                EmailSettings.Tls.NONE,
                Optional.empty(),
                "vastwatch@example.org",
                List.of(to),
                false,
                "example.org",
                Optional.empty(),
                Duration.ofSeconds(30));
    }

    EmailFixture with(MailLogin own) {
        return new EmailFixture(port, host, tls, Optional.of(own), from, to, separately, hello, authorities, timeout);
    }

    public EmailFixture withPassword(String password) {
        return with(new MailLogin.Password("me", new Secret(password)));
    }

    EmailFixture with(EmailSettings.Tls other) {
        return new EmailFixture(port, host, other, login, from, to, separately, hello, authorities, timeout);
    }

    EmailFixture through(String name, TrustedCertificates own) {
        return new EmailFixture(port, name, tls, login, from, to, separately, hello, Optional.of(own), timeout);
    }

    EmailFixture from(String sender) {
        return new EmailFixture(port, host, tls, login, sender, to, separately, hello, authorities, timeout);
    }

    EmailFixture alone() {
        return new EmailFixture(port, host, tls, login, from, to, true, hello, authorities, timeout);
    }

    EmailFixture hello(String name) {
        return new EmailFixture(port, host, tls, login, from, to, separately, name, authorities, timeout);
    }

    EmailFixture within(Duration time) {
        return new EmailFixture(port, host, tls, login, from, to, separately, hello, authorities, time);
    }

    EmailSettings settings() {
        return new EmailSettings(
                to.stream().map(EmailSettings::parseAddress).toList(),
                separately,
                EmailSettings.parseAddress(from),
                host,
                port,
                tls,
                login,
                hello,
                authorities);
    }

    /** What a check says. */
    public SmtpCheck check() {
        try {
            return SmtpCheck.of(settings(), NOON);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What becomes of a mail. */
    public Outcome send() {
        return send(List.of());
    }

    /** What becomes of a mail that some recipients are done with. */
    Outcome send(List<String> settled) {
        Delivery delivery =
                new Delivery("msg_1", "me", AlertFixtures.of(1), NOON, 0, Optional.empty(), 0, false, settled);
        try (EmailNotifier notifier = notifier()) {
            return notifier.send(delivery, notifier.render(delivery, NOON).content(), NOON);
        }
    }

    EmailNotifier notifier() {
        return new EmailNotifier("me", settings(), Template.BUILT_IN, timeout);
    }
}
