package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
    private static final String ME = System.getProperty("user.name");

    @TempDir
    Path folder;

    @Test
    void aStateOfAnotherUserIsReportedAsThatWithTheCommandThatFixesIt() throws IOException {
        Path state = Files.createFile(folder.resolve("state.db"));
        Access service = new Access(state, "vastwatch");

        assertThat(service.denied(state, true))
                .hasMessage("the state " + state + " cannot be used: " + state + " belongs to '" + ME
                        + "', and this runs as 'vastwatch'; run this as '" + ME
                        + "', or give it to 'vastwatch': chown -R vastwatch: " + state + "*");
        assertThat(service.denied(state, false))
                .as("who only looks need not take it away from the service")
                .hasMessage("the state " + state + " cannot be used: " + state + " belongs to '" + ME
                        + "', and this runs as 'vastwatch'; run this as '" + ME + "'");
    }

    @Test
    void aFileThatItsOwnerMayNotUseIsPermissionDenied() {
        Path state = folder.resolve("state.db");

        assertThat(new Access(state, ME).denied(folder, true))
                .hasMessage("the state " + state + " cannot be used: permission denied for " + folder + "; chmod u+rwx "
                        + folder + ", or mount it writable");
    }

    @Test
    void whatStandsBesideTheStateMustBeUsableToo() throws IOException {
        Path state = Files.createFile(folder.resolve("state.db"));
        Files.createDirectory(folder.resolve("state.db.lock"));

        assertThatThrownBy(() -> Access.toWrite(state))
                .isInstanceOf(IOException.class)
                .hasMessage("the state " + state + " cannot be used: " + state + ".lock is not a file; name another");
    }

    @Test
    void aFolderThatIsALinkToNothingIsNamed() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("vastwatch"), Path.of("private", "vastwatch"));
        Path state = link.resolve("state.db");

        assertThatThrownBy(() -> Access.toRead(state))
                .isInstanceOf(IOException.class)
                .hasMessage("the state " + state + " cannot be used: " + link
                        + " is a link to a folder that is not there; make that folder, or remove the link");
    }

    @Test
    void aLinkIntoAFolderThatOnlyRootMayEnterIsForRoot() throws IOException {
        assumeThat(ME).as("root may enter every folder").isNotEqualTo("root");
        Path closed = Files.createDirectory(folder.resolve("private"));
        Path link = Files.createSymbolicLink(folder.resolve("vastwatch"), closed.resolve("vastwatch"));
        Path state = link.resolve("state.db");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));

        try {
            assertThatThrownBy(() -> Access.toRead(state))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the state " + state + " cannot be used: " + closed + " belongs to '" + ME
                            + "', and this runs as '" + ME + "'; run this as '" + ME + "'");
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aFolderThatMayNotBeReadIsNotOneWithoutAState() throws IOException {
        assumeThat(ME).as("root may read everything").isNotEqualTo("root");
        Path closed = Files.createDirectory(folder.resolve("closed"));
        Path state = Files.createFile(closed.resolve("state.db"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));

        try {
            assertThatThrownBy(() -> Store.reading(new StateLocation(Optional.of(state))))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the state " + state + " cannot be used: permission denied for " + closed
                            + "; chmod u+rwx " + closed + ", or mount it writable");
        } finally {
            Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamedWithTheCommandThatMakesIt() throws IOException {
        assumeThat(ME).as("root may write everywhere").isNotEqualTo("root");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        Path state = folder.resolve("new").resolve("state.db");

        try {
            assertThatThrownBy(() -> Store.check(new StateLocation(Optional.of(state))))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the state " + state + " cannot be used: '" + ME + "' may not make a folder in "
                            + folder + "; make it as root: install -d -m 700 -o " + ME + " " + state.getParent()
                            + ", or name another file");
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aLinkThatLeadsNowhereIsReportedAsThat() throws IOException {
        Path state = Files.createSymbolicLink(folder.resolve("state.db"), folder.resolve("nowhere/state.db"));

        assertThatThrownBy(() -> StateLock.take(state, NOON))
                .isInstanceOf(IOException.class)
                .hasMessage("the state " + state + " cannot be used: " + state
                        + " is a link to a file that is not there; make that file, or remove the link");
    }
}
