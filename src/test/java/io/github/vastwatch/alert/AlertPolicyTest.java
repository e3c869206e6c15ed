package io.github.vastwatch.alert;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Change;
import io.github.vastwatch.watch.Known;
import io.github.vastwatch.watch.Snapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertPolicyTest {
    private final Map<OfferKey, Known> known = new HashMap<>();
    private final Map<OfferKey, Told> told = new HashMap<>();
    private Instant now = NOON;

    @Test
    void aNewMatchIsToldAndOneThatIsStillThereIsNot() {
        assertThat(answer(true, 0.38)).containsExactly(Reason.FIRST_SEEN);
        assertThat(answer(true, 0.38)).containsExactly(Reason.ALREADY_TOLD);
    }

    @Test
    void oneThatComesBackAfterAMissingAnswerIsNotTold() {
        answer(true, 0.38);

        assertThat(answer(true)).containsExactly(Reason.NOT_SEEN);
        assertThat(answer(true, 0.38)).containsExactly(Reason.ALREADY_TOLD);
    }

    @Test
    void truncatedAnswersRemoveNothingHoweverMany() {
        answer(true, 0.38);
        for (int i = 0; i < 100; i++) {
            assertThat(answer(false)).isEmpty();
        }

        assertThat(answer(true, 0.38)).containsExactly(Reason.ALREADY_TOLD);
    }

    @Test
    void oneThatReturnsWithinAnHourIsTheSameFind() {
        answer(true, 0.38);
        missFor(Duration.ofMinutes(40));

        assertThat(answer(true, 0.38)).containsExactly(Reason.BACK_SOON);
        assertThat(answer(true, 0.38)).containsExactly(Reason.ALREADY_TOLD);
    }

    @Test
    void oneThatReturnsAfterAnHourIsNews() {
        answer(true, 0.38);
        missFor(Duration.ofMinutes(70));

        assertThat(answer(true, 0.38)).containsExactly(Reason.RETURNED);
        assertThat(answer(true, 0.38)).containsExactly(Reason.ALREADY_TOLD);
    }

    @Test
    void threeMissesInSecondsAreNoEvidenceThatItIsGone() {
        answer(true, 0.38);
        for (int i = 0; i < 3; i++) {
            now = now.plusSeconds(1).minus(Duration.ofMinutes(5));
            answer(true);
        }

        assertThat(known.values()).extracting(Known::isGone).containsExactly(false);
    }

    private void missFor(Duration time) {
        for (Instant end = now.plus(time); now.isBefore(end); ) {
            answer(true);
        }
    }

    /** One answer, five minutes after the last, with an offer of each price; what was decided of each change. */
    private List<Reason> answer(boolean whole, double... prices) {
        now = now.plus(Duration.ofMinutes(5));
        List<Offer> offers = new java.util.ArrayList<>();
        for (double price : prices) {
            offers.add(offer(7 + offers.size(), 1, price, now));
        }
        List<Change> changes = Snapshot.of(CHEAP_4090, CHEAP_4090.question(), now, whole, offers)
                .compare(known, CHEAP_4090.threshold().metric());
        List<Reason> reasons = changes.stream()
                .map(change -> AlertPolicy.decide(change, told, now))
                .toList();
        for (int i = 0; i < changes.size(); i++) {
            Known after = changes.get(i).known();
            known.put(after.key(), after);
            if (reasons.get(i).isTold()) {
                told.put(after.key(), new Told(after.key(), after.value(), now, "alert"));
            }
        }
        return reasons;
    }
}
