package io.github.vastwatch.cli.paste;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command while it is read: its words so far, and the one that has begun. */
final class ShellLine {
    final List<String> words = new ArrayList<>();
    final List<String> around = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    /** Whether the word has a part in quotes, so that it is one even where it is empty. */
    boolean isQuoted;
    /** Whether the word before had none. */
    boolean wasBare;
    /** The command whose answer this one gets. */
    @Nullable
    ShellCommand piped;

    boolean isBare(String pattern) {
        return !isQuoted && word.toString().matches(pattern);
    }

    void endWord() {
        if (isQuoted || word.length() > 0) {
            words.add(word.toString());
            wasBare = !isQuoted;
        }
        dropWord();
    }

    void dropWord() {
        word = new StringBuilder();
        isQuoted = false;
    }
}
