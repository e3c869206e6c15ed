package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The locks of a state file, by whatever name it is opened. */
class StateLockTest {
    @TempDir
    Path folder;

    @Test
    void aSecondDaemonReportsTheFirst() throws IOException {
        try (StateLock first = StateLock.take(file(), NOON)) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> StateLock.take(file(), NOON))
                    .hasMessage("the state " + file() + " is in use by another vastwatch (process "
                            + ProcessHandle.current().pid() + ", since " + NOON + ")");
        }

        StateLock.take(file(), NOON).close();
    }

    @Test
    void aLockThatCannotBeMadeIsAFailureOfTheState() {
        Path state = folder.resolve("x".repeat(252));

        assertThatThrownBy(() -> StateLock.take(state, NOON))
                .hasMessage("the state " + state + " cannot be used: " + state + ".lock: file name too long");
    }

    @Test
    void aSecondNameOfTheSameFileIsTheSameState() throws IOException {
        StateLocation place = StateLocation.parse("file:" + file(), Path::of);
        try (StateLock first = StateLock.take(file(), NOON);
                Store store = Store.open(place)) {
            first.holdDatabase();
            Path symbolic = Files.createSymbolicLink(folder.resolve("symbolic.db"), file());
            Path hard = Files.createLink(folder.resolve("hard.db"), file());

            assertThat(store).isNotNull();
            assertThat(StateLocation.parse("file:" + symbolic, Path::of)).isEqualTo(place);
            assertThatThrownBy(() -> StateLock.take(hard, NOON))
                    .isInstanceOf(StateLock.StateInUse.class)
                    .hasMessage("the state " + hard
                            + " is in use by another vastwatch (under another name, or its .lock file was deleted)");
        }
    }

    @Test
    void aLockWhoseFileWasDeletedOrReplacedIsTakenAnew() throws IOException {
        try (StateLock first = StateLock.take(file(), NOON)) {
            Path lock = folder.resolve("deep/state.db.lock");
            Files.delete(lock);
            first.renew();
            Files.delete(lock);
            Files.createFile(lock);

            first.renew();

            assertThatThrownBy(() -> StateLock.take(file(), NOON))
                    .hasMessage("the state " + file() + " is in use by another vastwatch (process "
                            + ProcessHandle.current().pid() + ", since " + NOON + ")");
        }
    }

    @Test
    void aFileThatWasMovedOrDeletedOrReplacedIsNoticed() throws IOException {
        try (StateLock lock = StateLock.take(file(), NOON);
                Store store = open()) {
            lock.holdDatabase();
            assertThat(store).isNotNull();
            assertThat(lock.lost()).isEmpty();

            Path moved = Files.move(file(), folder.resolve("moved.db"));
            assertThat(lock.lost()).contains("the state " + file() + " was moved or deleted");

            Files.createFile(file());
            assertThat(lock.lost()).contains("the state " + file() + " was replaced by another file");

            Files.move(moved, file(), StandardCopyOption.REPLACE_EXISTING);
            assertThat(lock.lost()).isEmpty();
        }
    }

    private Store open() throws IOException {
        return Store.open(new StateLocation(Optional.of(file())));
    }

    private Path file() {
        return folder.resolve("deep/state.db");
    }
}
