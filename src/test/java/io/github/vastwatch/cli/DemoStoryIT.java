package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a user runs it, in a pipe. */
class DemoStoryIT {
    @TempDir
    Path temporary;

    @Test
    void theDemoShowsADropAnIdAndAKillAndWhatIsNext() throws Exception {
        Process demo = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Djava.io.tmpdir=" + temporary,
                        "-jar",
                        System.getProperty("vastwatch.jar"),
                        "demo")
                .start();
        String out = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(demo.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(demo.waitFor(150, TimeUnit.SECONDS)).isTrue();
        assertThat(demo.exitValue()).as(out + err).isZero();
        assertThat(err).isEmpty();
        List<String> lines = out.lines().toList();
        assertThat(lines)
                .hasSizeLessThan(24)
                .allSatisfy(line -> assertThat(line).hasSizeLessThan(81));
        assertThat(lines.get(0)).contains("Page: http://127.0.0.1:");
        assertThat(lines.stream().filter(line -> line.startsWith("   webhook")).map(line -> line.substring(12, 16)))
                .containsExactly("new:", "bett", "new:");
        assertThat(lines.stream().filter(line -> line.startsWith("   mail"))).hasSize(3);
        assertThat(lines)
                .contains(
                        "   Nothing is sent again: the daemon tracks the machine, not the id.",
                        "3 mails and 3 webhooks. Nothing was lost, nothing was sent twice.")
                .last()
                .asString()
                .startsWith("Next: vastwatch init");
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith("vastwatch-demo")))
                    .isEmpty();
        }
    }
}
