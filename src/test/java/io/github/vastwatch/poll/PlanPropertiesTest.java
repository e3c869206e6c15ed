package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.NotificationRecord;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.plan.MarketView;
import io.github.vastwatch.plan.Plan;
import io.github.vastwatch.plan.PlannedQuestion;
import io.github.vastwatch.plan.Planner;
import io.github.vastwatch.plan.Purpose;
import io.github.vastwatch.plan.WatchNeed;
import io.github.vastwatch.plan.WatchQuestion;
import io.github.vastwatch.poll.DrawnMarket.Moment;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.vast.Bench;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Grouping;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Plans for random watches with random memories, asked of a server whose market has moved on, each held against what the
 * watch's own question returns. More of them with {@code -Dplan.cases=N}, others with {@code -Dplan.from=SEED}.
 */
class PlanPropertiesTest {
    private static final int CASES = Integer.getInteger("plan.cases", 60);
    private static final long FROM = Long.getLong("plan.from", 0);
    private static final Instant LATER = NOON.plus(Duration.ofHours(2));

    private DrawnMarket market = new DrawnMarket(0, NOON);
    private MarketServer server;
    private VastClient vast;

    @BeforeEach
    void open() throws IOException {
        server = MarketServer.start((type, disk, now) -> market.rows(type, disk, now), 0, () -> NOON);
        vast = Bench.client(server.url(), Clock.fixed(NOON, ZoneOffset.UTC), Duration.ofSeconds(30));
    }

    @AfterEach
    public void close() {
        vast.close();
        server.close();
    }

    @Test
    void aPlanAsksForAllThatAWatchCouldSendAndAllThatItMustCheck() throws Exception {
        int news = 0;
        int checks = 0;
        for (long seed = FROM; seed < FROM + CASES; seed++) {
            Case drawn = draw(seed);
            market.serve(Moment.LATER);
            for (Watch watch : drawn.watches()) {
                Set<OfferKey> sent = drawn.sent(watch);
                Snapshot alone = alone(watch, LATER);
                List<Snapshot> probed = asked(drawn.plan(), watch, Set.of(Purpose.values()));
                List<Snapshot> checked = asked(drawn.plan(), watch, Set.of(Purpose.CHECK, Purpose.RECHECK));
                // Of several rows with one key the best stands for it.
                Map<OfferKey, Offer> best = new LinkedHashMap<>();
                alone.fitting().forEach(offer -> best.putIfAbsent(offer.key().orElseThrow(), offer));
                for (OfferKey key : best.keySet()) {
                    boolean wasSent = sent.contains(identity(watch, key));
                    boolean isMatch = alone.offers().containsKey(key);
                    if (!wasSent && !isMatch) {
                        continue;
                    }
                    Optional<Offer> shown = shown(wasSent ? checked : probed, key);
                    // Of a row that does not say all no plan knows before the first was seen.
                    boolean isUndecided = drawn.isFullySaid()
                            && (wasSent ? checked : probed)
                                    .stream().anyMatch(each -> each.undecided().contains(identity(watch, key)));
                    assertThat(shown.isPresent() || isUndecided)
                            .as("seed %d: %s, sent %s, is shown to %s by %s", seed, key, wasSent, watch, drawn.plan())
                            .isTrue();
                    if (shown.isPresent()) {
                        assertThat(value(watch, shown.get()))
                                .as("seed %d: %s of %s", seed, key, watch)
                                .isCloseTo(value(watch, best.get(key)), within(1e-9));
                    }
                    news += wasSent ? 0 : 1;
                    checks += wasSent ? 1 : 0;
                }
            }
        }
        assertThat(news).isGreaterThan(CASES);
        assertThat(checks).isGreaterThan(CASES);
    }

