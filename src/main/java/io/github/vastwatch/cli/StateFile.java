package io.github.vastwatch.cli;

import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.store.StatePlace;
import java.nio.file.Files;
import java.nio.file.Path;

/** The state as commands beside the daemon need it: in a file that is there. */
final class StateFile {
    private StateFile() {}

    /**
     * The file of a state.
     *
     * @param purpose what cannot be had without one, as {@code a status}
     */
    static Path of(StatePlace place, String purpose) {
        Path file = place.file()
                .orElseThrow(() -> new Mistake(
                        purpose + " needs a state in a file, and the config keeps it in memory",
                        "write state: file:/var/lib/vastwatch/state.db"));
        if (!Files.exists(file)) {
            throw new Mistake(
                    "there is no state " + file + " yet", "the daemon makes it: vastwatch run, or vastwatch once");
        }
        return file;
    }
}
