package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The hours in which alerts are suppressed, in a zone's local time.
 *
 * @param to the end; on the next day if not after {@code from}
 * @param days those on which it begins
 * @param unless the threshold from which an offer passes
 */
public record QuietHours(LocalTime from, LocalTime to, Set<DayOfWeek> days, ZoneId zone, Optional<Threshold> unless) {
    private static final Pattern SHAPE = Pattern.compile("\\s*(\\d{1,2}):(\\d\\d)\\s*-\\s*(\\d{1,2}):(\\d\\d)\\s*");

    /** Start and end. */
    public record Span(LocalTime from, LocalTime to) {
        /** Reads {@code 23:00-07:00}. */
        public static Span parse(String text) {
            Matcher matcher = SHAPE.matcher(text);
            if (!matcher.matches()) {
                throw new InvalidInput("not a time of day: '" + text + "'", "write it as \"23:00-07:00\"");
            }
            return new Span(
                    TimeOfDay.parse(matcher.group(1) + ":" + matcher.group(2)),
                    TimeOfDay.parse(matcher.group(3) + ":" + matcher.group(4)));
        }
    }

    public QuietHours {
        days = Set.copyOf(EnumSet.copyOf(days));
        if (from.equals(to) && days.size() == DayOfWeek.values().length) {
            throw new InvalidInput(
                    "quiet hours that never end: " + from + "-" + to + " on every day",
                    "write enabled: false to turn it off");
        }
    }

    /** Whether {@code now} is within; a change of the clock makes a night longer or shorter, nothing else. */
    public boolean contains(Instant now) {
        return end(now).isPresent();
    }

    /** The end of the quiet hours that contain {@code now}; empty outside of them. */
    public Optional<ZonedDateTime> end(Instant now) {
        LocalDate today = now.atZone(zone).toLocalDate();
        return Stream.of(today, today.minusDays(1))
                .filter(day -> holds(day, now))
                .map(this::end)
                .max(Comparator.naturalOrder());
    }

    private boolean holds(LocalDate day, Instant now) {
        Instant start = day.atTime(from).atZone(zone).toInstant();
        return days.contains(day.getDayOfWeek()) && !now.isBefore(start) && now.isBefore(end(day).toInstant());
    }

    private ZonedDateTime end(LocalDate day) {
        return (to.isAfter(from) ? day : day.plusDays(1)).atTime(to).atZone(zone);
    }

    /** Whether an offer passes. */
    public boolean isBrokenBy(Offer offer) {
        return unless.map(threshold -> threshold.matches(offer)).orElse(false);
    }
}
