package io.github.vastwatch.watch;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.text.Durations;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Each value of a watch as people write it: read, written back, and refused with what to write instead. */
class AsWrittenTest {
    private static final Metric PRICE = Metric.DPH_TOTAL;

    @ParameterizedTest
    @FieldSource("io.github.vastwatch.watch.Metric#ALL")
    void betterIsStrictlyBetterAlsoThanNothing(Metric metric) {
        for (String value : List.of("0", "1E-300", "0.00001", "0.40")) {
            BigDecimal told = new BigDecimal(value);

            assertThat(BetterBy.USUAL.isMet(metric, told, told)).isFalse();
            assertThat(BetterBy.BID.isMet(metric, told, told)).isFalse();
            assertThat(BetterBy.parse("$0.00001").isMet(metric, told, told)).isFalse();
        }
    }

    @Test
    void anImprovementIsAShareOrDollarsOrNone() {
        assertThat(BetterBy.parse(" 2.5 % ")).hasToString("2.5%");
        assertThat(BetterBy.parse("$.02")).hasToString("$0.02");
        assertThat(BetterBy.parse("off")).isEqualTo(BetterBy.OFF).hasToString("off");
        assertThat(BetterBy.parse("false")).isEqualTo(BetterBy.OFF);
        assertThat(said(() -> BetterBy.parse("5"))).isEqualTo("not an improvement: '5'\n    write its unit: 5% or $5");
        assertThat(said(() -> BetterBy.parse("much")))
                .isEqualTo("not an improvement: 'much'\n    write it as 5%, $0.02 or off");
        assertThat(said(() -> BetterBy.parse("0%")))
                .isEqualTo("better_by must be above 0\n    write off to get no alerts about better values");
        assertThat(said(() -> BetterBy.parse("$0"))).startsWith("better_by must be above 0");
        assertThat(said(() -> BetterBy.parse("100%"))).isEqualTo("better_by must be below 100%\n    write it as 5%");
        assertThat(BetterBy.parse("99.9%").amount()).isEqualByComparingTo("0.999");
        assertThat(BetterBy.parse("$1").amount()).isEqualByComparingTo("1");
    }

    @Test
    void anImprovementIsMetAtItsBoundWhicheverWayIsBetter() {
        assertThat(BetterBy.USUAL.bound(PRICE, new BigDecimal("0.40")).orElseThrow())
                .isEqualByComparingTo("0.38");
        assertThat(BetterBy.USUAL.isMet(PRICE, new BigDecimal("0.40"), new BigDecimal("0.3800")))
                .isTrue();
        assertThat(BetterBy.USUAL.isMet(PRICE, new BigDecimal("0.40"), new BigDecimal("0.3801")))
                .isFalse();
        assertThat(BetterBy.BID.isMet(Metric.DLPERF, new BigDecimal("100"), new BigDecimal("110")))
                .isTrue();
        assertThat(BetterBy.BID.isMet(Metric.DLPERF, new BigDecimal("100"), new BigDecimal("109.9")))
                .isFalse();
        assertThat(BetterBy.OFF.isMet(PRICE, new BigDecimal("0.40"), new BigDecimal("0.01")))
                .isFalse();
        assertThat(BetterBy.OFF.bound(PRICE, BigDecimal.ONE)).isEmpty();
    }

    @Test
    void aCountSaysWhatItCountsAndHowMany() {
        assertThat(CountRule.parse("offers >= 1")).hasToString("offers >= 1");
        assertThat(said(() -> CountRule.parse("offers >= 0")))
                .isEqualTo("a count must be at least 1: 0\n    for an alert when nothing matches, use 'absent'");
        assertThat(said(() -> CountRule.parse("gpu >= 3"))).isEqualTo("cannot count 'gpu'\n    did you mean 'gpus'?");
        assertThat(said(() -> CountRule.parse("three")))
                .isEqualTo("not a count: 'three'\n    write it as offers >= 3, machines >= 4 or gpus >= 8");
        List<OfferKey> keys = List.of(key(1, 1), key(1, 4), key(2, 2));
        assertThat(CountRule.parse("offers >= 1").count(keys)).isEqualTo(3);
        assertThat(CountRule.parse("machines >= 1").count(keys)).isEqualTo(2);
        assertThat(CountRule.parse("gpus >= 1").count(keys)).isEqualTo(6);
    }

