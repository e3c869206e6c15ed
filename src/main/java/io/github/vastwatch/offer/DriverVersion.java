package io.github.vastwatch.offer;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Driver versions as the numbers that Vast.ai compares: three digits a part, 535.86.05 as 535086005. */
final class DriverVersion {
    private static final Pattern PARTS = Pattern.compile("\\d{1,4}(\\.\\d{1,3}){0,2}");

    private DriverVersion() {}

    /**
     * The number of a version in one, two or three parts; missing parts are 0 (a tenth of the rows has two). A text of seven
     * digits or more is such a number already.
     */
    static Optional<Double> number(Value value) {
        String text = value.toString().trim();
        if (text.length() >= 7 && text.chars().allMatch(Character::isDigit)) {
            return value.asNumber();
        }
        if (!PARTS.matcher(text).matches()) {
            return Optional.empty();
        }
        String[] parts = text.split("\\.");
        double number = 0;
        for (int i = 0; i < 3; i++) {
            number = number * 1000 + (i < parts.length ? Integer.parseInt(parts[i]) : 0);
        }
        return Optional.of(number);
    }

    /** The version that a number stands for, without trailing zero parts: 535086005 as 535.86.05, 550000000 as 550. */
    static String shortest(double number) {
        return threeParts(number).replaceAll("(\\.0)?\\.00$", "");
    }

    /** The version in three parts, which the vendor's command line needs. */
    static String threeParts(double number) {
        long whole = (long) number;
        return whole == number && whole >= 0 && whole < 10_000_000_000L
                ? String.format(Locale.ROOT, "%d.%d.%02d", whole / 1_000_000, whole / 1_000 % 1_000, whole % 1_000)
                : Value.of(number).toString();
    }
}
