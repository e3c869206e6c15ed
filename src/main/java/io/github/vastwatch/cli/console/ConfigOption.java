package io.github.vastwatch.cli.console;

import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.config.ConfigSource;
import io.github.vastwatch.http.Proxies;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.store.FileNames;
import io.github.vastwatch.vast.VastSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Which config file a command uses. */
public final class ConfigOption {
    private static final Path HERE = Path.of("config", "vastwatch.yaml");
    private static final Path SYSTEM = Path.of("/etc/vastwatch/vastwatch.yaml");

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = {
                "The config file (default: $VASTWATCH_CONFIG).",
                "Otherwise ./config/vastwatch.yaml, if it exists.",
                "Otherwise /etc/vastwatch/vastwatch.yaml."
            })
    private @Nullable String file;

    /** The named file, otherwise the first that exists. */
    public Path path() {
        return named().or(() ->
                        List.of(HERE, SYSTEM).stream().filter(Files::exists).findFirst())
                .orElse(SYSTEM);
    }

    /** Where a new config is written and found again. */
    public Path fresh() {
        return named().orElse(HERE);
    }

    /** The option that a later command needs to find the file; empty where it needs none. */
    public String option() {
        return file == null ? "" : " -c " + file;
    }

    private Optional<Path> named() {
        return Optional.ofNullable(file)
                .or(() -> Optional.ofNullable(System.getenv("VASTWATCH_CONFIG")))
                .map(ConfigOption::file);
    }

    /** The file of a name that was given to the program, relative to where it runs. */
    static Path file(String name) {
        return Path.of(FileNames.expanded(name, System::getenv));
    }

    /** The config if there is one; a named file must exist. */
    public Optional<Config> readIfThere() throws BadConfig {
        return file != null || Files.exists(path()) ? Optional.of(read()) : Optional.empty();
    }

    /** How to reach Vast.ai: as configured, or without a config with the defaults. */
    public static VastSettings vast(Optional<Config> config) {
        return config.map(Config::vast)
                .orElseGet(() -> VastSettings.DEFAULTS.withTransport(
                        new Transport(Proxies.of(System::getenv), Optional.empty())));
    }

    public Config read() throws BadConfig {
        return source().read();
    }

    /** Another config file. */
    public static ConfigSource other(String file) {
        return new ConfigSource(file(file), System::getenv);
    }

    /** To read the config more than once. */
    public ConfigSource source() throws BadConfig {
        if (named().isEmpty() && !Files.exists(path())) {
            throw BadConfig.none(List.of(HERE, SYSTEM));
        }
        return new ConfigSource(path(), System::getenv);
    }
}