    @Test
    void daysEventsAndGroupingsAreNames() {
        assertThat(said(() -> Weekdays.parse("mo"))).isEqualTo("not a day: 'mo'\n    write it as mon, or mon-fri");
        assertThat(said(() -> Event.parse("beter"))).isEqualTo("unknown event 'beter'\n    did you mean 'better'?");
        assertThat(said(() -> Event.parse("reminder"))).startsWith("unknown event 'reminder'");
        assertThat(said(() -> Grouping.parse("machines")))
                .isEqualTo("unknown value of 'per': 'machines'\n    did you mean 'machine'?");
        assertThat(Grouping.of(Query.parse("num_gpus=1"))).isEqualTo(Grouping.OFFER);
        assertThat(Grouping.of(Query.parse("num_gpus>=1"))).isEqualTo(Grouping.MACHINE);
        assertThat(Grouping.of(Query.parse("gpu_name=RTX_4090 num_gpus=any"))).isEqualTo(Grouping.MACHINE);
    }

    @Test
    void timesOfDayMayEndADay() {
        assertThat(QuietHours.Span.parse("7:00-24:00"))
                .isEqualTo(new QuietHours.Span(LocalTime.of(7, 0), LocalTime.MIDNIGHT));
        assertThat(said(() -> QuietHours.Span.parse("25:00-07:00")))
                .isEqualTo("not a time of day: '25:00'\n    write it as 07:00 or 23:30");
        assertThat(Digest.parse("daily 8:00", ZoneOffset.UTC)).hasToString("daily 08:00");
        assertThat(said(() -> Digest.parse("hourly", ZoneOffset.UTC)))
                .isEqualTo("not a schedule: 'hourly'\n    write it as weekly Mon 08:00 or daily 08:00");
    }

    @Test
    void aBidIsTheLowestOrSoMuchAboveAndNeverBelow() {
        assertThat(Rent.parseBid("min_bid")).isEqualByComparingTo("0");
        assertThat(Rent.parseBid("min_bid + 7.5 %")).isEqualByComparingTo("0.075");
        assertThat(said(() -> Rent.parseBid("0.30"))).isEqualTo("not a bid: '0.30'\n    write min_bid or min_bid+5%");
        assertThat(Rent.DEFAULT.bid(0.10001)).isEqualByComparingTo("0.1051");
    }

    @Test
    void aRateIsByTheHour() {
        assertThat(RateRules.parseAtMost("3 / h")).contains(3);
        assertThat(RateRules.parseAtMost("off")).isEmpty();
        assertThat(RateRules.parseAtMost("false")).isEmpty();
        assertThat(said(() -> RateRules.parseAtMost("3"))).isEqualTo("not a rate: '3'\n    write 3/h");
        assertThat(said(() -> RateRules.parseAtMost("3/d")))
                .isEqualTo("not a rate: '3/d'\n    write it as 10/h, or off");
        assertThat(rateRules(1, 1).atMost()).contains(1);
        assertThat(said(() -> rateRules(0, 1))).isEqualTo("at_most must be at least 1/h: 0/h");
        assertThat(said(() -> rateRules(1, 0))).isEqualTo("stop_after must be at least 1: 0");
    }

    @Test
    void hostsAndMachinesSayWhichTheyAre() {
        assertThat(Selection.Id.parse(" Host:12 "))
                .isEqualTo(new Selection.Id(true, 12))
                .hasToString("host:12");
        assertThat(said(() -> Selection.Id.parse("12")))
                .isEqualTo("not a machine and not a host: '12'\n    write machine:12 or host:12");
        assertThat(said(() -> Selection.Id.parse("rig:12")))
                .isEqualTo("not a machine and not a host: 'rig:12'\n    write machine:146113 or host:1234");
        Selection both = new Selection(Set.of(Selection.Id.parse("machine:2"), Selection.Id.parse("host:1")), Set.of());
        assertThat(both).hasToString("host:1,machine:2/");
        assertThat(both.blocks(Fixtures.with(Fixtures.offer(3, 3, 1, NOON), Field.HOST_ID, Value.of(1))))
                .isTrue();
        assertThat(both.blocksMachine(1)).isFalse();
        assertThat(new Selection(Set.of(), Set.of(Selection.Id.parse("host:1"))).mayKeepMachine(9))
                .isTrue();
    }

