package io.github.vastwatch.config;

import io.github.vastwatch.store.StateLocation;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a config comes from, to read it again and again.
 *
 * @param environment gives the value of a variable, or null
 */
public record ConfigSource(Path file, Function<String, @Nullable String> environment) {

    /** Reads it, with everything that it includes. */
    public Config read() throws BadConfig {
        return ConfigFile.read(file, environment, false);
    }

    /** Reads it to deliver by it: a channel that still leads to the host of an example is a problem. */
    public Config readToDeliver() throws BadConfig {
        return ConfigFile.read(file, environment, true);
    }

    /**
     * Where the state is, though the rest may be wrong: what a daemon runs with is looked at just when its config was
     * refused.
     *
     * @throws BadConfig when not even that can be told
     */
    public StateLocation state() throws BadConfig {
        return ConfigFile.state(file, environment);
    }
}
