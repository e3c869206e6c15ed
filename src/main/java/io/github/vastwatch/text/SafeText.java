package io.github.vastwatch.text;

import java.util.regex.Pattern;

/** Makes untrusted text safe for terminals, logs and messages: one line, everything in it visible, not too long. */
public final class SafeText {
    private static final char RUN = '\n';
    private static final Pattern RUNS = Pattern.compile(RUN + "+");

    /** "AMD Ryzen Threadripper PRO 5975WX 32-Cores" has 42. */
    private static final int NAME = 80;

    private SafeText() {}

    /**
     * The text without anything that controls a terminal or is invisible: line breaks, control characters (C0 and C1) and
     * other blanks become a space; characters that change the direction, have no width or are tags are removed; half a
     * surrogate pair becomes a replacement character.
     */
    public static String line(String text) {
        if (isPlain(text)) {
            return text.strip();
        }
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (point != ' ' && isBlank(point)) {
                // A run of blanks becomes one.
                line.append(RUN);
            } else if (Character.getType(point) == Character.SURROGATE) {
                line.append('\ufffd');
            } else if (!isInvisible(point)) {
                line.appendCodePoint(point);
            }
        });
        return RUNS.matcher(line).replaceAll(" ").strip();
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < ' ' || text.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** One safe line in which right-to-left text cannot reorder what surrounds it. */
    public static String isolated(String text) {
        String line = line(text);
        boolean isTurned = line.codePoints()
                .map(Character::getDirectionality)
                .anyMatch(way -> way == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                        || way == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC);
        return isTurned ? "\u2068" + line + "\u2069" : line;
    }

    /** The name that a host or Vast.ai gives something: isolated, and at most 80 characters long. */
    public static String name(String text) {
        return isolated(cut(text, NAME));
    }

    /** Adds an invisible character after {@code @} and {@code ://}, so that services see no mention or link. */
    public static String inert(String text) {
        return text.replace("@", "@\u2060").replace("://", ":\u2060//");
    }

    /** The text in at most {@code limit} characters, with an ellipsis where something is missing. */
    public static String cut(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(limit - 2)) ? limit - 2 : limit - 1;
        return text.substring(0, end) + "…";
    }

    private static boolean isBlank(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point) || Character.isISOControl(point);
    }

    /** Format characters, and letters and marks without a shape (Unicode: Default_Ignorable_Code_Point). */
    private static boolean isInvisible(int point) {
        return Character.getType(point) == Character.FORMAT
                || point == 0x034f
                || point == 0x115f
                || point == 0x1160
                || point == 0x17b4
                || point == 0x17b5
                || (point >= 0x180b && point <= 0x180f)
                || point == 0x3164
                || (point >= 0xfe00 && point <= 0xfe0f)
                || point == 0xffa0
                || (point >= 0xfff0 && point <= 0xfff8)
                || (point >= 0xe0000 && point <= 0xe0fff);
    }
}
