package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import java.time.DateTimeException;
import java.time.LocalTime;

/** Parses times of day. */
final class TimeOfDay {
    private TimeOfDay() {}

    /** Reads {@code 7:00}, {@code 23:30} and, as the end of a day, {@code 24:00}. */
    static LocalTime parse(String text) {
        if (text.equals("24:00")) {
            return LocalTime.MIDNIGHT;
        }
        try {
            return LocalTime.parse(text.length() == 4 ? "0" + text : text);
        } catch (DateTimeException e) {
            throw new InvalidInput("not a time of day: '" + text + "'", "write it as 07:00 or 23:30");
        }
    }
}
