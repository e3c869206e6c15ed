package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.history.RecordedPoll;
import io.github.vastwatch.history.Replay;
import io.github.vastwatch.history.Run;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.history.Visibility;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.simulate.FaultyMarket;
import io.github.vastwatch.simulate.FaultyMarket.Fault;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketLimits;
import io.github.vastwatch.store.Outbox;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreRows;
import io.github.vastwatch.vast.Bench;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.AlertSettings;
import io.github.vastwatch.watch.Event;
import io.github.vastwatch.watch.GoneAfter;
import io.github.vastwatch.watch.NoticeRules;
import io.github.vastwatch.watch.NotifyRules;
import io.github.vastwatch.watch.QuietHours;
import io.github.vastwatch.watch.RateRules;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random watches on random markets through the poller, and again from what it recorded. More of them with
 * {@code -Dreplay.cases=N}, others with {@code -Dreplay.from=SEED}.
 */
class ReplayTest {
    private static final int CASES = Integer.getInteger("replay.cases", 3);
    private static final long FROM = Long.getLong("replay.from", 0);
    private static final int ROUNDS = 60;
    private static final int OFFERS = 100;
    /** A row with rounding of its price is the same. */
    private static final double NEARLY = 1e-9;

    /** What is wrong with a market, and with the watches. */
    enum Trouble {
        NONE,
        FAILURES,
        /** An eighth of the rows is missing at random. */
        FLICKER,
        /** Answers of 15 rows, so that most questions are asked in parts. */
        TRUNCATION,
        /**
         * Quiet hours, caps, reminders, confirmation and counts. These wait for an offer in an answer, so that here it is
         * gone as soon as one lacks it; else a record takes it for there.
         */
        RULES;

        private double flicker() {
            return this == FLICKER || this == RULES ? 0.12 : 0;
        }

