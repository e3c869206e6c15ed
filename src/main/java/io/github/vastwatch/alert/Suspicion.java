package io.github.vastwatch.alert;

import java.util.List;

/**
 * Something that is wrong now, and that somebody may have to mend.
 *
 * @param subject what it is about: a watch, a channel, the key
 * @param words what is wrong
 * @param relief what is said when it is over
 * @param channels whom to tell
 */
public record Suspicion(String subject, String words, String relief, List<String> channels) {
    public Suspicion {
        channels = List.copyOf(channels);
    }
}
