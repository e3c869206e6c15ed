package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Change;
import io.github.vastwatch.watch.Grouping;
import io.github.vastwatch.watch.Selection;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.SnapshotDiff;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One answer, as it is judged for one watch: find by find, then all together. */
final class Hearing {
    private final Watch watch;
    private final Snapshot snapshot;
    private final Memory memory;
    private final Instant now;
    private final boolean isFirst;
    private final Gates gates;
    private final EventClassifier eventClassifier;
    private final AlertBuilder alertBuilder;
    private final Set<OfferKey> presumed;
    private WatchState watchState;

    private final TrackingUpdate trackingUpdate;
    private final List<Candidate> passed = new ArrayList<>();
    private final Map<OfferKey, Candidate> inDigest = new LinkedHashMap<>();
    private final Map<OfferKey, OfferDecision> judged = new LinkedHashMap<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final Memory before;
    private final Supplier<String> ids;

    Hearing(Watch watch, Memory before, Snapshot snapshot, Supplier<String> ids) {
        this.watch = watch;
        this.before = before;
        this.ids = ids;
        this.snapshot = snapshot;
        this.now = snapshot.at();
        Memory past = before.notAfter(now);
        // A state that is older than standings knows offers without one.
        this.isFirst = past.state().isEmpty() && past.tracked().isEmpty();
        WatchState last = past.state().orElseGet(() -> WatchState.first(watch, now));
        WatchRevision today = last.watchRevision().of(watch);
        boolean isRegrouped =
                (past.state().isEmpty() && !isFirst) || last.watchRevision().grouping() != today.grouping();
        this.memory = isRegrouped
                ? GroupingChange.of(
                        past,
                        watch.alerts().notifyRules().grouping(),
                        watch.threshold().metric(),
                        snapshot)
                : past;
        this.watchState = last.under(today);
        this.gates = new Gates(watch, past.silences(), now);
        this.eventClassifier = new EventClassifier(watch, past.acknowledged(), now);
        this.presumed = presumed(memory, snapshot, watchState.watchRevision().number());
        this.alertBuilder = new AlertBuilder(watch, snapshot, snapshot.matches().size() + presumed.size(), ids);
        this.trackingUpdate = new TrackingUpdate(watch, memory, now);
        // What was taken for now when the clock was set back must not be in the future again at the next answer.
        past.tracked().values().stream()
                .filter(each -> !each.equals(before.tracked().get(each.key())))
                .forEach(each -> trackingUpdate.known().put(each.key(), each));
        past.sent().values().stream()
                .filter(each -> !each.equals(before.sent().get(each.key())))
                .forEach(each -> trackingUpdate.told().put(each.key(), each));
        if (isRegrouped) {
            trackingUpdate.known().putAll(memory.tracked());
            trackingUpdate.told().putAll(memory.sent());
        }
    }

    void hearFinds() {
        snapshot.left().forEach((key, offer) -> {
            Reason reason = watch.alerts().selection().blocks(offer) ? Reason.BLOCKED : Reason.NOT_CHOSEN;
            judged.put(key, new OfferDecision(key, value(offer), reason, Optional.of(Reason.FIRST_SEEN)));
        });
        SnapshotDiff snapshotDiff =
                new SnapshotDiff(watch, watchState.watchRevision().number(), isFirst);
        for (Change change :
                snapshotDiff.of(snapshot, memory.tracked(), memory.sent().keySet())) {
            trackingUpdate.known().put(change.key(), change.trackedOffer());
            Optional<Offer> offer = change.current();
            if (offer.isPresent()) {
                hear(change, offer.get());
            } else {
                Reason reason = change instanceof Change.Slipped ? Reason.WITHIN_SLACK : Reason.NOT_SEEN;
                judge(change.key(), change.trackedOffer().value(), reason, Optional.empty());
            }
        }
        memory.sent().values().stream()
                .filter(each -> !each.left() && isOfToday(each.key()))
                .forEach(each -> Optional.ofNullable(trackingUpdate
                                .known()
                                .getOrDefault(each.key(), memory.tracked().get(each.key())))
                        .filter(gone -> gone.isGone() && snapshot.admits(gone, true))
                        .ifPresent(gone -> hearLeaving(gone, each)));
    }

