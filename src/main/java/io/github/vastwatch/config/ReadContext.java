package io.github.vastwatch.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One reading of a config: the environment, what was read on disk, and what is known about all of its files. */
final class ReadContext {
    private final Variables variables;
    private final Set<String> secrets;
    private final List<UnknownKey.Home> homes;
    private final ConfigFingerprint configFingerprint = new ConfigFingerprint();
    private Optional<Set<String>> channels = Optional.empty();

    /**
     * @param secrets the names of keys whose values must not be shown
     * @param homes where a key belongs that stands in the wrong section
     */
    ReadContext(Variables variables, Set<String> secrets, List<UnknownKey.Home> homes) {
        this.variables = variables;
        this.secrets = Set.copyOf(secrets);
        this.homes = List.copyOf(homes);
    }

    Variables variables() {
        return variables;
    }

    Set<String> secrets() {
        return secrets;
    }

    List<UnknownKey.Home> homes() {
        return homes;
    }

    ConfigFingerprint configFingerprint() {
        return configFingerprint;
    }

    /** The names of the channels; empty while they are not all known. */
    Optional<Set<String>> channels() {
        return channels;
    }

    void channels(Set<String> names) {
        channels = Optional.of(Set.copyOf(names));
    }
}
