package io.github.vastwatch.store;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a watch fares.
 *
 * @param since when it was first watched
 * @param paused since when it is paused, if it is
 * @param last its last look
 * @param wholeAt when the market was last seen whole
 * @param gap the longest time of a day between two whole looks
 */
public record WatchStatus(
        String name,
        Instant since,
        Optional<Instant> paused,
        Optional<PollOutcome> last,
        Optional<Instant> wholeAt,
        Optional<Gap> gap) {

    /** A time in which the market was not seen whole, and why; the reason is empty where it is just how often it is due. */
    public record Gap(LocalDate day, Duration length, String reason) {}

    /** The longest of a day's gaps by now, one that lasts included: while the last look did not see the market whole. */
    public Optional<Gap> worstGap(LocalDate day, Instant now) {
        Optional<Gap> today = gap.filter(each -> each.day().equals(day));
        Optional<Gap> lasting = last.filter(look -> paused.isEmpty() && look.result() != PollOutcome.Result.WHOLE)
                .flatMap(look -> wholeAt.map(whole -> new Gap(day, Duration.between(whole, now), look.reason())));
        return Stream.concat(today.stream(), lasting.stream()).max(Comparator.comparing(Gap::length));
    }

    /** The longest of a day's gaps, after one more look on it; {@code startedAt} is when the daemon that looked was started. */
    Optional<Gap> gapAfter(PollOutcome look, LocalDate day, Instant startedAt) {
        Optional<Gap> today = gap.filter(each -> each.day().equals(day));
        // A clock that was set back measures nothing.
        if (look.result() != PollOutcome.Result.WHOLE
                || wholeAt.isEmpty()
                || look.at().isBefore(wholeAt.get())) {
            return today;
        }
        Duration length = Duration.between(wholeAt.get(), look.at());
        if (today.isPresent() && today.get().length().compareTo(length) >= 0) {
            return today;
        }
        String reason = startedAt.isAfter(wholeAt.get())
                ? "not running"
                : last.map(PollOutcome::reason).orElse("");
        return Optional.of(new Gap(day, length, reason));
    }
}
