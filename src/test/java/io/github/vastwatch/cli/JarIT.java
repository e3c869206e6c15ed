package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What is in the built jar. */
class JarIT {
    private static final Path JAR = Path.of(System.getProperty("vastwatch.jar"));

    @Test
    void itIsAtMost15MegabytesLarge() throws IOException {
        assertThat(Files.size(JAR)).isLessThanOrEqualTo(15_000_000);
    }

    @Test
    void itHasSqliteForTheSystemsThatServersRun() throws IOException {
        try (ZipFile jar = new ZipFile(JAR.toFile())) {
            assertThat(jar.stream()
                            .map(ZipEntry::getName)
                            .filter(name -> name.matches("org/sqlite/native/.*[^/]"))
                            .map(name -> name.replaceAll("org/sqlite/native/|/[^/]*$", "")))
                    .containsExactlyInAnyOrder(
                            "Linux/aarch64", "Linux/x86_64", "Linux-Musl/aarch64", "Linux-Musl/x86_64", "Mac/aarch64");
        }
    }

    @Test
    void itHasNoTestServer() throws IOException {
        try (ZipFile jar = new ZipFile(JAR.toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .noneMatch(name -> name.startsWith("com/icegreen/") || name.contains("protobuf"));
        }
    }
}
