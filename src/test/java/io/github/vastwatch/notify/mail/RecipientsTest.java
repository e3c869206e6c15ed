package io.github.vastwatch.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Outcome;
import jakarta.mail.Address;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import java.util.List;
import java.util.Optional;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.junit.jupiter.api.Test;

class RecipientsTest {
    private static final InternetAddress A = EmailSettings.parseAddress("a@example.org");
    private static final InternetAddress B = EmailSettings.parseAddress("b@example.org");
    private static final InternetAddress C = EmailSettings.parseAddress("c@example.org");

    @Test
    void whoHasItAndWhoRefusesItAreNotSentToAgainAndWhoIsGreylistedIs() {
        Recipients first = new Recipients(List.of(A, B, C), List.of());
        SendFailedException failure = new SendFailedException(
                "partly",
                chained(
                        new SMTPAddressFailedException(B, "RCPT", 550, "550 no such user"),
                        new SMTPAddressFailedException(C, "RCPT", 451, "451 greylisted")),
                new Address[] {A},
                new Address[] {C},
                new Address[] {B});
        first.failed(failure);

        Outcome outcome = first.outcome("smtp");

        assertThat(outcome)
                .isEqualTo(new Outcome.Deferred(
                        "451 greylisted; b@example.org was refused: 550 no such user",
                        Optional.empty(),
                        false,
                        false,
                        List.of("+a@example.org", "-b@example.org")));
        Recipients second = new Recipients(List.of(A, B, C), first.settled());
        assertThat(second.open()).containsExactly(C);
        second.took(C);
        assertThat(second.outcome("smtp")).isEqualTo(new Outcome.Delivered("accepted by smtp"));
    }

    @Test
    void whereTheServerRefusesAllRecipientsItIsTriedAgainAsWhereItRefusesTheMail() {
        Recipients recipients = new Recipients(List.of(A), List.of());
        SendFailedException failure = new SendFailedException("no");
        failure.setNextException(new SMTPAddressFailedException(A, "RCPT", 550, "550 no such user"));
        recipients.failed(failure);

        assertThat(recipients.outcome("smtp"))
                .isEqualTo(new Outcome.Refused("a@example.org was refused: 550 no such user"));
    }

    private static SMTPAddressFailedException chained(
            SMTPAddressFailedException first, SMTPAddressFailedException second) {
        first.setNextException(second);
        return first;
    }
}
