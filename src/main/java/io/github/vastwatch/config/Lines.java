package io.github.vastwatch.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The lines of a text, as YAML 1.1 and its parser divide it. */
final class Lines {
    private final String text;
    /** Where they begin; empty until it is asked for. */
    private int[] starts = {};

    Lines(String text) {
        this.text = text;
    }

    /** The line of a place, counted from 0. */
    int at(int offset) {
        if (starts.length == 0) {
            starts = divide();
        }
        int found = Arrays.binarySearch(starts, Math.min(offset, text.length()));
        return found >= 0 ? found : -found - 2;
    }

    private int[] divide() {
        List<Integer> found = new ArrayList<>(List.of(0));
        for (int i = 0; i < text.length(); ) {
            boolean isBreak = isBreak(text.charAt(i));
            i = isBreak ? afterBreak(text, i) : i + 1;
            if (isBreak) {
                found.add(i);
            }
        }
        return found.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Where the line of a place begins. */
    int start(int offset) {
        int line = at(offset);
        return starts[line];
    }

    /** Where the line of a place ends, its end not included. */
    int end(int offset) {
        int end = Math.min(offset, text.length());
        while (end < text.length() && !isBreak(text.charAt(end))) {
            end++;
        }
        return end;
    }

    /** What YAML 1.1 ends a line with. */
    static boolean isBreak(char character) {
        return character == '\n'
                || character == '\r'
                || character == '\u0085'
                || character == '\u2028'
                || character == '\u2029';
    }

    static int afterBreak(String text, int at) {
        return text.startsWith("\r\n", at) ? at + 2 : at + 1;
    }
}
