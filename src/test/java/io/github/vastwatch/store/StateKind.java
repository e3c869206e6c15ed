package io.github.vastwatch.store;

import java.nio.file.Path;
import java.util.Optional;

/** Where the states of tests are that hold for each. */
public enum StateKind {
    FILE {
        @Override
        public StateLocation empty(Path folder) {
            return new StateLocation(Optional.of(folder.resolve("state.db")));
        }
    },
    POSTGRESQL {
        @Override
        public StateLocation empty(Path folder) {
            return PostgresServer.database();
        }
    };

    /** A new state. */
    public abstract StateLocation empty(Path folder);
}
