package io.github.vastwatch.alert;

import java.util.List;

/**
 * A trouble that was told and is not over.
 *
 * @param channels who was told
 */
public record OpenIncident(IncidentSource source, List<String> channels) {
    public OpenIncident {
        channels = List.copyOf(channels);
    }
}
