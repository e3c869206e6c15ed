package io.github.vastwatch.history;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The alerts of two runs, compared by their times and offers.
 *
 * @param same of the first run, those whose offers the second sent too
 * @param onlyFirst those of the first that the second did not send, or not all of whose offers
 * @param onlySecond the same the other way round
 */
public record ReplayCheck(List<Alert> same, List<Alert> onlyFirst, List<Alert> onlySecond) {
    /** The time within which a run may decide the same with another answer, as an absence takes to count. */
    private static final Duration NEAR = Duration.ofMinutes(10);

    /** Why an alert that was sent is not sent again. */
    public enum Cause {
        OTHER_TERMS("the watch had other terms then"),
        NOT_RECORDED("no answer is recorded of then"),
        OTHER_ROWS("the record shows other offers then: an offer with two rows, or that comes and goes");

        private final String words;

        Cause(String words) {
            this.words = words;
        }

        @Override
        public String toString() {
            return words;
        }
    }

    public static ReplayCheck of(Collection<Alert> first, Collection<Alert> second) {
        List<Alert> same = new ArrayList<>();
        List<Alert> onlyFirst = new ArrayList<>();
        first.forEach(alert -> (isAmong(alert, second) ? same : onlyFirst).add(alert));
        return new ReplayCheck(
                same,
                onlyFirst,
                second.stream().filter(alert -> !isAmong(alert, first)).toList());
    }

    private static boolean isAmong(Alert alert, Collection<Alert> others) {
        List<Alert> near = others.stream()
                .filter(other -> other.alertKind() == alert.alertKind()
                        && Duration.between(alert.at(), other.at()).abs().compareTo(NEAR) <= 0)
                .toList();
        return alert.matches().isEmpty()
                ? !near.isEmpty()
                : alert.matches().stream()
                        .allMatch(match -> near.stream()
                                .flatMap(other -> other.matches().stream())
                                .map(Match::key)
                                .anyMatch(match.key()::equals));
    }

    /**
     * Why an alert that a watch sent is not sent again.
     *
     * @param polls the answers for the watch
     */
    public static Cause cause(Alert sent, Watch watch, Collection<RecordedPoll> polls) {
        boolean hasOtherTerms = sent.terms()
                .map(WatchTerms::threshold)
                .filter(threshold -> watch.moving().isEmpty() && !threshold.equals(watch.threshold()))
                .isPresent();
        if (hasOtherTerms) {
            return Cause.OTHER_TERMS;
        }
        Instant from = sent.at().minus(NEAR);
        Instant to = sent.at().plus(NEAR);
        return polls.stream().map(RecordedPoll::at).noneMatch(at -> !at.isBefore(from) && !at.isAfter(to))
                ? Cause.NOT_RECORDED
                : Cause.OTHER_ROWS;
    }
}
