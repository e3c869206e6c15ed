package io.github.vastwatch.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Formats durations and times. */
public final class Durations {
    public static final String MOMENT = "yyyy-MM-dd HH:mm:ss zzz";

    private Durations() {}

    /** The form of a config: {@code 1d2h}, {@code 6h}, {@code 15m} or {@code 40s}; the two largest parts. */
    public static String of(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        long[] parts = {seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60, seconds % 60};
        String units = "dhms";
        StringBuilder words = new StringBuilder();
        int first = -1;
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] > 0 && (first < 0 || i == first + 1)) {
                first = first < 0 ? i : first;
                words.append(parts[i]).append(units.charAt(i));
            }
        }
        return words.isEmpty() ? "0s" : words.toString();
    }

    /** In a sentence: {@code 40 seconds} up to two minutes, then {@code 90 minutes}, {@code 5 hours}, {@code 21 days}. */
    public static String words(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        return seconds == 1
                ? "1 second"
                : seconds < 120
                        ? seconds + " seconds"
                        : duration.toHours() < 2
                                ? duration.toMinutes() + " minutes"
                                : duration.toDays() < 2 ? duration.toHours() + " hours" : duration.toDays() + " days";
    }

    /** {@code 2026-11-23 13:00:00 CET}. */
    public static String moment(Instant instant, ZoneId zone) {
        // The offset 0 would print as Z.
        ZoneId named = zone.equals(ZoneOffset.UTC) ? ZoneId.of("UTC") : zone;
        return DateTimeFormatter.ofPattern(MOMENT, Locale.ENGLISH).format(instant.atZone(named));
    }
}
