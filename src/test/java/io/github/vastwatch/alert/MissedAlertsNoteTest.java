package io.github.vastwatch.alert;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Threshold;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MissedAlertsNoteTest {
    private static final String PRICE = "dph_total <= 0.40";

    @Test
    void aLineSaysHowManyTheBestAndWhen() {
        assertThat(words(
                        List.of(
                                gone("cheap", PRICE, "0.31", NOON, NOON.plusSeconds(900)),
                                gone("cheap", PRICE, "0.29", NOON.plusSeconds(60), NOON.plusSeconds(300))),
                        NOON.plusSeconds(4000)))
                .isEqualTo("missed while the channel was down: 1 offer of cheap, best $0.29/h, 12:00 to 12:15 UTC");
    }

    @Test
    void eachWatchIsReportedByItselfAndInItsOwnMetric() {
        assertThat(words(
                        List.of(
                                gone("fast", "dlperf_per_dphtotal >= 300", "310", NOON, NOON),
                                gone("cheap", PRICE, "0.31", NOON, NOON.plusSeconds(60)),
                                gone("fast", "dlperf_per_dphtotal >= 300", "390", NOON, NOON)),
                        NOON))
                .isEqualTo(
                        "missed while the channel was down: 1 offer of fast, best 390 dlperf_per_dphtotal, 12:00 UTC;"
                                + " 1 offer of cheap, best $0.31/h, 12:00 to 12:01 UTC");
    }

    @Test
    void whatWasYesterdayHasItsDay() {
        Instant eve = NOON.plus(Duration.ofHours(11)).plusSeconds(3000);
        assertThat(words(
                        List.of(gone("cheap", PRICE, "0.31", eve, eve.plusSeconds(900))),
                        NOON.plus(Duration.ofDays(1))))
                .endsWith("best $0.31/h, 2026-11-23 23:50 to 2026-11-24 00:05 UTC");
        assertThat(words(
                        List.of(gone("cheap", PRICE, "0.31", NOON, NOON.plusSeconds(900))),
                        NOON.plus(Duration.ofDays(1))))
                .endsWith("best $0.31/h, 2026-11-23 12:00 to 12:15 UTC");
    }

    private static String words(List<Alert> alerts, Instant now) {
        MissedAlertsNote missedAlertsNote = new MissedAlertsNote();
        alerts.forEach(missedAlertsNote::add);
        return missedAlertsNote.words(now);
    }

    private static Alert gone(String watch, String threshold, String value, Instant at, Instant lastSeen) {
        Offer offer = offer(7, 1, 0.3, at);
        Match match =
                new Match(Reason.FIRST_SEEN, offer.key().orElseThrow(), offer, new BigDecimal(value), Optional.empty());
        Alert alert = Alert.matched(
                "a", watch, at, new WatchTerms(Threshold.parse(threshold), 20, Rent.DEFAULT), List.of(match), 1);
        return alert.with(List.of(match.withUpdate(Optional.of(new OfferUpdate(Optional.empty(), lastSeen)))), 0);
    }
}
