package io.github.vastwatch.watch;

import java.time.Duration;

/** Durations as a config has them. */
public final class Durations {
    private Durations() {}

    /** As {@code 1d2h}, {@code 6h}, {@code 15m} or {@code 40s}: the two largest parts. */
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
}
