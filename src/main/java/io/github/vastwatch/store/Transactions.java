package io.github.vastwatch.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** One connection, which does one thing at a time. */
final class Transactions implements AutoCloseable {
    /** Fair, so that a poll waits for one transaction of a busy channel at most. */
    private final ReentrantLock turns = new ReentrantLock(true);

    private final Connection connection;
    private final Jdbi jdbi;

    Transactions(Connection connection) {
        this.connection = connection;
        this.jdbi = Jdbi.create(connection);
    }

    <T> T run(Function<Handle, T> work) {
        turns.lock();
        try {
            return jdbi.inTransaction(work::apply);
        } catch (RuntimeException e) {
            throw StoreFailure.of(e);
        } finally {
            turns.unlock();
        }
    }

    @Override
    public void close() {
        turns.lock();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreFailure("the state could not be closed: " + e.getMessage(), e);
        } finally {
            turns.unlock();
        }
    }
}
