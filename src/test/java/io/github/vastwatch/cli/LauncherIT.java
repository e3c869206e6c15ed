package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/vastwatch} with the built jar and the Java of the tests. */
class LauncherIT {
    /** The demo and the archive take 10 s of processor time at the lowest priority. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    @Test
    void theFirstStartMakesAnArchiveThatTheNextOneUses() throws Exception {
        Path home = Files.createDirectories(folder.resolve("lib/vastwatch"));
        Files.copy(Path.of(System.getProperty("vastwatch.jar")), home.resolve("vastwatch.jar"));
        Files.createDirectory(folder.resolve("bin"));
        Files.copy(Path.of("bin", "vastwatch"), folder.resolve("bin/vastwatch"));

        assertThat(query("")).isEqualTo("0: {\"gpu_name\":{\"eq\":\"H100 SXM\"}}\n");
        await().atMost(PATIENCE).until(() -> names(home).equals(List.of("archive", "vastwatch.jar")));

        // This option has Java fail unless the archive fits.
        assertThat(query("-Xshare:on")).isEqualTo("0: {\"gpu_name\":{\"eq\":\"H100 SXM\"}}\n");
    }

    private static List<String> names(Path home) throws IOException {
        try (Stream<Path> files = Files.list(home)) {
            return files.map(file -> file.getFileName().toString().replaceAll("vastwatch-.*\\.jsa", "archive"))
                    .sorted()
                    .toList();
        }
    }

    private String query(String options) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        "/bin/sh",
                        folder.resolve("bin/vastwatch").toString(),
                        "query",
                        "--no-defaults",
                        "gpu_name=H100_SXM")
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("VASTWATCH_JAVA_OPTS", options);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + ": " + said;
    }
}
