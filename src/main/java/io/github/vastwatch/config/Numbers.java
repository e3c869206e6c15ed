package io.github.vastwatch.config;

import io.github.vastwatch.offer.Mistake;

/** Whole numbers and switches, from the text as it stands in the file. */
final class Numbers {
    private Numbers() {}

    static int whole(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new Mistake("not a whole number: '" + text + "'");
        }
    }

    static boolean flag(String text) {
        return switch (text) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new Mistake("not a switch: '" + text + "'", "write true or false");
        };
    }
}
