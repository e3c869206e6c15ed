package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.AlertSettings;
import io.github.vastwatch.watch.Change;
import io.github.vastwatch.watch.Lifecycle;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Decides which alerts an answer causes for a watch, why each offer is sent or not, and what is remembered. */
public final class AlertPolicy {
    /** How long an offer that is gone is remembered: monthly renters see it again. */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final Set<Reason> STEADY = EnumSet.of(Reason.ALREADY_SENT, Reason.WITHIN_SLACK);

    private AlertPolicy() {}

    /**
     * What an answer changes for a watch.
     *
     * @param stored what the store remembers of the watch
     * @param ids gives each alert and each delivery its id
     */
    public static WatchUpdate decide(Watch watch, Memory stored, Snapshot snapshot, Supplier<String> ids) {
        PolicyInput input = PolicyInput.of(watch, stored, snapshot);
        List<Change> changes = input.compare();
        List<Candidate> candidates = new Classifier(input).classify(changes);
        List<Candidate> gated = Gate.apply(candidates, input);
        Composition composed = new Composition(input, gated, ids).compose();
        return remember(stored, input, changes, composed);
    }

    /**
     * What a part of an answer shows that is sent at once: that and nothing else is remembered, because the whole answer is
     * decided again. Empty where nothing is sent, and where the watch has had no answer in its present revision: what was
     * there from the start is sent together.
     *
     * @param ids gives each alert and each delivery its id
     */
    public static Optional<WatchUpdate> decideAtOnce(
            Watch watch, Memory stored, Snapshot snapshot, Supplier<String> ids) {
        if (stored.state().filter(state -> state.revision().isOf(watch)).isEmpty()) {
            return Optional.empty();
        }
        PolicyInput input = PolicyInput.of(watch, stored, snapshot);
        List<Change> changes = input.compare();
        List<Candidate> gated = Gate.apply(new Classifier(input).classify(changes), input);
        Composition composed = new Composition(input, gated, ids).composeMatches();
        return composed.deliveries().isEmpty()
                ? Optional.empty()
                : Optional.of(onlySent(remember(stored, input, changes, composed), composed));
    }

    private static WatchUpdate remember(Memory stored, PolicyInput input, List<Change> changes, Composition composed) {
        Map<OfferKey, TrackedOffer> tracked = new LinkedHashMap<>();
        Map<OfferKey, NotificationRecord> sent = new LinkedHashMap<>();
        changes.forEach(change -> tracked.put(change.key(), change.trackedOffer()));
        composed.candidates().forEach(candidate -> {
            candidate.notification(input).ifPresent(record -> sent.put(record.key(), record));
            if (candidate.isSettled()) {
                tracked.computeIfPresent(candidate.key(), (key, offer) -> settled(offer));
            }
        });
        // What a clock that was set back, or another grouping, changes in the memory is written too.
        input.memory().tracked().forEach(tracked::putIfAbsent);
        input.memory().sent().forEach(sent::putIfAbsent);
        return new WatchUpdate(
                input.watch().name(),
                input.now(),
                changed(
                        tracked.values().stream().toList(),
                        each -> stored.tracked().get(each.key())),
                changed(sent.values().stream().toList(), each -> stored.sent().get(each.key())),
                Optional.of(composed.state()).filter(state -> !stored.state().equals(Optional.of(state))),
                composed.deliveries(),
                composed.candidates().stream().map(Candidate::decision).toList(),
                input.isFirst() && input.watch().alerts().noticeRules().reportsStart()
                        ? Optional.of(WatchStarted.of(input.watch(), input.snapshot()))
                        : Optional.empty(),
                forgetBefore(input.watch(), input.now()),
                input.matching(),
                input.snapshot().unkeyed());
    }

    private static WatchUpdate onlySent(WatchUpdate all, Composition composed) {
        Predicate<OfferKey> isSent = key -> composed.candidates().stream()
                .anyMatch(each -> each.isSent() && each.key().equals(key));
        return new WatchUpdate(
                all.watch(),
                all.at(),
                all.tracked().stream().filter(each -> isSent.test(each.key())).toList(),
                all.sent().stream().filter(each -> isSent.test(each.key())).toList(),
                all.state(),
                all.deliveries(),
                all.decisions().stream().filter(each -> isSent.test(each.key())).toList(),
                Optional.empty(),
                Optional.empty(),
                all.matching(),
                all.unkeyed());
    }

    /** What is new about a returned offer is not new any more. */
    private static TrackedOffer settled(TrackedOffer offer) {
        return offer.lifecycle().comeback() == Lifecycle.Comeback.NONE
                ? offer
                : offer.with(offer.lifecycle().settled());
    }

    private static <T> List<T> changed(List<T> now, Function<T, @Nullable T> before) {
        return now.stream().filter(each -> !each.equals(before.apply(each))).toList();
    }

    /** Keeps offers for at least {@code rearm}, forever if it is {@code never}: a forgotten offer would count as new. */
    private static Optional<Instant> forgetBefore(Watch watch, Instant now) {
        return watch.alerts()
                .notifyRules()
                .rearm()
                .after()
                .map(rearm -> now.minus(rearm.compareTo(KEPT) > 0 ? rearm : KEPT));
    }

    /**
     * Whether the same rows in later answers to the same question would change nothing for a watch but when its offers were
     * last seen: nothing was sent, suppressed or missing, and nothing waits for its time.
     *
     * @param update what the first of these answers changed
     */
    public static boolean isSteady(Watch watch, WatchUpdate update) {
        AlertSettings alerts = watch.alerts();
        return update.deliveries().isEmpty()
                && update.started().isEmpty()
                && update.unkeyed() == 0
                && update.decisions().stream().allMatch(each -> STEADY.contains(each.reason()))
                && alerts.notifyRules().remind().isEmpty()
                && alerts.rateRules().digests().isEmpty()
                && alerts.noticeRules().absent().isEmpty()
                && alerts.noticeRules().count().isEmpty()
                // It becomes shorter with each answer, in the same row.
                && watch.query().clauses().stream().noneMatch(clause -> clause.field() == Field.DURATION);
    }
}
