package io.github.vastwatch.alert;

import java.util.List;

/**
 * Something that has been wrong for so long that somebody may have to mend it.
 *
 * @param words what is wrong
 * @param channels whom to tell
 */
public record Suspicion(Subject subject, String words, List<String> channels) {
    public Suspicion {
        channels = List.copyOf(channels);
    }
}
