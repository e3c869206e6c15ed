package io.github.vastwatch.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;

/**
 * The migrations that make a state, in order: the first is the schema of version 0.1.
 *
 * @param scripts the names of their files beside this class
 */
record Schema(List<String> scripts) {
    /** What this program uses: {@code 1.sql} up to the newest. */
    static final Schema CURRENT = upTo(1);

    /** SQLite's {@code application_id}, which distinguishes states from the files of other programs: "vast". */
    private static final int APPLICATION = 0x76617374;

    Schema {
        scripts = List.copyOf(scripts);
    }

    private static Schema upTo(int newest) {
        return new Schema(IntStream.rangeClosed(1, newest)
                .mapToObj(number -> number + ".sql")
                .toList());
    }

    /** How many migrations a file has had; one of another program, or of a newer one, is refused untouched. */
    int version(Handle handle, StateLocation location) {
        int version = number(handle, "pragma user_version");
        boolean isNew = version == 0 && number(handle, "select count(*) from sqlite_schema") == 0;
        if (!isNew && number(handle, "pragma application_id") != APPLICATION) {
            throw new StoreFailure("the state " + location + " was written by a vastwatch before 0.1 or by another"
                    + " program, and cannot be used; move it away, or name another file");
        }
        if (version > scripts.size()) {
            throw new StoreFailure("the state " + location + " was written by a newer vastwatch (schema " + version
                    + ", this one knows " + scripts.size() + "); run the newer program, or name another file");
        }
        return version;
    }

    private static int number(Handle handle, String query) {
        return handle.createQuery(query).mapTo(Integer.class).one();
    }

    /**
     * Refuses a file that is to be used beside a daemon.
     *
     * @throws StoreFailure when the last program that used it was an older one, which may be running still
     */
    void refuseOlder(Handle handle, StateLocation location) {
        int version = version(handle, location);
        if (version == 0) {
            throw new StoreFailure(
                    "the state " + location + " is empty: its daemon did not finish starting; start it again");
        }
        if (version < scripts.size()) {
            throw new StoreFailure("the state " + location + " was last used by an older vastwatch (schema " + version
                    + ", this one has " + scripts.size() + "); restart the daemon with this program first");
        }
    }

    /** Runs the migrations that a file has not had, each in a transaction of its own. */
    void migrate(Handle handle, StateLocation location) {
        for (int version = version(handle, location) + 1; version <= scripts.size(); version++) {
            String script = text(scripts.get(version - 1));
            String mark = "pragma application_id = " + APPLICATION + "; pragma user_version = " + version;
            handle.useTransaction(
                    transaction -> transaction.createScript(script + ";" + mark).execute());
        }
    }

    private static String text(String script) {
        try (InputStream in = Schema.class.getResourceAsStream(script)) {
            if (in == null) {
                throw new IllegalStateException("the migration " + script + " is missing from the program");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the migration " + script + " cannot be read", e);
        }
    }
}
