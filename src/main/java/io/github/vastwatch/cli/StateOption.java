package io.github.vastwatch.cli;

import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.store.Store;
import java.io.IOException;

/** The state that commands use beside a running daemon. */
final class StateOption {
    private StateOption() {}

    /**
     * Opens the state that a config names.
     *
     * @throws Mistake when it is in the memory of another process, where no command can reach it
     */
    static Store open(Config config) throws IOException {
        if (config.state().file().isEmpty()) {
            throw new Mistake(
                    "the state is in memory, where only the daemon itself can see it",
                    "write state: file:/var/lib/vastwatch/state.db");
        }
        return Store.open(config.state());
    }
}
