package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What is remembered of a watch as a whole.
 *
 * @param created when it had its first answer
 * @param lastMatch when something last matched
 * @param sent the alerts of the last hour
 * @param alerts how many alerts it has sent
 * @param reported the notices that were sent and still hold: that its count is reached, that nothing matches, that it is done
 * @param revision the terms under which the last answer was evaluated
 * @param summaries what digests will report, by channel
 */
public record WatchState(
        Instant created,
        Optional<Instant> lastMatch,
        List<SentAlert> sent,
        int alerts,
        Set<AlertKind> reported,
        WatchRevision revision,
        Map<String, DigestSummary> summaries) {
    private static final Duration HOUR = Duration.ofHours(1);

    /**
     * An alert of the last hour.
     *
     * @param best the best value of its offers, if it is comparable
     * @param isNew whether it sent an offer that was new, and not sent in the hour before
     */
    public record SentAlert(Instant at, Optional<BigDecimal> best, boolean isNew) {}

    /**
     * What a channel's next digest will report about the time since the last.
     *
     * @param best the best match in that time
     */
    public record DigestSummary(Instant since, Optional<Best> best) {
        /** A match, and when it was there. */
        public record Best(OfferKey key, BigDecimal value, Instant at) {}
    }

    public WatchState {
        sent = List.copyOf(sent);
        reported = Set.copyOf(reported);
        summaries = Map.copyOf(summaries);
    }

    public static WatchState first(Watch watch, Instant now) {
        return new WatchState(now, Optional.empty(), List.of(), 0, Set.of(), WatchRevision.first(watch), Map.of());
    }

    /** This at {@code now}: without alerts that are older than an hour, and with nothing in the future. */
    WatchState at(Instant now) {
        List<SentAlert> recent = sent.stream()
                .map(each -> new SentAlert(earlier(each.at(), now), each.best(), each.isNew()))
                .filter(each -> isInLastHour(each.at(), now))
                .toList();
        return new WatchState(
                earlier(created, now),
                lastMatch.map(at -> earlier(at, now)),
                recent,
                alerts,
                reported,
                revision,
                summaries(each -> new DigestSummary(earlier(each.since(), now), each.best())));
    }

    static boolean isInLastHour(Instant at, Instant now) {
        return Duration.between(at, now).compareTo(HOUR) < 0;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** This under the terms of today: with values of other terms there is nothing to compare. */
    WatchState under(WatchRevision today) {
        boolean isComparable = revision.isComparable(today);
        return new WatchState(
                created,
                lastMatch,
                isComparable
                        ? sent
                        : sent.stream()
                                .map(each -> new SentAlert(each.at(), Optional.empty(), each.isNew()))
                                .toList(),
                alerts,
                reported,
                today,
                isComparable ? summaries : summaries(each -> new DigestSummary(each.since(), Optional.empty())));
    }

    private Map<String, DigestSummary> summaries(UnaryOperator<DigestSummary> change) {
        Map<String, DigestSummary> changed = new HashMap<>(summaries);
        changed.replaceAll((channel, each) -> change.apply(each));
        return changed;
    }

    /** This after an alert without a new offer. */
    WatchState afterNotice(Instant now) {
        return after(new SentAlert(now, Optional.empty(), false));
    }

    WatchState after(SentAlert alert) {
        List<SentAlert> all = Stream.concat(sent.stream(), Stream.of(alert)).toList();
        return new WatchState(created, lastMatch, all, alerts + 1, reported, revision, summaries);
    }

    /** This with a match at {@code now}, so that it may be reported again that nothing matches. */
    WatchState matchedAt(Instant now) {
        return new WatchState(created, Optional.of(now), sent, alerts, reported, revision, summaries)
                .with(AlertKind.WATCH_ABSENT, false);
    }

    WatchState with(AlertKind notice, boolean isReported) {
        Set<AlertKind> all = EnumSet.noneOf(AlertKind.class);
        all.addAll(reported);
        all.remove(notice);
        if (isReported) {
            all.add(notice);
        }
        return new WatchState(created, lastMatch, sent, alerts, all, revision, summaries);
    }

    WatchState with(Map<String, DigestSummary> others) {
        return new WatchState(created, lastMatch, sent, alerts, reported, revision, others);
    }

    boolean hasReported(AlertKind notice) {
        return reported.contains(notice);
    }

    /** Whether it has sent as many alerts as it may. */
    boolean isDone(Watch watch) {
        return watch.alerts()
                .rateRules()
                .stopAfter()
                .map(most -> alerts >= most)
                .orElse(false);
    }

    /** Whether one more alert fits into the hour. */
    boolean hasRoom(Watch watch) {
        return isLessThanAtMost(watch, sent.size());
    }

    /** Whether one more alert of a new offer fits into the hour: other alerts do not take its place. */
    boolean hasRoomForNew(Watch watch) {
        return isLessThanAtMost(watch, sent.stream().filter(SentAlert::isNew).count());
    }

    private static boolean isLessThanAtMost(Watch watch, long alerts) {
        return watch.alerts().rateRules().atMost().map(most -> alerts < most).orElse(true);
    }

    /** Whether a value is better than all that were sent in the hour. */
    boolean isBestOfLastHour(Watch watch, BigDecimal value) {
        return sent.stream()
                .flatMap(each -> each.best().stream())
                .allMatch(best -> watch.threshold().metric().compare(value, best) < 0);
    }
}
