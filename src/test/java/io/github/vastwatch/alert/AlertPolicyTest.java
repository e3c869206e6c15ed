package io.github.vastwatch.alert;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.watch;
import static io.github.vastwatch.alert.AlertScenario.at;
import static io.github.vastwatch.alert.AlertScenario.sized;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.AlertSettings;
import io.github.vastwatch.watch.NotifyRules;
import io.github.vastwatch.watch.Rearm;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The complaints that people have of trackers, one by one, with the settings that hold where nothing is said. */
class AlertPolicyTest {
    private final AlertScenario alertScenario = new AlertScenario(Fixtures.CHEAP_4090);

    @Test
    void aMatchIsSentOnceThoughItIsSeenAgainAndAgain() {
        assertThat(alertScenario.prices(0.38)).containsExactly("new 1");
        assertThat(alertScenario.during(Duration.ofDays(1), at(1, 0.38))).isEmpty();
        assertThat(alertScenario.reason(1)).isEqualTo(Reason.ALREADY_SENT);
    }

    @Test
    void anotherIdOfTheSameOfferIsNotSent() {
        alertScenario.completeAnswer(at(1, 0.38));

        assertThat(alertScenario.completeAnswer(Fixtures.with(at(1, 0.38), Field.ID, Value.of(99.0))))
                .isEmpty();
    }

    @Test
    void aPriceThatFlapsAtTheThresholdIsSentOnce() {
        alertScenario.prices(0.399);

        for (int i = 0; i < 50; i++) {
            assertThat(alertScenario.prices(0.401)).isEmpty();
            assertThat(alertScenario.reason(1)).isEqualTo(Reason.WITHIN_SLACK);
            assertThat(alertScenario.prices(0.399)).isEmpty();
        }
    }

    @Test
    void aSlideOfOnePercentAPollIsSentAtItsFifthStep() {
        alertScenario.prices(0.40);
        double price = 0.40;

        for (int i = 1; i <= 5; i++) {
            price -= 0.004;
            assertThat(alertScenario.prices(Math.round(price * 1000) / 1000.0))
                    .as("step %d", i)
                    .isEqualTo(i == 5 ? java.util.List.of("better 1") : java.util.List.of());
        }
    }

    @Test
    void anOutageThatShowsNothingForgetsNothing() {
        alertScenario.prices(0.38);
        alertScenario.now = alertScenario.now.plus(Duration.ofHours(5));

        assertThat(alertScenario.prices(0.38)).isEmpty();
    }

    @Test
    void answersThatAreTruncatedForEverRemoveNothing() {
        alertScenario.prices(0.38);

        for (int i = 0; i < 100; i++) {
            assertThat(alertScenario.part()).isEmpty();
        }

        assertThat(alertScenario.prices(0.38)).isEmpty();
    }

    @Test
    void aReturnWithinTheHourIsSilentAndALaterOneIsNew() {
        alertScenario.prices(0.38);
        alertScenario.during(Duration.ofMinutes(40));
        assertThat(alertScenario.prices(0.38)).isEmpty();
        assertThat(alertScenario.reason(1)).isEqualTo(Reason.BACK_SOON);

        alertScenario.during(Duration.ofMinutes(70));
        assertThat(alertScenario.prices(0.38)).containsExactly("new 1");
        assertThat(alertScenario.reason(1)).isEqualTo(Reason.RETURNED);
    }

    @Test
    void aReturnWithinTheHourIsSentWhenItIsBetter() {
        alertScenario.prices(0.38);
        alertScenario.during(Duration.ofMinutes(40));

        assertThat(alertScenario.prices(0.30)).containsExactly("better 1");
    }

    @Test
    void aFirstRunWithTwoHundredMatchesIsOneAlert() {
        double[] prices =
                IntStream.range(0, 200).mapToDouble(i -> 0.2 + i / 10_000.0).toArray();

        assertThat(alertScenario.prices(prices)).hasSize(200);

        assertThat(alertScenario.alerts).hasSize(1);
        assertThat(alertScenario.alerts.get(0).matching()).isEqualTo(200);
        assertThat(alertScenario.reason(7)).isEqualTo(Reason.ALREADY_THERE);
    }

    @Test
    void aNewWatchSaysWhatItSees() {
        alertScenario.prices(0.412, 0.5);

        assertThat(alertScenario.last.started())
                .contains(new WatchStarted(
                        "cheap-4090",
                        alertScenario.now,
                        "watching cheap-4090: 2 offers fit the query, none under 0.40, best $0.412/h, 3 % over;"
                                + " complete answer"));
    }

