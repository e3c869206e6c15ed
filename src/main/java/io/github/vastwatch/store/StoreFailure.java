package io.github.vastwatch.store;

import java.io.IOException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteException;

/** The state could not be read or written; nothing of the transaction was written. */
public class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final String PASSWORD = "; it is read from state_password_file, PGPASSWORD or ~/.pgpass";

    StoreFailure(String message) {
        super(message);
    }

    StoreFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** What a daemon would have written after its turn to poll was over; nothing is wrong with the state. */
    public static final class TurnOver extends StoreFailure {
        private static final long serialVersionUID = 1L;

        TurnOver() {
            super("another daemon's turn to poll has begun");
        }
    }

    /**
     * With the message of the database, if it has one; that of its wrapper is "Failed to commit transaction". A failure
     * that is not the database's own means that a value in it is invalid.
     */
    static StoreFailure of(RuntimeException failure) {
        if (failure instanceof StoreFailure known) {
            return known;
        }
        return failure instanceof JdbiException
                ? new StoreFailure("the state could not be used: " + words(failure), failure)
                : new StoreFailure("the state is damaged: " + failure.getMessage(), failure);
    }

    /** Whether the connection to a server broke, or the server ended it: others have probably done so, too. */
    static boolean isOfConnection(Throwable failure) {
        return cause(failure) instanceof SQLException sql
                && sql.getSQLState() != null
                && (sql.getSQLState().startsWith("08") || sql.getSQLState().startsWith("57P"));
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        // The pool and batches wrap what the server said; the driver wraps what the network did.
        for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException || !(cause instanceof SQLException)) {
                cause = each;
            }
        }
        return cause;
    }

    /** Why the database failed. */
    static String words(Throwable failure) {
        Throwable cause = cause(failure);
        String said = String.valueOf(cause.getMessage());
        if (cause instanceof SQLiteException sqlite) {
            return plain(sqlite, said);
        }
        return cause instanceof SQLException sql && sql.getSQLState() != null
                ? ofServer(sql.getSQLState(), network(sql).orElse(said.replaceFirst("^[A-Z]+: ", "")))
                : said;
    }

    /** What the network says, which is shorter than what the driver makes of it. */
    private static Optional<String> network(SQLException failure) {
        return failure.getCause() instanceof IOException io && io.getMessage() != null
                ? Optional.of((io instanceof UnknownHostException ? "unknown host " : "") + io.getMessage())
                : Optional.empty();
    }

    /** By the codes of PostgreSQL's manual, appendix A. */
    private static String ofServer(String state, String said) {
        String plain = switch (state) {
            case "08001" -> "the server cannot be reached";
            case "08004" -> "the server refuses the connection";
            case "28P01" -> "the server refuses the user's password";
            case "28000" -> "the server refuses the user";
            case "3D000" -> "the database does not exist";
            case "42501" -> "the user lacks a privilege";
            case "53100" -> "the disk of the server is full";
            case "53200" -> "the server is out of memory";
            case "53300" -> "the server has no connection left";
            case "25006" -> "the server can only be read, as a standby";
            case "57P01", "57P02" -> "the server ended the connection";
            case "57P03" -> "the server is starting or shutting down";
            case "25P03" -> "this program was suspended in a transaction, which the server ended";
            case "55P03" -> "another program has locked it for too long";
            case "42P01", "42703" -> "it is damaged, or not a state of vastwatch";
            default -> state.startsWith("08") ? "the connection to the server was lost" : "";
        };
        return plain.isEmpty() ? said : plain + " (" + said + ")" + remedy(state, said);
    }

    /** What a person can do about it. */
    private static String remedy(String state, String said) {
        return switch (state) {
            case "28P01" -> PASSWORD;
            case "08004" -> said.contains("no password") ? PASSWORD : "";
            case "3D000" -> "; create it: create database vastwatch owner vastwatch";
            case "42501" -> "; as the owner of the database: grant create on database vastwatch to vastwatch";
            case "25006" -> "; name the primary";
            default -> "";
        };
    }

    private static String plain(SQLiteException failure, String said) {
        return switch (failure.getResultCode()) {
            // The second comes from a full disk, for the file of the shared memory.
            case SQLITE_FULL, SQLITE_IOERR_SHMSIZE -> "the disk is full (" + said + ")";
            case SQLITE_BUSY, SQLITE_BUSY_RECOVERY, SQLITE_LOCKED -> "another program is using it (" + said + ")";
            case SQLITE_NOTADB, SQLITE_CORRUPT -> damaged(said);
            // A table or a column.
            case SQLITE_ERROR -> said.contains("no such ") ? damaged(said) : said;
            case SQLITE_CANTOPEN ->
                "it or a file beside it cannot be opened; the disk may be full, or have no free inodes (" + said + ")";
            default -> said;
        };
    }

    /** What to do about a damaged file. */
    static String damaged(String said) {
        return "it is damaged, or not a state of vastwatch (" + said
                + "); restore a backup, or move the file away to start with an empty state";
    }
}