    @Test
    void durationsAreTheirTwoLargestParts() {
        assertThat(Durations.of(Duration.parse("P1DT2H3M4S"))).isEqualTo("1d2h");
        assertThat(Durations.of(Duration.parse("P1DT3M"))).isEqualTo("1d");
        assertThat(Durations.of(Duration.parse("PT2H3M4S"))).isEqualTo("2h3m");
        assertThat(Durations.of(Duration.parse("PT3M4S"))).isEqualTo("3m4s");
        assertThat(Durations.of(Duration.ofSeconds(40))).isEqualTo("40s");
        assertThat(Durations.of(Duration.ofHours(25))).isEqualTo("1d1h");
        assertThat(Durations.of(Duration.ZERO)).isEqualTo("0s");
        assertThat(Durations.of(Duration.ofSeconds(-5))).isEqualTo("0s");
    }

    @Test
    void aThresholdIsAboveNothingAndAReliabilityIsAShare() {
        assertThat(said(() -> Threshold.parse("dph_total <= 0"))).isEqualTo("threshold must be above $0/h: 0");
        assertThat(said(() -> Threshold.parse("dlperf >= 0"))).isEqualTo("threshold must be above 0: 0");
        assertThat(said(() -> Threshold.parse("dph_total <= 0,4")))
                .isEqualTo("a threshold takes a number: '0,4'\n    write a point, not a comma: 0.4");
        assertThat(said(() -> Threshold.parse("dph_total <= x"))).isEqualTo("a threshold takes a number: 'x'");
        assertThat(said(() -> Threshold.parse("dph_total ! 1")))
                .isEqualTo("unknown operator '!'\n    use < <= > or >=");
        assertThat(said(() -> Threshold.parse("reliability >= 98")))
                .isEqualTo("reliability is a share from 0 to 1, never >= 98\n    did you mean 0.98?");
        assertThat(said(() -> Threshold.parse("reliability >= 100"))).endsWith("did you mean 1.00?");
        assertThat(said(() -> Threshold.parse("reliability >= 10"))).endsWith("write it as reliability >= 0.98");
        assertThat(said(() -> Threshold.parse("reliability >= 101"))).endsWith("write it as reliability >= 0.98");
        assertThat(said(() -> Threshold.parse("reliability > 1"))).startsWith("reliability is a share from 0 to 1");
        assertThat(Threshold.parse("reliability >= 1")).hasToString("reliability >= 1");
        assertThat(Threshold.parse("reliability > 0.99")).hasToString("reliability > 0.99");
    }

    @Test
    void aThresholdIsLoosenedOutwardsAndNoneNotAtAll() {
        BigDecimal tenth = new BigDecimal("0.1");
        assertThat(Threshold.parse("dph_total <= 0.4").loosened(tenth).value()).isEqualByComparingTo("0.44");
        assertThat(Threshold.parse("dlperf >= 50").loosened(tenth).value()).isEqualByComparingTo("45");
        assertThat(Threshold.parse("reliability <= 0.98").loosened(tenth).value())
                .isEqualByComparingTo("1");
        assertThat(Threshold.parse("dlperf <= 50").loosened(tenth).value()).isEqualByComparingTo("55");
        assertThat(Threshold.NONE.loosened(tenth)).isEqualTo(Threshold.NONE);
        assertThat(Threshold.parse(" none ").isNone()).isTrue();
        assertThat(Threshold.parse("dph_total <= 0.4").isNone()).isFalse();
    }

    @Test
    void aThresholdIsLooserWhenItAdmitsAllThatTheOtherDoes() {
        Threshold cheap = Threshold.parse("dph_total <= 0.4");
        assertThat(Threshold.parse("dph_total <= 0.5").isLooserThan(cheap)).isTrue();
        assertThat(Threshold.parse("dph_total <= 0.40").isLooserThan(cheap)).isTrue();
        assertThat(Threshold.parse("dph_total <= 0.39").isLooserThan(cheap)).isFalse();
        assertThat(Threshold.parse("dph_per_gpu <= 0.5").isLooserThan(cheap)).isFalse();
        assertThat(Threshold.parse("dph_total >= 0.3").isLooserThan(cheap)).isFalse();
        Threshold fast = Threshold.parse("dlperf >= 50");
        assertThat(Threshold.parse("dlperf >= 50").isLooserThan(fast)).isTrue();
        assertThat(Threshold.parse("dlperf >= 51").isLooserThan(fast)).isFalse();
    }

