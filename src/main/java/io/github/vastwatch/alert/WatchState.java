package io.github.vastwatch.alert;

import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is remembered of a watch as a whole.
 *
 * @param created when it was first looked at
 * @param lastMatch when something last matched
 * @param sent the alerts of the last hour
 * @param alerts how many alerts it has told
 * @param countTold whether it was told that its count is reached, which still holds
 * @param absentTold whether it was told that nothing matches, which still holds
 * @param doneTold whether it was told that it is done
 * @param watchRevision the terms under which the last answer was judged
 * @param summaries what digests will say, by channel
 */
public record WatchState(
        Instant created,
        Optional<Instant> lastMatch,
        List<SentAlert> sent,
        int alerts,
        boolean countTold,
        boolean absentTold,
        boolean doneTold,
        WatchRevision watchRevision,
        Map<String, DigestSummary> summaries) {
    private static final Duration HOUR = Duration.ofHours(1);

    public WatchState {
        sent = List.copyOf(sent);
        summaries = Map.copyOf(summaries);
    }

    static WatchState first(Watch watch, Instant now) {
        return new WatchState(
                now, Optional.empty(), List.of(), 0, false, false, false, WatchRevision.first(watch), Map.of());
    }

    /** This at {@code now}: without alerts that are older than an hour, and without a future. */
    WatchState at(Instant now) {
        return new WatchState(
                earlier(created, now),
                lastMatch.map(at -> earlier(at, now)),
                sent.stream()
                        .map(each -> each.notAfter(now))
                        .filter(each -> isInLastHour(each.at(), now))
                        .toList(),
                alerts,
                countTold,
                absentTold,
                doneTold,
                watchRevision,
                summaries.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, each -> each.getValue().notAfter(now))));
    }

    static boolean isInLastHour(Instant at, Instant now) {
        return Duration.between(at, now).compareTo(HOUR) < 0;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** This under the terms of today: values of other terms are nothing to compare with. */
    WatchState under(WatchRevision today) {
        if (watchRevision.isComparable(today)) {
            return new WatchState(created, lastMatch, sent, alerts, countTold, absentTold, doneTold, today, summaries);
        }
        List<SentAlert> valueless = sent.stream().map(SentAlert::valueless).toList();
        Map<String, DigestSummary> emptied = summaries.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        each -> new DigestSummary(each.getValue().since(), Optional.empty())));
        return new WatchState(created, lastMatch, valueless, alerts, countTold, absentTold, doneTold, today, emptied);
    }

    /** This after an alert of no offer that is new. */
    WatchState afterAlert(Instant now) {
        return after(new SentAlert(now, Optional.empty(), false));
    }

    WatchState after(SentAlert alert) {
        return new WatchState(
                created,
                lastMatch,
                Stream.concat(sent.stream(), Stream.of(alert)).toList(),
                alerts + 1,
                countTold,
                absentTold,
                doneTold,
                watchRevision,
                summaries);
    }

    WatchState matchedAt(Instant now) {
        return new WatchState(
                created, Optional.of(now), sent, alerts, countTold, false, doneTold, watchRevision, summaries);
    }

    WatchState withCountTold(boolean told) {
        return new WatchState(created, lastMatch, sent, alerts, told, absentTold, doneTold, watchRevision, summaries);
    }

    WatchState withAbsentTold() {
        return new WatchState(created, lastMatch, sent, alerts, countTold, true, doneTold, watchRevision, summaries);
    }

    WatchState withDoneTold(boolean told) {
        return new WatchState(created, lastMatch, sent, alerts, countTold, absentTold, told, watchRevision, summaries);
    }

    WatchState withSummaries(Map<String, DigestSummary> others) {
        return new WatchState(created, lastMatch, sent, alerts, countTold, absentTold, doneTold, watchRevision, others);
    }

    /** Whether it has told as much as it should. */
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

    /** Whether one more alert of an offer that is new fits into the hour: what else was told does not take its place. */
    boolean hasRoomForNews(Watch watch) {
        return isLessThanAtMost(
                watch, (int) sent.stream().filter(SentAlert::isNews).count());
    }

    private static boolean isLessThanAtMost(Watch watch, int alerts) {
        return watch.alerts().rateRules().atMost().map(most -> alerts < most).orElse(true);
    }

    /** Whether a value is better than all that was told in the hour. */
    boolean isBeatenBy(Watch watch, BigDecimal value) {
        return sent.stream()
                .flatMap(each -> each.best().stream())
                .allMatch(best -> watch.threshold().metric().compare(value, best) < 0);
    }
}