        private int rowsPerAnswer() {
            return this == TRUNCATION ? 15 : MarketLimits.UNLIMITED;
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsRecordedIsDecidedAsItWasLive(Trouble trouble) throws Exception {
        int sent = 0;
        for (long seed = FROM; seed < FROM + CASES; seed++) {
            try (Live live = new Live(seed, trouble)) {
                live.run(() -> {});

                for (Watch watch : live.watches) {
                    Map<String, Set<String>> expected = live.sent(watch);
                    assertThat(live.replayed(watch))
                            .as("seed %d, watch %s", seed, watch)
                            .isEqualTo(expected);
                    sent += expected.size();
                }
            }
        }
        System.out.println(
                "replay: " + trouble + ", " + CASES + " markets from seed " + FROM + ", " + sent + " alerts");
        assertThat(sent).isGreaterThan(CASES);
    }

    /** What stood while every question was asked again is recorded, wherever the record claims to have seen it. */
    @Test
    void noTimeCountsAsSeenInWhichAnOfferThatStoodIsNotRecorded() throws Exception {
        int checked = 0;
        for (long seed = FROM; seed < FROM + CASES; seed++) {
            try (Live live = new Live(seed, Trouble.FAILURES)) {
                List<Truth> truths = new ArrayList<>();
                live.run(() -> live.watches.forEach(watch -> truths.add(live.truth(watch))));
                for (Watch watch : live.watches) {
                    checked += live.check(
                            watch,
                            truths.stream()
                                    .filter(each -> each.watch.equals(watch))
                                    .toList());
                }
            }
        }
        System.out.println("coverage: " + checked + " offers that stood");
        assertThat(checked).isGreaterThan(100);
    }

    /** What a watch admits at a time, with its prices. */
    private record Truth(Watch watch, Instant at, Map<OfferKey, Double> prices) {}

    /** A market, a poller and its state, by a clock of the test's. */
    private static final class Live implements AutoCloseable {
        private final Random random;
        private final Market market;
        private final List<Watch> watches;
        private final FaultyMarket server;
        private final VastClient vast;
        private final Store store;
        private final Poller poller;
        private Instant now = NOON;

        Live(long seed, Trouble trouble) throws IOException {
            random = new Random(seed);
            market = Market.generated(seed, OFFERS, NOON, trouble.flicker());
            watches = new DrawnWatches(random)
                    .some(4).stream()
                            .map(watch -> watch.with(alerts(watch.alerts(), trouble == Trouble.RULES)))
                            .toList();
            server = FaultyMarket.start(
                    market,
                    () -> now,
                    new MarketLimits(MarketLimits.UNLIMITED, MarketLimits.UNLIMITED, trouble.rowsPerAnswer()));
            server.faults(() -> trouble == Trouble.FAILURES && random.nextInt(5) == 0
                    ? Optional.of(new Fault(503, "text/plain", "down"))
                    : Optional.empty());
            Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
            RowUsage.Limit limit = seed % 2 == 0 ? RowUsage.Limit.OFF : RowUsage.Limit.parse("100000");
            vast = Bench.client(server.url(), clock, Duration.ofSeconds(30), 600, limit);
            store = Store.open(StateLocation.MEMORY);
            poller = new Poller(vast, store, new ActiveWatches(watches), new Metrics(), clock);
        }

        private AlertSettings alerts(AlertSettings usual, boolean hasRules) {
            NotifyRules notify = usual.notifyRules();
            if (!hasRules) {
                return new AlertSettings(
                        notify,
                        usual.slack(),
                        usual.goneAfter(),
                        usual.rateRules(),
                        usual.selection(),
                        NoticeRules.USUAL);
            }
            return new AlertSettings(
                    new NotifyRules(
                            notify.grouping(),
                            EnumSet.allOf(Event.class),
                            1 + random.nextInt(2),
                            notify.betterBy(),
                            notify.rearm(),
                            Optional.of(Duration.ofMinutes(30)),
                            random.nextBoolean(),
                            notify.top()),
                    usual.slack(),
                    new GoneAfter(Optional.of(1), Duration.ZERO),
                    new RateRules(
                            Optional.of(1 + random.nextInt(4)),
                            Optional.of(new QuietHours(
                                    LocalTime.of(13, 0),
                                    LocalTime.of(14, 0),
                                    EnumSet.allOf(DayOfWeek.class),
                                    ZoneOffset.UTC,
                                    Optional.empty())),
                            Optional.empty(),
                            Map.of()),
                    usual.selection(),
                    usual.noticeRules());
        }

        void run(Runnable afterEach) throws InterruptedException {
            for (int round = 0; round < ROUNDS; round++) {
                now = now.plusSeconds(60 + random.nextInt(200));
                poller.due(watches.stream().map(Watch::name).toList());
                for (int step = 0; step < 6; step++) {
                    poller.step();
                    afterEach.run();
                    now = now.plusMillis(1 + random.nextInt(500));
                }
            }
            store.history().flush();
        }

        /** By time and kind, what was sent about which offers. The alerts of one answer's parts are one. */
        Map<String, Set<String>> sent(Watch watch) {
            Map<String, Set<String>> sent = new TreeMap<>();
            StoreRows.alerts(store, Instant.EPOCH).stream()
                    .map(Outbox.AlertRecord::alert)
                    .filter(alert -> alert.watch().equals(Optional.of(watch.name())))
                    .filter(alert -> alert.alertKind() != AlertKind.WATCH_STARTED)
                    .forEach(alert -> add(sent, alert));
            return sent;
        }

        Map<String, Set<String>> replayed(Watch watch) {
            List<RecordedPoll> polls = polls().stream()
                    .filter(poll -> poll.watches().contains(watch.name()))
                    .toList();
            Map<String, Set<String>> sent = new TreeMap<>();
            Replay.of(watch, polls, NOON, runs())
                    .run(watch, List.of(), update -> update.alerts().forEach(alert -> add(sent, alert)), answers -> {});
            return sent;
        }

        private static void add(Map<String, Set<String>> sent, Alert alert) {
            Set<String> offers = sent.computeIfAbsent(alert.at() + " " + alert.alertKind(), at -> new TreeSet<>());
            alert.matches()
                    .forEach(match -> offers.add(match.reason().name() + " " + match.key() + " "
                            + rounded(match.value()) + " "
                            + match.previous().map(Live::rounded).orElse("")));
        }

        /** A price with another disk is computed. */
        private static String rounded(BigDecimal value) {
            return value.setScale(9, RoundingMode.HALF_EVEN).toPlainString();
        }

        private List<RecordedPoll> polls() {
            return store.history().polls(all());
        }

        private List<Run> runs() {
            List<Run> runs = new ArrayList<>();
            store.history().runs(all(), key -> true, runs::add);
            return runs;
        }

        private Span all() {
            return new Span(NOON, now.plusSeconds(1));
        }

        Truth truth(Watch watch) {
            Map<OfferKey, Double> prices = new HashMap<>();
            market.rows(watch.type().wire(), watch.diskGb(), now).stream()
                    .map(row -> Fixtures.offer(row, watch.type(), now))
                    .filter(offer -> watch.matches(offer, watch.question()))
                    .forEach(offer ->
                            prices.merge(offer.key().orElseThrow(), offer.number(Field.DPH_TOTAL, 0), Math::min));
            return new Truth(watch, now, prices);
        }

        /** Returns how many offers stood. */
        int check(Watch watch, List<Truth> truths) {
            List<RecordedPoll> polls = polls();
            Map<OfferKey, List<Run>> runs = runs().stream().collect(Collectors.groupingBy(Run::key));
            Duration holds = polls.stream()
                    .map(RecordedPoll::holds)
                    .max(Duration::compareTo)
                    .orElse(Duration.ZERO);
            int checked = 0;
            for (Span span : Visibility.of(watch, polls).list()) {
                for (Truth truth : truths) {
                    Instant at = truth.at();
                    boolean isSeen = !at.isBefore(span.from()) && at.isBefore(span.to());
                    for (Map.Entry<OfferKey, Double> offer :
                            isSeen ? truth.prices().entrySet() : Set.<Map.Entry<OfferKey, Double>>of()) {
                        boolean stood = truths.stream()
                                .filter(each -> !each.at().isAfter(at)
                                        && !each.at().plus(holds).isBefore(at))
                                .allMatch(each ->
                                        offer.getValue().equals(each.prices().get(offer.getKey())));
                        if (stood) {
                            assertThat(runs.getOrDefault(offer.getKey(), List.of()))
                                    .as("%s at %s for %s", offer, at, watch)
                                    .anyMatch(run -> run.contains(at) && isAt(run, watch, offer.getValue()));
                            checked++;
                        }
                    }
                }
            }
            return checked;
        }

        private static boolean isAt(Run run, Watch watch, double price) {
            Offer offer = Pricing.withDisk(run.offer(), run.diskGb(), watch.diskGb());
            return Math.abs(offer.number(Field.DPH_TOTAL, 0) - price) < NEARLY;
        }

        @Override
        public void close() {
            vast.close();
            store.close();
            server.close();
        }
    }
}
