package io.github.vastwatch.alert;

import static io.github.vastwatch.Fixtures.NOON;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A watch and its answers, one after the other, with a memory that is kept as a store keeps it. */
public final class AlertScenario {
    public Watch watch;
    public Instant now = NOON;
    Duration step = Duration.ofMinutes(5);
    public final List<Silence> silences = new ArrayList<>();
    final List<String> acknowledged = new ArrayList<>();
    public final List<Alert> alerts = new ArrayList<>();
    public WatchUpdate last = new WatchUpdate("cheap-4090", NOON, List.of(), List.of(), List.of());
    private final Map<OfferKey, TrackedOffer> known = new HashMap<>();
    private final Map<OfferKey, NotificationRecord> told = new HashMap<>();
    private Optional<WatchState> standing = Optional.empty();
    /** An alert takes two: its own and that of its delivery. */
    private int ids;

    public AlertScenario(Watch watch) {
        this.watch = watch;
    }

    /** An offer of a machine at a price. */
    public static Offer at(long machine, double price) {
        return Fixtures.offer(machine, machine * 10, price, NOON);
    }

    public static Offer sized(long machine, int gpus, double price) {
        return Fixtures.with(at(machine, price), Field.NUM_GPUS, Value.of(gpus));
    }

    /** A complete answer of offers of machines 1, 2, ... at prices; what is told. */
    public List<String> prices(double... prices) {
        List<Offer> offers = new ArrayList<>();
        for (double price : prices) {
            offers.add(at(offers.size() + 1, price));
        }
        return completeAnswer(offers.toArray(Offer[]::new));
    }

    public List<String> completeAnswer(Offer... offers) {
        return answer(true, offers);
    }

    public List<String> part(Offer... offers) {
        return answer(false, offers);
    }

    /** What an answer tells, each offer as {@code new 1}, each alert without offers by its kind. */
    List<String> answer(boolean isComplete, Offer... offers) {
        now = now.plus(step);
        Memory memory = new Memory(known, told, standing, silences, Set.copyOf(acknowledged));
        Snapshot snapshot = Snapshot.of(watch, watch.question(), now, isComplete, Arrays.asList(offers));
        last = AlertPolicy.decide(watch, memory, snapshot, () -> "alert-" + (ids++ / 2 + 1));
        last.tracked().forEach(each -> known.put(each.key(), each));
        last.sent().forEach(each -> told.put(each.key(), each));
        standing = last.state().or(memory::state);
        List<String> words = new ArrayList<>();
        for (Alert each : last.alerts()) {
            alerts.add(each);
            each.matches()
                    .forEach(match ->
                            words.add(match.reason().event().orElseThrow().wire() + " "
                                    + match.key().machineId()));
            if (each.matches().isEmpty()) {
                words.add(each.alertKind().wire());
            }
        }
        return words;
    }

    /** Why the last answer did what it did to a machine. */
    Reason reason(long machine) {
        return last.decisions().stream()
                .filter(each -> each.key().machineId() == machine)
                .map(OfferDecision::reason)
                .findFirst()
                .orElseThrow();
    }

    /** Whole answers for so long, all the same; what they told. */
    public List<String> during(Duration time, Offer... offers) {
        List<String> words = new ArrayList<>();
        for (Instant end = now.plus(time); now.isBefore(end); ) {
            words.addAll(completeAnswer(offers));
        }
        return words;
    }
}
