package io.github.vastwatch.alert;

import static io.github.vastwatch.alert.AlertScenario.at;
import static io.github.vastwatch.alert.AlertScenario.sized;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each setting as a config has it, and what it does. */
class SettingsTest {
    @TempDir
    Path folder;

    @Test
    void confirmWaitsForAnswersInARowAndTruncatedOnesNeitherCountNorReset() throws Exception {
        AlertScenario alertScenario = alertScenario("confirm: 2");
        alertScenario.prices();

        assertThat(alertScenario.prices(0.38)).isEmpty();
        assertThat(alertScenario.reason(1)).isEqualTo(Reason.UNCONFIRMED);
        alertScenario.part();
        assertThat(alertScenario.prices(0.38)).containsExactly("new 1");
        alertScenario.completeAnswer(at(2, 0.38));
        alertScenario.completeAnswer();
        assertThat(alertScenario.completeAnswer(at(2, 0.38))).isEmpty();
    }

    @Test
    void aPriceThatDropsInQuietHoursIsSentOnceAtTheirEnd() throws Exception {
        AlertScenario alertScenario = alertScenario("quiet_hours: {at: \"12:30-14:00\", timezone: UTC}");
        alertScenario.prices(0.38);

        assertThat(alertScenario.during(Duration.ofMinutes(110), at(1, 0.30))).containsExactly("better 1");
        alertScenario.now = Instant.parse("2026-11-24T12:30:00Z");
        assertThat(alertScenario.prices(0.20)).isEmpty();
        assertThat(alertScenario.reason(1)).isEqualTo(Reason.QUIET_HOURS);
        assertThat(alertScenario.during(Duration.ofMinutes(90), at(1, 0.20))).containsExactly("better 1");
    }

    @Test
    void theNightOfAClockChangeSendsOnceAtItsEndInAutumnAndInSpring() throws Exception {
        for (String evening : List.of("2026-10-24T20:30:00Z", "2026-03-28T21:30:00Z")) {
            AlertScenario alertScenario =
                    alertScenario("quiet_hours: {at: \"23:00-07:00\", timezone: Europe/Berlin}", "rearm: never");
            alertScenario.now = Instant.parse(evening);
            alertScenario.prices(0.38);
            alertScenario.during(Duration.ofMinutes(30), at(1, 0.38));

            assertThat(alertScenario.during(Duration.ofHours(14), at(1, 0.38), at(2, 0.30)))
                    .containsExactly("new 2");
            assertThat(alertScenario
                            .alerts
                            .get(1)
                            .at()
                            .atZone(ZoneId.of("Europe/Berlin"))
                            .toLocalTime())
                    .isEqualTo(LocalTime.of(7, 0));
        }
    }