    /** Whether it is a find as the watch counts them today: what it was of another kind is nothing that can leave. */
    private boolean isOfToday(OfferKey key) {
        return key.type() == watch.type()
                && key.isMachine() == (watch.alerts().notifyRules().grouping() == Grouping.MACHINE);
    }

    private void hear(Change change, Offer offer) {
        OfferKey key = change.key();
        Optional<NotificationRecord> before = trackingUpdate.lastTold(key);
        Optional<NotificationRecord> last = before.map(each -> Rebase.of(each, watch, offer));
        last.filter(each -> !each.equals(before.get()))
                .ifPresent(each -> trackingUpdate.told().put(key, each));
        Reason news = eventClassifier.of(change, last);
        BigDecimal value = change.trackedOffer().value();
        if (last.isEmpty() && isFirst && !watch.alerts().notifyRules().tellsFirst()) {
            trackingUpdate.takeAsKnown(key, value, offer);
            judge(key, value, Reason.TAKEN_AS_KNOWN, Optional.empty());
            return;
        }
        if (!news.isTold()) {
            trackingUpdate.settle(change.trackedOffer());
            judge(key, value, news, Optional.empty());
            return;
        }
        Candidate candidate = new Candidate(news, key, offer, value, last.map(NotificationRecord::value));
        Optional<Reason> held =
                gates.ofOne(candidate, change.trackedOffer().lifecycle().shown(), watchState);
        if (held.isEmpty()) {
            passed.add(candidate);
            return;
        }
        judge(key, value, held.get(), Optional.of(news));
        if (held.get() == Reason.IN_DIGEST) {
            inDigest.put(key, candidate);
        }
        if (held.get() == Reason.NOT_ASKED) {
            // So that an improvement, or that it left, can be told of what nobody asked to hear of when it came.
            if (last.isEmpty()) {
                trackingUpdate.takeAsKnown(key, value, offer);
            }
            if (news != Reason.IMPROVED) {
                trackingUpdate.settle(change.trackedOffer());
            }
        }
    }

    private void hearLeaving(TrackedOffer gone, NotificationRecord last) {
        Candidate candidate = Remains.of(gone, last, watch, snapshot);
        Optional<Reason> held = leftOut(gone.key())
                .or(() -> gates.ofOne(candidate, gone.lifecycle().shown(), watchState));
        if (held.isEmpty()) {
            passed.add(candidate);
            return;
        }
        judge(gone.key(), candidate.value(), held.get(), Optional.of(candidate.reason()));
        if (held.get() == Reason.NOT_ASKED || held.get() == Reason.IN_DIGEST) {
            trackingUpdate.leave(last);
        }
    }

    /** Of what the watch does not look at any more nobody can say that it is gone. */
    private Optional<Reason> leftOut(OfferKey key) {
        if (snapshot.left().containsKey(key)) {
            return Optional.ofNullable(judged.get(key)).map(OfferDecision::reason);
        }
        Selection selection = watch.alerts().selection();
        if (selection.blocksMachine(key.machineId())) {
            return Optional.of(Reason.BLOCKED);
        }
        return selection.mayKeepMachine(key.machineId()) ? Optional.empty() : Optional.of(Reason.NOT_CHOSEN);
    }

    private void judge(OfferKey key, BigDecimal value, Reason reason, Optional<Reason> news) {
        judged.put(key, new OfferDecision(key, value, reason, news));
    }

    void tellMatches() {
        tell(passed.stream().filter(each -> !each.isLeaving()).toList(), AlertKind.OFFERS_MATCHED);
    }

    void tellFinds() {
        tellMatches();
        tell(passed.stream().filter(Candidate::isLeaving).toList(), AlertKind.OFFERS_LEFT);
    }

