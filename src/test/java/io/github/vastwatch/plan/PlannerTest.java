package io.github.vastwatch.plan;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.MovingThreshold;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlannerTest {
    private static final int CASES = Integer.getInteger("plan.cases", 300);
    private static final Plan.Budgets UNLIMITED = new Plan.Budgets(600, OptionalLong.empty(), Duration.ofHours(12));
    private static final List<String> GPUS = List.of("RTX 4090", "RTX 3090", "H100 SXM", "A100 PCIE");

    @Test
    void joinedQuestionsReturnEveryRowThatEitherWould() {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            Question one = watch(random, "one").question();
            Question other = watch(random, "other").question();
            List<Offer> market = market(random);

            Sharing.USUAL
                    .join(one, other)
                    .ifPresent(joined -> assertThat(market)
                            .filteredOn(offer -> one.query().matches(offer, one.query())
                                    || other.query().matches(offer, other.query()))
                            .as("%s\n%s\n%s", one, other, joined)
                            .allMatch(offer -> joined.query().matches(offer, joined.query())));
        }
    }

    @Test
    void theQuestionsOfAPlanReturnAllThatIsNewAndCheckAllThatWasSent() {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            List<Offer> market = market(random);
            List<WatchNeed> needs = needs(random, market);
            Plan plan = Planner.plan(needs, view(market, random), budgets(random), NOON);

            for (WatchNeed watchNeed : needs) {
                Set<Offer> probed = new HashSet<>(returned(plan, watchNeed, Purpose.PROBE, market));
                probed.addAll(returned(plan, watchNeed, Purpose.SWEEP, market));
                Set<Offer> checked = new HashSet<>(returned(plan, watchNeed, Purpose.CHECK, market));
                checked.addAll(returned(plan, watchNeed, Purpose.RECHECK, market));
                Watch watch = watchNeed.watch();
                for (Offer offer : market) {
                    long machine = offer.number(Field.MACHINE_ID).orElseThrow().longValue();
                    boolean fits = watch.query().matches(offer, watch.query());
                    if (watchNeed.sent().contains(machine)) {
                        assertThat(!fits || checked.contains(offer))
                                .as("seed %d: %s of %s is checked", seed, offer, watch)
                                .isTrue();
                    } else {
                        assertThat(!fits || !watch.threshold().matches(offer) || probed.contains(offer))
                                .as("seed %d: %s of %s is shown", seed, offer, watch)
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void aPlanKeepsWithinItsBudgetsAndStarvesNoWatch() {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            List<Offer> market = market(random);
            List<WatchNeed> needs = needs(random, market);
            Plan.Budgets budgets = budgets(random);
            Plan plan = Planner.plan(needs, view(market, random), budgets, NOON);

            assertThat(plan.searchesPerDay() / 86_400)
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(budgets.searches() * 1.001);
            assertThat(plan.rowsPerDay() / 86_400)
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(budgets.rowsPerSecond() * 1.001);
            assertThat(plan.lines())
                    .allSatisfy(line -> assertThat(line.plannedInterval())
                            .isBetween(line.configuredInterval(), Duration.ofDays(3)));
            assertThat(plan.lines().stream()
                            .flatMap(line -> line.question().watches().stream())
                            .map(Watch::name))
                    .containsAll(needs.stream()
                            .map(watchNeed -> watchNeed.watch().name())
                            .toList());
        }
    }

    @Test
    void aPlanForAThousandWatchesKeepsWithinWhateverIsLeft() {
        List<WatchNeed> needs = IntStream.range(0, 1_000)
                .mapToObj(i -> watchNeed(
                        "gpu_name=RTX_4090 num_gpus=" + (1 + i % 8) + " reliability>0." + (90 + i % 9),
                        "dph_total <= " + (1 + i % 50) / 10.0))
                .toList();
        for (long rows : List.of(0L, 1L, 100L, 20_000L)) {
            for (int requestsPerMinute : List.of(1, 6)) {
                Plan.Budgets budgets = new Plan.Budgets(requestsPerMinute, OptionalLong.of(rows), Duration.ofHours(12));
                Plan plan = Planner.plan(needs, MarketView.EMPTY, budgets, NOON);

                assertThat(plan.searchesPerDay() / 86_400).isLessThanOrEqualTo(budgets.searches() * 1.001);
                // Of nothing, less than one row a day is as little.
                assertThat(plan.rowsPerDay() / 2).isLessThanOrEqualTo(rows * 1.001 + 0.5);
                assertThat(plan.lines())
                        .allSatisfy(line -> assertThat(line.plannedInterval())
                                .isBetween(line.configuredInterval(), Duration.ofDays(1_000_000)));
            }
        }
    }

    @Test
    void questionsStaySeparateWhileSearchesSuffice() {
        List<WatchNeed> needs = List.of(
                watchNeed("gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.40"),
                watchNeed("gpu_name=H100_SXM num_gpus=1", "dph_total <= 2.00"));

        Plan plan = Planner.plan(
                needs, MarketView.EMPTY, new Plan.Budgets(6, OptionalLong.of(20_000), Duration.ofDays(1)), NOON);

        assertThat(plan.lines())
                .hasSize(2)
                .allMatch(line -> line.plannedInterval().equals(Duration.ofMinutes(1)));
    }

    @Test
    void watchesOfOneMarketShareAQuestionWhereSearchesAreShort() {
        List<WatchNeed> needs = IntStream.range(0, 50)
                .mapToObj(i -> watchNeed("gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0." + (20 + i % 10)))
                .toList();

        Plan plan = Planner.plan(
                needs, MarketView.EMPTY, new Plan.Budgets(6, OptionalLong.empty(), Duration.ofDays(1)), NOON);

        assertThat(plan.lines()).hasSizeLessThanOrEqualTo(6);
        assertThat(plan.lines()).allMatch(line -> !line.isSlower());
    }

    @Test
    void manyWatchesShareFewSearchesWhereRowsAreNotLimited() {
        List<Offer> market = IntStream.range(0, 1_000)
                .mapToObj(i -> offer(i, GPUS.get(i % GPUS.size()), (1 + i % 80) / 10.0, "Sweden, SE"))
                .toList();
        List<WatchNeed> needs = IntStream.range(0, 200)
                .mapToObj(i -> watchNeed(
                        "gpu_name=" + GPUS.get(i % 4).replace(' ', '_') + " reliability>0." + (90 + i % 9)
                                + (i % 3 == 0 ? " geolocation in [SE,US]" : ""),
                        (i % 2 == 0 ? "dph_total <= " : "dlperf_per_dphtotal >= ") + (1 + i % 50) / 10.0))
                .map(each -> new WatchNeed(each.watch(), Set.of(1L, 2L), Set.of(2L)))
                .toList();

        Plan plan = Planner.plan(needs, new MarketView(market, 1, Map.of()), UNLIMITED, NOON);
        Plan inPart = Planner.plan(
                needs,
                new MarketView(
                        Stream.concat(market.stream(), Stream.of(offer(9_999, "RTX 4090", 1, "nowhere")))
                                .toList(),
                        1,
                        Map.of()),
                UNLIMITED,
                NOON);

        assertThat(plan.lines()).hasSizeLessThanOrEqualTo(4);
        assertThat(plan.lines())
                .allSatisfy(line ->
                        assertThat(line.question().joined().query().toString()).doesNotContain("geolocation"));
        // A row that does not say where it is may be anywhere: then only the server can tell.
        assertThat(inPart.lines())
                .anySatisfy(line ->
                        assertThat(line.question().joined().query().toString()).contains("geolocation in [SE,US]"));
    }

    @Test
    void aCheckSharesTheSearchOfAProbeWhereThatIsCheaperThanItsOwn() {
        List<Offer> market = IntStream.range(0, 20)
                .mapToObj(i -> offer(i, "RTX 4090", (1 + i) / 10.0, "Sweden, SE"))
                .toList();
        Watch watch = Fixtures.watch("w", "gpu_name=RTX_4090", "dph_total <= 0.50");
        MarketView view = new MarketView(market, 1, Map.of());
        List<WatchNeed> needs = List.of(new WatchNeed(watch, Set.of(1L, 2L), Set.of(2L)));

        Plan free = Planner.plan(needs, view, UNLIMITED, NOON);
        Plan limited =
                Planner.plan(needs, view, new Plan.Budgets(6, OptionalLong.of(20_000), Duration.ofHours(12)), NOON);

        assertThat(free.lines()).hasSize(1);
        PlannedQuestion asked = free.lines().get(0).question();
        assertThat(asked.isMixed()).isTrue();
        assertThat(asked.showsAll(watch)).isTrue();
        assertThat(asked.question(10_000).query()).isEqualTo(watch.query());
        assertThat(limited.lines())
                .extracting(
                        line -> line.question().purpose(),
                        line -> line.question().machines())
                .containsExactly(
                        tuple(Purpose.PROBE, Set.of(1L, 2L)),
                        tuple(Purpose.CHECK, Set.of(1L)),
                        tuple(Purpose.RECHECK, Set.of(2L)));
    }

    @Test
    void whatAnotherQuestionContainsIsNotAskedForTwice() {
        List<Offer> market = IntStream.range(0, 40)
                .mapToObj(i -> offer(i, "RTX 4090", (1 + i) / 10.0, "Sweden, SE"))
                .toList();
        List<WatchNeed> needs = List.of(
                watchNeed("gpu_name=RTX_4090", "dph_total <= 0.50"),
                watchNeed("gpu_name=RTX_4090 reliability>0.95", "dph_total <= 0.49"),
                watchNeed("gpu_name=RTX_3090", "dph_total <= 0.20"));

        Plan plan = Planner.plan(
                needs,
                new MarketView(market, 1, Map.of()),
                new Plan.Budgets(60, OptionalLong.of(1_000_000), Duration.ofHours(12)),
                NOON);

        assertThat(plan.lines())
                .extracting(line -> line.question().parts().size())
                .containsExactlyInAnyOrder(1, 2);
    }

    private static Offer offer(long machine, String gpu, double price, String place) {
        Map<Field, Value> row =
                new HashMap<>(Fixtures.offer(machine, machine, price, NOON).row());
        row.put(Field.GPU_NAME, Value.of(gpu));
        row.put(Field.GEOLOCATION, Value.of(place));
        row.put(Field.DLPERF_PER_DPHTOTAL, Value.of(50 / price));
        return new Offer(RentalType.ON_DEMAND, NOON, row);
    }

    @Test
    void questionsOfDifferentServiceLevelsAreNotJoined() {
        Watch plain = Fixtures.watch("w", "gpu_name=RTX_4090", "dph_total <= 0.40");
        Question one = Fixtures.withSla(plain, "0.995").question();
        Question other = one.with(Query.parse("gpu_name=RTX_4090 num_gpus=1"));

        assertThat(Sharing.USUAL.join(one, other)).isPresent();
        assertThat(Sharing.USUAL.join(one, other.withSla(Optional.of(Sla.parse("0.99")))))
                .isEmpty();
        assertThat(Sharing.USUAL.join(one, other.withSla(Optional.empty()))).isEmpty();
    }

    @Test
    void watchesOfDifferentDisksShareAQuestionWithTheSmallest() {
        Question small = Fixtures.watch("w", "gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.40")
                .question()
                .withDisk(20);
        Question large = small.with(
                        Query.parse("gpu_name=RTX_4090 num_gpus=1 dph_total<=0.9 dlperf_usd>=90 dph_total>=0.3"))
                .withDisk(100);

        assertThat(Sharing.USUAL.join(small.with(Query.parse("gpu_name=RTX_4090 num_gpus=1 dph_total<=0.4")), large))
                .contains(small.with(Query.parse("gpu_name=RTX_4090 num_gpus=1 dph_total<=0.9")));
        assertThat(Sharing.USUAL.join(large, large.withDisk(10)))
                .contains(large.with(Query.parse("gpu_name=RTX_4090 num_gpus=1 dph_total<=0.9 dlperf_usd>=90"))
                        .withDisk(10));
    }

    @Test
    void differentDisksAreNotSharedWhereAPriceCannotBeComputed() {
        Question one =
                Fixtures.watch("w", "gpu_name=RTX_4090", "dph_total <= 0.40").question();
        Optional<Sla> sla = Optional.of(Sla.parse("0.99"));

        assertThat(Sharing.USUAL.join(one.withSla(sla), one.withSla(sla).withDisk(40)))
                .isEmpty();
        assertThat(Sharing.USUAL.join(
                        one, one.with(Query.parse("gpu_name=RTX_4090 score>=3")).withDisk(40)))
                .isEmpty();
        assertThat(Sharing.USUAL.join(one, one.withDisk(40))).contains(one);
    }

    @Test
    void aMachineThatAnotherWatchWasSentIsNotLeftOut() {
        WatchNeed one = new WatchNeed(watch(new Random(1), "one"), Set.of(7L, 8L), Set.of());
        WatchNeed other = new WatchNeed(one.watch().with(one.watch().alerts()), Set.of(8L, 9L), Set.of());

        WatchQuestion probe = WatchQuestion.of(one, MarketView.EMPTY).get(0);
        PlannedQuestion joined = PlannedQuestion.of(
                List.of(probe, WatchQuestion.of(other, MarketView.EMPTY).get(0)), probe.question());

        assertThat(joined.machines()).containsExactly(8L);
    }

    @Test
    void aPriceForOneGpuIsBoundedBySize() {
        WatchNeed watchNeed = watchNeed("gpu_name=A100_SXM4", "dph_per_gpu <= 0.75");

        assertThat(watchNeed.probes(MarketView.EMPTY))
                .extracting(each -> each.query().toString().substring(43))
                .containsExactly(
                        "gpu_name=A100_SXM4 num_gpus>=1 num_gpus<=1 dph_total<=0.75",
                        "gpu_name=A100_SXM4 num_gpus>=2 num_gpus<=2 dph_total<=1.5",
                        "gpu_name=A100_SXM4 num_gpus>=3 num_gpus<=4 dph_total<=3",
                        "gpu_name=A100_SXM4 num_gpus>=5 num_gpus<=8 dph_total<=6",
                        "gpu_name=A100_SXM4 num_gpus>=9");
    }

    @Test
    void oneQuestionByTflopsPerDollarStandsForAllSizesOnceTheModelWasSeen() {
        WatchNeed watchNeed = watchNeed("gpu_name=A100_SXM4", "dph_per_gpu <= 0.75");
        MarketView seen = new MarketView(List.of(), 1, Map.of("A100 SXM4", 15.0));

        assertThat(watchNeed.probes(seen))
                .singleElement()
                .extracting(each -> each.query().toString(), STRING)
                .endsWith("gpu_name=A100_SXM4 flops_per_dphtotal>=19.9");
        assertThat(watchNeed.sweeps(seen)).isEqualTo(watchNeed.probes(MarketView.EMPTY));
        assertThat(watchNeed.sweeps(MarketView.EMPTY)).isEmpty();
        assertThat(watchNeed.interval(Purpose.SWEEP, NOON)).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void modelsOfUnlikeOrUnknownTflopsAreAskedForBySize() {
        WatchNeed two = watchNeed("gpu_name in [A100_SXM4,H100_SXM]", "dph_per_gpu <= 0.75");
        WatchNeed unnamed = watchNeed("gpu_ram>=24", "dph_per_gpu <= 0.75");
        MarketView seen = new MarketView(List.of(), 1, Map.of("A100 SXM4", 15.0, "H100 SXM", 53.0));

        assertThat(two.probes(seen)).hasSize(5);
        assertThat(unnamed.probes(seen)).hasSize(5);
        assertThat(two.probes(new MarketView(List.of(), 1, Map.of("A100 SXM4", 15.0))))
                .hasSize(5);
        assertThat(two.probes(new MarketView(List.of(), 1, Map.of("A100 SXM4", 15.0, "H100 SXM", 16.0))))
                .hasSize(1);
    }

    @Test
    void aCheckHasRoomForAllItsMachinesHoweverFewRowsAreLeft() {
        Set<Long> machines = LongStream.range(0, 30).boxed().collect(Collectors.toSet());
        WatchNeed watchNeed = new WatchNeed(
                Fixtures.watch("w", "gpu_name=A100_SXM4 num_gpus=2", "dph_per_gpu <= 0.75"), machines, Set.of(3L));

        Map<Purpose, Integer> limits = WatchQuestion.of(watchNeed, MarketView.EMPTY).stream()
                .collect(Collectors.toMap(
                        WatchQuestion::purpose,
                        watchQuestion -> PlannedQuestion.of(List.of(watchQuestion), watchQuestion.question())
                                .question(64)
                                .limit()));

        assertThat(limits).isEqualTo(Map.of(Purpose.PROBE, 64, Purpose.CHECK, 232, Purpose.RECHECK, 64));
    }

    @Test
    void oneSizeHasAnExactBoundOfItsOwn() {
        WatchNeed watchNeed = watchNeed("gpu_name=A100_SXM4 num_gpus=2", "dph_per_gpu <= 0.75");

        assertThat(watchNeed.probes(new MarketView(List.of(), 1, Map.of("A100 SXM4", 15.0))))
                .hasSize(1);
    }

    @Test
    void aThresholdThatFollowsTheMarketTakesARareScanThatWatchesShare() {
        Watch one = Fixtures.watch("one", "gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.40")
                .following(MovingThreshold.parse("dph_total <= p10(14d)"));
        Watch other = Fixtures.watch("other", "gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.40")
                .following(MovingThreshold.parse("dph_total < lowest(30d)"))
                .with(Threshold.parse("dph_total < 0.28"));
        Plan.Budgets rationed = new Plan.Budgets(6, OptionalLong.of(20_000), Duration.ofHours(24));
        Set<Long> sent = Set.of(7L);

        Plan plan = Planner.plan(
                List.of(WatchNeed.of(one), new WatchNeed(other, sent, Set.of())), MarketView.EMPTY, rationed, NOON);

        Plan.Line scan = plan.lines().stream()
                .filter(line -> line.question().purpose() == Purpose.SCAN)
                .findFirst()
                .orElseThrow();
        assertThat(scan.question().watches()).containsExactly(one, other);
        assertThat(scan.question().question(500))
                .as("without a bound and with the machine that was sent")
                .isEqualTo(one.question().with(one.query().limitedTo(500)));
        assertThat(scan.plannedInterval()).isEqualTo(Duration.ofDays(14).dividedBy(100));
        assertThat(plan.lines())
                .filteredOn(line -> line.question().purpose() != Purpose.SCAN)
                .as("one has no threshold yet")
                .extracting(line -> line.question().watches())
                .containsExactly(List.of(other), List.of(other));
    }

    @Test
    void aDelayThatIsLateCountsMore() {
        Pacing.Cost check = new Pacing.Cost(1, 10, 0.01, 60, 600, 1);
        Pacing.Cost probe = new Pacing.Cost(1, 1, 1, 60);

        double[] enough = Pacing.intervals(List.of(probe, check), 1, 0.025);
        double[] scarce = Pacing.intervals(List.of(probe, check), 1, 0.01);

        assertThat(enough[1]).isCloseTo(600, within(1e-6));
        assertThat(scarce[1]).isGreaterThan(600);
        assertThat(scarce[1] / scarce[0]).isCloseTo(Math.sqrt(10), within(1e-6));
    }

    @Test
    void anIntervalGrowsWithTheRootOfItsCostWhereRowsAreShort() {
        List<Pacing.Cost> costs = List.of(new Pacing.Cost(1, 1, 1, 1), new Pacing.Cost(1, 100, 1, 1));

        double[] intervals = Pacing.intervals(costs, 1_000, 0.1);

        assertThat(intervals[1] / intervals[0]).isCloseTo(10, within(1e-6));
        assertThat(Pacing.rowsOf(costs, intervals)).isCloseTo(0.1, within(1e-6));
    }

    @Test
    void noOtherIntervalsWithinTheBudgetsHaveALessDelay() {
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            List<Pacing.Cost> costs = IntStream.range(0, 2 + random.nextInt(5))
                    .mapToObj(i ->
                            new Pacing.Cost(1, random.nextInt(30), 1 + random.nextInt(3), 10 + random.nextInt(100)))
                    .toList();
            double searches = 0.01 + random.nextDouble() * 0.2;
            double rows = 0.01 + random.nextDouble();
            double[] best = Pacing.intervals(costs, searches, rows);
            double[] other = best.clone();
            Arrays.setAll(other, i -> Math.max(costs.get(i).least(), best[i] * (0.8 + 0.4 * random.nextDouble())));

            boolean isAffordable = Pacing.searchesOf(costs, other) <= searches && Pacing.rowsOf(costs, other) <= rows;
            assertThat(isAffordable && Pacing.delayOf(costs, other) < Pacing.delayOf(costs, best) * (1 - 1e-6))
                    .as("seed %d", seed)
                    .isFalse();
        }
    }

    private static WatchNeed watchNeed(String query, String threshold) {
        return WatchNeed.of(Fixtures.watch("w" + query.hashCode() + threshold.hashCode(), query, threshold));
    }

    private static List<Offer> returned(Plan plan, WatchNeed watchNeed, Purpose purpose, List<Offer> market) {
        return plan.lines().stream()
                .map(Plan.Line::question)
                .filter(each -> each.parts().stream()
                        .anyMatch(part ->
                                part.purpose() == purpose && part.watch().equals(watchNeed.watch())))
                .map(each -> each.question(10_000))
                .flatMap(asked -> market.stream().filter(offer -> asked.query().matches(offer, asked.query())))
                .toList();
    }

    private static MarketView view(List<Offer> market, Random random) {
        Map<String, Double> flops = new HashMap<>();
        GPUS.stream().filter(gpu -> random.nextBoolean()).forEach(gpu -> flops.put(gpu, 50.0));
        return new MarketView(market, 1 + random.nextDouble(), flops);
    }

    private static Plan.Budgets budgets(Random random) {
        return new Plan.Budgets(
                1 + random.nextInt(10),
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(500 + random.nextInt(20_000)),
                Duration.ofMinutes(10 + random.nextInt(1_430)));
    }

    private static List<WatchNeed> needs(Random random, List<Offer> market) {
        List<WatchNeed> needs = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(12); i++) {
            Watch watch = watch(random, "w" + i);
            Set<Long> sent = market.stream()
                    .filter(offer -> random.nextInt(6) == 0 && watch.query().matches(offer, watch.query()))
                    .map(offer -> offer.number(Field.MACHINE_ID).orElseThrow().longValue())
                    .collect(Collectors.toSet());
            needs.add(new WatchNeed(
                    watch,
                    sent,
                    sent.stream().filter(machine -> random.nextInt(3) == 0).collect(Collectors.toSet())));
        }
        return needs;
    }

    private static Watch watch(Random random, String name) {
        List<String> query = new ArrayList<>();
        switch (random.nextInt(4)) {
            case 0 -> query.add("gpu_name=" + gpu(random));
            case 1 -> query.add("gpu_name in [" + gpu(random) + "," + gpu(random) + "]");
            case 2 -> query.add("gpu_name!=" + gpu(random));
            default -> query.add("gpu_ram>=" + (random.nextInt(3) * 24));
        }
        switch (random.nextInt(4)) {
            case 0 -> query.add("num_gpus=" + (1 << random.nextInt(3)));
            case 1 -> query.add("num_gpus>=" + (1 + random.nextInt(3)));
            case 2 -> query.add("num_gpus<=" + (1 + random.nextInt(4)));
            default -> {}
        }
        if (random.nextBoolean()) {
            query.add("reliability>0." + (90 + random.nextInt(9)));
        }
        if (random.nextInt(5) == 0) {
            query.add("geolocation=SE");
        }
        String threshold = switch (random.nextInt(3)) {
            case 0 -> "dph_total <= " + (1 + random.nextInt(60)) / 10.0;
            case 1 -> "dph_per_gpu <= " + (1 + random.nextInt(30)) / 10.0;
            default -> "reliability >= 0." + (90 + random.nextInt(9));
        };
        return Fixtures.watch(name, String.join(" ", query), threshold);
    }

    private static String gpu(Random random) {
        return GPUS.get(random.nextInt(GPUS.size())).replace(' ', '_');
    }

    private static List<Offer> market(Random random) {
        return IntStream.range(0, 60)
                .mapToObj(i -> {
                    Offer offer = Fixtures.offer(i / 2, i, (1 + random.nextInt(80)) / 10.0, NOON);
                    Map<Field, Value> row = new HashMap<>(offer.row());
                    row.put(Field.GPU_NAME, Value.of(GPUS.get((i / 2) % GPUS.size())));
                    row.put(Field.NUM_GPUS, Value.of((double) (1 + random.nextInt(10))));
                    row.put(Field.GPU_RAM, Value.of((double) (random.nextInt(4) * 24_000)));
                    row.put(Field.RELIABILITY, Value.of((90 + random.nextInt(10)) / 100.0));
                    row.put(Field.GEOLOCATION, Value.of(random.nextBoolean() ? "Sweden, SE" : "Texas, US"));
                    return new Offer(RentalType.ON_DEMAND, NOON, row);
                })
                .toList();
    }
}
