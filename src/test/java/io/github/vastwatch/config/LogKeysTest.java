package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class LogKeysTest {
    private static final Path CODE = Path.of("src", "main", "java", "io", "github", "vastwatch");

    @TempDir
    Path folder;

    @Test
    void aLevelStandsForTheWholeSection() throws Exception {
        assertThat(read("")).isEqualTo(new LogSettings(Optional.empty(), List.of()));
        assertThat(read("log: debug")).isEqualTo(new LogSettings(Optional.of(Level.DEBUG), List.of()));
        assertThat(read("log: {level: warn, debug: [poll, vast]}"))
                .isEqualTo(new LogSettings(Optional.of(Level.WARN), List.of("poll", "vast")));
    }

    @Test
    void everyPackageThatLogsCanBeNamed() throws IOException {
        Set<String> logging = new TreeSet<>();
        try (Stream<Path> files = Files.walk(CODE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.readString(file).contains("LoggerFactory.getLogger(")) {
                    logging.add(CODE.relativize(file).getName(0).toString());
                }
            }
        }
        // Commands have a level of their own, and the simulated market is another process.
        logging.removeAll(Set.of("cli", "simulate"));

        assertThat(LogSettings.PACKAGES).containsExactlyElementsOf(logging);
    }

    private LogSettings read(String log) throws Exception {
        Path file = Files.writeString(folder.resolve("vastwatch.yaml"), """
                %s
                channels:
                  hook: {type: webhook, url: "http://127.0.0.1:1/"}
                watches:
                  - {name: w, query: gpu_name=RTX_4090, threshold: dph_total <= 0.01, notify: hook}
                """.formatted(log));
        return Config.read(file, Map.<String, String>of()::get).log();
    }
}
