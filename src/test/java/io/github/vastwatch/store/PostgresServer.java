package io.github.vastwatch.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL server for all tests of a JVM, which ends with it; each test has a database of its own. */
public final class PostgresServer {
    private static final String TEMPLATE = "vastwatch_template";
    private static final AtomicInteger DATABASES = new AtomicInteger();
    /** Each takes 8 MB; no test is still running when this many were made after its own. */
    private static final int KEPT = 40;

    private static @Nullable EmbeddedPostgres server;

    private PostgresServer() {}

    /** A database without a state. */
    public static StateLocation emptyDatabase() {
        return created("template1");
    }

    /** A database with an empty state, which is a copy and so soon made. */
    public static StateLocation database() {
        started();
        return created(TEMPLATE);
    }

    private static StateLocation created(String template) {
        started();
        int number = DATABASES.incrementAndGet();
        sql("postgres", "create database " + name(number) + " template " + template);
        if (number > KEPT) {
            sql("postgres", "drop database if exists " + name(number - KEPT) + " with (force)");
        }
        return location(name(number));
    }

    private static String name(int number) {
        return "vastwatch_" + number;
    }

    private static StateLocation location(String database) {
        return StateLocation.parse(
                "postgresql://postgres@localhost:" + started().getPort() + "/" + database, Path::of);
    }

    static int port() {
        return started().getPort();
    }

    /** Executes statements in the database of a state. */
    public static void sql(StateLocation location, String statements) {
        sql(location.postgres().orElseThrow().database(), statements);
    }

    /** A connection to a state. */
    static Connection connect(StateLocation location) throws SQLException {
        return DriverManager.getConnection(started()
                        .getJdbcUrl(
                                "postgres", location.postgres().orElseThrow().database())
                + "&currentSchema=vastwatch");
    }

    /** A number that a query returns in the database of a state. */
    public static int number(StateLocation location, String query) {
        try (Connection connection = connect(location);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sql(String database, String statements) {
        try (Connection connection = DriverManager.getConnection(started().getJdbcUrl("postgres", database));
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static synchronized EmbeddedPostgres started() {
        EmbeddedPostgres running = server;
        if (running == null) {
            try {
                // A test needs no power cut to survive.
                running = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        .setServerConfig("max_connections", "200")
                        .start();
                server = running;
                sql("postgres", "create database " + TEMPLATE);
                Store.open(location(TEMPLATE)).close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return running;
    }
}
