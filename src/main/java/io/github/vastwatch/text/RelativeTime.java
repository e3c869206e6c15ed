package io.github.vastwatch.text;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times relative to now. */
public record RelativeTime(Instant now) {

    /** {@code 48 s ago}, {@code in 12 s}. */
    public String of(Instant moment) {
        Duration past = Duration.between(moment, now);
        return past.isNegative() ? "in " + span(past.negated()) : span(past) + " ago";
    }

    /** {@code 2026-11-26T15:59:03Z (48 s ago)}. */
    public String dated(Instant moment) {
        return moment.truncatedTo(ChronoUnit.SECONDS) + " (" + of(moment) + ")";
    }

    /** The two largest units that matter: {@code 3 d 4 h}, {@code 6 min}, {@code 48 s}. */
    public static String span(Duration duration) {
        long seconds = Math.round(duration.toMillis() / 1000.0);
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min";
        }
        long minutes = seconds / 60;
        if (minutes < 48 * 60) {
            return minutes / 60 + " h" + (minutes % 60 == 0 ? "" : " " + minutes % 60 + " min");
        }
        return minutes / 1440 + " d" + (minutes / 60 % 24 == 0 ? "" : " " + minutes / 60 % 24 + " h");
    }
}
