package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drill as a user runs it. */
class CrashDrillIT {
    @TempDir
    Path temporary;

    @Test
    void losesNothingAndLeavesNothing() throws Exception {
        Process drill = drill();
        String out = new String(drill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(drill.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(drill.waitFor(70, TimeUnit.SECONDS)).isTrue();
        assertThat(out).as(err).matches("delivered [1-9]\\d*, lost 0, sent under two ids 0\n");
        assertThat(err).as("nobody reads a terminal").isEmpty();
        assertThat(drill.exitValue()).isZero();
        assertThat(files()).isEmpty();
    }

    @Test
    void endsWithItsChildrenAndFilesWhenItIsInterrupted() throws Exception {
        Process drill = drill();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> drill.children().findAny().isPresent());
        List<ProcessHandle> children = drill.children().toList();
        assertThat(Files.readString(
                        Path.of("/proc", String.valueOf(children.get(0).pid()), "environ")))
                .as("systemd waits for messages of the service, not of its drill")
                .contains("PATH=")
                .doesNotContain("NOTIFY_SOCKET");

        new ProcessBuilder("kill", "-INT", String.valueOf(drill.pid())).start().waitFor();

        assertThat(drill.waitFor(20, TimeUnit.SECONDS)).isTrue();
        await().atMost(Duration.ofSeconds(10)).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(files()).isEmpty();
    }

    private Process drill() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + temporary,
                "-jar",
                System.getProperty("vastwatch.jar"),
                "demo",
                "--drill");
        builder.environment().put("NOTIFY_SOCKET", temporary.resolve("notify").toString());
        return builder.start();
    }

    /** What SQLite unpacks for itself is not ours. */
    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("vastwatch-drill"))
                    .toList();
        }
    }
}
