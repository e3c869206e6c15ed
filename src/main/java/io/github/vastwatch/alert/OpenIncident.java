package io.github.vastwatch.alert;

import java.util.List;

/**
 * An incident that was reported and is not resolved.
 *
 * @param channels where its notice went
 */
public record OpenIncident(IncidentSource source, List<String> channels) {
    public OpenIncident {
        channels = List.copyOf(channels);
    }
}
