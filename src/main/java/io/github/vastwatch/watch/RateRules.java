package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import java.util.Map;
import java.util.Optional;

/**
 * Limits on how often alerts are sent.
 *
 * @param atMost alerts per hour; empty for no limit
 * @param stopAfter the number of alerts after which the watch is done, if any
 * @param digests the channels that get summaries, with their schedules; the others get alerts at once
 */
public record RateRules(
        Optional<Integer> atMost,
        Optional<QuietHours> quietHours,
        Optional<Integer> stopAfter,
        Map<String, Digest> digests) {
    /** More than one alert in six minutes would not be read. */
    public static final int AT_MOST = 10;

    public RateRules {
        if (atMost.isPresent() && atMost.get() < 1) {
            throw new InvalidInput("at_most must be at least 1/h: " + atMost.get() + "/h");
        }
        if (stopAfter.isPresent() && stopAfter.get() < 1) {
            throw new InvalidInput("stop_after must be at least 1: " + stopAfter.get());
        }
        digests = Map.copyOf(digests);
    }

    /** Reads {@code 10/h} or {@code off}. */
    public static Optional<Integer> parseAtMost(String text) {
        String stripped = text.strip();
        if (stripped.equals("off") || stripped.equals("false")) {
            return Optional.empty();
        }
        if (!stripped.matches("\\d{1,4}\\s*/\\s*h")) {
            throw new InvalidInput(
                    "not a rate: '" + text + "'",
                    stripped.matches("\\d{1,4}") ? "write " + stripped + "/h" : "write it as 10/h, or off");
        }
        return Optional.of(Integer.valueOf(stripped.replaceAll("\\D", "")));
    }
}
