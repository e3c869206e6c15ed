package io.github.vastwatch.config;

import io.github.vastwatch.offer.Mistake;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations and sizes, which need their unit. */
public final class Amounts {
    private static final Pattern DURATION = Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?");
    private static final Pattern SIZE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([GT])B");

    private static final Pattern BODY = Pattern.compile("(\\d{1,6})(?:\\.(\\d))?\\s*([kM])B");

    /** What people write for a duration or a size and it is not. */
    private static final Pattern NEARLY_DURATION = Pattern.compile(
            "(\\d+)\\s*(s|m|h|d)(?:|ecs?|econds?|ins?|inutes?|rs?|ours?|ays?)", Pattern.CASE_INSENSITIVE);

    private static final Pattern NEARLY_SIZE =
            Pattern.compile("(\\d+)(?:[.,](\\d+))?\\s*([GT])i?B?", Pattern.CASE_INSENSITIVE);

    private Amounts() {}

    /** Reads {@code 90s}, {@code 5m}, {@code 1h30m} or {@code 2d}. */
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (text.isEmpty() || !matcher.matches() || text.length() > 12) {
            Matcher nearly = NEARLY_DURATION.matcher(text.strip());
            throw new Mistake(
                    "not a duration: '" + text + "'",
                    nearly.matches()
                            ? "did you mean " + nearly.group(1) + lower(nearly.group(2)) + "?"
                            : text.matches("\\d{1,9}")
                                    ? "write its unit: " + text + "s or " + text + "m"
                                    : "write it with its unit, as 90s, 5m, 1h30m or 2d");
        }
        return Duration.ofDays(group(matcher, 1))
                .plusHours(group(matcher, 2))
                .plusMinutes(group(matcher, 3))
                .plusSeconds(group(matcher, 4));
    }

    private static String lower(@Nullable String text) {
        return String.valueOf(text).toLowerCase(Locale.ROOT);
    }

    private static long group(Matcher matcher, int group) {
        return matcher.group(group) == null ? 0 : Long.parseLong(matcher.group(group));
    }

    /** Reads {@code 20GB} or {@code 0.5TB} as whole gigabytes, the vendor's 1000 MB. */
    public static int gigabytes(String text) {
        Matcher matcher = SIZE.matcher(text.strip());
        if (!matcher.matches()) {
            Matcher nearly = NEARLY_SIZE.matcher(text.strip());
            throw new Mistake(
                    "not a size: '" + text + "'",
                    nearly.matches()
                            ? "did you mean " + nearly.group(1) + (nearly.group(2) == null ? "" : "." + nearly.group(2))
                                    + lower(nearly.group(3)).toUpperCase(Locale.ROOT) + "B?"
                            : "write it with its unit, as 20GB or 0.5TB");
        }
        BigDecimal size = new BigDecimal(matcher.group(1));
        BigDecimal gigabytes = matcher.group(2).equals("T") ? size.movePointRight(3) : size;
        if (gigabytes.compareTo(BigDecimal.ONE) < 0 || gigabytes.compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
            throw new Mistake("a disk must be from 1GB to 1000TB: '" + text + "'");
        }
        return gigabytes.intValue();
    }

    /** Reads {@code 20kB} or {@code 1MB}, of 1000 bytes each, as bytes. */
    static int bytes(String text) {
        Matcher matcher = BODY.matcher(text.strip());
        if (!matcher.matches()) {
            throw new Mistake("not a size: '" + text + "'", "write it with its unit, as 20kB or 1MB");
        }
        BigDecimal size = new BigDecimal(text.strip().replaceAll("\\s*[kM]B$", ""))
                .movePointRight(matcher.group(3).equals("M") ? 6 : 3);
        if (size.compareTo(BigDecimal.valueOf(1000)) < 0 || size.compareTo(BigDecimal.valueOf(10_000_000)) > 0) {
            throw new Mistake("a body may have from 1kB to 10MB: '" + text + "'");
        }
        return size.intValue();
    }
}
