package io.github.vastwatch.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** A database, in which this process runs one transaction at a time. */
final class Database implements AutoCloseable {
    /** Fair, so that a poll waits for one transaction of a busy channel at most. */
    private final ReentrantLock lock = new ReentrantLock(true);

    private final Dialect dialect;
    private final Jdbi jdbi;
    private final List<Runnable> afterCommit = new ArrayList<>();
    private long changes;
    /** Whether other programs must notice the transaction that is open. */
    private boolean isNoticeable;
    /** Of the transaction that is open on the thread that has the lock. */
    private @Nullable Handle open;
    /** The turn in which a thread works. */
    private final ThreadLocal<@Nullable Long> turn = new ThreadLocal<>();

    private final AtomicLong refusals = new AtomicLong();
    /** Whether this process may remember what it read, because no other one writes it: it is alone, or it is its turn. */
    private volatile boolean isSole;

    Database(Dialect dialect) {
        this.dialect = dialect;
        this.jdbi = StatementSyntax.register(Columns.register(dialect.jdbi()));
        this.isSole = !isShared();
    }

    /** The connections for what has transactions of its own, where several daemons use the database at the same time. */
    Optional<DataSource> pool() {
        return dialect.pool();
    }

    /** Whether several daemons use it at the same time. */
    boolean isShared() {
        return dialect.pool().isPresent();
    }

    Dialect dialect() {
        return dialect;
    }

    /** Makes other daemons that lock the same wait until the transaction that is open on this thread has ended. */
    void lock(Lock what) {
        dialect.lock(Objects.requireNonNull(open), what.name());
    }

    /** The same for one of several. */
    void lock(Lock what, String name) {
        dialect.lock(Objects.requireNonNull(open), what.name() + " " + name);
    }

    /** What daemons must not do at the same time. A transaction that locks several does so in this order. */
    enum Lock {
        /** Changes of watches, and of what is remembered of many of them. */
        WATCHES,
        /** Reports of what is wrong. */
        INCIDENTS,
        /** Reports of first answers. */
        STARTS,
        /** Counts of the rows that an account read. */
        ROWS,
        /** What is done with the deliveries of a channel. */
        CHANNEL
    }

    /**
     * Runs some work in a transaction of its own, or in the one that is open on this thread.
     *
     * @throws StoreFailure when the database fails; then none of the transaction's work is written
     */
    <T> T call(Function<Handle, T> work) {
        lock.lock();
        try {
            if (open != null) {
                return work.apply(open);
            }
            T result = jdbi.inTransaction(handle -> {
                open = handle;
                try {
                    requireTurn(handle);
                    T done = work.apply(handle);
                    if (isNoticeable) {
                        // Last, so that other programs wait for this row for a moment only.
                        dialect.raiseVersion(handle);
                    }
                    return done;
                } finally {
                    open = null;
                }
            });
            afterCommit.forEach(Runnable::run);
            return result;
        } catch (RuntimeException e) {
            if (open == null && isShared() && (turn.get() != null || isNoticeable)) {
                // What is remembered is written in turns, and by what others must notice. Where the connection broke,
                // it may have been committed.
                changes++;
                dialect.failed(e);
            }
            throw StoreFailure.of(e);
        } finally {
            if (open == null) {
                afterCommit.clear();
                isNoticeable = false;
            }
            lock.unlock();
        }
    }

    /** Does some work on this thread in a turn: a transaction after a newer turn has begun is refused. */
    void inTurn(long number, Runnable work) {
        turn.set(number);
        try {
            work.run();
        } finally {
            turn.remove();
        }
    }

    /** How many transactions were refused because a newer turn had begun. */
    long refusals() {
        return refusals.get();
    }

    private void requireTurn(Handle handle) {
        Long number = turn.get();
        // A newer turn begins once this transaction has ended.
        if (number != null
                && handle.createQuery("select number from turn for share")
                                .mapTo(Long.class)
                                .one()
                        > number) {
            refusals.incrementAndGet();
            throw new StoreFailure.TurnOver();
        }
    }

    /** From now on this process may remember what it reads, or not any more; what it read before counts as old. */
    void remember(boolean isTurn) {
        locked(() -> {
            isSole = isTurn;
            changes++;
        });
    }

    /**
     * Runs some work in a transaction beside the one that may be open, which it must not depend on: that this daemon is there
     * is said even while a large answer is written.
     */
    <T> T apart(Function<Handle, T> work) {
        try {
            return jdbi.inTransaction(work::apply);
        } catch (RuntimeException e) {
            throw StoreFailure.of(e);
        }
    }

    /** The same for work without a result. */
    void run(Consumer<Handle> work) {
        call(handle -> {
            work.accept(handle);
            return true;
        });
    }

    /**
     * Changes when another program has committed since, or {@link #changed} was called, so that what was read before may
     * not be what is stored.
     */
    Version version() {
        return call(handle -> new Version(dialect.version(handle), isSole ? changes : ++changes));
    }

    /** Makes what was read before count as old, in this program and in others. */
    void changed() {
        isNoticeable = true;
        afterCommit(() -> changes++);
    }

    /** A version of what is stored. */
    record Version(long byOthers, long byThis) {}

    /** Runs some work that does not use the database while no other thread does. */
    void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    /** Runs an action once the transaction that is open on this thread is committed; it must not use the database. */
    void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            dialect.close();
        } catch (SQLException e) {
            throw new StoreFailure("the state could not be closed: " + e.getMessage(), e);
        } finally {
            lock.unlock();
        }
    }
}
