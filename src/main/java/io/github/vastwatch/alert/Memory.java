package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.plan.WatchNeed;
import io.github.vastwatch.watch.Grouping;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is remembered for one watch.
 *
 * @param tracked the offers that matched
 * @param sent what was last sent about each
 * @param state empty before the first answer
 * @param acknowledged the alerts that a person has acknowledged
 */
public record Memory(
        Map<OfferKey, TrackedOffer> tracked,
        Map<OfferKey, NotificationRecord> sent,
        Optional<WatchState> state,
        List<Silence> silences,
        Set<String> acknowledged) {
    public static final Memory EMPTY = new Memory(Map.of(), Map.of());

    public Memory {
        tracked = Map.copyOf(tracked);
        sent = Map.copyOf(sent);
        silences = List.copyOf(silences);
        acknowledged = Set.copyOf(acknowledged);
    }

    public Memory(Map<OfferKey, TrackedOffer> tracked, Map<OfferKey, NotificationRecord> sent) {
        this(tracked, sent, Optional.empty(), List.of(), Set.of());
    }

    /** This with other silences. */
    public Memory with(List<Silence> others) {
        return new Memory(tracked, sent, state, others, acknowledged);
    }

    /**
     * What a watch has to see next. What was sent under other terms than today's is asked for anew, once, so that the
     * answer is judged under these.
     */
    public WatchNeed watchNeed(Watch watch) {
        Set<Long> sent = new HashSet<>();
        Set<Long> missing = new HashSet<>();
        state.map(WatchState::revision)
                .filter(watchRevision -> watchRevision.isOf(watch))
                .ifPresent(watchRevision -> this.sent.values().stream()
                        .filter(each -> isTracked(each, watchRevision, watch))
                        .map(NotificationRecord::key)
                        .forEach(key -> {
                            sent.add(key.machineId());
                            if (Optional.ofNullable(tracked.get(key))
                                            .map(TrackedOffer::missed)
                                            .orElse(0)
                                    > 0) {
                                missing.add(key.machineId());
                            }
                        }));
        return new WatchNeed(watch, sent, missing);
    }

    /** Whether it matters what becomes of a sent offer: it is there, or that it left was not decided yet. */
    private boolean isTracked(NotificationRecord sent, WatchRevision watchRevision, Watch watch) {
        OfferKey key = sent.key();
        TrackedOffer each = tracked.get(key);
        return each != null
                && !(each.isGone() && sent.departureSettled())
                && each.lifecycle().revision() == watchRevision.number()
                && key.type() == watch.type()
                && key.equals(watch.alerts().notifyRules().grouping().identity(key));
    }

    /** This after an update is committed. */
    public Memory after(WatchUpdate update) {
        Map<OfferKey, TrackedOffer> trackedNow = new HashMap<>(tracked);
        update.tracked().forEach(each -> trackedNow.put(each.key(), each));
        Map<OfferKey, NotificationRecord> sentNow = new HashMap<>(sent);
        update.sent().forEach(each -> sentNow.put(each.key(), each));
        update.forgetBefore()
                .ifPresent(before -> List.copyOf(trackedNow.values()).stream()
                        .filter(each -> each.lastSeen().isBefore(before))
                        .map(TrackedOffer::key)
                        .forEach(key -> {
                            trackedNow.remove(key);
                            sentNow.remove(key);
                        }));
        return new Memory(trackedNow, sentNow, update.state().or(() -> state), silences, acknowledged);
    }

    /**
     * This after further answers that showed some offers as they were.
     *
     * @param answers when each was last shown, and how many answers showed it since
     */
    public Memory seenAgain(Map<OfferKey, SeenAgain> answers) {
        Map<OfferKey, TrackedOffer> trackedNow = new HashMap<>(tracked);
        answers.forEach((key, each) ->
                trackedNow.computeIfPresent(key, (same, offer) -> offer.seenUnchanged(each.at(), each.answers())));
        return new Memory(trackedNow, sent, state, silences, acknowledged);
    }

    /** When an offer was last shown, and how many answers showed it since it was last written. */
    public record SeenAgain(Instant at, int answers) {
        /** This after one more answer. */
        public SeenAgain plus(SeenAgain next) {
            return new SeenAgain(next.at(), answers + next.answers());
        }
    }

    /** The same as if the clock had never been ahead of {@code now}, so that nothing waits for a time that came already. */
    Memory notAfter(Instant now) {
        Map<OfferKey, TrackedOffer> trackedNow = new HashMap<>();
        tracked.forEach((key, each) -> trackedNow.put(key, each.notAfter(now)));
        Map<OfferKey, NotificationRecord> sentNow = new HashMap<>();
        sent.forEach((key, each) -> sentNow.put(key, each.notAfter(now)));
        return new Memory(trackedNow, sentNow, state.map(each -> each.at(now)), silences, acknowledged);
    }

    /**
     * The same by machine or by offer, when a watch changes its grouping, so that nothing is sent twice. Of a machine's
     * offers the one that was seen or sent last stands for it; of several one that is not gone, then the best, then the
     * smallest.
     */
    Memory regrouped(Watch watch, Snapshot snapshot) {
        Map<OfferKey, TrackedOffer> trackedNow = new HashMap<>(tracked);
        Map<OfferKey, NotificationRecord> sentNow = new HashMap<>(sent);
        if (watch.alerts().notifyRules().grouping() == Grouping.OFFER) {
            snapshot.offers().keySet().forEach(key -> {
                Optional.ofNullable(tracked.get(key.ofMachine()))
                        .ifPresent(machine -> trackedNow.putIfAbsent(key, machine.as(key)));
                Optional.ofNullable(sent.get(key.ofMachine()))
                        .ifPresent(machine -> sentNow.putIfAbsent(key, machine.as(key)));
            });
            return new Memory(trackedNow, sentNow, state, silences, acknowledged);
        }
        // The last one put prevails.
        Comparator<BigDecimal> worstFirst = watch.threshold().metric()::compare;
        worstFirst = worstFirst.reversed();
        tracked.values().stream()
                .sorted(Comparator.comparing(TrackedOffer::lastSeen)
                        .thenComparing(each -> !each.isGone())
                        .thenComparing(TrackedOffer::value, worstFirst)
                        .thenComparing(each -> -each.key().numGpus()))
                .forEach(each -> trackedNow.put(
                        each.key().ofMachine(), each.as(each.key().ofMachine())));
        sent.values().stream()
                .sorted(Comparator.comparing(NotificationRecord::at)
                        .thenComparing(NotificationRecord::value, worstFirst)
                        .thenComparing(each -> -each.key().numGpus()))
                .forEach(each ->
                        sentNow.put(each.key().ofMachine(), each.as(each.key().ofMachine())));
        return new Memory(trackedNow, sentNow, state, silences, acknowledged);
    }
}