    @Test
    void aJoinedQuestionReturnsEveryRowThatItsPartsWould() throws Exception {
        int joins = 0;
        int ofDisks = 0;
        for (long seed = FROM; seed < FROM + 3L * CASES; seed++) {
            market = new DrawnMarket(seed, NOON);
            DrawnWatches watches = new DrawnWatches(new Random(seed));
            Plan plan = Planner.estimate(
                    Stream.of("a", "b", "c").map(watches::watch).toList(),
                    new Plan.Budgets(600, OptionalLong.empty(), Duration.ofHours(12)),
                    NOON);
            for (Plan.Line line : plan.lines()) {
                PlannedQuestion joined = line.question();
                Set<Long> returned = ids(search(joined.joined()));
                for (WatchQuestion watchQuestion : joined.parts()) {
                    assertThat(returned)
                            .as("seed %d: %s in %s", seed, watchQuestion.question(), joined.joined())
                            .containsAll(ids(search(watchQuestion.question())));
                }
                joins += joined.watches().size() > 1 ? 1 : 0;
                ofDisks +=
                        joined.watches().stream().map(Watch::diskGb).distinct().count() > 1 ? 1 : 0;
            }
        }
        assertThat(joins).isGreaterThan(CASES / 4);
        assertThat(ofDisks).isGreaterThan(CASES / 4);
    }

    @Test
    void anAbsenceCountsOnlyWhereTheQuestionWouldHaveReturnedTheOffer() throws Exception {
        int evidence = 0;
        int absences = 0;
        for (long seed = FROM; seed < FROM + CASES; seed++) {
            Case drawn = draw(seed);
            for (Plan.Line line : drawn.plan().lines()) {
                Question asked = line.question().question(10_000);
                List<Offer> first = search(asked, Moment.FIRST);
                List<Offer> dearer = search(asked, Moment.RAISED);
                List<Offer> last = search(asked, Moment.LATER);
                for (Watch watch : line.question().watches()) {
                    Snapshot later = Snapshot.of(watch, asked, LATER, true, last);
                    Set<OfferKey> before = shown(watch, asked, first);
                    Set<OfferKey> raised = shown(watch, asked, dearer);
                    Set<OfferKey> raisedAlone = shown(watch, watch.question(), search(watch.question(), Moment.RAISED));
                    market.serve(Moment.LATER);
                    Snapshot alone = alone(watch, LATER);
                    Memory memory = drawn.memory(watch);
                    for (TrackedOffer trackedOffer : memory.tracked().values()) {
                        boolean wasSent = memory.sent().containsKey(trackedOffer.key());
                        if (!later.wouldShow(trackedOffer, wasSent)) {
                            continue;
                        }
                        String what = "seed " + seed + ": " + trackedOffer + ", sent " + wasSent + ", " + watch + ", "
                                + asked;
                        evidence++;
                        assertThat(before).as(what).contains(trackedOffer.key());
                        if (wasSent && raisedAlone.contains(trackedOffer.key())) {
                            assertThat(raised).as(what).contains(trackedOffer.key());
                        }
                        if (isMissing(later, trackedOffer.key())) {
                            assertThat(isMissing(alone, trackedOffer.key()))
                                    .as(what)
                                    .isTrue();
                            absences++;
                        }
                    }
                }
            }
        }
        assertThat(evidence).isGreaterThan(CASES);
        assertThat(absences).isGreaterThan(CASES / 2);
    }

    /**
     * Watches, what they remember, and what is planned for them.
     *
     * @param isFullySaid whether every row that was seen says what another disk costs
     */
    private record Case(List<Watch> watches, Map<String, Memory> memories, boolean isFullySaid, Plan plan) {
        Memory memory(Watch watch) {
            return memories.getOrDefault(watch.name(), Memory.EMPTY);
        }

        /** What has to be checked of a watch. */
        Set<OfferKey> sent(Watch watch) {
            Memory memory = memory(watch);
            return memory.sent().keySet().stream()
                    .filter(key -> memory.tracked().containsKey(key)
                            && !memory.tracked().get(key).isGone())
                    .collect(Collectors.toSet());
        }
    }

    private Case draw(long seed) throws InterruptedException {
        Random random = new Random(seed);
        market = new DrawnMarket(seed, NOON);
        List<Watch> watches = new DrawnWatches(random).some(9);
        Map<String, Memory> memories = new HashMap<>();
        List<Offer> recent = new ArrayList<>();
        for (Watch watch : watches) {
            if (random.nextInt(4) > 0) {
                List<Offer> offers = search(watch.question()).stream()
                        .filter(each -> random.nextInt(3) > 0)
                        .toList();
                Memory memory = after(watch, Memory.EMPTY, NOON, offers);
                if (random.nextInt(3) == 0) {
                    memory = after(
                            watch,
                            memory,
                            NOON.plusSeconds(60),
                            offers.stream()
                                    .filter(each -> random.nextInt(4) > 0)
                                    .toList());
                }
                memories.put(watch.name(), memory);
                recent.addAll(offers);
            }
        }
        List<WatchNeed> needs = watches.stream()
                .map(watch -> memories.getOrDefault(watch.name(), Memory.EMPTY).watchNeed(watch))
                .toList();
        Plan.Budgets budgets = new Plan.Budgets(
                1 + random.nextInt(4),
                random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(20_000),
                Duration.ofHours(12));
        return new Case(
                watches,
                memories,
                recent.stream().allMatch(Pricing::hasDiskFacts),
                Planner.plan(needs, new MarketView(recent, 1, flops(random)), budgets, NOON));
    }

