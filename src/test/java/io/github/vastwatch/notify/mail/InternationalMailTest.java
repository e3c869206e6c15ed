package io.github.vastwatch.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InternationalMailTest {
    private static final String HERE = EmailFixture.HERE;

    @Test
    void anAddressBeyondAsciiGoesAsUtf8WhereTheServerTakesIt() throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty())) {
            host.answers.put("EHLO", "250-here\r\n250 SMTPUTF8");
            EmailFixture channel =
                    EmailFixture.to(host.port(), "jürgen@exämple.de").from("GPU-Wächter <wächter@exämple.de>");

            assertThat(channel.send()).isEqualTo(new Outcome.Delivered("accepted by " + HERE));
            assertThat(channel.alone().send()).isEqualTo(new Outcome.Delivered("accepted by " + HERE));

            assertThat(channel.check().ok()).isTrue();
            assertThat(heard(host))
                    .contains(
                            "MAIL FROM:<wächter@xn--exmple-cua.de> SMTPUTF8",
                            "RCPT TO:<jürgen@xn--exmple-cua.de>",
                            "From: =?UTF-8?Q?GPU-W=C3=A4chter?= <wächter@xn--exmple-cua.de>")
                    .filteredOn(line -> line.equals("To: jürgen@xn--exmple-cua.de"))
                    .hasSize(2);
        }
    }

    @Test
    void aServerWithoutSmtputf8RefusesTheAddressAndTheOthersGetTheMailWithoutIt() throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty())) {
            EmailFixture channel = EmailFixture.to(host.port(), "jürgen@exämple.de", "Zoë <zoe@exämple.de>");
            String why = HERE + ":" + host.port() + " takes no address like 'jürgen@xn--exmple-cua.de': it does not"
                    + " offer SMTPUTF8; use an address with plain letters before the @";

            assertThat(channel.send())
                    .isEqualTo(new Outcome.Delivered(
                            "accepted by " + HERE + "; jürgen@xn--exmple-cua.de was refused: " + why));
            assertThat(channel.check()).isEqualTo(new SmtpCheck(false, why));

            assertThat(host.mails).containsExactly(List.of("zoe@xn--exmple-cua.de"));
            assertThat(host.heard)
                    .contains("MAIL FROM:<vastwatch@example.org>", "To: =?UTF-8?Q?Zo=C3=AB?= <zoe@xn--exmple-cua.de>")
                    .allMatch(line -> line.chars().allMatch(each -> each < 0x80));
        }
    }

    @Test
    void aMailThatTheServerCanSendToNoneIsRejectedWithTheReason() throws Exception {
        try (ScriptedSmtpServer host = new ScriptedSmtpServer(Optional.empty())) {
            String place = HERE + ":" + host.port();
            EmailFixture channel = EmailFixture.to(host.port(), "jürgen@example.org");

            assertThat(channel.send())
                    .isEqualTo(new Outcome.Rejected("jürgen@example.org was refused: " + place
                            + " takes no address like 'jürgen@example.org': it does not offer SMTPUTF8; use an address"
                            + " with plain letters before the @"));
            assertThat(EmailFixture.to(host.port(), "me@example.org")
                            .from("wächter@example.org")
                            .send())
                    .isEqualTo(new Outcome.Rejected(place
                            + " takes no address like 'wächter@example.org': it does not offer SMTPUTF8; use an"
                            + " address with plain letters before the @"));
            assertThat(host.mails).isEmpty();
        }
    }

    private static List<String> heard(ScriptedSmtpServer host) {
        return host.heard.stream()
                .map(line -> new String(line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                .toList();
    }
}