    private void tell(List<Candidate> candidates, AlertKind alertKind) {
        List<Candidate> fitting = new ArrayList<>();
        for (Candidate each : candidates) {
            if (watchState.isDone(watch)) {
                judge(each.key(), each.value(), Reason.DONE, Optional.of(each.reason()));
            } else if (gates.areFull(each, trackingUpdate.isNews(each), watchState)) {
                judge(each.key(), each.value(), Reason.TOO_MANY, Optional.of(each.reason()));
            } else {
                fitting.add(each);
                judge(each.key(), each.value(), each.reason(), Optional.of(each.reason()));
            }
        }
        if (!fitting.isEmpty()) {
            Alert alert = alertBuilder.ofFinds(alertKind, fitting);
            deliveries.addAll(Delivery.of(alert, gates.channels(), ids));
            Optional<BigDecimal> best = alertKind == AlertKind.OFFERS_LEFT ? Optional.empty() : gates.best(fitting);
            watchState =
                    watchState.after(new SentAlert(now, best, fitting.stream().anyMatch(trackingUpdate::isNews)));
            fitting.forEach(each -> trackingUpdate.record(each, alert.id()));
        }
    }

    void tellSignals() {
        WatchNotices signals = new WatchNotices(watch, snapshot, gates, alertBuilder, isFirst);
        boolean isThere = snapshot.unkeyed() > 0
                || !snapshot.matches().isEmpty()
                || snapshot.near().keySet().stream().anyMatch(this::isToldAndThere)
                || !presumed.isEmpty();
        watchState = signals.tell(watchState, isThere, deliveries);
        DigestBuilder digests = new DigestBuilder(watch, snapshot, gates, alertBuilder);
        Set<OfferKey> unconfirmed = judged.values().stream()
                .filter(each -> each.reason() == Reason.UNCONFIRMED)
                .map(OfferDecision::key)
                .collect(Collectors.toSet());
        digests.tell(watchState, memory, inDigest, unconfirmed, deliveries)
                .ifPresent(id -> inDigest.values().forEach(each -> {
                    trackingUpdate.record(each, id);
                    judge(each.key(), each.value(), each.reason(), Optional.of(each.reason()));
                }));
        watchState = digests.after();
    }

    /** What was there when it was last asked for, and is not asked for now. */
    private static Set<OfferKey> presumed(Memory memory, Snapshot snapshot, int edition) {
        return memory.tracked().values().stream()
                .filter(each -> !each.isGone()
                        && each.missed() == 0
                        && each.lifecycle().edition() == edition
                        && !snapshot.admits(each, memory.sent().containsKey(each.key())))
                .map(TrackedOffer::key)
                .filter(key -> !snapshot.matches().containsKey(key))
                .collect(Collectors.toSet());
    }

    private boolean isToldAndThere(OfferKey key) {
        TrackedOffer each = memory.tracked().get(key);
        return memory.sent().containsKey(key) && each != null && !each.isGone();
    }

    private BigDecimal value(Offer offer) {
        return watch.threshold().metric().of(offer).orElseThrow();
    }

    /** What was sent so far, and what is remembered of that; empty where nothing was. */
    Optional<WatchUpdate> updateAtOnce() {
        Set<OfferKey> sent = Delivery.alerts(deliveries).stream()
                .flatMap(alert -> trackingUpdate.told().values().stream()
                        .filter(one -> one.alertId().equals(alert.id())))
                .map(NotificationRecord::key)
                .collect(Collectors.toSet());
        return sent.isEmpty()
                ? Optional.empty()
                : Optional.of(update(sent::contains, Optional.empty(), Optional.empty()));
    }

    WatchUpdate update(Optional<Instant> forgetBefore) {
        boolean greets = isFirst && watch.alerts().noticeRules().hello();
        return update(
                key -> true, greets ? Optional.of(WatchStarted.of(watch, snapshot)) : Optional.empty(), forgetBefore);
    }

    private WatchUpdate update(
            Predicate<OfferKey> isMeant, Optional<WatchStarted> started, Optional<Instant> forgetBefore) {
        return new WatchUpdate(
                watch.name(),
                now,
                trackingUpdate.known().values().stream()
                        .filter(each -> isMeant.test(each.key()))
                        .filter(each -> !each.equals(before.tracked().get(each.key())))
                        .toList(),
                trackingUpdate.told().values().stream()
                        .filter(each -> isMeant.test(each.key()))
                        .filter(each -> !each.equals(before.sent().get(each.key())))
                        .toList(),
                Optional.of(watchState).filter(each -> !before.state().equals(Optional.of(each))),
                deliveries,
                judged.values().stream()
                        .filter(each -> isMeant.test(each.key()))
                        .toList(),
                started,
                forgetBefore,
                alertBuilder.matching(),
                snapshot.unkeyed());
    }
}
