package io.github.vastwatch.store;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Hello;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.sqlite.SQLiteConfig;

/**
 * What vastwatch remembers: the offers that matched, what was told, and the outbox. One SQLite database, in a file or in
 * memory, behind one connection; each method is one transaction. Methods throw {@link StoreFailure} when the database
 * fails, and then nothing was written.
 */
public final class Store implements AutoCloseable {
    private final Connection connection;
    private final Jdbi jdbi;

    private Store(Connection connection, String place) {
        this.connection = connection;
        this.jdbi = Jdbi.create(connection);
        this.jdbi.useHandle(handle -> Schema.migrate(handle, Schema.version(handle, place)));
    }

    /** Opens a state; a file that is not there is made, readable by its owner alone. */
    public static Store open(StatePlace place) throws IOException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // Committed means told: it has to survive a power cut as well.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        config.enforceForeignKeys(true);
        // Commands beside the daemon hold the file for milliseconds.
        config.setBusyTimeout(10_000);
        try {
            if (place.file().isPresent()) {
                Path path = place.file().get();
                prepare(path);
                return new Store(config.createConnection("jdbc:sqlite:" + path), path.toString());
            }
            return new Store(config.createConnection("jdbc:sqlite::memory:"), "in memory");
        } catch (SQLException | JdbiException e) {
            throw new IOException("the state " + place + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static void prepare(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        if (!Files.exists(path)) {
            Files.createFile(path, StateLock.OWNER_ONLY);
            return;
        }
        // Before any pragma is set: a newer file is not to be touched.
        SQLiteConfig reading = new SQLiteConfig();
        reading.setReadOnly(true);
        try (Connection connection = reading.createConnection("jdbc:sqlite:" + path);
                Handle handle = Jdbi.create(connection).open()) {
            Schema.version(handle, path.toString());
        } catch (SQLException | JdbiException e) {
            throw new IOException("the state " + path + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** What is remembered for a watch. */
    public Memory memory(Watch watch) {
        return inTransaction(handle -> Offers.memory(handle, watch));
    }

    /** Writes what a poll leaves behind, all of it or nothing. */
    public void commit(PollRecord record) {
        inTransaction(handle -> {
            Offers.write(handle, record);
            Outbox.add(handle, record);
            return true;
        });
    }

    /** What new watches have seen and not said yet. */
    public List<Hello> hellos() {
        return inTransaction(Standings::hellos);
    }

    /** The watches that have had an answer. */
    public List<String> answered() {
        return inTransaction(Standings::answered);
    }

    /** Says what new watches have seen. */
    public void greet(List<Delivery> deliveries, Instant now) {
        inTransaction(handle -> {
            Outbox.add(handle, PollRecord.of(deliveries, now));
            return handle.execute("delete from hello");
        });
    }

    /** What was told since then, in order, with what became of it. */
    public List<AlertRow> alerts(Instant since) {
        return inTransaction(handle -> AlertRow.since(handle, since));
    }

    /** What gates held in answers since {@code since}, the latest last. */
    public List<Withheld> withheld(Instant since) {
        return inTransaction(handle -> Withheld.since(handle, since));
    }

    /** The silences that were not removed. */
    public List<Silence> silences() {
        return inTransaction(Silences::all);
    }

    /** Adds a silence; its number is another than it says. */
    public long add(Silence silence) {
        return inTransaction(handle -> Silences.add(handle, silence));
    }

    /** Ends a silence; false when there is none of that number. */
    public boolean removeSilence(long id) {
        return inTransaction(handle -> Silences.remove(handle, id));
    }

    /** Stops the reminders of what an alert told; false when there is no such alert. */
    public boolean acknowledge(String alertId, Instant now) {
        return inTransaction(handle -> Silences.acknowledge(handle, alertId, now));
    }

    /** Forgets a watch, or one machine of it; says how many offers were known. */
    public int forget(String watch, Optional<Long> machine) {
        return inTransaction(handle -> Offers.forget(handle, watch, machine));
    }

    /** The next delivery of a channel that is due at {@code now} and not being sent, if any, oldest first. */
    public List<Delivery> due(String channel, Instant now, int most) {
        return inTransaction(handle -> Outbox.due(handle, channel, now, most));
    }

    /** Fixes a delivery's bytes and marks it as being sent until {@code leasedUntil}. */
    public void begin(Delivery delivery, Delivery.Content content, Instant leasedUntil) {
        inTransaction(handle -> Outbox.begin(handle, delivery, content, leasedUntil));
    }

    /** Records how an attempt ended at {@code now}; a deferred one is due again at {@code next}. */
    public void record(Delivery delivery, Outcome outcome, Instant now, Instant next) {
        inTransaction(handle -> Outbox.record(handle, delivery, outcome, now, next));
    }

    /** Makes deliveries due that a process was sending when it died; only for who holds the state's lock. */
    public int releaseLeases() {
        return inTransaction(Outbox::release);
    }

    /** How many deliveries wait for a channel. */
    public int pending(String channel) {
        return inTransaction(handle -> Outbox.pending(handle, channel));
    }

    private synchronized <T> T inTransaction(Function<Handle, T> work) {
        try {
            return jdbi.inTransaction(work::apply);
        } catch (JdbiException e) {
            throw new StoreFailure("the state could not be used: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreFailure("the state could not be closed: " + e.getMessage(), e);
        }
    }
}
