package io.github.vastwatch.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.NotificationRecord;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.WatchState;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketLimits;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreRows;
import io.github.vastwatch.vast.Bench;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.AlertSettings;
import io.github.vastwatch.watch.RateRules;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A simulated day on a market that rations rows and searches: what is told of what stood long enough, and how late. An ideal
 * watcher that sees the whole market every half minute says what there is to tell.
 */
@Tag("slow")
class RationedDayTest {
    private static final int ROWS = Integer.getInteger("day.rows", 20_000);
    private static final int SEARCHES = Integer.getInteger("day.searches", 6);
    private static final int WATCHES = Integer.getInteger("day.watches", 10);
    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("day.minutes", 24 * 60));
    private static final int OFFERS = 1_343;
    private static final Duration TICK = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Instant MIDNIGHT = Instant.parse("2026-11-23T00:00:00Z");
    private static final Set<Reason> NEW = EnumSet.of(Reason.FIRST_SEEN, Reason.ALREADY_THERE, Reason.RETURNED);

    private Instant now = MIDNIGHT;
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);

    /** A match that appeared for a watch, and how long it stood. */
    private static final class Appearance {
        final String watch;
        final OfferKey key;
        final Reason reason;
        final Instant from;
        Instant until;
        Optional<Duration> delay = Optional.empty();

        Appearance(String watch, OfferKey key, Reason reason, Instant from) {
            this.watch = watch;
            this.key = key;
            this.reason = reason;
            this.from = from;
            this.until = from;
        }

        Duration stood() {
            return Duration.between(from, until);
        }
    }

    /** What an ideal watcher remembers of one watch. */
    private static final class Ideal {
        final Watch watch;
        final Map<OfferKey, TrackedOffer> known = new HashMap<>();
        final Map<OfferKey, NotificationRecord> told = new HashMap<>();
        Optional<WatchState> standing = Optional.empty();
        final Map<OfferKey, Appearance> open = new HashMap<>();

        Ideal(Watch watch) {
            this.watch = watch;
        }

        List<Appearance> see(List<Offer> offers, Instant at) {
            List<Offer> priced = offers.stream()
                    .map(offer -> Pricing.of(offer, watch.question()).offer())
                    .toList();
            Snapshot snapshot = Snapshot.of(watch, watch.question(), at, true, priced);
            Optional<WatchState> last = standing;
            WatchUpdate update = AlertPolicy.decide(
                    watch,
                    new Memory(known, told, standing, List.of(), Set.of()),
                    snapshot,
                    () -> UUID.randomUUID().toString());
            update.tracked().forEach(each -> known.put(each.key(), each));
            update.sent().forEach(each -> told.put(each.key(), each));
            standing = update.state().or(() -> last);
            List<Appearance> fresh = new ArrayList<>();
            update.decisions().stream()
                    .filter(each -> NEW.contains(each.reason()))
                    .forEach(each -> {
                        Appearance appearance = new Appearance(watch.name(), each.key(), each.reason(), at);
                        open.put(each.key(), appearance);
                        fresh.add(appearance);
                    });
            open.keySet().retainAll(snapshot.matches().keySet());
            open.values().forEach(each -> each.until = at);
            return fresh;
        }
    }

    @Test
    void tellsWhatStandsAndKeepsWithinTheRations() throws Exception {
        long began = System.nanoTime();
        Market market = Market.generated(5, OFFERS, MIDNIGHT, 0.12);
        MarketLimits marketLimits =
                new MarketLimits(ROWS > 0 ? ROWS : MarketLimits.UNLIMITED, SEARCHES + 2, MarketLimits.UNLIMITED);
        List<Watch> watches = watches();
        List<Ideal> ideals = watches.stream().map(Ideal::new).toList();
        List<Appearance> appearances = new ArrayList<>();
        Metrics numbers = new Metrics();
        try (MarketServer server = MarketServer.start(market, 0, () -> now, marketLimits);
                Store store = Store.open(StateLocation.MEMORY);
                VastClient vast = Bench.client(server.url(), clock, Duration.ofSeconds(30), SEARCHES, limit())) {
            Poller poller = new Poller(vast, store, new ActiveWatches(watches), numbers, clock);
            Map<String, Instant> dueAt = new HashMap<>();
            watches.forEach(watch -> dueAt.put(watch.name(), MIDNIGHT));
            Instant nextTick = MIDNIGHT;
            Instant maySearch = MIDNIGHT;
            Instant seenAlerts = MIDNIGHT.minusSeconds(1);
            Set<String> alertIds = new HashSet<>();
            List<Alert> heard = new ArrayList<>();
            int asked = 0;
            while (now.isBefore(MIDNIGHT.plus(LENGTH))) {
                if (!now.isBefore(nextTick)) {
                    List<Offer> onDemand = offers(market, RentalType.ON_DEMAND);
                    List<Offer> bids = offers(market, RentalType.BID);
                    ideals.forEach(each ->
                            appearances.addAll(each.see(each.watch.type() == RentalType.BID ? bids : onDemand, now)));
                    nextTick = nextTick.plus(TICK);
                }
                for (Watch watch : watches) {
                    if (!now.isBefore(dueAt.get(watch.name()))) {
                        poller.due(List.of(watch.name()));
                        dueAt.put(watch.name(), watch.next(now).orElseThrow());
                    }
                }
                if (!now.isBefore(maySearch)) {
                    poller.step();
                    int searches = server.answered() - asked;
                    asked = server.answered();
                    maySearch = searches > 0
                            ? now.plus(Duration.ofMinutes(1).dividedBy(SEARCHES).multipliedBy(searches))
                            : now;
                    for (var row : StoreRows.alerts(store, seenAlerts)) {
                        if (alertIds.add(row.alert().id())) {
                            heard.add(row.alert());
                        }
                    }
                    seenAlerts = now.minusSeconds(600);
                }
                now = now.plusSeconds(2);
            }
            heard.forEach(alert -> hear(alert, appearances));
            report(appearances, server.answered(), marketLimits.rowsOf(now.minusSeconds(2)), numbers, began);
        }
    }

    private void hear(Alert alert, List<Appearance> appearances) {
        for (Match match : alert.matches()) {
            if (!NEW.contains(match.reason())) {
                continue;
            }
            appearances.stream()
                    .filter(each -> each.delay.isEmpty()
                            && each.watch.equals(alert.watch().orElse(""))
                            && (each.key.equals(match.key())
                                    || each.key.equals(match.key().ofMachine())))
                    .filter(each -> !alert.at().isBefore(each.from.minus(TICK)))
                    .max(Comparator.comparing(each -> each.from))
                    .ifPresent(each -> {
                        Duration delay = Duration.between(each.from, alert.at());
                        each.delay = Optional.of(delay.isNegative() ? Duration.ZERO : delay);
                    });
        }
    }

    private void report(List<Appearance> all, int searches, long rows, Metrics numbers, long began) {
        List<Appearance> stood = all.stream()
                .filter(each -> each.stood().compareTo(INTERVAL.multipliedBy(2)) >= 0)
                .filter(each -> each.from.isAfter(MIDNIGHT.plus(INTERVAL.multipliedBy(5))))
                .filter(each -> each.from.isBefore(MIDNIGHT.plus(LENGTH).minus(INTERVAL.multipliedBy(15))))
                .toList();
        List<Long> delays = delays(stood);
        long missed = stood.stream().filter(each -> each.delay.isEmpty()).count();
        long missedOfAnHour = stood.stream()
                .filter(each -> each.delay.isEmpty() && each.stood().compareTo(Duration.ofHours(1)) >= 0)
                .count();
        System.out.printf(
                Locale.ROOT,
                "day: %d watches, %d rows, %d searches a minute: %d appeared and stood, %d missed (%d of an hour),"
                        + " delay p50 %d s p95 %d s, %d searches, %d rows, %d refused, %d s%n",
                WATCHES,
                ROWS,
                SEARCHES,
                stood.size(),
                missed,
                missedOfAnHour,
                percentile(delays, 0.5),
                percentile(delays, 0.95),
                searches,
                rows,
                numbers.polls("throttled", ""),
                Duration.ofNanos(System.nanoTime() - began).toSeconds());
        stood.stream()
                .collect(Collectors.groupingBy(
                        each -> each.watch + " " + each.reason, TreeMap::new, Collectors.toList()))
                .forEach((watch, each) -> System.out.printf(
                        Locale.ROOT,
                        "  %s: %d appeared and stood, %d missed, delay p50 %d s p95 %d s%n",
                        watch,
                        each.size(),
                        each.stream().filter(one -> one.delay.isEmpty()).count(),
                        percentile(delays(each), 0.5),
                        percentile(delays(each), 0.95)));
        stood.stream()
                .filter(each -> each.delay.isEmpty())
                .limit(10)
                .forEach(each -> System.out.println("  missed " + each.watch + " " + each.key + " " + each.reason
                        + " from " + each.from + " for " + each.stood()));
        assertThat(numbers.polls("throttled", "")).isZero();
        assertThat(missedOfAnHour).isZero();
    }

    private static List<Long> delays(List<Appearance> appearances) {
        return appearances.stream()
                .flatMap(each -> each.delay.stream())
                .map(Duration::toSeconds)
                .sorted()
                .toList();
    }

    private static RowUsage.Limit limit() {
        return ROWS > 0 ? RowUsage.Limit.parse(String.valueOf(ROWS)) : RowUsage.Limit.OFF;
    }

    private static long percentile(List<Long> sorted, double share) {
        return sorted.isEmpty()
                ? -1
                : sorted.get((int) Math.min(sorted.size() - 1, Math.ceil(sorted.size() * share) - 1));
    }

    private List<Offer> offers(Market market, RentalType type) {
        return market.rows(type.wire(), 20, now).stream()
                .map(row -> Fixtures.offer(row, type, now))
                .toList();
    }

    private static List<Watch> watches() {
        List<Watch> watches = new ArrayList<>(List.of(
                Fixtures.watch("4090", "gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.33"),
                Fixtures.watch("4090-sure", "gpu_name=RTX_4090 num_gpus=1 reliability>0.99", "dph_total <= 0.36"),
                Fixtures.watch("4090-pair", "gpu_name=RTX_4090 num_gpus>=2", "dph_per_gpu <= 0.33"),
                Fixtures.watch("3090", "gpu_name=RTX_3090 num_gpus=1", "dph_total <= 0.14"),
                Fixtures.watch("5090", "gpu_name=RTX_5090 num_gpus=1", "dph_total <= 0.45"),
                Fixtures.watch("3060", "gpu_name=RTX_3060 num_gpus=1", "dph_total <= 0.05"),
                Fixtures.watch("a100", "gpu_name=A100_SXM4", "dph_per_gpu <= 0.75"),
                Fixtures.watch("h100", "gpu_name=H100_SXM", "dph_per_gpu <= 1.80"),
                Fixtures.watch("value", "gpu_ram>=24 num_gpus<=2", "dlperf_per_dphtotal >= 330"),
                Fixtures.bid("4090-bid", "gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.20")));
        List<String> gpus = List.of("RTX_4090", "RTX_3090", "RTX_5090", "RTX_3060", "A100_SXM4", "H100_SXM");
        List<Double> prices = List.of(0.30, 0.13, 0.42, 0.05, 0.70, 1.7);
        for (int i = watches.size(); i < WATCHES; i++) {
            int gpu = i % gpus.size();
            watches.add(Fixtures.watch(
                    "more-" + i,
                    "gpu_name=" + gpus.get(gpu) + " num_gpus=" + (1 << (i % 3)) + " reliability>0." + (90 + i % 9),
                    "dph_per_gpu <= " + prices.get(gpu) * (0.9 + (i % 7) * 0.03)));
        }
        return watches.subList(0, Math.min(WATCHES, watches.size())).stream()
                .map(RationedDayTest::unbounded)
                .toList();
    }

    /** Without the gate that gathers alerts: what is measured is how soon something is known. */
    private static Watch unbounded(Watch watch) {
        AlertSettings usual = watch.alerts();
        return watch.with(new AlertSettings(
                usual.notifyRules(),
                usual.slack(),
                usual.goneAfter(),
                new RateRules(Optional.empty(), Optional.empty(), Optional.empty(), Map.of()),
                usual.selection(),
                usual.noticeRules()));
    }
}