    @Test
    void whatANewWatchSeesOfWhatWasAskedForIsNotAllThatFits() {
        Question asked = CHEAP_4090.reach().narrow(CHEAP_4090.question());
        Snapshot within = Snapshot.of(CHEAP_4090, asked, NOON, true, List.of(at(1, 0.38), at(2, 0.405)));
        Snapshot cheap = Snapshot.of(CHEAP_4090, asked, NOON, true, List.of(at(1, 0.38), at(2, 0.39)));
        Snapshot none = Snapshot.of(CHEAP_4090, asked, NOON, true, List.of());
        Snapshot part = Snapshot.of(CHEAP_4090, CHEAP_4090.question(), NOON, false, List.of(at(1, 0.5)));
        Snapshot nothing = Snapshot.of(CHEAP_4090, CHEAP_4090.question(), NOON, false, List.of());

        assertThat(List.of(within, cheap, none, part, nothing))
                .extracting(snapshot -> WatchStarted.of(CHEAP_4090, snapshot).sentence())
                .containsExactly(
                        "watching cheap-4090: at least 2 offers with dph_total<=0.408, 1 matches"
                                + " dph_total <= 0.40, best $0.38/h; complete answer",
                        "watching cheap-4090: 2 offers match dph_total <= 0.40, best $0.38/h; complete answer",
                        "watching cheap-4090: no offer with dph_total<=0.408, none under 0.40;" + " complete answer",
                        "watching cheap-4090: at least 1 offer fits the query, none under 0.40, best $0.50/h, 25 % over;"
                                + " truncated answer",
                        "watching cheap-4090: no offer seen that fits the query, none under 0.40; truncated answer");
    }

    @Test
    void aThresholdEditedDownAndUpAgainSendsNothingAgain() {
        alertScenario.prices(0.38);
        alertScenario.watch = limit("dph_total <= 0.30");
        assertThat(alertScenario.during(Duration.ofHours(3), at(1, 0.38))).isEmpty();

        alertScenario.watch = limit("dph_total <= 0.45");

        assertThat(alertScenario.completeAnswer(at(1, 0.38), at(2, 0.44))).containsExactly("new 2");
    }

    @Test
    void anotherMetricStartsItsComparisonsAfresh() {
        alertScenario.prices(0.38);
        alertScenario.watch = limit("reliability >= 0.9");

        assertThat(alertScenario.prices(0.38)).isEmpty();
        assertThat(alertScenario.during(Duration.ofHours(2), at(1, 0.2))).isEmpty();
    }

    @Test
    void anotherServiceLevelStartsItsComparisonsAfresh() {
        Watch plain = alertScenario.watch;
        alertScenario.watch = Fixtures.withSla(plain, "0.995");
        assertThat(alertScenario.prices(0.39)).containsExactly("new 1");

        alertScenario.watch = plain;
        assertThat(alertScenario.completeAnswer()).isEmpty();
        assertThat(alertScenario.during(Duration.ofMinutes(30), at(1, 0.35))).isEmpty();
        assertThat(alertScenario.completeAnswer(at(1, 0.33))).containsExactly("better 1");

        alertScenario.watch = Fixtures.withSla(plain, "0.9");
        assertThat(alertScenario.prices(0.37)).isEmpty();
        alertScenario.watch = Fixtures.withSla(plain, "0.95");
        assertThat(alertScenario.prices(0.34)).isEmpty();
        assertThat(alertScenario.prices(0.32)).containsExactly("better 1");
    }

    @Test
    void whatThePriceOfAServiceLevelShutsOutNeitherLeavesNorReturns() {
        Watch plain = alertScenario.watch;
        alertScenario.prices(0.38);

        alertScenario.watch = Fixtures.withSla(plain, "0.995");
        assertThat(alertScenario.during(Duration.ofHours(3))).isEmpty();

        alertScenario.watch = plain;
        assertThat(alertScenario.during(Duration.ofHours(3), at(1, 0.38))).isEmpty();
    }

    @Test
    void anotherDiskComparesPricesWithThatDisk() {
        Offer offer = Fixtures.with(at(1, 0.38), Field.STORAGE_COST, Value.of(0.72));
        alertScenario.completeAnswer(offer);
        Watch wide = new Watch(
                "cheap-4090",
                true,
                alertScenario.watch.query(),
                alertScenario.watch.type(),
                40,
                Threshold.parse("dph_total <= 0.45"),
                alertScenario.watch.schedule(),
                alertScenario.watch.until(),
                alertScenario.watch.channels(),
                alertScenario.watch.rent());
        alertScenario.watch = wide;

        assertThat(alertScenario.completeAnswer(Fixtures.with(offer, Field.DPH_TOTAL, Value.of(0.40))))
                .isEmpty();
        assertThat(alertScenario.completeAnswer(Fixtures.with(offer, Field.DPH_TOTAL, Value.of(0.381))))
                .isEmpty();
        assertThat(alertScenario.completeAnswer(Fixtures.with(offer, Field.DPH_TOTAL, Value.of(0.38))))
                .containsExactly("better 1");
    }