    @Test
    void aThresholdThatKeepsOutTheBetterIsUpsideDown() {
        assertThat(Threshold.parse("dph_total >= 0.4").isUpsideDown()).isTrue();
        assertThat(Threshold.parse("dph_total > 0.4").isUpsideDown()).isTrue();
        assertThat(Threshold.parse("dph_total < 0.4").isUpsideDown()).isFalse();
        assertThat(Threshold.parse("dlperf <= 50").isUpsideDown()).isTrue();
        assertThat(Threshold.parse("dlperf >= 50").isUpsideDown()).isFalse();
        assertThat(Threshold.parse("dph_total >= 0.4").withSignReversed()).isEqualTo("dph_total <= 0.4");
        assertThat(Threshold.parse("dlperf < 50").withSignReversed()).isEqualTo("dlperf > 50");
    }

    @Test
    void aMetricHasItsUnit() {
        assertThat(Metric.DPH_TOTAL.words(new BigDecimal("0.41200"))).isEqualTo("$0.412/h");
        assertThat(Metric.MIN_BID.words(new BigDecimal("0.2"))).isEqualTo("$0.20/h min_bid");
        assertThat(Metric.DLPERF.words(new BigDecimal("412.54"))).isEqualTo("412.5 dlperf");
        assertThat(Metric.DLPERF.isMoney()).isFalse();
        assertThat(Metric.RELIABILITY).hasToString("reliability");
        Offer endless = Fixtures.with(Fixtures.offer(1, 1, 1, NOON), Field.DPH_TOTAL, Value.of(Double.NaN));
        assertThat(Metric.DPH_TOTAL.valueOf(endless)).isEmpty();
    }

    @Test
    void slackIsAtMostAHalfAndConfirmAndTopAtLeastOne() {
        AlertSettings usual = Fixtures.CHEAP_4090.alerts();
        assertThat(said(() -> slack(usual, "0.51"))).isEqualTo("slack must be from 0% to 50%: 51%");
        assertThat(said(() -> slack(usual, "-0.01"))).isEqualTo("slack must be from 0% to 50%: -1%");
        assertThat(slack(usual, "0.5").slack()).isEqualByComparingTo("0.5");
        assertThat(slack(usual, "0").slack()).isEqualByComparingTo("0");
        assertThat(said(() -> notifyRules(0, 1))).isEqualTo("confirm takes at least 1 answer: 0");
        assertThat(said(() -> notifyRules(1, 0))).isEqualTo("top must be at least 1: 0");
        assertThat(notifyRules(1, 1).top()).isEqualTo(1);
        assertThat(said(() -> new GoneAfter(Optional.of(0), Duration.ZERO)))
                .isEqualTo("gone_after takes at least 1 answer: 0");
    }

    @Test
    void anAnswerThatIsRareCountsForMore() {
        assertThat(GoneAfter.USUAL.answers(Optional.of(Duration.ofMinutes(30)))).isEqualTo(3);
        assertThat(GoneAfter.USUAL.answers(Optional.of(Duration.ofMinutes(31)))).isEqualTo(2);
        assertThat(GoneAfter.USUAL.answers(Optional.empty())).isEqualTo(3);
    }

    @Test
    void troubleIsTheLongerOfAQuarterOfAnHourAndThreeIntervals() {
        assertThat(every(Duration.ofMinutes(1)).incidentDelay(NOON)).isEqualTo(Duration.ofMinutes(15));
        assertThat(every(Duration.ofMinutes(5)).incidentDelay(NOON)).isEqualTo(Duration.ofMinutes(15));
        assertThat(every(Duration.ofMinutes(6)).incidentDelay(NOON)).isEqualTo(Duration.ofMinutes(18));
        assertThat(new IncidentRule(List.of("ops"), Optional.of(Duration.ofHours(1)))
                        .delay(Optional.of(Duration.ofMinutes(6))))
                .isEqualTo(Duration.ofHours(1));
        assertThat(Fixtures.CHEAP_4090.incidentChannels()).containsExactly("hook");
    }

    @Test
    void aWatchIsDueWhileItIsEnabledAndNotOver() {
        Watch cheap = Fixtures.CHEAP_4090;
        assertThat(cheap.next(NOON)).isPresent();
        assertThat(with(cheap, false, Optional.empty()).next(NOON)).isEmpty();
        assertThat(with(cheap, true, cheap.next(NOON)).next(NOON)).isEmpty();
        assertThat(with(cheap, true, cheap.next(NOON).map(next -> next.plusMillis(1)))
                        .next(NOON))
                .isPresent();
        assertThatThrownBy(() -> watch("no name", "gpu_name=RTX_4090", "none")).hasMessage("not a name: 'no name'");
    }

