package io.github.vastwatch.alert;

import java.time.Instant;
import java.util.List;

/**
 * A trouble that was told and is not over.
 *
 * @param at when it was told
 * @param relief what to say when it is over
 * @param channels who was told
 */
public record Spell(String subject, Instant at, String relief, List<String> channels) {
    public Spell {
        channels = List.copyOf(channels);
    }
}
