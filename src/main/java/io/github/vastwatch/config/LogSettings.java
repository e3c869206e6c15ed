package io.github.vastwatch.config;

import java.util.List;
import java.util.Optional;
import org.slf4j.event.Level;

/**
 * How much is logged.
 *
 * @param level from which level on; empty where the config does not say
 * @param debug the packages of which everything is logged
 */
public record LogSettings(Optional<Level> level, List<String> debug) {
    static final LogSettings USUAL = new LogSettings(Optional.empty(), List.of());
    /** The packages that log. */
    static final List<String> PACKAGES =
            List.of("daemon", "deliver", "health", "notify", "poll", "store", "vast", "web");
}
