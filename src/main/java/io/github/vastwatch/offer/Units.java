package io.github.vastwatch.offer;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses sizes and durations with a unit: {@code 24GB}, {@code 0.5TB}, {@code 3d}, {@code 1d12h}. */
final class Units {
    private static final String NUMBER = "(\\d+(?:\\.\\d+)?)";
    private static final Pattern SIZE = Pattern.compile(NUMBER + "\\s*([MGT])B");
    private static final Pattern TIME = Pattern.compile(NUMBER + "\\s*([smhdw])\\s*");
    private static final Pattern TIMES = Pattern.compile("(?:" + TIME.pattern() + ")+");

    /** Vast.ai's gigabyte has 1000 MB. */
    private static final Map<String, Long> MEGABYTES = Map.of("M", 1L, "G", 1_000L, "T", 1_000_000L);

    private static final Map<String, Long> SECONDS =
            Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L, "w", 604_800L);

    private Units() {}

    /** Whether a field's values are sizes or durations, which can have a unit. */
    static boolean has(Field field) {
        return isSize(field) || field == Field.DURATION;
    }

    private static boolean isSize(Field field) {
        return field == Field.GPU_RAM
                || field == Field.GPU_TOTAL_RAM
                || field == Field.CPU_RAM
                || field == Field.DISK_SPACE;
    }

    /** An example for advice. */
    static String example(Field field) {
        return isSize(field) ? "24GB" : "3d";
    }

    /** The exact number in the wire's unit; empty if the text has no unit of the field. */
    static Optional<BigDecimal> toWire(Field field, String text) {
        if (isSize(field)) {
            Matcher size = SIZE.matcher(text);
            return size.matches()
                    ? Optional.of(new BigDecimal(size.group(1))
                            .multiply(BigDecimal.valueOf(MEGABYTES.getOrDefault(size.group(2), 0L)))
                            .movePointLeft(field == Field.DISK_SPACE ? 3 : 0))
                    : Optional.empty();
        }
        if (field != Field.DURATION || !TIMES.matcher(text).matches()) {
            return Optional.empty();
        }
        BigDecimal seconds = BigDecimal.ZERO;
        Matcher part = TIME.matcher(text);
        while (part.find()) {
            seconds = seconds.add(new BigDecimal(part.group(1))
                    .multiply(BigDecimal.valueOf(SECONDS.getOrDefault(part.group(2), 0L))));
        }
        return Optional.of(seconds);
    }
}
