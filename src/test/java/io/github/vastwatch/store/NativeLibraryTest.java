package io.github.vastwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.util.LibraryLoaderUtil;

class NativeLibraryTest {
    @TempDir
    Path folder;

    @Test
    void itIsTheLibraryThatTheDriverWouldChoose() throws Exception {
        assertThat(NativeLibrary.inJar().getEntryName())
                .isEqualTo(LibraryLoaderUtil.getNativeLibResourcePath().substring(1) + "/"
                        + LibraryLoaderUtil.getNativeLibName());
    }

    @Test
    void theLibraryIsUnpackedOnceForItsOwnerAlone() throws IOException {
        Path beside = folder.resolve("state.db.lib");

        Path first = NativeLibrary.unpacked(beside);
        Object file = Files.readAttributes(first, "unix:ino").get("ino");
        Path second = NativeLibrary.unpacked(beside);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(beside)))
                .isEqualTo("rwx------");
        assertThat(second).isEqualTo(first);
        assertThat(Files.readAttributes(second, "unix:ino").get("ino")).isEqualTo(file);
        assertThat(names(beside)).isEqualTo(1);
    }

    @Test
    void aLibraryOfAnotherVersionIsReplaced() throws IOException {
        Path beside = folder.resolve("state.db.lib");
        Path library = NativeLibrary.unpacked(beside);
        Files.move(library, library.resolveSibling("1234abcd-" + LibraryLoaderUtil.getNativeLibName()));

        NativeLibrary.unpacked(beside);

        assertThat(library).exists();
        assertThat(names(beside)).isEqualTo(1);
    }

    @Test
    void aSystemThatTheJarHasNoLibraryForIsNamed() {
        assertThatThrownBy(() -> NativeLibrary.inJar("/org/sqlite/native/Plan9/mips"))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "this build has SQLite's library for Linux (x86_64 and aarch64, with glibc or musl) and macOS"
                                + " (aarch64), not for Plan9/mips; name a folder that has libsqlitejdbc.so of sqlite-jdbc:"
                                + " java -Dorg.sqlite.lib.path=FOLDER -jar …");
    }

    @Test
    void aFolderThatOthersMayWriteToIsNotUsed() throws IOException {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Files.createDirectory(folder.resolve("other")));

        for (Path each : new Path[] {open, link}) {
            assertThatThrownBy(() -> NativeLibrary.unpacked(each))
                    .isInstanceOf(IOException.class)
                    .hasMessage("it is not a folder of this user alone");
        }
    }

    @Test
    void aFolderThatIsMountedNoexecIsCalledThat() {
        assertThat(NativeLibrary.refusal(
                        Path.of("/tmp/x"), "/tmp/x/libsqlitejdbc.so: failed to map segment from shared object"))
                .isEqualTo("/tmp/x is mounted noexec");
    }

    private static long names(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }
}
