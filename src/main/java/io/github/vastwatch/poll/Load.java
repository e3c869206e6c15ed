package io.github.vastwatch.poll;

import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How many searches a minute the watches ask for, and what becomes of them where the budget is too small for that. */
public final class Load {
    private Load() {}

    /**
     * What to say at the start: empty when the budget suffices, else a sentence for the whole and one a watch.
     *
     * @param now where the schedules are looked at from
     */
    public static List<String> shortage(
            Collection<Watch> watches, int requestsPerMinute, boolean anonymous, Instant now) {
        double wanted = PollPlan.of(watches, anonymous).asks().stream()
                .mapToDouble(ask -> ask.watches().stream()
                        .flatMap(watch -> interval(watch, now).stream())
                        .mapToDouble(interval -> 60_000.0 / interval.toMillis())
                        .max()
                        .orElse(0))
                .sum();
        double factor = wanted / requestsPerMinute;
        // A tenth more is made up for by what fails and what is merged.
        if (factor <= 1.1) {
            return List.of();
        }
        String sentence = String.format(
                Locale.ROOT,
                "the watches ask for %.1f searches a minute, requests_per_minute allows %d: ",
                wanted,
                requestsPerMinute);
        return watches.stream()
                .flatMap(watch -> interval(watch, now).stream()
                        .map(each -> "watch '" + watch.name() + "' will run about every " + spoken(each, factor)
                                + " instead of " + spoken(each, 1)))
                .map(late -> sentence + late)
                .toList();
    }

    private static Optional<Duration> interval(Watch watch, Instant now) {
        return watch.next(now).flatMap(next -> watch.next(next).map(after -> Duration.between(next, after)));
    }

    private static String spoken(Duration interval, double factor) {
        Duration duration = Duration.ofMillis(Math.round(interval.toMillis() * factor));
        return duration.plusMillis(500)
                .truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .substring(2)
                .toLowerCase(Locale.ROOT);
    }
}
