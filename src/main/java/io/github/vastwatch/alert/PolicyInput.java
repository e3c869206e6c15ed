package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Change;
import io.github.vastwatch.watch.Grouping;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.SnapshotDiff;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the policy decides from: a watch, what is remembered of it, and what one answer shows. It does not change.
 *
 * @param memory in the terms of today: by the watch's grouping, and with nothing in the future
 * @param state in the terms of today
 * @param isFirst whether it is the watch's first answer
 * @param presumed offers that were there when they were last asked for, and are not asked for now
 */
record PolicyInput(
        Watch watch, Memory memory, Snapshot snapshot, WatchState state, boolean isFirst, Set<OfferKey> presumed) {

    static PolicyInput of(Watch watch, Memory stored, Snapshot snapshot) {
        Memory past = stored.notAfter(snapshot.at());
        WatchState last = past.state().orElseGet(() -> WatchState.first(watch, snapshot.at()));
        WatchRevision today = last.revision().next(watch);
        Memory memory = last.revision().grouping() == today.grouping() ? past : past.regrouped(watch, snapshot);
        return new PolicyInput(
                watch,
                memory,
                snapshot,
                last.under(today),
                past.state().isEmpty() && past.tracked().isEmpty(),
                presumed(watch, memory, snapshot, today.number()));
    }

    private static Set<OfferKey> presumed(Watch watch, Memory memory, Snapshot snapshot, int revision) {
        return memory.tracked().values().stream()
                .filter(each -> !each.isGone()
                        && each.missed() == 0
                        && each.lifecycle().revision() == revision
                        // The threshold may have moved away from it.
                        && (watch.moving().isEmpty() || watch.threshold().matches(each.value()))
                        && !snapshot.wouldShow(each, memory.sent().containsKey(each.key())))
                .map(TrackedOffer::key)
                .filter(key -> !snapshot.matches().containsKey(key))
                .collect(Collectors.toSet());
    }

    /** What the answer changes about the offers that are tracked. */
    List<Change> compare() {
        return new SnapshotDiff(watch, state.revision().number(), isFirst)
                .changes(snapshot, memory.tracked(), sentValues());
    }

    private Map<OfferKey, BigDecimal> sentValues() {
        Map<OfferKey, BigDecimal> values = new HashMap<>();
        memory.sent().values().forEach(each -> values.put(each.key(), each.value()));
        return values;
    }

    Instant now() {
        return snapshot.at();
    }

    BigDecimal value(Offer offer) {
        return watch.threshold().metric().valueOf(offer).orElseThrow();
    }

    /** How many offers match now. */
    int matching() {
        return snapshot.matches().size() + presumed.size();
    }

    /** Whether anything matches, with the slack for what was sent. */
    boolean hasMatch() {
        return snapshot.unkeyed() > 0
                || !snapshot.matches().isEmpty()
                || snapshot.near().keySet().stream().anyMatch(this::isSentAndThere)
                || !presumed.isEmpty();
    }

    private boolean isSentAndThere(OfferKey key) {
        TrackedOffer tracked = memory.tracked().get(key);
        return memory.sent().containsKey(key) && tracked != null && !tracked.isGone();
    }

    /** Whether the watch still counts offers so; a key of another type or grouping cannot leave. */
    boolean countsAs(OfferKey key) {
        return key.type() == watch.type()
                && key.isMachine() == (watch.alerts().notifyRules().grouping() == Grouping.MACHINE);
    }

    /** The channels that get each alert, not a digest. */
    List<String> immediateChannels() {
        return watch.channels().stream()
                .filter(each -> !watch.alerts().rateRules().digests().containsKey(each))
                .toList();
    }

    boolean isSilenced() {
        return memory.silences().stream().anyMatch(silence -> silence.coversAll(now()));
    }

    boolean isSilenced(OfferKey key) {
        return memory.silences().stream().anyMatch(silence -> silence.covers(key.machineId(), now()));
    }

    boolean isQuiet() {
        return watch.alerts()
                .rateRules()
                .quietHours()
                .map(quiet -> quiet.contains(now()))
                .orElse(false);
    }
}
