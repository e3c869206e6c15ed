package io.github.vastwatch.text;

import java.util.regex.Pattern;

/** Text of others, made fit for terminals, logs and keys: on one line, and all of it visible. */
public final class SafeText {
    private static final char RUN = '\n';
    private static final Pattern RUNS = Pattern.compile(RUN + "+");

    private SafeText() {}

    /**
     * The text without what steers a terminal or hides: line breaks, control characters (C0 and C1) and other blanks
     * become a blank; what turns the direction, has no width or is a tag is left out; half a surrogate pair becomes a
     * replacement character.
     */
    public static String line(String text) {
        if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            return text.strip();
        }
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(point -> {
            if (point != ' ' && isBlank(point)) {
                // Of a run of them one is left.
                line.append(RUN);
            } else if (Character.getType(point) == Character.SURROGATE) {
                line.append('\ufffd');
            } else if (!isInvisible(point)) {
                line.appendCodePoint(point);
            }
        });
        return RUNS.matcher(line).replaceAll(" ").strip();
    }

    private static boolean isBlank(int point) {
        return Character.isWhitespace(point) || Character.isSpaceChar(point) || Character.isISOControl(point);
    }

    /** Format characters and the letters and marks that Unicode leaves without a shape (Default_Ignorable_Code_Point). */
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
