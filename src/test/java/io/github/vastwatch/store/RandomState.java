package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;

import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.IncidentSource;
import io.github.vastwatch.alert.OpenIncident;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.history.MarketThreshold;
import io.github.vastwatch.history.Observation;
import io.github.vastwatch.history.Recorder;
import io.github.vastwatch.history.Recording;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Threshold;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** A state after hours in which everything happened that a daemon, its channels and its user do, in an order of chance. */
final class RandomState {
    private static final String TARGET = "https://hc-ping.com";

    private final Store store;
    private final Random random;
    private final Recorder recorder;
    private Instant now;
    private int alerts;

    private RandomState(Store store, long seed, Instant start) {
        this.store = store;
        this.random = new Random(seed);
        this.recorder = new Recorder(store.history().open());
        this.now = start;
    }

    /** Goes through them from {@code start} on, and returns when they end. */
    static Instant fill(Store store, long seed, Instant start) {
        RandomState state = new RandomState(store, seed, start);
        List<Runnable> events = List.of(
                state::takeConfig,
                state::poll,
                state::poll,
                state::poll,
                state::send,
                state::send,
                state::beginToSend,
                state::mute,
                state::unmute,
                state::acknowledge,
                state::pause,
                state::incident,
                state::report,
                state::plan,
                state::market,
                state::readRows);
        state.takeConfig();
        events.forEach(Runnable::run);
        for (int i = 0; i < 60; i++) {
            state.now = state.now.plusSeconds(1 + state.random.nextInt(200));
            events.get(state.random.nextInt(events.size())).run();
        }
        state.beginToSend();
        return state.now;
    }

    private void takeConfig() {
        store.takeConfig(
                new DaemonStatus(
                        4711,
                        "0.1.0",
                        now,
                        "c.yaml",
                        alerts,
                        now,
                        Optional.empty(),
                        3,
                        6,
                        Optional.of(now),
                        "account",
                        RowUsage.Limit.AUTO),
                random.nextBoolean() ? Set.of("cheap-4090", "other ☃ 𝄞") : Set.of("cheap-4090"),
                Map.of());
    }

    private void poll() {
        List<Offer> offers = new ArrayList<>();
        for (int machine = 1; machine < 9; machine++) {
            if (random.nextInt(3) > 0) {
                offers.add(offer(machine, 10 * machine + random.nextInt(3), 0.30 + random.nextInt(20) / 100.0, now));
            }
        }
        WatchUpdate update = AlertPolicy.decide(
                CHEAP_4090,
                store.offers().memory(CHEAP_4090),
                Snapshot.of(CHEAP_4090, CHEAP_4090.question(), now, true, offers),
                () -> "id_" + now.getEpochSecond() + "_" + alerts++);
        store.commit(
                List.of(update),
                List.of(new PollOutcome(
                        "cheap-4090",
                        now,
                        PollOutcome.Result.COMPLETE,
                        "",
                        Optional.of(update.matching()),
                        Optional.of(now.plusSeconds(60)))),
                LocalDate.ofInstant(now, ZoneOffset.UTC),
                1,
                Optional.empty());
        Recording recording = recorder.record(
                Observation.of(CHEAP_4090.question(), List.of(CHEAP_4090), now, true, Duration.ofMinutes(1), offers));
        store.history().write(recording);
        recorder.committed(recording);
    }

    private void send() {
        beginToSend().ifPresent(delivery -> {
            Outcome outcome = switch (random.nextInt(4)) {
                case 0 -> new Outcome.Deferred("HTTP 503", Optional.of(Duration.ofSeconds(30)));
                case 1 -> Outcome.Deferred.unknown("no answer within 30 s");
                case 2 -> new Outcome.Rejected("HTTP 404");
                default -> new Outcome.Delivered("HTTP 200");
            };
            Optional<Instant> next =
                    outcome instanceof Outcome.Deferred ? Optional.of(now.plusSeconds(30)) : Optional.empty();
            store.outbox().record(List.of(new Attempt(delivery, outcome, now, next)));
        });
    }

    private Optional<Delivery> beginToSend() {
        Optional<Delivery> claimed = StoreContract.claim(store, now);
        claimed.filter(delivery -> random.nextInt(4) > 0)
                .ifPresent(delivery -> store.outbox()
                        .storeContents(
                                List.of(new Delivery.Rendered(
                                        delivery.content().isPresent()
                                                ? delivery
                                                : delivery.with(
                                                        new Delivery.Content("bytes ☃ \u0001\r\n of " + delivery.id())),
                                        Optional.empty())),
                                now));
        return claimed;
    }

    private void mute() {
        store.silences()
                .add(new Silence(
                        0,
                        "cheap-4090",
                        Optional.of(1L + random.nextInt(8)),
                        now,
                        now.plusSeconds(900),
                        "noisy\t\"x\""));
    }

    private void unmute() {
        store.silences().all().stream()
                .reduce((one, last) -> last)
                .filter(last -> random.nextBoolean())
                .ifPresent(last -> store.silences().remove(last.id()));
    }

    private void acknowledge() {
        StoreRows.alerts(store, NOON).stream()
                .findFirst()
                .ifPresent(alert -> store.silences().acknowledge(alert.alert().id(), now));
    }

    private void pause() {
        store.watches().pause("other ☃ 𝄞", random.nextBoolean() ? Optional.of(now) : Optional.empty());
    }

    private void incident() {
        store.incidents()
                .update(
                        store.incidents().open(),
                        List.of(new OpenIncident(IncidentSource.watch("cheap-4090"), List.of("hook", "mail"))),
                        List.of());
    }

    private void report() {
        store.daemon().activity(now);
        store.daemon().testWrite(now);
        store.daemon().heartbeat(Optional.of(HeartbeatStatus.expected(TARGET)));
        store.daemon().heartbeat(Optional.of(HeartbeatStatus.failing(TARGET, now, "HTTP 404")));
    }

    private void plan() {
        store.daemon()
                .plan(List.of(new PlanStatus(
                        "probe",
                        "gpu_name=RTX_4090",
                        List.of("a", "b"),
                        random.nextInt(3) * 12.5 / 3,
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(2))));
    }

    private void market() {
        store.watches()
                .moved(Map.of(
                        "cheap-4090",
                        new MarketThreshold(
                                "dph_total <= p10(14d)",
                                Optional.of(Threshold.parse("dph_total <= 0.2835")),
                                NOON,
                                Duration.ofDays(14),
                                Duration.ofDays(7),
                                Optional.of(now))));
    }

    private void readRows() {
        store.daemon().change("account", now, usage -> usage.read(random.nextInt(1_000), now));
    }
}