    @Test
    void aClockThatIsSetBackAnHourNeitherRepeatsNorLoses() {
        alertScenario.prices(0.38);
        alertScenario.now = alertScenario.now.minus(Duration.ofHours(1));

        assertThat(alertScenario.prices(0.38)).isEmpty();
        alertScenario.during(Duration.ofMinutes(65));
        assertThat(alertScenario.prices(0.38)).containsExactly("new 1");
    }

    @Test
    void aMachineThatSplitsIsTheSameFindPerGpu() {
        AlertScenario whole = new AlertScenario(watch("w", "gpu_name=RTX_4090 num_gpus=any", "dph_per_gpu <= 0.45"));
        assertThat(whole.completeAnswer(sized(1, 4, 1.6))).containsExactly("new 1");

        assertThat(whole.completeAnswer(sized(1, 1, 0.4), sized(1, 2, 0.8))).isEmpty();
        assertThat(whole.completeAnswer(sized(1, 1, 0.3), sized(1, 2, 0.8))).containsExactly("better 1");
        assertThat(whole.alerts.get(1).matches().get(0).sizes()).containsExactly(1, 2);
    }

    @Test
    void withoutAThresholdEveryMatchIsSent() {
        AlertScenario all = new AlertScenario(watch("w", "gpu_name=RTX_4090 num_gpus=1", "none"));

        assertThat(all.prices(3, 9000)).containsExactly("new 1", "new 2");
        assertThat(all.prices(2.9, 9000)).isEmpty();
        assertThat(all.prices(2.8, 9000)).containsExactly("better 1");
    }

    @Test
    void silenceHoldsAndIsDecidedAgainWhenItEnds() {
        alertScenario.prices(0.38);
        Instant end = alertScenario.now.plus(Duration.ofHours(1));
        alertScenario.silences.add(new Silence(1, "cheap-4090", java.util.Optional.of(1L), alertScenario.now, end, ""));

        assertThat(alertScenario.during(Duration.ofMinutes(50), at(1, 0.30))).isEmpty();
        assertThat(alertScenario.reason(1)).isEqualTo(Reason.SILENCED);
        assertThat(alertScenario.completeAnswer(at(1, 0.30), at(2, 0.39))).containsExactly("new 2");
        assertThat(alertScenario.completeAnswer(at(1, 0.30), at(2, 0.39))).containsExactly("better 1");
    }

    @Test
    void beyondTenAlertsAnHourTheyGatherButWhatIsBetterThanAllPasses() {
        alertScenario.step = Duration.ofMinutes(1);
        for (int i = 1; i <= 10; i++) {
            assertThat(alertScenario.completeAnswer(at(i, 0.38))).containsExactly("new " + i);
        }

        assertThat(alertScenario.completeAnswer(at(20, 0.39), at(21, 0.38))).isEmpty();
        assertThat(alertScenario.reason(20)).isEqualTo(Reason.TOO_MANY);
        assertThat(alertScenario.completeAnswer(at(20, 0.39), at(21, 0.38), at(22, 0.2)))
                .containsExactly("new 22");
        assertThat(alertScenario.during(Duration.ofMinutes(51), at(20, 0.39), at(21, 0.38)))
                .containsExactly("new 21", "new 20");
    }

    @Test
    void anOfferThatIsGoneIsForgottenAfterThirtyDaysAndWhatNeverIsNewAgainNever() {
        alertScenario.prices(0.38);
        assertThat(alertScenario.last.forgetBefore()).contains(alertScenario.now.minus(Duration.ofDays(30)));

        alertScenario.watch = rearming(new Rearm(Optional.of(Duration.ofDays(60))));
        alertScenario.prices(0.38);
        assertThat(alertScenario.last.forgetBefore()).contains(alertScenario.now.minus(Duration.ofDays(60)));

        alertScenario.watch = rearming(Rearm.NEVER);
        alertScenario.prices(0.38);
        assertThat(alertScenario.last.forgetBefore()).isEmpty();
    }

    private static Watch rearming(Rearm rearm) {
        Watch watch = Fixtures.CHEAP_4090;
        AlertSettings usual = watch.alerts();
        NotifyRules notifyRules = usual.notifyRules();
        NotifyRules other = new NotifyRules(
                notifyRules.grouping(),
                notifyRules.events(),
                notifyRules.confirm(),
                notifyRules.betterBy(),
                rearm,
                Optional.empty(),
                true,
                notifyRules.top());
        return new Watch(
                watch.name(),
                true,
                watch.query(),
                watch.type(),
                watch.diskGb(),
                watch.sla(),
                watch.workload(),
                watch.threshold(),
                watch.moving(),
                watch.schedule(),
                watch.until(),
                watch.channels(),
                watch.rent(),
                new AlertSettings(
                        other,
                        usual.slack(),
                        usual.goneAfter(),
                        usual.rateRules(),
                        usual.selection(),
                        usual.noticeRules()));
    }

    private Watch limit(String threshold) {
        return Fixtures.watch("cheap-4090", "gpu_name=RTX_4090 num_gpus=1", threshold);
    }
}