    @Test
    void aDigestOverAClockChangeComesOnceADayAtItsLocalTime() throws Exception {
        AlertScenario alertScenario =
                alertScenario("notify: [{to: hook, digest: daily 02:30, timezone: Europe/Berlin}]", "remind: 1h");
        alertScenario.now = Instant.parse("2026-10-23T12:00:00Z");

        alertScenario.during(Duration.ofDays(3), at(1, 0.38));

        assertThat(alertScenario.alerts)
                .extracting(each -> each.at().toString())
                .containsExactly("2026-10-24T00:30:00Z", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    }

    @Test
    void aNewOfferInTheHourThatComesTwiceIsSentOnce() throws Exception {
        AlertScenario alertScenario = alertScenario("quiet_hours: {at: \"12:00-13:00\", timezone: Europe/Berlin}");
        alertScenario.now = Instant.parse("2026-10-24T23:00:00Z");
        alertScenario.prices();

        assertThat(alertScenario.during(Duration.ofHours(4), at(1, 0.38))).containsExactly("new 1");
    }

    @Test
    void whatIsGoodEnoughBreaksThroughAtMostAsWell() throws Exception {
        AlertScenario alertScenario = alertScenario(
                "at_most: 1/h", "quiet_hours: {at: \"03:00-04:00\", timezone: UTC, unless: dph_total <= 0.30}");
        alertScenario.prices(0.25);

        assertThat(alertScenario.completeAnswer(at(2, 0.31), at(3, 0.30))).containsExactly("new 3");
        assertThat(alertScenario.reason(2)).isEqualTo(Reason.TOO_MANY);
    }

    @Test
    void whatIsGoodEnoughBreaksThroughQuietHours() throws Exception {
        AlertScenario alertScenario =
                alertScenario("quiet_hours: {at: \"00:00-23:59\", timezone: UTC, unless: dph_total <= 0.15}");

        assertThat(alertScenario.prices(0.38, 0.14)).containsExactly("new 2");
    }

    @Test
    void leavingIsSentOnceToWatchesThatAskForIt() throws Exception {
        AlertScenario alertScenario = alertScenario("events: [new, gone, worse]");
        alertScenario.prices(0.38, 0.39);

        assertThat(alertScenario.during(Duration.ofHours(2), at(1, 0.5))).containsExactly("gone 2", "worse 1");
    }

    @Test
    void whatWasKnownOfAnOfferIsKeptForWhenItIsGone() throws Exception {
        AlertScenario alertScenario = alertScenario("events: [new, gone]", "per: machine");
        Offer known = at(1, 0.38);
        alertScenario.completeAnswer(known);
        // A price at which it is not told again; it counts as the last that was known.
        alertScenario.completeAnswer(Fixtures.with(known, Field.DPH_TOTAL, Value.of(0.37)));

        assertThat(alertScenario.during(Duration.ofHours(1))).containsExactly("gone 1");

        Match gone = alertScenario.alerts.get(1).matches().get(0);
        assertThat(gone.key()).hasToString("on-demand/1/1/RTX 4090");
        assertThat(gone.value()).isEqualByComparingTo("0.37");
        assertThat(gone.offer().number(Field.DPH_TOTAL)).contains(0.37);
        assertThat(gone.offer().text(Field.GEOLOCATION)).contains("Sweden, SE");
        assertThat(gone.offer().number(Field.RELIABILITY)).contains(0.995);
    }

    @Test
    void whatIsKnownWithoutBeingSentIsKeptForWhenItIsGoneToo() throws Exception {
        AlertScenario alertScenario = alertScenario("events: [gone]");
        alertScenario.prices(0.38);

        assertThat(alertScenario.during(Duration.ofHours(1))).containsExactly("gone 1");

        assertThat(alertScenario.alerts.get(0).matches().get(0).offer().text(Field.GEOLOCATION))
                .contains("Sweden, SE");
    }

    @Test
    void whatIsWorseIsSentAtItsCurrentPrice() throws Exception {
        AlertScenario alertScenario = alertScenario("events: [new, worse]");
        alertScenario.prices(0.38);

        alertScenario.during(Duration.ofHours(1), at(1, 0.52));

        Match worse = alertScenario.alerts.get(1).matches().get(0);
        assertThat(worse.value()).isEqualByComparingTo("0.52");
        assertThat(worse.previous()).hasValueSatisfying(told -> assertThat(told).isEqualByComparingTo("0.38"));
        assertThat(worse.offer()).isEqualTo(at(1, 0.52));
    }

    @Test
    void urgentIsOfTheTermsThatAnAlertIsSentUnder() throws Exception {
        AlertScenario alertScenario = alertScenario("urgent: dph_total <= 0.25");
        alertScenario.prices(0.38);

        assertThat(alertScenario.alerts.get(0).terms().orElseThrow().urgent())
                .contains(Threshold.parse("dph_total <= 0.25"));
    }

    @Test
    void aWatchThatAsksForLeavingAloneSendsWhatWasThere() throws Exception {
        AlertScenario alertScenario = alertScenario("events: [gone]");

        assertThat(alertScenario.prices(0.38)).isEmpty();
        assertThat(alertScenario.during(Duration.ofHours(1))).containsExactly("gone 1");
    }

    @Test
    void aReminderComesUntilItIsAcknowledged() throws Exception {
        AlertScenario alertScenario = alertScenario("remind: 1h");
        alertScenario.prices(0.38);
        assertThat(alertScenario.during(Duration.ofMinutes(60), at(1, 0.38))).containsExactly("reminder 1");

        alertScenario.acknowledged.add("alert-2");

        assertThat(alertScenario.during(Duration.ofHours(5), at(1, 0.38))).isEmpty();
    }

    @Test
    void aQuietStartTakesWhatIsThereAsKnown() throws Exception {
        AlertScenario alertScenario = alertScenario("on_start: quiet");

        assertThat(alertScenario.prices(0.38)).isEmpty();
        assertThat(alertScenario.reason(1)).isEqualTo(Reason.TAKEN_AS_KNOWN);
        assertThat(alertScenario.prices(0.38, 0.39)).containsExactly("new 2");
        assertThat(alertScenario.prices(0.30, 0.39)).containsExactly("better 1");
    }

    @Test
    void aCountIsSentWhenItBecomesTrueAndRearmsWhenItIsFalse() throws Exception {
        AlertScenario alertScenario = alertScenario("events: []", "count: machines >= 2");

        assertThat(alertScenario.prices(0.38)).isEmpty();
        assertThat(alertScenario.prices(0.38, 0.39)).containsExactly("watch.count");
        assertThat(alertScenario.prices(0.38, 0.39, 0.3)).isEmpty();
        alertScenario.prices(0.38);
        assertThat(alertScenario.prices(0.38, 0.39)).containsExactly("watch.count");
        assertThat(alertScenario.alerts.get(0).sentences()).containsExactly("2 machines match now (machines >= 2)");
    }

    @Test
    void thatNothingMatchesIsSentOnceAndAgainAfterAMatch() throws Exception {
        AlertScenario alertScenario = alertScenario("absent: 1h");

        assertThat(alertScenario.during(Duration.ofHours(3))).containsExactly("watch.absent");
        alertScenario.prices(0.38);
        assertThat(alertScenario.during(Duration.ofHours(3))).containsExactly("watch.absent");
        assertThat(alertScenario.alerts.get(2).sentences()).containsExactly("nothing has matched for 1h");
    }

    @Test
    void aWatchThatIsDoneReportsSoAndSendsNothingMore() throws Exception {
        AlertScenario alertScenario = alertScenario("stop_after: 1");

        assertThat(alertScenario.prices(0.38)).containsExactly("new 1", "watch.done");
        assertThat(alertScenario.prices(0.2, 0.2)).isEmpty();
        assertThat(alertScenario.reason(2)).isEqualTo(Reason.DONE);
    }

    @Test
    void blockedMachinesAreNoMatches() throws Exception {
        AlertScenario alertScenario = alertScenario("blocked: [machine:1]");

        assertThat(alertScenario.prices(0.2, 0.38)).containsExactly("new 2");
        assertThat(alertScenario.reason(1)).isEqualTo(Reason.BLOCKED);
    }

    @Test
    void aDigestSendsTheBestOfItsTimeAndWhatMatchesNow() throws Exception {
        AlertScenario alertScenario = alertScenario("notify: [{to: hook, digest: daily 14:00, timezone: UTC}]");

        assertThat(alertScenario.prices(0.30)).isEmpty();
        assertThat(alertScenario.reason(1)).isEqualTo(Reason.IN_DIGEST);
        assertThat(alertScenario.during(Duration.ofMinutes(150), at(1, 0.38))).containsExactly("new 1");
        assertThat(alertScenario.alerts.get(0).alertKind()).isEqualTo(AlertKind.WATCH_DIGEST);
        assertThat(alertScenario.alerts.get(0).facts()).containsEntry("best", "0.3");
        assertThat(alertScenario.during(Duration.ofHours(20), at(1, 0.38))).isEmpty();
    }

    @Test
    void aDigestSendsNothingThatTooFewAnswersHaveShown() throws Exception {
        AlertScenario alertScenario =
                alertScenario("confirm: 2", "notify: [{to: hook, digest: daily 12:10, timezone: UTC}]");
        alertScenario.prices();

        assertThat(alertScenario.completeAnswer(at(1, 0.30))).isEmpty();
        assertThat(alertScenario.reason(1)).isEqualTo(Reason.UNCONFIRMED);
        assertThat(alertScenario.during(Duration.ofHours(20), at(1, 0.30))).isEmpty();
        assertThat(alertScenario.during(Duration.ofHours(5), at(1, 0.31))).containsExactly("new 1");
        assertThat(alertScenario.alerts.get(0).facts()).containsEntry("best", "0.3");
    }

    @Test
    void anOfferInAnAlertAndInADigestOfTheSameAnswerIsAcknowledgedByTheAlert() throws Exception {
        AlertScenario alertScenario =
                alertScenario("remind: 1h", "notify: [hook, {to: other, digest: daily 12:10, timezone: UTC}]");
        alertScenario.prices();

        alertScenario.prices(0.38);
        alertScenario.acknowledged.add(alertScenario.alerts.get(0).id());

        assertThat(alertScenario.alerts)
                .extracting(Alert::alertKind)
                .containsExactly(AlertKind.OFFERS_MATCHED, AlertKind.WATCH_DIGEST);
        assertThat(alertScenario.during(Duration.ofHours(5), at(1, 0.38))).isEmpty();
    }

    @Test
    void whatWasTakenAsKnownIsNotSentAgainForItWasNeverSent() throws Exception {
        AlertScenario alertScenario = alertScenario("on_start: quiet", "remind: 1h");
        alertScenario.prices(0.38);

        assertThat(alertScenario.during(Duration.ofHours(5), at(1, 0.38))).isEmpty();
    }

    @Test
    void theBestOfADigestIsOfTheMetricAndTheDiskOfToday() throws Exception {
        String digest = "notify: [{to: hook, digest: daily 14:00, timezone: UTC}]";
        AlertScenario alertScenario = alertScenario(digest);
        alertScenario.prices(0.30);

        alertScenario.watch = alertScenario(digest, "disk: 40GB").watch;

        alertScenario.during(Duration.ofHours(2), at(1, 0.38));
        assertThat(alertScenario.alerts.get(0).facts()).containsEntry("best", "0.38");
    }

    @Test
    void whatIsGoneIsNotSentForAWatchThatWatchesAnotherKindByThen() throws Exception {
        AlertScenario alertScenario = alertScenario("events: [new, gone]");
        alertScenario.prices(0.38);
        Silence silence = new Silence(
                1, "w", Optional.empty(), alertScenario.now, alertScenario.now.plus(Duration.ofDays(1)), "");
        alertScenario.silences.add(silence);
        alertScenario.during(Duration.ofHours(1));
        assertThat(alertScenario.reason(1)).isEqualTo(Reason.SILENCED);
        alertScenario.silences.clear();

        alertScenario.watch = alertScenario("events: [new, gone]", "type: bid").watch;

        assertThat(alertScenario.during(Duration.ofHours(1))).isEmpty();
    }

    @Test
    void aSizeThatIsGoneIsNotSentForAMachineThatIsStillThere() throws Exception {
        String any = "query: gpu_name=RTX_4090 num_gpus=any";
        AlertScenario alertScenario = alertScenario("events: [new, gone]", "per: offer", any, "at_most: 1/h");
        alertScenario.completeAnswer(sized(1, 1, 0.30), sized(1, 2, 0.38));
        alertScenario.during(Duration.ofMinutes(40), sized(1, 2, 0.38));
        assertThat(alertScenario.alerts).hasSize(1);

        alertScenario.watch = alertScenario("events: [new, gone]", "per: machine", any).watch;

        assertThat(alertScenario.during(Duration.ofHours(1), sized(1, 2, 0.38))).isEmpty();
    }

    @Test
    void nobodySaysThatABlockedMachineIsGone() throws Exception {
        AlertScenario alertScenario = alertScenario("events: [new, gone]", "at_most: 2/h");
        alertScenario.prices(0.30, 0.38);
        alertScenario.completeAnswer(at(1, 0.30), at(2, 0.38), at(3, 0.37));
        alertScenario.during(Duration.ofMinutes(20), at(3, 0.37));
        assertThat(alertScenario.reason(1)).isEqualTo(Reason.TOO_MANY);

        alertScenario.watch = alertScenario("events: [new, gone]", "blocked: [machine:1]").watch;
        assertThat(alertScenario.completeAnswer(at(1, 0.30), at(3, 0.37))).containsExactly("gone 2");
        assertThat(alertScenario.reason(1)).isEqualTo(Reason.BLOCKED);
        assertThat(alertScenario.during(Duration.ofHours(1), at(3, 0.37))).isEmpty();
        alertScenario.watch = alertScenario("events: [new, gone]", "only: [machine:3]").watch;
        assertThat(alertScenario.completeAnswer(at(3, 0.37))).isEmpty();
        assertThat(alertScenario.reason(1)).isEqualTo(Reason.NOT_CHOSEN);
    }

    @Test
    void aSwitchFromOffersToMachinesComparesWithTheBestThatWasSentAndBackSendsNothingAgain() throws Exception {
        String any = "query: gpu_name=RTX_4090 num_gpus=any";
        AlertScenario alertScenario = alertScenario("per: offer", any);
        assertThat(alertScenario.completeAnswer(sized(1, 1, 0.35), sized(1, 2, 0.38)))
                .containsExactly("new 1", "new 1");

        alertScenario.watch = alertScenario("per: machine", any).watch;
        assertThat(alertScenario.completeAnswer(sized(1, 1, 0.35), sized(1, 2, 0.38)))
                .isEmpty();
        assertThat(alertScenario.completeAnswer(sized(1, 1, 0.34), sized(1, 2, 0.38)))
                .isEmpty();
        alertScenario.watch = alertScenario("per: offer", any).watch;
        assertThat(alertScenario.completeAnswer(sized(1, 1, 0.35), sized(1, 2, 0.38)))
                .isEmpty();
    }

    @Test
    void aSwitchFromOffersToMachinesGoesOnFromTheBestOfferAtItsLatestPrice() throws Exception {
        String any = "query: gpu_name=RTX_4090 num_gpus=any";
        AlertScenario alertScenario = alertScenario("per: offer", "confirm: 2", any);
        alertScenario.completeAnswer(sized(1, 2, 0.38));
        assertThat(alertScenario.completeAnswer(sized(1, 1, 0.39), sized(1, 2, 0.404)))
                .isEmpty();

        alertScenario.watch = alertScenario("per: machine", "confirm: 2", any).watch;

        assertThat(alertScenario.completeAnswer(sized(1, 1, 0.39), sized(1, 2, 0.404)))
                .containsExactly("new 1");
    }

    @Test
    void aMachineIsNotGoneWhereOneOfItsSizesIsAndTheOtherDoesNotSayItsPrice() throws Exception {
        String any = "query: gpu_name=RTX_4090 num_gpus=any";
        AlertScenario alertScenario = alertScenario("events: [new, better, gone]", "per: offer", any);
        alertScenario.completeAnswer(sized(1, 1, 0.35), sized(1, 2, 0.39));
        assertThat(alertScenario.completeAnswer(sized(1, 1, 0.35), sized(1, 2, 0.36)))
                .containsExactly("better 1");
        Offer unsaid = Fixtures.without(sized(1, 2, 0.36), Field.DPH_TOTAL);
        assertThat(alertScenario.during(Duration.ofMinutes(20), unsaid)).containsExactly("gone 1");

        alertScenario.watch = alertScenario("events: [new, better, gone]", "per: machine", any).watch;

        assertThat(alertScenario.during(Duration.ofMinutes(20), unsaid)).isEmpty();
    }

    @Test
    void anOfferThatWasSentAsItsMachineIsNotNewThoughItWaitedForItselfBefore() throws Exception {
        String any = "query: gpu_name=RTX_4090 num_gpus=any";
        AlertScenario alertScenario = alertScenario("per: offer", "confirm: 2", any);
        assertThat(alertScenario.completeAnswer(sized(1, 2, 0.38))).isEmpty();
        alertScenario.watch = alertScenario("per: machine", "confirm: 2", any).watch;
        assertThat(alertScenario.completeAnswer(sized(1, 2, 0.38))).containsExactly("new 1");

        alertScenario.watch = alertScenario("per: offer", "confirm: 2", any).watch;

        assertThat(alertScenario.during(Duration.ofMinutes(10), sized(1, 2, 0.38)))
                .isEmpty();
    }

    @Test
    void onlyKeepsToItsMachinesAndHosts() throws Exception {
        AlertScenario alertScenario = alertScenario("only: [machine:2, host:77]");
        Offer hosted = Fixtures.with(at(3, 0.36), Field.HOST_ID, Value.of(77));

        assertThat(alertScenario.completeAnswer(at(1, 0.2), at(2, 0.38), hosted))
                .containsExactly("new 3", "new 2");
        assertThat(alertScenario.reason(1)).isEqualTo(Reason.NOT_CHOSEN);
    }

    @Test
    void whatIsBlockedForAWhileIsNeitherGoneNorNewAgain() throws Exception {
        AlertScenario alertScenario = alertScenario("events: [new, gone]");
        alertScenario.prices(0.38);

        alertScenario.watch = alertScenario("events: [new, gone]", "blocked: [machine:1]").watch;
        assertThat(alertScenario.during(Duration.ofHours(3), at(1, 0.38))).isEmpty();
        alertScenario.watch = alertScenario("events: [new, gone]").watch;

        assertThat(alertScenario.during(Duration.ofHours(1), at(1, 0.38))).isEmpty();
    }

    @Test
    void betterByInDollarsIsMetToTheCent() throws Exception {
        AlertScenario alertScenario = alertScenario("better_by: $0.02");
        alertScenario.prices(0.38);

        assertThat(alertScenario.prices(0.3601)).isEmpty();
        assertThat(alertScenario.prices(0.36)).containsExactly("better 1");
    }

    @Test
    void interruptibleOffersMustBeBetterByATenthAndAreNewAgainAfterAQuarterOfAnHour() throws Exception {
        AlertScenario alertScenario =
                alertScenario("type: bid", "threshold: dph_total <= 0.40", "gone_after: {answers: 1, time: 0m}");
        alertScenario.completeAnswer(bid(0.38));

        assertThat(alertScenario.completeAnswer(bid(0.343))).isEmpty();
        assertThat(alertScenario.completeAnswer(bid(0.342))).containsExactly("better 1");
        alertScenario.during(Duration.ofMinutes(5));
        assertThat(alertScenario.completeAnswer(bid(0.342))).isEmpty();
        alertScenario.during(Duration.ofMinutes(10));
        assertThat(alertScenario.completeAnswer(bid(0.342))).containsExactly("new 1");
    }

    @Test
    void atMostGathersWhatIsTooManyAndSendsItInOneWhenTheHourAllows() throws Exception {
        AlertScenario alertScenario = alertScenario("at_most: 1/h");
        alertScenario.completeAnswer(at(1, 0.30));

        assertThat(alertScenario.during(Duration.ofMinutes(50), at(1, 0.30), at(2, 0.38), at(3, 0.39)))
                .isEmpty();
        assertThat(alertScenario.reason(2)).isEqualTo(Reason.TOO_MANY);
        assertThat(alertScenario.completeAnswer(at(1, 0.30), at(3, 0.39))).isEmpty();
        assertThat(alertScenario.completeAnswer(at(1, 0.30), at(3, 0.39))).containsExactly("new 3");
        assertThat(alertScenario.completeAnswer(at(1, 0.30), at(3, 0.39), at(4, 0.385)))
                .containsExactly("new 4");
        assertThat(alertScenario.completeAnswer(at(1, 0.30), at(3, 0.39), at(5, 0.385)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "dlperf >= 0.00001, dlperf, 0.00001",
        "reliability >= 0.00001, reliability, 0.00001",
        "dlperf_per_dphtotal >= 0.00001, dlperf_per_dphtotal, 0.00001",
        "dph_total <= 0.40, dph_total, 0.00005",
        "dph_per_gpu <= 0.40, dph_total, 0.00005",
        "min_bid <= 0.40, min_bid, 0.00005"
    })
    void aShareOfNextToNothingIsNoImprovement(String threshold, String field, double value) throws Exception {
        AlertScenario alertScenario = alertScenario("threshold: " + threshold);
        Offer offer = Fixtures.with(at(1, 0.30), Field.named(field).orElseThrow(), Value.of(value));
        Offer better =
                Fixtures.with(offer, Field.named(field).orElseThrow(), Value.of(value < 0.00002 ? 0.0001 : 0.00001));

        assertThat(alertScenario.completeAnswer(offer)).containsExactly("new 1");
        assertThat(alertScenario.during(Duration.ofHours(1), offer)).isEmpty();
        assertThat(alertScenario.during(Duration.ofHours(1), better)).isEmpty();
    }

    @Test
    void anOfferThatImprovesAgainAndAgainTakesItsOwnTurnAlone() throws Exception {
        AlertScenario alertScenario = alertScenario("at_most: 2/h");
        alertScenario.prices(0.38);

        assertThat(alertScenario.prices(0.30)).containsExactly("better 1");
        assertThat(alertScenario.prices(0.31)).isEmpty();
        assertThat(alertScenario.completeAnswer(at(1, 0.31), at(2, 0.39))).containsExactly("new 2");
        assertThat(alertScenario.completeAnswer(at(1, 0.31), at(2, 0.39), at(3, 0.39)))
                .isEmpty();
        assertThat(alertScenario.reason(3)).isEqualTo(Reason.TOO_MANY);
    }

    @Test
    void anOfferThatComesAndGoesTakesItsOwnTurnAlone() throws Exception {
        AlertScenario alertScenario = alertScenario(
                "at_most: 2/h", "rearm: always", "gone_after: {answers: 1, time: 1s}", "events: [new, back]");
        alertScenario.prices(0.20, 0.38);
        alertScenario.completeAnswer(at(1, 0.20));

        assertThat(alertScenario.prices(0.20, 0.38)).containsExactly("new 2");
        alertScenario.completeAnswer(at(1, 0.20));
        assertThat(alertScenario.prices(0.20, 0.38)).isEmpty();
        assertThat(alertScenario.reason(2)).isEqualTo(Reason.TOO_MANY);
        assertThat(alertScenario.completeAnswer(at(1, 0.20), at(3, 0.39))).containsExactly("new 3");
    }

    @Test
    void remindersLeaveTheTurnOfWhatIsNew() throws Exception {
        AlertScenario alertScenario = alertScenario("at_most: 2/h", "remind: 5m");
        alertScenario.prices(0.30);

        assertThat(alertScenario.during(Duration.ofMinutes(30), at(1, 0.30))).containsExactly("reminder 1");
        assertThat(alertScenario.completeAnswer(at(1, 0.30), at(2, 0.39))).containsExactly("new 2");
    }

    @Test
    void morePointsADollarAreComparedAsIfTheDiskHadAlwaysBeenThatOfToday() throws Exception {
        String threshold = "threshold: dlperf_per_dphtotal >= 100";
        AlertScenario alertScenario = alertScenario(threshold);
        alertScenario.completeAnswer(points(0.40, 120));
        Watch wide = alertScenario(threshold, "disk: 120GB").watch;

        // 48 points at $0.40 are 120 a dollar; with 100 GB more at $0.72 a month the same machine is $0.50 and 96.
        alertScenario.watch = wide;
        assertThat(alertScenario.completeAnswer(points(0.48, 100))).isEmpty();
        assertThat(alertScenario.completeAnswer(points(0.4763, 100.7))).isEmpty();
        assertThat(alertScenario.completeAnswer(points(0.4761, 100.82))).containsExactly("better 1");
    }

    private static Offer points(double price, double each) {
        return Fixtures.with(
                Fixtures.with(at(1, price), Field.DLPERF_PER_DPHTOTAL, Value.of(each)),
                Field.STORAGE_COST,
                Value.of(0.72));
    }

    private static Offer bid(double price) {
        Offer offer = at(1, price);
        return new Offer(RentalType.BID, offer.seenAt(), offer.row());
    }

    private AlertScenario alertScenario(String... settings) throws Exception {
        Path file = folder.resolve("vastwatch.yaml");
        String keys = String.join("\n    ", settings);
        Files.writeString(
                file,
                """
                channels:
                  hook: {type: webhook, url: "http://127.0.0.1:9/"}
                  other: {type: webhook, url: "http://127.0.0.1:9/"}
                watches:
                  - name: w
                """ + (keys.contains("query:") ? "" : "    query: gpu_name=RTX_4090 num_gpus=1\n")
                        + (keys.contains("threshold:") ? "" : "    threshold: dph_total <= 0.40\n")
                        + (keys.contains("notify:") ? "" : "    notify: hook\n") + "    " + keys + "\n");
        Watch watch = Config.read(file, Map.<String, String>of()::get).watches().get(0);
        return new AlertScenario(watch);
    }
}
