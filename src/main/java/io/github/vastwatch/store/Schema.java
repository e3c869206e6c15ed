package io.github.vastwatch.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jdbi.v3.core.Handle;

/** The numbered migrations, and how far a file has come. */
final class Schema {
    static final int NEWEST = 16;

    private Schema() {}

    /** Refuses a file that a newer program wrote, without touching it. */
    static int version(Handle handle, StateLocation place) {
        int version =
                handle.createQuery("pragma user_version").mapTo(Integer.class).one();
        if (version > NEWEST) {
            throw new StoreFailure("the state " + place + " was written by a newer vastwatch (schema " + version
                    + ", this one knows " + NEWEST + "); run the newer program, or name another file");
        }
        return version;
    }

    /**
     * Refuses a file that is to be used beside a daemon.
     *
     * @throws StoreFailure when the last program that used it was an older one, which may be running still
     */
    static void refuseOlder(StateLocation place, int version) {
        if (version == 0) {
            throw new StoreFailure(
                    "the state " + place + " is empty: its daemon did not finish starting; start it again");
        }
        if (version < NEWEST) {
            throw new StoreFailure("the state " + place + " was last used by an older vastwatch (schema " + version
                    + ", this one has " + NEWEST + "); restart the daemon with this program first");
        }
    }

    static void migrate(Handle handle, int from) {
        for (int version = from + 1; version <= NEWEST; version++) {
            int number = version;
            handle.useTransaction(transaction -> {
                transaction.createScript(script(number)).execute();
                transaction.execute("pragma user_version = " + number);
            });
        }
    }

    private static String script(int version) {
        try (InputStream in = Schema.class.getResourceAsStream(version + ".sql")) {
            if (in == null) {
                throw new IllegalStateException("migration " + version + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("migration " + version + " cannot be read", e);
        }
    }
}
