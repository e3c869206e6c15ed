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
public record Incident(IncidentSource incidentSource, String words, List<String> channels, Optional<Instant> until) {
    /** While which asking goes on. */
    public Incident(IncidentSource incidentSource, String words, List<String> channels) {
        this(incidentSource, words, channels, Optional.empty());
    }

    public Incident {
        channels = List.copyOf(channels);
    }
}
