package io.github.vastwatch.alert;

import java.util.List;

/**
 * A trouble that was told and is not over.
 *
 * @param channels who was told
 */
public record Spell(Subject subject, List<String> channels) {
    public Spell {
        channels = List.copyOf(channels);
    }
}
