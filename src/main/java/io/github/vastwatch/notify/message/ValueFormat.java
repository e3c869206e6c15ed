package io.github.vastwatch.notify.message;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.text.SafeText;
import io.github.vastwatch.text.Share;
import io.github.vastwatch.watch.Metric;
import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How numbers and places read in a message. */
public final class ValueFormat {
    private static final DecimalFormatSymbols POINT = DecimalFormatSymbols.getInstance(Locale.ROOT);

    /** "AMD Ryzen Threadripper PRO 5975WX 32-Cores" has 42. */
    private static final int NAME = 80;

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz", Locale.ENGLISH);

    private ValueFormat() {}

    /** {@code $0.389}, as everywhere. */
    public static String dollars(double amount) {
        return Metric.dollars(amount);
    }

    /** {@code $6.94/day} of a price an hour. */
    static String perDay(double perHour) {
        return "$" + new DecimalFormat("0.00", POINT).format(perHour * 24) + "/day";
    }

    /** {@code $3.00/TB} of a price a gigabyte. */
    static String perTerabyte(double perGigabyte) {
        return "$" + new DecimalFormat("0.00", POINT).format(perGigabyte * 1000) + "/TB";
    }

    /** {@code ▼ 12 %} of -12.3; at least a tenth, and not all while some is left. */
    static String change(double percent) {
        double size = Math.max(Math.abs(percent), 0.1);
        BigDecimal share = BigDecimal.valueOf(size).movePointLeft(2);
        String rounded = Share.round(share, size < 9.95 ? 3 : 2)
                .movePointRight(2)
                .stripTrailingZeros()
                .toPlainString();
        return (percent < 0 ? "▼ " : "▲ ") + rounded + " %";
    }

    /** At most one decimal, and three where that would say 0; more where a share would read as all, or as nothing. */
    public static String number(double value) {
        if (!Double.isFinite(value)) {
            return String.valueOf(value);
        }
        return Share.roundNumber(BigDecimal.valueOf(value), Math.abs(value) < 10 ? 3 : 1)
                .stripTrailingZeros()
                .toPlainString();
    }

    static String value(Metric metric, BigDecimal value) {
        return metric.words(value);
    }

    /** A value without its unit, where that stands before it: {@code $0.40}, {@code 325.9}. */
    static String amount(Metric metric, BigDecimal value) {
        return metric.isPrice() ? dollars(value.doubleValue()) : number(value.doubleValue());
    }

    static String gigabytes(double megabytes) {
        return number(megabytes / 1000) + " GB";
    }

    static String days(Duration duration) {
        return duration.toDays() >= 2
                ? duration.toDays() + " days"
                : duration.toHours() >= 2
                        ? duration.toHours() + " hours"
                        : Math.max(0, duration.toMinutes()) + " minutes";
    }

    /** Seconds up to two minutes, then as {@link #days}. */
    public static String age(Duration duration) {
        long seconds = Math.max(0, duration.toSeconds());
        return seconds == 1 ? "1 second" : seconds < 120 ? seconds + " seconds" : days(duration);
    }

    /** {@code 2026-11-23 13:00:00 CET}. */
    static String moment(Instant instant, ZoneId zone) {
        // The offset 0 would be told as Z.
        ZoneId told = zone.equals(ZoneOffset.UTC) ? ZoneId.of("UTC") : zone;
        return MOMENT.format(instant.atZone(told));
    }

    /** {@code Sweden, SE} as {@code Sweden}, {@code , US} as {@code US}. */
    static String place(Offer offer) {
        String place = offer.text(Field.GEOLOCATION).orElse("place unknown").strip();
        int comma = place.lastIndexOf(',');
        String region = comma < 0 ? place : place.substring(0, comma).strip();
        return name(region.isEmpty() ? place.substring(comma + 1).strip() : region);
    }

    /** On one safe line; a text from right to left keeps to its own place. */
    public static String oneLine(String text) {
        String line = SafeText.line(text);
        boolean isTurned = line.codePoints()
                .map(Character::getDirectionality)
                .anyMatch(way -> way == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                        || way == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC);
        return isTurned ? "\u2068" + line + "\u2069" : line;
    }

    /** What a host or a vendor calls something, on one line and no longer than names are. */
    public static String name(String text) {
        return oneLine(cut(text, NAME));
    }

    /** A text that calls nobody: where {@code @} has a meaning, it is parted from what follows by nothing visible; nor does it lead anywhere. */
    public static String unmentioned(String text) {
        return text.replace("@", "@\u2060").replace("://", ":\u2060//");
    }

    /** At most so many characters, with an ellipsis where some are missing. */
    public static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }
}
