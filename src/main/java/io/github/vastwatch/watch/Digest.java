package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The schedule of a channel that gets one summary instead of each alert.
 *
 * @param day of the week; empty is every day
 */
public record Digest(Optional<DayOfWeek> day, LocalTime at, ZoneId zone) {
    private static final Pattern SHAPE =
            Pattern.compile("(?:daily|weekly\\s+(\\w+))\\s+(\\d{1,2}:\\d\\d)", Pattern.CASE_INSENSITIVE);

    /** Reads {@code weekly Mon 08:00} or {@code daily 08:00}. */
    public static Digest parse(String text, ZoneId zone) {
        Matcher matcher = SHAPE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new InvalidInput("not a schedule: '" + text + "'", "write it as weekly Mon 08:00 or daily 08:00");
        }
        return new Digest(
                Optional.ofNullable(matcher.group(1)).map(word -> Weekdays.day(word, word)),
                TimeOfDay.parse(matcher.group(2)),
                zone);
    }

    /** Whether a summary has been due after {@code since} and until {@code now}. */
    public boolean isDue(Instant since, Instant now) {
        return last(now).isAfter(since);
    }

    /** When it was last due before {@code now}. */
    private Instant last(Instant now) {
        LocalDate date = now.atZone(zone).toLocalDate();
        while (true) {
            Instant due = date.atTime(at).atZone(zone).toInstant();
            DayOfWeek weekday = date.getDayOfWeek();
            if (!due.isAfter(now) && day.map(each -> each == weekday).orElse(true)) {
                return due;
            }
            date = date.minusDays(1);
        }
    }

    /** The form of the config. */
    @Override
    public String toString() {
        return day.map(each -> "weekly " + each.name().charAt(0)
                                + each.name().substring(1, 3).toLowerCase(Locale.ROOT))
                        .orElse("daily")
                + " " + at;
    }
}
