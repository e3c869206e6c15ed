package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Parses days of the week. */
public final class Weekdays {
    public static final Set<DayOfWeek> ALL = Set.of(DayOfWeek.values());

    private Weekdays() {}

    /** Reads {@code mon} or {@code mon-fri}; a range can wrap around the week's end. */
    public static Set<DayOfWeek> parse(String text) {
        String[] ends = text.strip().split("\\s*-\\s*", 2);
        DayOfWeek day = day(ends[0], text);
        DayOfWeek last = ends.length == 2 ? day(ends[1], text) : day;
        Set<DayOfWeek> days = EnumSet.of(day);
        while (day != last) {
            day = day.plus(1);
            days.add(day);
        }
        return days;
    }

    /** The day of {@code mon}, {@code Monday} and so on. */
    static DayOfWeek day(String word, String text) {
        return Arrays.stream(DayOfWeek.values())
                .filter(each -> List.of(name(each, TextStyle.SHORT), name(each, TextStyle.FULL))
                        .contains(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new InvalidInput("not a day: '" + text + "'", "write it as mon, or mon-fri"));
    }

    private static String name(DayOfWeek day, TextStyle style) {
        return day.getDisplayName(style, Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
