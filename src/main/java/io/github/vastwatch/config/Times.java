package io.github.vastwatch.config;

import io.github.vastwatch.offer.InvalidInput;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** Time zones and dates. */
final class Times {
    private Times() {}

    static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw InvalidInput.unknown(
                    "unknown time zone '" + text + "'",
                    text,
                    ZoneId.getAvailableZoneIds(),
                    "write it as Europe/Berlin");
        }
    }

    /** The end of a day. */
    static Instant until(String text, ZoneId zone) {
        try {
            return LocalDate.parse(text).plusDays(1).atStartOfDay(zone).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidInput("not a date: '" + text + "'", "write it as 2026-12-31; that day still counts");
        }
    }
}
