package io.github.vastwatch.offer;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Driver versions as the numbers that Vast.ai compares: three digits per part, 535.86.05 as 535086005. */
final class DriverVersion {
    private static final Pattern PARTS = Pattern.compile("\\d{1,4}(\\.\\d{1,3}){0,2}");

    private DriverVersion() {}

    /**
     * The number of a version with one, two or three parts, missing ones as zero: a tenth of the rows has two. A
     * number of seven digits or more is already converted.
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

    /** The version of a number: 535086005 is 535.86.05, 550000000 is 550. */
    static String brief(double number) {
        return full(number).replaceAll("(\\.0)?\\.00$", "");
    }

    /** The version with three parts, which the vendor's command line needs. */
    static String full(double number) {
        long whole = (long) number;
        return whole == number && whole >= 0 && whole < 10_000_000_000L
                ? String.format(Locale.ROOT, "%d.%d.%02d", whole / 1_000_000, whole / 1_000 % 1_000, whole % 1_000)
                : Value.of(number).toString();
    }
}
