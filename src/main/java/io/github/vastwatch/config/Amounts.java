package io.github.vastwatch.config;

import io.github.vastwatch.offer.InvalidInput;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations, which need their unit, and sizes. */
public final class Amounts {
    private static final Pattern DURATION = Pattern.compile(part("w", "weeks?")
            + part("d", "days?")
            + part("h", "hours?|hrs?")
            + part("m", "minutes?|mins?")
            + part("s", "seconds?|secs?"));

    private static final Pattern SIZE =
            Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(?:([GT])B?)?", Pattern.CASE_INSENSITIVE);
    private static final Pattern FILE = Pattern.compile("(\\d{1,6}(?:\\.\\d)?)\\s*([MG])B");
    private static final Pattern BODY = Pattern.compile("(\\d{1,6})(?:\\.(\\d))?\\s*([kM])B");

    /** What people write for a duration or a size and it is not. */
    private static final Pattern NEARLY_DURATION =
            Pattern.compile("(\\d{1,7})(?:[.,](\\d))?\\s*([smhd])", Pattern.CASE_INSENSITIVE);

    private static final Pattern NEARLY_SIZE =
            Pattern.compile("(\\d+)(?:[.,](\\d+))?\\s*([GT])i?B?", Pattern.CASE_INSENSITIVE);

    private Amounts() {}

    /** A number with its unit; a letter alone must be a small one, because M may also mean months. */
    private static String part(String letter, String words) {
        return "(?:(\\d{1,7})\\s*(?:" + letter + "|(?i:" + words + "))\\s*)?";
    }

    /** Reads {@code 90s}, {@code 5m}, {@code 1h30m}, {@code 2d} or {@code 1 minute}. */
    public static Duration duration(String text) {
        String stripped = text.strip();
        Matcher matcher = DURATION.matcher(stripped);
        if (stripped.isEmpty() || !matcher.matches()) {
            throw new InvalidInput("not a duration: '" + text + "'", durationMeant(stripped));
        }
        return Duration.ofDays(7 * group(matcher, 1) + group(matcher, 2))
                .plusHours(group(matcher, 3))
                .plusMinutes(group(matcher, 4))
                .plusSeconds(group(matcher, 5));
    }

    /** A duration as {@link #duration} reads it, in the largest of hours, minutes and seconds that is exact. */
    static String text(Duration duration) {
        long seconds = duration.toSeconds();
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static String durationMeant(String text) {
        Matcher nearly = NEARLY_DURATION.matcher(text);
        if (nearly.matches()) {
            return "did you mean " + whole(nearly.group(1), nearly.group(2), lower(nearly.group(3))) + "?";
        }
        return text.matches("\\d{1,9}")
                ? "write its unit: " + text + "s or " + text + "m"
                : "write it with its unit, as 90s, 5m, 1h30m or 2d";
    }

    /** A duration with a tenth, in whole numbers. */
    private static String whole(String number, @Nullable String tenth, String unit) {
        if (tenth == null || unit.equals("s")) {
            return number + unit;
        }
        int part = Integer.parseInt(tenth);
        String rest = switch (unit) {
            case "d" -> 24 * 60 * part / 10 / 60 + "h" + 24 * 60 * part / 10 % 60 + "m";
            case "h" -> 6 * part + "m";
            default -> 6 * part + "s";
        };
        return (number.equals("0") ? "" : number + unit) + rest.replaceAll("(?<=h)0m$", "");
    }

    private static String lower(@Nullable String text) {
        return String.valueOf(text).toLowerCase(Locale.ROOT);
    }

    private static long group(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
    }

    /** Reads {@code 20GB}, {@code 0.5TB} or {@code 20}, as whole gigabytes, the vendor's 1000 MB. */
    public static int gigabytes(String text) {
        BigDecimal gigabytes = size(text);
        if (gigabytes.compareTo(BigDecimal.ONE) < 0 || gigabytes.compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
            throw new InvalidInput("a disk must be from 1GB to 1000TB: '" + text + "'");
        }
        return gigabytes.intValue();
    }

    /** Reads the size of what is moved, as {@code 100GB} or {@code 0}, in gigabytes. */
    static BigDecimal traffic(String text) {
        BigDecimal gigabytes = size(text);
        if (gigabytes.compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
            throw new InvalidInput("traffic must be at most 1000TB: '" + text + "'");
        }
        return gigabytes;
    }

    private static BigDecimal size(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) {
            Matcher nearly = NEARLY_SIZE.matcher(text.strip());
            throw new InvalidInput(
                    "not a size: '" + text + "'",
                    nearly.matches()
                            ? "did you mean " + nearly.group(1) + (nearly.group(2) == null ? "" : "." + nearly.group(2))
                                    + lower(nearly.group(3)).toUpperCase(Locale.ROOT) + "B?"
                            : "write it with its unit, as 20GB or 0.5TB");
        }
        BigDecimal size = new BigDecimal(matcher.group(1));
        return "t".equals(lower(matcher.group(2))) ? size.movePointRight(3) : size;
    }

    /** Reads {@code 500MB} or {@code 1.5GB}, of 1000 MB, as bytes. */
    static long fileSize(String text) {
        Matcher matcher = FILE.matcher(text.strip());
        if (!matcher.matches()) {
            throw new InvalidInput("not a size: '" + text + "'", "write it with its unit, as 500MB or 1GB");
        }
        return new BigDecimal(matcher.group(1))
                .movePointRight(matcher.group(2).equals("G") ? 9 : 6)
                .longValueExact();
    }

    /** Reads {@code 20kB} or {@code 1MB}, of 1000 bytes each, as bytes. */
    static int bytes(String text) {
        Matcher matcher = BODY.matcher(text.strip());
        if (!matcher.matches()) {
            throw new InvalidInput("not a size: '" + text + "'", "write it with its unit, as 20kB or 1MB");
        }
        BigDecimal size = new BigDecimal(text.strip().replaceAll("\\s*[kM]B$", ""))
                .movePointRight(matcher.group(3).equals("M") ? 6 : 3);
        if (size.compareTo(BigDecimal.valueOf(1000)) < 0 || size.compareTo(BigDecimal.valueOf(10_000_000)) > 0) {
            throw new InvalidInput("a body may have from 1kB to 10MB: '" + text + "'");
        }
        return size.intValue();
    }
}
