package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
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

    /** Older ones are verified at each start instead of once, when the archive is made. */
    @Test
    void javaCanArchiveItsClasses() throws IOException {
        try (ZipFile jar = new ZipFile(JAR.toFile())) {
            for (ZipEntry entry : Collections.list(jar.entries())) {
                if (entry.getName().endsWith(".class")) {
                    try (DataInputStream bytes = new DataInputStream(jar.getInputStream(entry))) {
                        bytes.skipNBytes(6);
                        assertThat(bytes.readUnsignedShort())
                                .as(entry.getName())
                                .isGreaterThanOrEqualTo(50);
                    }
                }
            }
        }
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

    @Test
    void itHasWhatDriversAndTheStoreOfTriggersLoadByName() throws IOException {
        try (ZipFile jar = new ZipFile(JAR.toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName))
                    .contains(
                            "com/zaxxer/hikari/pool/HikariProxyConnection.class",
                            "org/postgresql/core/v3/ConnectionFactoryImpl.class",
                            "org/postgresql/shaded/com/ongres/scram/client/ScramClient.class",
                            "org/postgresql/ssl/LibPQFactory.class",
                            "org/quartz/impl/jdbcjobstore/JobStoreTX.class",
                            "org/quartz/impl/jdbcjobstore/MSSQLDelegate.class",
                            "org/quartz/impl/jdbcjobstore/PostgreSQLDelegate.class");
            assertThat(new String(
                            jar.getInputStream(jar.getEntry("META-INF/services/java.sql.Driver"))
                                    .readAllBytes(),
                            StandardCharsets.UTF_8))
                    .contains("org.postgresql.Driver", "org.sqlite.JDBC");
        }
    }
}
