package io.github.vastwatch.alert;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Something that has been wrong for so long that somebody may have to mend it.
 *
 * @param words what is wrong
 * @param channels whom to tell
 * @param until when asking goes on, where nothing is asked
 */
public record Suspicion(Subject subject, String words, List<String> channels, Optional<Instant> until) {
    /** While which asking goes on. */
    public Suspicion(Subject subject, String words, List<String> channels) {
        this(subject, words, channels, Optional.empty());
    }

    public Suspicion {
        channels = List.copyOf(channels);
    }
}
