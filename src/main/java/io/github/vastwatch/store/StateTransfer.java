package io.github.vastwatch.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Takes all of a state to another place: into a file, out of one, or to another database. Each way returns how many rows
 * it took by table, and takes all of them or none.
 */
public final class StateTransfer {
    private final Schema schema;
    private final Instant now;
    private final BiConsumer<String, Long> progress;

    /** @param progress is told now and then how many rows of a table there were */
    public StateTransfer(Instant now, BiConsumer<String, Long> progress) {
        this(Schema.CURRENT, now, progress);
    }

    StateTransfer(Schema schema, Instant now, BiConsumer<String, Long> progress) {
        this.schema = schema;
        this.now = now;
        this.progress = progress;
    }

    /**
     * Writes a state as it is at one moment; a daemon may be using it.
     *
     * @param name of the file, for messages
     * @param program its version
     */
    public Map<String, Long> export(StateLocation from, OutputStream to, String name, String program)
            throws IOException {
        try (Source source = Source.open(from)) {
            return read(source, new ExportFile.Writer(to, name, schema.newest(), program, now));
        }
    }

    /**
     * Checks that a file is an exported state, and whole.
     *
     * @param name of the file, for messages
     */
    public Map<String, Long> check(InputStream from, String name) throws IOException {
        try (ExportFile.Reader file = new ExportFile.Reader(from, name, schema.newest())) {
            return file.copyTo(new RowStream(new Nowhere(), progress));
        }
    }

    /**
     * Takes over an exported state; what was being sent then is pending.
     *
     * @param name of the file, for messages
     * @param to a state that is not there yet, or has no rows and is not in use
     */
    public Map<String, Long> importFrom(InputStream from, String name, StateLocation to) throws IOException {
        try (ExportFile.Reader file = new ExportFile.Reader(from, name, schema.newest())) {
            return fill(to, schema.upTo(file.schema()), sink -> file.copyTo(new RowStream(sink, progress)));
        }
    }

    /** Copies a state that is not in use to one that {@link #importFrom} could fill. */
    public Map<String, Long> copy(StateLocation from, StateLocation to) throws IOException {
        try (@Nullable StateLock lock = lock(from);
                Source source = Source.open(from)) {
            hold(lock);
            refuseUse(source.store(), from);
            return fill(to, schema, sink -> read(source, sink));
        }
    }

    private Map<String, Long> read(Source source, RowSink to) {
        Database database = source.store().database();
        return database.call(handle -> {
            RowStream rows = new RowStream(to, progress);
            new Tables(handle, database.dialect(), schema.tables()).read(rows);
            source.refuseChanged();
            return rows.end(database.dialect().numbers(handle));
        });
    }

    /** @param had the migrations that the rows have had; the others change them afterwards */
    private Map<String, Long> fill(StateLocation to, Schema had, Function<RowSink, Map<String, Long>> source)
            throws IOException {
        boolean isNew = to.file().filter(Files::notExists).isPresent();
        try (@Nullable StateLock lock = lock(to)) {
            try {
                Map<String, Long> rows = fill(to, had, source, lock);
                if (had.newest() < schema.newest()) {
                    Store.open(to, schema, "").close();
                }
                return rows;
            } catch (IOException | RuntimeException e) {
                if (isNew) {
                    delete(to.file().orElseThrow());
                }
                throw e;
            }
        }
    }

    private Map<String, Long> fill(
            StateLocation to, Schema had, Function<RowSink, Map<String, Long>> source, @Nullable StateLock lock)
            throws IOException {
        try (Store store = Store.open(to, had, "")) {
            hold(lock);
            return store.database().call(handle -> {
                // A daemon that starts now waits, and goes on with these rows.
                store.database().lock(Database.Lock.WATCHES);
                refuseUse(store, to);
                Tables tables = new Tables(handle, store.database().dialect(), had.tables());
                refuseRows(tables, to);
                Map<String, Long> rows = source.apply(new TableWriter(tables));
                store.outbox().releaseLeases(now);
                return rows;
            });
        }
    }

    /** Deletes a file that was made for nothing, as on a full disk. */
    private static void delete(Path file) throws IOException {
        for (String suffix : Access.DATABASE) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
        }
    }

    private static void refuseRows(Tables tables, StateLocation state) {
        tables.firstWithRows().ifPresent(table -> {
            throw new StoreFailure("the state " + state + " is not empty (table " + table
                    + " has rows); nothing was written; name a new one, or move this one away");
        });
    }

    /** Daemons that share a state say that they are there; that of a file has its lock. */
    private static void refuseUse(Store store, StateLocation state) {
        store.cluster()
                .map(Cluster::nodes)
                .ifPresent(nodes -> nodes.all().stream()
                        .filter(node -> node.isAlive(nodes.at()))
                        .findFirst()
                        .ifPresent(node -> {
                            throw new StoreFailure("the state " + state + " is in use by another vastwatch (process "
                                    + node.pid() + " on " + node.host() + "); stop it first");
                        }));
    }

    /** The lock of a file. */
    private @Nullable StateLock lock(StateLocation state) throws IOException {
        return state.file().isPresent() ? StateLock.take(state.file().get(), now) : null;
    }

    private static void hold(@Nullable StateLock lock) throws IOException {
        if (lock != null) {
            lock.holdDatabase();
        }
    }

    /** A state that is read. */
    private record Source(StateLocation location, Optional<Stamp> stamp, Store store) implements AutoCloseable {
        static Source open(StateLocation location) throws IOException {
            return new Source(location, Stamp.of(location), Store.reading(location));
        }

        /** A file that was not in use is read as one that does not change. */
        void refuseChanged() {
            if (stamp.isPresent() && !stamp.equals(Stamp.of(location))) {
                throw new StoreFailure(
                        "the state " + location + " was changed while it was read; nothing was written; try again");
            }
        }

        @Override
        public void close() {
            store.close();
        }
    }

    /** Differs once a file was written; a file in use has none, because each transaction sees one moment of it. */
    private record Stamp(FileTime modifiedAt, long size) {
        static Optional<Stamp> of(StateLocation location) {
            return location.file()
                    .filter(file -> !SqliteConnections.isInUse(file))
                    .flatMap(Stamp::of);
        }

        private static Optional<Stamp> of(Path file) {
            try {
                BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
                return Optional.of(new Stamp(now.lastModifiedTime(), now.size()));
            } catch (IOException e) {
                return Optional.empty();
            }
        }
    }

    /** Where the rows of a file go that is only checked. */
    private static final class Nowhere implements RowSink {
        @Override
        public void table(String name, List<String> columns) {}

        @Override
        public void row(@Nullable Object[] values) {}

        @Override
        public void end(Map<String, Long> rows, Map<String, Long> numbers) {}
    }
}
