package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Change;
import io.github.vastwatch.watch.Comparison;
import io.github.vastwatch.watch.Known;
import io.github.vastwatch.watch.Per;
import io.github.vastwatch.watch.Selection;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private final Newness newness;
    private final Announcement announcement;
    private final Set<OfferKey> presumed;
    private Standing standing;

    private final Remembered remembered;
    private final List<Finding> passed = new ArrayList<>();
    private final Map<OfferKey, Finding> inDigest = new LinkedHashMap<>();
    private final Map<OfferKey, Judged> judged = new LinkedHashMap<>();
    private final List<Dispatch> dispatches = new ArrayList<>();

    Hearing(Watch watch, Memory before, Snapshot snapshot, Supplier<String> ids) {
        this.watch = watch;
        this.snapshot = snapshot;
        this.now = snapshot.at();
        Memory past = before.notAfter(now);
        // A state that is older than standings knows offers without one.
        this.isFirst = past.standing().isEmpty() && past.known().isEmpty();
        Standing last = past.standing().orElseGet(() -> Standing.first(watch, now));
        Edition today = last.edition().of(watch);
        boolean isRegrouped =
                (past.standing().isEmpty() && !isFirst) || last.edition().per() != today.per();
        this.memory = isRegrouped
                ? Regrouping.of(
                        past, watch.alerts().news().per(), watch.threshold().metric(), snapshot)
                : past;
        this.standing = last.under(today);
        this.gates = new Gates(watch, past.silences(), now);
        this.newness = new Newness(watch, past.acknowledged(), now);
        this.presumed = presumed(memory, snapshot, standing.edition().number());
        this.announcement = new Announcement(watch, snapshot, snapshot.matches().size() + presumed.size(), ids);
        this.remembered = new Remembered(watch, memory, now);
        // What was taken for now when the clock was set back must not be in the future again at the next answer.
        past.known().values().stream()
                .filter(each -> !each.equals(before.known().get(each.key())))
                .forEach(each -> remembered.known().put(each.key(), each));
        past.told().values().stream()
                .filter(each -> !each.equals(before.told().get(each.key())))
                .forEach(each -> remembered.told().put(each.key(), each));
        if (isRegrouped) {
            remembered.known().putAll(memory.known());
            remembered.told().putAll(memory.told());
        }
    }

    void hearFinds() {
        snapshot.left().forEach((key, offer) -> {
            Reason reason = watch.alerts().selection().blocks(offer) ? Reason.BLOCKED : Reason.NOT_CHOSEN;
            judged.put(key, new Judged(key, value(offer), reason, Optional.of(Reason.FIRST_SEEN)));
        });
        Comparison comparison = new Comparison(watch, standing.edition().number(), isFirst);
        for (Change change :
                comparison.of(snapshot, memory.known(), memory.told().keySet())) {
            remembered.known().put(change.key(), change.known());
            Optional<Offer> offer = change.current();
            if (offer.isPresent()) {
                hear(change, offer.get());
            } else {
                Reason reason = change instanceof Change.Slipped ? Reason.WITHIN_SLACK : Reason.NOT_SEEN;
                judge(change.key(), change.known().value(), reason, Optional.empty());
            }
        }
        memory.told().values().stream()
                .filter(each -> !each.left() && isOfToday(each.key()))
                .forEach(each -> Optional.ofNullable(remembered
                                .known()
                                .getOrDefault(each.key(), memory.known().get(each.key())))
                        .filter(gone -> gone.isGone() && snapshot.admits(gone, true))
                        .ifPresent(gone -> hearLeaving(gone, each)));
    }

    /** Whether it is a find as the watch counts them today: what it was of another kind is nothing that can leave. */
    private boolean isOfToday(OfferKey key) {
        return key.type() == watch.type()
                && key.isMachine() == (watch.alerts().news().per() == Per.MACHINE);
    }

    private void hear(Change change, Offer offer) {
        OfferKey key = change.key();
        Optional<Told> before = remembered.lastTold(key);
        Optional<Told> last = before.map(each -> Rebase.of(each, watch, offer));
        last.filter(each -> !each.equals(before.get()))
                .ifPresent(each -> remembered.told().put(key, each));
        Reason news = newness.of(change, last);
        BigDecimal value = change.known().value();
        if (last.isEmpty() && isFirst && !watch.alerts().news().tellsFirst()) {
            remembered.takeAsKnown(key, value, offer);
            judge(key, value, Reason.TAKEN_AS_KNOWN, Optional.empty());
            return;
        }
        if (!news.isTold()) {
            remembered.settle(change.known());
            judge(key, value, news, Optional.empty());
            return;
        }
        Finding finding = new Finding(news, key, offer, value, last.map(Told::value));
        Optional<Reason> held = gates.ofOne(finding, change.known().life().shown(), standing);
        if (held.isEmpty()) {
            passed.add(finding);
            return;
        }
        judge(key, value, held.get(), Optional.of(news));
        if (held.get() == Reason.IN_DIGEST) {
            inDigest.put(key, finding);
        }
        if (held.get() == Reason.NOT_ASKED) {
            // So that an improvement, or that it left, can be told of what nobody asked to hear of when it came.
            if (last.isEmpty()) {
                remembered.takeAsKnown(key, value, offer);
            }
            if (news != Reason.IMPROVED) {
                remembered.settle(change.known());
            }
        }
    }

    private void hearLeaving(Known gone, Told last) {
        Finding finding = Remains.of(gone, last, watch, snapshot);
        Optional<Reason> held =
                leftOut(gone.key()).or(() -> gates.ofOne(finding, gone.life().shown(), standing));
        if (held.isEmpty()) {
            passed.add(finding);
            return;
        }
        judge(gone.key(), finding.value(), held.get(), Optional.of(finding.reason()));
        if (held.get() == Reason.NOT_ASKED || held.get() == Reason.IN_DIGEST) {
            remembered.leave(last);
        }
    }

    /** Of what the watch does not look at any more nobody can say that it is gone. */
    private Optional<Reason> leftOut(OfferKey key) {
        if (snapshot.left().containsKey(key)) {
            return Optional.ofNullable(judged.get(key)).map(Judged::reason);
        }
        Selection selection = watch.alerts().selection();
        if (selection.blocksMachine(key.machineId())) {
            return Optional.of(Reason.BLOCKED);
        }
        return selection.mayKeepMachine(key.machineId()) ? Optional.empty() : Optional.of(Reason.NOT_CHOSEN);
    }

    private void judge(OfferKey key, BigDecimal value, Reason reason, Optional<Reason> news) {
        judged.put(key, new Judged(key, value, reason, news));
    }

    void tellMatches() {
        tell(passed.stream().filter(each -> !each.isLeaving()).toList(), Kind.OFFERS_MATCHED);
    }

    void tellFinds() {
        tellMatches();
        tell(passed.stream().filter(Finding::isLeaving).toList(), Kind.OFFERS_LEFT);
    }

    private void tell(List<Finding> candidates, Kind kind) {
        List<Finding> fitting = new ArrayList<>();
        for (Finding each : candidates) {
            if (standing.isDone(watch)) {
                judge(each.key(), each.value(), Reason.DONE, Optional.of(each.reason()));
            } else if (gates.areFull(each, remembered.isNews(each), standing)) {
                judge(each.key(), each.value(), Reason.TOO_MANY, Optional.of(each.reason()));
            } else {
                fitting.add(each);
                judge(each.key(), each.value(), each.reason(), Optional.of(each.reason()));
            }
        }
        if (!fitting.isEmpty()) {
            Alert alert = announcement.ofFinds(kind, fitting);
            dispatches.add(new Dispatch(alert, gates.channels()));
            Optional<BigDecimal> best = kind == Kind.OFFERS_LEFT ? Optional.empty() : gates.best(fitting);
            standing = standing.after(new Sent(now, best, fitting.stream().anyMatch(remembered::isNews)));
            fitting.forEach(each -> remembered.record(each, alert.id()));
        }
    }

    void tellSignals() {
        SignalsOf signals = new SignalsOf(watch, snapshot, gates, announcement, isFirst);
        boolean isThere = snapshot.unkeyed() > 0
                || !snapshot.matches().isEmpty()
                || snapshot.near().keySet().stream().anyMatch(this::isToldAndThere)
                || !presumed.isEmpty();
        standing = signals.tell(standing, isThere, dispatches);
        DigestsOf digests = new DigestsOf(watch, snapshot, gates, announcement);
        Set<OfferKey> unconfirmed = judged.values().stream()
                .filter(each -> each.reason() == Reason.UNCONFIRMED)
                .map(Judged::key)
                .collect(Collectors.toSet());
        digests.tell(standing, memory, inDigest, unconfirmed, dispatches)
                .ifPresent(id -> inDigest.values().forEach(each -> {
                    remembered.record(each, id);
                    judge(each.key(), each.value(), each.reason(), Optional.of(each.reason()));
                }));
        standing = digests.after();
    }

    /** What was there when it was last asked for, and is not asked for now. */
    private static Set<OfferKey> presumed(Memory memory, Snapshot snapshot, int edition) {
        return memory.known().values().stream()
                .filter(each -> !each.isGone()
                        && each.missed() == 0
                        && each.life().edition() == edition
                        && !snapshot.admits(each, memory.told().containsKey(each.key())))
                .map(Known::key)
                .filter(key -> !snapshot.matches().containsKey(key))
                .collect(Collectors.toSet());
    }

    private boolean isToldAndThere(OfferKey key) {
        Known each = memory.known().get(key);
        return memory.told().containsKey(key) && each != null && !each.isGone();
    }

    private BigDecimal value(Offer offer) {
        return watch.threshold().metric().of(offer).orElseThrow();
    }

    /** What was told so far, and what is remembered of that; empty where nothing was. */
    Optional<Ruling> rulingAtOnce() {
        Set<OfferKey> sent = dispatches.stream()
                .flatMap(each -> remembered.told().values().stream()
                        .filter(one -> one.alertId().equals(each.alert().id())))
                .map(Told::key)
                .collect(Collectors.toSet());
        return sent.isEmpty()
                ? Optional.empty()
                : Optional.of(new Ruling(
                        remembered.known().values().stream()
                                .filter(each -> sent.contains(each.key()))
                                .toList(),
                        remembered.told().values().stream()
                                .filter(each -> sent.contains(each.key()))
                                .toList(),
                        standing,
                        dispatches,
                        judged.values().stream()
                                .filter(each -> sent.contains(each.key()))
                                .toList(),
                        Optional.empty(),
                        Optional.empty(),
                        announcement.matching()));
    }

    Ruling ruling(Optional<Instant> forgetBefore) {
        boolean greets = isFirst && watch.alerts().signals().hello();
        return new Ruling(
                List.copyOf(remembered.known().values()),
                List.copyOf(remembered.told().values()),
                standing,
                dispatches,
                List.copyOf(judged.values()),
                greets ? Optional.of(Hello.of(watch, snapshot)) : Optional.empty(),
                forgetBefore,
                announcement.matching());
    }
}
