package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The changes between what is known and an answer.
 *
 * @param revision the watch's revision; an offer last seen under another one may be excluded by this one, so its absence
 *     is no evidence
 * @param isFirst whether it is the watch's first answer
 */
public record SnapshotDiff(Watch watch, int revision, boolean isFirst) {

    /**
     * Each match of the answer, best first, then those that it lacks although its question asks for them.
     *
     * @param sent the values of the matches that were sent, in terms of today
     */
    public List<Change> changes(Snapshot snapshot, Map<OfferKey, TrackedOffer> known, Map<OfferKey, BigDecimal> sent) {
        List<Change> changes = new ArrayList<>();
        snapshot.matches()
                .forEach((key, offer) ->
                        changes.add(seen(key, offer, Optional.ofNullable(known.get(key)), snapshot.at())));
        snapshot.near().forEach((key, offer) -> {
            Optional.ofNullable(known.get(key))
                    .filter(before -> !before.isGone())
                    .ifPresent(before -> changes.add(new Change.Slipped(slipped(offer, before, snapshot.at()))));
        });
        snapshot.outside().forEach((key, offer) -> {
            Optional.ofNullable(known.get(key))
                    .filter(before -> !before.isGone() && isLeftByThreshold(offer, sent.get(key)))
                    .ifPresent(before -> changes.add(new Change.ThresholdMoved(slipped(offer, before, snapshot.at()))));
        });
        Optional<Duration> interval = watch.interval(snapshot.at());
        GoneAfter rule = watch.alerts().goneAfter();
        known.values().stream()
                .filter(before ->
                        isMissing(before, snapshot, sent) && snapshot.wouldShow(before, sent.containsKey(before.key())))
                .map(before -> before.missedAt(snapshot.at(), rule.answers(interval), rule.time()))
                .forEach(missed -> changes.add(new Change.Missed(missed)));
        return changes;
    }

    /** Whether an offer is outside because the market moved the threshold: it is not worse than it was sent. */
    private boolean isLeftByThreshold(Offer offer, @Nullable BigDecimal sent) {
        if (watch.moving().isEmpty() || sent == null) {
            return false;
        }
        Metric metric = watch.threshold().metric();
        BigDecimal slack = sent.multiply(watch.alerts().slack());
        return metric.compare(value(offer), metric.lowerIsBetter() ? sent.add(slack) : sent.subtract(slack)) <= 0;
    }

    private boolean isMissing(TrackedOffer before, Snapshot snapshot, Map<OfferKey, BigDecimal> sent) {
        OfferKey key = before.key();
        @Nullable Offer outside = snapshot.outside().get(key);
        return !before.isGone()
                && before.lifecycle().revision() == revision
                && !snapshot.matches().containsKey(key)
                && !snapshot.near().containsKey(key)
                && !snapshot.undecided().contains(key)
                && (outside == null || !isLeftByThreshold(outside, sent.get(key)));
    }

    private Change seen(OfferKey key, Offer offer, Optional<TrackedOffer> before, Instant now) {
        long id = offer.id().orElse(0L);
        if (before.isEmpty()) {
            return new Change.Appeared(
                    offer,
                    new TrackedOffer(
                            key,
                            id,
                            value(offer),
                            now,
                            now,
                            0,
                            Optional.empty(),
                            new Lifecycle(1, Lifecycle.Comeback.NONE, isFirst, revision)));
        }
        TrackedOffer last = before.get();
        if (last.isGone()) {
            Duration away = Duration.between(last.lastSeen(), now);
            boolean isNews = watch.alerts().notifyRules().rearm().isMet(away);
            return new Change.Returned(
                    offer,
                    last.seenAgain(id, value(offer), now, last.lifecycle().returned(isNews, revision)));
        }
        return new Change.SeenAgain(
                offer, last.seenAgain(id, value(offer), now, last.lifecycle().shownAgain(revision)));
    }

    private TrackedOffer slipped(Offer offer, TrackedOffer before, Instant now) {
        return before.seenAgain(
                offer.id().orElse(0L), value(offer), now, before.lifecycle().notShown(revision));
    }

    private BigDecimal value(Offer offer) {
        return watch.threshold().metric().valueOf(offer).orElseThrow();
    }
}
