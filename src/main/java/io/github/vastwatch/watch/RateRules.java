package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import java.util.Map;
import java.util.Optional;

/**
 * When what is news may be told.
 *
 * @param atMost so many alerts in any hour; empty is without bounds
 * @param stopAfter after so many alerts the watch is done, if ever
 * @param digests the channels that get summaries, each with its rhythm; the others are told at once
 */
public record RateRules(
        Optional<Integer> atMost,
        Optional<QuietHours> quietHours,
        Optional<Integer> stopAfter,
        Map<String, Digest> digests) {
    /** More than one alert in six minutes nobody reads. */
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
