package io.github.vastwatch.offer;

import java.util.Locale;
import java.util.Optional;

/** Driver versions as the numbers that Vast.ai compares: three digits a part, 535.86.05 as 535086005. */
final class DriverVersion {
    private DriverVersion() {}

    /**
     * The number of a version in one, two or three parts; missing parts are 0 (a tenth of the rows has two). A text of seven
     * digits or more is such a number already.
     */
    static Optional<Double> number(Value value) {
        if (value instanceof Value.Num num && num.value() >= 1_000_000 && num.value() == Math.rint(num.value())) {
            return value.asNumber();
        }
        String text = value.toString().trim();
        double number = 0;
        int parts = 0;
        int part = 0;
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9' && digits < (parts == 0 ? 4 : 3)) {
                part = part * 10 + c - '0';
                digits++;
            } else if (c == '.' && digits > 0 && parts < 2) {
                number = number * 1000 + part;
                parts++;
                part = 0;
                digits = 0;
            } else {
                return text.length() >= 7 && text.chars().allMatch(Character::isDigit)
                        ? value.asNumber()
                        : Optional.empty();
            }
        }
        for (; parts < 3; parts++) {
            number = number * 1000 + part;
            part = 0;
        }
        return digits == 0 ? Optional.empty() : Optional.of(number);
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
