package io.github.vastwatch.store;

import io.github.vastwatch.history.MarketThreshold;
import io.github.vastwatch.store.PollOutcome.Result;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the polls of a watch went.
 *
 * @param since when it was first watched
 * @param paused since when it is paused, if it is
 * @param completeAt when it last saw the whole market
 * @param dueAt when it should see it again; empty while nothing is expected of it
 * @param market where its threshold is, if that follows the market
 * @param gap the longest time of a day between two polls that saw the whole market
 */
public record WatchStatus(
        String name,
        Instant since,
        Optional<Instant> paused,
        Optional<PollOutcome> last,
        Optional<Instant> completeAt,
        Optional<Instant> dueAt,
        Optional<MarketThreshold> market,
        Optional<Gap> gap) {

    /** A time in which the whole market was not seen, and why; the reason is empty where it is the interval. */
    public record Gap(LocalDate day, Duration length, String reason) {}

    static WatchStatus first(String name, Instant since) {
        return new WatchStatus(
                name,
                since,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    WatchStatus with(Optional<MarketThreshold> now) {
        return new WatchStatus(name, since, paused, last, completeAt, dueAt, now, gap);
    }

    /** The longest of a day's gaps by now, one that lasts included: while the last poll did not see the whole market. */
    public Optional<Gap> worstGap(LocalDate day, Instant now) {
        Optional<Gap> lasting = last.filter(poll -> paused.isEmpty() && poll.result() != Result.COMPLETE)
                .flatMap(poll -> completeAt.map(seen -> new Gap(day, Duration.between(seen, now), poll.reason())));
        return Stream.concat(gapOf(day).stream(), lasting.stream()).max(Comparator.comparing(Gap::length));
    }

    private Optional<Gap> gapOf(LocalDate day) {
        return gap.filter(each -> each.day().equals(day));
    }

    /** This after one more poll; the matches of the last answer stay where there is none. */
    WatchStatus after(PollOutcome poll, LocalDate day, Instant startedAt) {
        boolean isComplete = poll.result() == Result.COMPLETE;
        Optional<Integer> matches = poll.matches().or(() -> last.flatMap(PollOutcome::matches));
        return new WatchStatus(
                name,
                since,
                paused,
                Optional.of(new PollOutcome(name, poll.at(), poll.result(), poll.reason(), matches, poll.next())),
                isComplete ? Optional.of(poll.at()) : completeAt,
                isComplete ? poll.next() : dueAt,
                market,
                gapAfter(poll, day, startedAt));
    }

    private Optional<Gap> gapAfter(PollOutcome poll, LocalDate day, Instant startedAt) {
        Optional<Gap> today = gapOf(day);
        // If the clock was set back, the gap cannot be measured.
        if (poll.result() != Result.COMPLETE
                || completeAt.isEmpty()
                || poll.at().isBefore(completeAt.get())) {
            return today;
        }
        Duration length = Duration.between(completeAt.get(), poll.at());
        if (today.isPresent() && today.get().length().compareTo(length) >= 0) {
            return today;
        }
        String reason = startedAt.isAfter(completeAt.get())
                ? "not running"
                : last.map(PollOutcome::reason).orElse("");
        return Optional.of(new Gap(day, length, reason));
    }
}
