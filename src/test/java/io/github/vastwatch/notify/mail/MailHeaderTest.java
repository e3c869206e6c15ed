package io.github.vastwatch.notify.mail;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.notify.message.AlertFixtures;
import io.github.vastwatch.notify.template.Template;
import jakarta.mail.Header;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailHeaderTest {
    private static final EmailSettings SETTINGS = new EmailSettings(
            List.of(EmailSettings.parseAddress("me@example.org")),
            false,
            EmailSettings.parseAddress("Vast Watch <vastwatch@example.org>"),
            "localhost",
            25,
            EmailSettings.Tls.NONE,
            Optional.empty(),
            "example.org",
            Optional.empty());

    @Test
    void aMailSaysWhatItBelongsTo() throws Exception {
        MimeMessage mail = mail("msg_1", AlertFixtures.of(1));

        assertThat(Collections.list(mail.getAllHeaders()).stream()
                        .map(header -> header.getName() + ": " + header.getValue())
                        // One has a boundary of its own, the other the time zone of this machine.
                        .filter(header -> !header.startsWith("Content-Type") && !header.startsWith("Date")))
                .containsExactlyInAnyOrder(
                        "From: Vast Watch <vastwatch@example.org>",
                        "To: me@example.org",
                        "Message-ID: <msg_1@example.org>",
                        "In-Reply-To: <watch-7e1c1cfc-8d4f-3bd1-8e75-44ecc0df6855@example.org>",
                        "References: <watch-7e1c1cfc-8d4f-3bd1-8e75-44ecc0df6855@example.org>",
                        "Subject: =?UTF-8?Q?[cheap-4090]_=E2=96=BC_18_%:_$0.289/h_(was_$0.35?=\r\n"
                                + " =?UTF-8?Q?2)_1=C3=97_RTX_4090,_Sweden,_reliability_0.995?=",
                        "X-Priority: 2",
                        "Importance: high",
                        "MIME-Version: 1.0",
                        "Auto-Submitted: auto-generated",
                        "List-Id: cheap-4090 <cheap-4090.vastwatch.example.org>");
    }

    @Test
    void laterMailsOfAWatchStandUnderTheSameRootAndThoseOfAnotherDoNot() throws Exception {
        String first = mail("msg_1", AlertFixtures.of(1)).getHeader("References", null);

        assertThat(mail("msg_2", AlertFixtures.of(5)).getHeader("References", null))
                .isEqualTo(first);
        assertThat(mail("msg_3", inWords(Optional.of("other"))).getHeader("References", null))
                .isNotEqualTo(first);
        assertThat(mail("msg_4", inWords(Optional.empty())).getHeader("List-Id", null))
                .isEqualTo("vastwatch <vastwatch.vastwatch.example.org>");
        assertThat(mail("msg_5", inWords(Optional.of("a..b."))).getHeader("List-Id", null))
                .isEqualTo("\"a..b.\" <a_.b_.vastwatch.example.org>");
    }

    @Test
    void aSubjectOfAnyLettersAndLengthIsShortLinesOfAscii() throws Exception {
        String words = "显卡 🚀🚀 ".repeat(20) + "Wächter";
        Alert alert = new Alert(
                "alert-1",
                AlertKind.INCIDENT_STARTED,
                Optional.empty(),
                NOON,
                Optional.empty(),
                List.of(),
                0,
                List.of(words),
                Map.of());

        MimeMessage mail = mail("msg_1", alert);

        assertThat(mail.getHeader("Subject", null).split("\r\n"))
                .hasSizeGreaterThan(3)
                .allMatch(line -> line.length() <= 78 && line.chars().allMatch(each -> each < 0x80));
        assertThat(mail.getSubject()).contains("显卡 🚀🚀 显卡 🚀🚀");
    }

    @Test
    void theIdOfAMailIsTheSameInEachAttempt() throws Exception {
        String first = mail("msg_1", AlertFixtures.of(1)).getMessageID();

        assertThat(mail("msg_1", AlertFixtures.of(1)).getMessageID())
                .isEqualTo(first)
                .isEqualTo("<msg_1@example.org>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RTX\r\nBcc: evil@example.org",
                "RTX\nBcc: evil@example.org\n\nbody",
                "RTX\rBcc: evil@example.org",
                "RTX\r\n Bcc: evil@example.org",
                "RTX\u2028Bcc: evil@example.org",
                "RTX\u0085Bcc: evil@example.org",
                "RTX\u0000\r\n.\r\nMAIL FROM:<evil@example.org>",
                "=?UTF-8?Q?RTX=0D=0ABcc:_evil@example.org?="
            })
    void noNameBecomesAHeader(String name) throws Exception {
        // In the name of the GPU, of the CPU and of the place.
        MimeMessage mail = mail("msg_1", AlertFixtures.of(2, List.of(name, name)));

        assertThat(Collections.list(mail.getAllHeaders()))
                .extracting(Header::getName)
                .doesNotContain("Bcc")
                .hasSize(13);
        assertThat(mail.getSubject()).doesNotContain("\r").doesNotContain("\n").contains("RTX");
        assertThat(mail.getAllRecipients()).containsExactly(SETTINGS.to().get(0));
    }

    @Test
    void noSentenceBecomesAHeader() throws Exception {
        Alert alert = new Alert(
                "alert-1",
                AlertKind.INCIDENT_STARTED,
                Optional.empty(),
                NOON,
                Optional.empty(),
                List.of(),
                0,
                List.of("the server says: no\r\nBcc: evil@example.org\r\n\r\nbody"),
                Map.of());

        assertThat(mail("msg_1", alert).getHeader("Bcc")).isNull();
        assertThat(mail("msg_1", alert).getSubject())
                .isEqualTo("[vastwatch] TROUBLE: the server says: no Bcc: evil@example.org body");
    }

    private static Alert inWords(Optional<String> watch) {
        return new Alert(
                "alert-2",
                AlertKind.WATCH_DONE,
                watch,
                NOON,
                Optional.empty(),
                List.of(),
                0,
                List.of("It is done."),
                Map.of());
    }

    private static MimeMessage mail(String id, Alert alert) throws Exception {
        try (EmailNotifier notifier = new EmailNotifier("me", SETTINGS, Template.BUILT_IN)) {
            Delivery delivery = new Delivery(id, "me", alert, NOON, 0, Optional.empty());
            String text =
                    notifier.render(delivery, NOON.plusSeconds(4)).content().text();
            return new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }
}
