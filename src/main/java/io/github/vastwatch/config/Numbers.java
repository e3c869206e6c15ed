package io.github.vastwatch.config;

import io.github.vastwatch.offer.InvalidInput;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whole numbers and switches, from the text as it stands in the file. */
final class Numbers {
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

    private Numbers() {}

    /** Digits, with underscores between as YAML 1.1 has them; its octal numbers are not guessed at. */
    static int whole(String text) {
        if (text.matches("0[0-9_]+")) {
            throw new InvalidInput(
                    "a number with a 0 before it: '" + text + "'",
                    "write " + text.replaceAll("^[0_]+(?=.)", "") + "; YAML may take the 0 for octal");
        }
        try {
            return Integer.parseInt(text.matches("[0-9]+(_[0-9]+)+") ? text.replace("_", "") : text);
        } catch (NumberFormatException e) {
            Matcher number = NUMBER.matcher(text);
            throw new InvalidInput(
                    "not a whole number: '" + text + "'",
                    number.find() ? "write digits alone, as " + number.group() : "write digits alone");
        }
    }

    static boolean flag(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new InvalidInput("not a switch: '" + text + "'", "write true or false");
        };
    }
}