    /** What was seen of some models, whether or not all their rows say as much. */
    private static Map<String, Double> flops(Random random) {
        return DrawnWatches.GPUS.stream()
                .filter(gpu -> random.nextBoolean())
                .collect(Collectors.toMap(gpu -> gpu.replace('_', ' '), gpu -> 20.0 + random.nextInt(60)));
    }

    private static Memory after(Watch watch, Memory memory, Instant at, Collection<Offer> offers) {
        WatchUpdate update = AlertPolicy.decide(
                watch,
                memory,
                Snapshot.of(watch, watch.question(), at, true, offers),
                () -> UUID.randomUUID().toString());
        Map<OfferKey, TrackedOffer> known = new HashMap<>(memory.tracked());
        update.tracked().forEach(each -> known.put(each.key(), each));
        Map<OfferKey, NotificationRecord> told = new HashMap<>(memory.sent());
        update.sent().forEach(each -> told.put(each.key(), each));
        return new Memory(known, told, update.state().or(memory::state), List.of(), Set.of());
    }

    private List<Offer> search(Question question, Moment moment) throws InterruptedException {
        market.serve(moment);
        return search(question);
    }

    private List<Offer> search(Question question) throws InterruptedException {
        SearchResult result = vast.search(question);
        assertThat(result).isInstanceOf(SearchResult.Found.class);
        return ((SearchResult.Found) result).offers();
    }

    private Snapshot alone(Watch watch, Instant at) throws InterruptedException {
        return Snapshot.of(watch, watch.question(), at, true, search(watch.question()));
    }

    private List<Snapshot> asked(Plan plan, Watch watch, Set<Purpose> purposes) throws InterruptedException {
        List<Snapshot> snapshots = new ArrayList<>();
        for (Plan.Line line : plan.lines()) {
            if (line.question().parts().stream()
                    .anyMatch(part ->
                            purposes.contains(part.purpose()) && part.watch().equals(watch))) {
                Question asked = line.question().question(10_000);
                snapshots.add(Snapshot.of(watch, asked, LATER, true, search(asked)));
            }
        }
        return snapshots;
    }

    private static Optional<Offer> shown(List<Snapshot> snapshots, OfferKey key) {
        return snapshots.stream()
                .flatMap(each -> each.fitting().stream())
                .filter(offer -> offer.key().equals(Optional.of(key)))
                .findFirst();
    }

    private static boolean isMissing(Snapshot snapshot, OfferKey key) {
        return !snapshot.matches().containsKey(key)
                && !snapshot.near().containsKey(key)
                && !snapshot.undecided().contains(key);
    }

    /** The matches that an answer shows, whatever they cost. */
    private static Set<OfferKey> shown(Watch watch, Question asked, List<Offer> offers) {
        Snapshot snapshot = Snapshot.of(watch, asked, LATER, true, offers);
        Set<OfferKey> keys = new HashSet<>(snapshot.undecided());
        snapshot.fitting().forEach(offer -> offer.key().ifPresent(key -> keys.add(identity(watch, key))));
        return keys;
    }

    private static OfferKey identity(Watch watch, OfferKey key) {
        return watch.alerts().notifyRules().grouping() == Grouping.MACHINE ? key.ofMachine() : key;
    }

    private static double value(Watch watch, Offer offer) {
        return watch.threshold().metric().valueOf(offer).orElseThrow().doubleValue();
    }

    private static Set<Long> ids(List<Offer> offers) {
        return offers.stream()
                .flatMap(offer -> offer.number(Field.ID).stream())
                .map(Double::longValue)
                .collect(Collectors.toSet());
    }
}
