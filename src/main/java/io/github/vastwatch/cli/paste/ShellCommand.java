package io.github.vastwatch.cli.paste;

import java.util.List;

/**
 * One command of a pasted text.
 *
 * @param around what stands around it and does not belong to it, as {@code | jq}, {@code > out.json}
 */
public record ShellCommand(List<String> words, List<String> around) {
    /** Where {@code search offers} begins; -1 where it does not. */
    int search() {
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).equals("search") && words.get(i + 1).matches("offers|instances")) {
                return i;
            }
        }
        return -1;
    }
}
