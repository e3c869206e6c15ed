package io.github.vastwatch.alert;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.watch;
import static io.github.vastwatch.alert.Course.at;
import static io.github.vastwatch.alert.Course.sized;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.AlertSettings;
import io.github.vastwatch.watch.News;
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
    private final Course course = new Course(Fixtures.CHEAP_4090);

    @Test
    void aMatchIsToldOnceThoughItIsSeenAgainAndAgain() {
        assertThat(course.prices(0.38)).containsExactly("new 1");
        assertThat(course.during(Duration.ofDays(1), at(1, 0.38))).isEmpty();
        assertThat(course.reason(1)).isEqualTo(Reason.ALREADY_TOLD);
    }

    @Test
    void anotherIdOfTheSameOfferIsNotTold() {
        course.whole(at(1, 0.38));

        assertThat(course.whole(Fixtures.with(at(1, 0.38), Field.ID, Value.of(99.0))))
                .isEmpty();
    }

    @Test
    void aPriceThatFlapsAtTheThresholdIsToldOnce() {
        course.prices(0.399);

        for (int i = 0; i < 50; i++) {
            assertThat(course.prices(0.401)).isEmpty();
            assertThat(course.reason(1)).isEqualTo(Reason.WITHIN_SLACK);
            assertThat(course.prices(0.399)).isEmpty();
        }
    }

    @Test
    void aSlideOfOnePercentAPollIsToldAtItsFifthStep() {
        course.prices(0.40);
        double price = 0.40;

        for (int i = 1; i <= 5; i++) {
            price -= 0.004;
            assertThat(course.prices(Math.round(price * 1000) / 1000.0))
                    .as("step %d", i)
                    .isEqualTo(i == 5 ? java.util.List.of("better 1") : java.util.List.of());
        }
    }

    @Test
    void anOutageThatShowsNothingForgetsNothing() {
        course.prices(0.38);
        course.now = course.now.plus(Duration.ofHours(5));

        assertThat(course.prices(0.38)).isEmpty();
    }

    @Test
    void answersThatAreTruncatedForEverRemoveNothing() {
        course.prices(0.38);

        for (int i = 0; i < 100; i++) {
            assertThat(course.part()).isEmpty();
        }

        assertThat(course.prices(0.38)).isEmpty();
    }

    @Test
    void aReturnWithinTheHourIsSilentAndALaterOneIsNew() {
        course.prices(0.38);
        course.during(Duration.ofMinutes(40));
        assertThat(course.prices(0.38)).isEmpty();
        assertThat(course.reason(1)).isEqualTo(Reason.BACK_SOON);

        course.during(Duration.ofMinutes(70));
        assertThat(course.prices(0.38)).containsExactly("new 1");
        assertThat(course.reason(1)).isEqualTo(Reason.RETURNED);
    }

    @Test
    void aReturnWithinTheHourIsToldWhenItIsBetter() {
        course.prices(0.38);
        course.during(Duration.ofMinutes(40));

        assertThat(course.prices(0.30)).containsExactly("better 1");
    }

    @Test
    void aFirstRunWithTwoHundredMatchesIsOneAlert() {
        double[] prices =
                IntStream.range(0, 200).mapToDouble(i -> 0.2 + i / 10_000.0).toArray();

        assertThat(course.prices(prices)).hasSize(200);

        assertThat(course.alerts).hasSize(1);
        assertThat(course.alerts.get(0).matching()).isEqualTo(200);
        assertThat(course.reason(7)).isEqualTo(Reason.ALREADY_THERE);
    }

    @Test
    void aNewWatchSaysWhatItSees() {
        course.prices(0.412, 0.5);

        assertThat(course.last.hello())
                .contains(new Hello(
                        "cheap-4090",
                        course.now,
                        "watching cheap-4090: 2 offers fit, none under 0.40, best $0.412/h, 3 % over;"
                                + " market seen whole"));
    }

    @Test
    void whatANewWatchSeesOfWhatWasAskedForIsNotAllThatFits() {
        Question asked = CHEAP_4090.reach().narrow(CHEAP_4090.question());
        Snapshot within = Snapshot.of(CHEAP_4090, asked, NOON, true, List.of(at(1, 0.38), at(2, 0.405)));
        Snapshot none = Snapshot.of(CHEAP_4090, asked, NOON, true, List.of());
        Snapshot part = Snapshot.of(CHEAP_4090, CHEAP_4090.question(), NOON, false, List.of(at(1, 0.5)));
        Snapshot nothing = Snapshot.of(CHEAP_4090, CHEAP_4090.question(), NOON, false, List.of());

        assertThat(List.of(within, none, part, nothing))
                .extracting(snapshot -> Hello.of(CHEAP_4090, snapshot).sentence())
                .containsExactly(
                        "watching cheap-4090: at least 2 offers fit (only dph_total<=0.408 was asked for), 1 matches"
                                + " dph_total <= 0.40, best $0.38/h; market seen whole within that",
                        "watching cheap-4090: no offer fits (only dph_total<=0.408 was asked for), none under 0.40;"
                                + " market seen whole within that",
                        "watching cheap-4090: at least 1 offer fits, none under 0.40, best $0.50/h, 25 % over;"
                                + " market seen in part",
                        "watching cheap-4090: no offer is seen that fits, none under 0.40; market seen in part");
    }

    @Test
    void aThresholdEditedDownAndUpAgainTellsNothingAgain() {
        course.prices(0.38);
        course.watch = limit("dph_total <= 0.30");
        assertThat(course.during(Duration.ofHours(3), at(1, 0.38))).isEmpty();

        course.watch = limit("dph_total <= 0.45");

        assertThat(course.whole(at(1, 0.38), at(2, 0.44))).containsExactly("new 2");
    }

    @Test
    void anotherMetricStartsItsComparisonsAfresh() {
        course.prices(0.38);
        course.watch = limit("reliability >= 0.9");

        assertThat(course.prices(0.38)).isEmpty();
        assertThat(course.during(Duration.ofHours(2), at(1, 0.2))).isEmpty();
    }

    @Test
    void anotherServiceLevelStartsItsComparisonsAfresh() {
        Watch plain = course.watch;
        course.watch = Fixtures.withSla(plain, "0.995");
        assertThat(course.prices(0.39)).containsExactly("new 1");

        course.watch = plain;
        assertThat(course.whole()).isEmpty();
        assertThat(course.during(Duration.ofMinutes(30), at(1, 0.35))).isEmpty();
        assertThat(course.whole(at(1, 0.33))).containsExactly("better 1");

        course.watch = Fixtures.withSla(plain, "0.9");
        assertThat(course.prices(0.37)).isEmpty();
        course.watch = Fixtures.withSla(plain, "0.95");
        assertThat(course.prices(0.34)).isEmpty();
        assertThat(course.prices(0.32)).containsExactly("better 1");
    }

    @Test
    void whatThePriceOfAServiceLevelShutsOutNeitherLeavesNorReturns() {
        Watch plain = course.watch;
        course.prices(0.38);

        course.watch = Fixtures.withSla(plain, "0.995");
        assertThat(course.during(Duration.ofHours(3))).isEmpty();

        course.watch = plain;
        assertThat(course.during(Duration.ofHours(3), at(1, 0.38))).isEmpty();
    }

    @Test
    void anotherDiskComparesPricesWithThatDisk() {
        Offer offer = Fixtures.with(at(1, 0.38), Field.STORAGE_COST, Value.of(0.72));
        course.whole(offer);
        Watch wide = new Watch(
                "cheap-4090",
                true,
                course.watch.query(),
                course.watch.type(),
                40,
                Threshold.parse("dph_total <= 0.45"),
                course.watch.schedule(),
                course.watch.until(),
                course.watch.channels(),
                course.watch.rent());
        course.watch = wide;

        assertThat(course.whole(Fixtures.with(offer, Field.DPH_TOTAL, Value.of(0.40))))
                .isEmpty();
        assertThat(course.whole(Fixtures.with(offer, Field.DPH_TOTAL, Value.of(0.381))))
                .isEmpty();
        assertThat(course.whole(Fixtures.with(offer, Field.DPH_TOTAL, Value.of(0.38))))
                .containsExactly("better 1");
    }

    @Test
    void aClockThatIsSetBackAnHourNeitherRepeatsNorLoses() {
        course.prices(0.38);
        course.now = course.now.minus(Duration.ofHours(1));

        assertThat(course.prices(0.38)).isEmpty();
        course.during(Duration.ofMinutes(65));
        assertThat(course.prices(0.38)).containsExactly("new 1");
    }

    @Test
    void aMachineThatSplitsIsTheSameFindPerGpu() {
        Course whole = new Course(watch("w", "gpu_name=RTX_4090 num_gpus=any", "dph_per_gpu <= 0.45"));
        assertThat(whole.whole(sized(1, 4, 1.6))).containsExactly("new 1");

        assertThat(whole.whole(sized(1, 1, 0.4), sized(1, 2, 0.8))).isEmpty();
        assertThat(whole.whole(sized(1, 1, 0.3), sized(1, 2, 0.8))).containsExactly("better 1");
        assertThat(whole.alerts.get(1).matches().get(0).sizes()).containsExactly(1, 2);
    }

    @Test
    void withoutAThresholdEveryMatchIsTold() {
        Course all = new Course(watch("w", "gpu_name=RTX_4090 num_gpus=1", "none"));

        assertThat(all.prices(3, 9000)).containsExactly("new 1", "new 2");
        assertThat(all.prices(2.9, 9000)).isEmpty();
        assertThat(all.prices(2.8, 9000)).containsExactly("better 1");
    }

    @Test
    void silenceHoldsAndIsDecidedAgainWhenItEnds() {
        course.prices(0.38);
        Instant end = course.now.plus(Duration.ofHours(1));
        course.silences.add(new Silence(1, "cheap-4090", java.util.Optional.of(1L), course.now, end, ""));

        assertThat(course.during(Duration.ofMinutes(50), at(1, 0.30))).isEmpty();
        assertThat(course.reason(1)).isEqualTo(Reason.SILENCED);
        assertThat(course.whole(at(1, 0.30), at(2, 0.39))).containsExactly("new 2");
        assertThat(course.whole(at(1, 0.30), at(2, 0.39))).containsExactly("better 1");
    }

    @Test
    void beyondTenAlertsAnHourTheyGatherButWhatIsBetterThanAllPasses() {
        course.step = Duration.ofMinutes(1);
        for (int i = 1; i <= 10; i++) {
            assertThat(course.whole(at(i, 0.38))).containsExactly("new " + i);
        }

        assertThat(course.whole(at(20, 0.39), at(21, 0.38))).isEmpty();
        assertThat(course.reason(20)).isEqualTo(Reason.TOO_MANY);
        assertThat(course.whole(at(20, 0.39), at(21, 0.38), at(22, 0.2))).containsExactly("new 22");
        assertThat(course.during(Duration.ofMinutes(51), at(20, 0.39), at(21, 0.38)))
                .containsExactly("new 21", "new 20");
    }

    @Test
    void anOfferThatIsGoneIsForgottenAfterThirtyDaysAndWhatNeverIsNewAgainNever() {
        course.prices(0.38);
        assertThat(course.last.forgetBefore()).contains(course.now.minus(Duration.ofDays(30)));

        course.watch = rearming(new Rearm(Optional.of(Duration.ofDays(60))));
        course.prices(0.38);
        assertThat(course.last.forgetBefore()).contains(course.now.minus(Duration.ofDays(60)));

        course.watch = rearming(Rearm.NEVER);
        course.prices(0.38);
        assertThat(course.last.forgetBefore()).isEmpty();
    }

    private static Watch rearming(Rearm rearm) {
        Watch watch = Fixtures.CHEAP_4090;
        AlertSettings usual = watch.alerts();
        News news = usual.news();
        News other = new News(
                news.per(), news.events(), news.confirm(), news.betterBy(), rearm, Optional.empty(), true, news.top());
        return new Watch(
                watch.name(),
                true,
                watch.query(),
                watch.type(),
                watch.diskGb(),
                watch.sla(),
                watch.threshold(),
                watch.schedule(),
                watch.until(),
                watch.channels(),
                watch.rent(),
                new AlertSettings(
                        other, usual.slack(), usual.goneAfter(), usual.rhythm(), usual.selection(), usual.signals()));
    }

    private Watch limit(String threshold) {
        return Fixtures.watch("cheap-4090", "gpu_name=RTX_4090 num_gpus=1", threshold);
    }
}