    @Test
    void theMarketIsAskedAsFarOutAsTheSlackReaches() {
        Watch cheap = Fixtures.CHEAP_4090;
        assertThat(cheap.reach()).isEqualTo(cheap.threshold());
        Watch wide = with(cheap, slack(cheap.alerts(), "0.1"));
        assertThat(wide.reach().value()).isEqualByComparingTo("0.432");
    }

    @Test
    void anIntervalIsAtLeastASecondAndSaysItself() {
        assertThat(said(() -> Schedule.every(Duration.ofMillis(999), "x")))
                .isEqualTo("an interval must be at least 1s: 999ms");
        assertThat(Schedule.every(Duration.ofSeconds(1), "x")).hasToString("every 1s");
        Schedule late = new Schedule.Every(Duration.ofMinutes(1), Duration.ofSeconds(95));
        assertThat(late.next(NOON)).contains(NOON.plusSeconds(35));
    }

    @Test
    void cronsAreEqualWhenTheySayTheSameInTheSameZone() {
        ZoneId berlin = ZoneId.of("Europe/Berlin");
        Schedule one = Schedule.cron("*/5 * * * *", berlin);
        assertThat(one).isEqualTo(Schedule.cron(" */5 * * * * ", berlin)).hasToString("cron */5 * * * * Europe/Berlin");
        assertThat(one).hasSameHashCodeAs(Schedule.cron("*/5 * * * *", berlin));
        assertThat(one).isNotEqualTo(Schedule.cron("*/6 * * * *", berlin));
        assertThat(one).isNotEqualTo(Schedule.cron("*/5 * * * *", ZoneOffset.UTC));
        assertThat(one.hashCode()).isNotZero();
    }

    @Test
    void aMachineSaysTheSizesOfItsOwnAlone() {
        Watch any = watch("w", "gpu_name=RTX_4090 num_gpus=any", "dph_total <= 1");
        List<Offer> offers = List.of(sized(1, 4), sized(1, 2), sized(2, 1));
        Snapshot snapshot = Snapshot.of(any, any.question(), NOON, true, offers);

        assertThat(snapshot.sizes(key(1, 1).ofMachine())).containsExactly(2, 4);
        assertThat(snapshot.sizes(key(1, 4))).containsExactly(4);
    }

    private static String said(Supplier<?> read) {
        try {
            return "read: " + read.get();
        } catch (InvalidInput invalidInput) {
            return invalidInput.withAdvice();
        }
    }

    private static OfferKey key(long machine, int gpus) {
        return new OfferKey(RentalType.ON_DEMAND, machine, gpus, "RTX 4090");
    }

    private static Offer sized(long machine, int gpus) {
        return Fixtures.with(Fixtures.offer(machine, machine * 10 + gpus, 0.5, NOON), Field.NUM_GPUS, Value.of(gpus));
    }

    private static RateRules rateRules(int atMost, int stopAfter) {
        return new RateRules(Optional.of(atMost), Optional.empty(), Optional.of(stopAfter), Map.of());
    }

    private static NotifyRules notifyRules(int confirm, int top) {
        return new NotifyRules(
                Grouping.OFFER, NotifyRules.EVENTS, confirm, BetterBy.USUAL, Rearm.USUAL, Optional.empty(), true, top);
    }

    private static AlertSettings slack(AlertSettings usual, String share) {
        return new AlertSettings(
                usual.notifyRules(),
                new BigDecimal(share),
                usual.goneAfter(),
                usual.rateRules(),
                usual.selection(),
                usual.noticeRules());
    }

    private static Watch every(Duration interval) {
        return with(Fixtures.CHEAP_4090, Schedule.every(interval, "seed"));
    }

    private static Watch with(Watch watch, Schedule schedule) {
        return with(watch, true, watch.until(), schedule, watch.alerts());
    }

    private static Watch with(Watch watch, AlertSettings alerts) {
        return with(watch, true, watch.until(), watch.schedule(), alerts);
    }

    private static Watch with(Watch watch, boolean enabled, Optional<Instant> until) {
        return with(watch, enabled, until, watch.schedule(), watch.alerts());
    }

    private static Watch with(
            Watch watch, boolean enabled, Optional<Instant> until, Schedule schedule, AlertSettings alerts) {
        return new Watch(
                watch.name(),
                enabled,
                watch.query(),
                watch.type(),
                watch.diskGb(),
                watch.sla(),
                watch.workload(),
                watch.threshold(),
                watch.moving(),
                schedule,
                until,
                watch.channels(),
                watch.rent(),
                alerts);
    }
}
