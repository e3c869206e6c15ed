package io.github.vastwatch.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import io.github.vastwatch.vast.Secret;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;

/**
 * Connects to PostgreSQL so that what is committed survives a power cut of the server, and a network that hangs is a
 * failure within half a minute.
 *
 * @param url of the location
 * @param schema what the state has, or gets
 * @param node names this process in leases
 */
record PostgresConnections(StateLocation location, PostgresUrl url, Schema schema, String node) {
    private static final String OPTIONS = "options";

    /** One for the store, and those that Quartz has at the same time: its three threads, and one for each job. */
    private static final int DAEMON = 6;

    /** Until a connection is made. */
    private static final Duration CONNECT = Duration.ofSeconds(10);

    /** Until an idle connection counts as broken that does not answer. */
    private static final Duration VALIDATION = Duration.ofSeconds(5);

    /** Until a server counts as unreachable that does not answer: longer than it may wait for a lock. */
    private static final Duration ANSWER = Duration.ofSeconds(20);

    /** How long the server waits for what another program holds. */
    private static final String WAITS = " -c lock_timeout=10s";

    /** When the server ends a transaction whose program does not go on, as one that is suspended: others wait for it. */
    private static final String ENDS = " -c idle_in_transaction_session_timeout=10s";

    /** Rows that are read at once: all of a long result may not fit into memory. */
    private static final int ROWS = 1_000;

    /** What is committed counts as sent, whatever the server's default is. */
    private static final String DURABLE =
            "set_config('synchronous_commit'," + " replace(current_setting('synchronous_commit'), 'off', 'on'), false)";

    /** To read and write, with the newest schema, which is made where there is none. */
    Database open() throws IOException {
        return opened(config(DAEMON, WAITS + ENDS), PostgresSchema::migrate);
    }

    /**
     * To read and write beside a daemon; the schema stays as it is.
     *
     * @return empty where the database holds no state
     * @throws StoreFailure when its schema is an older one
     */
    Optional<Database> beside() throws IOException {
        return existing(config(1, WAITS + ENDS));
    }

    /** The same to read only, where each transaction sees one moment. */
    Optional<Database> reading() throws IOException {
        // A reader may show a part and wait for its user, and others do not wait for it.
        HikariConfig config = config(1, WAITS);
        config.setReadOnly(true);
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        return existing(config);
    }

    private Optional<Database> existing(HikariConfig config) throws IOException {
        boolean[] isThere = {false};
        Database database = opened(config, (versions, handle) -> isThere[0] = versions.refuseOlder(handle));
        if (!isThere[0]) {
            database.close();
            return Optional.empty();
        }
        return Optional.of(database);
    }

    /** Checks that the database can be used, and changes nothing. */
    void check() throws IOException {
        try {
            opened(config(1, WAITS), PostgresSchema::check).close();
        } catch (StoreFailure e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private Database opened(HikariConfig config, BiConsumer<PostgresSchema, Handle> prepare) throws IOException {
        try {
            PostgresDialect dialect = new PostgresDialect(new HikariDataSource(config));
            Database database = new Database(dialect);
            try {
                database.run(handle -> prepare.accept(new PostgresSchema(schema, location, dialect), handle));
                return database;
            } catch (StoreFailure e) {
                database.close();
                throw e;
            }
        } catch (HikariPool.PoolInitializationException e) {
            throw new IOException("the state " + location + " cannot be opened: " + StoreFailure.words(e), e);
        }
    }

    private HikariConfig config(int connections, String options) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(PostgresSchema.NAME);
        config.setJdbcUrl("jdbc:postgresql://" + url.hosts() + "/"
                + URLEncoder.encode(url.database(), StandardCharsets.UTF_8).replace("+", "%20"));
        config.setUsername(url.user());
        url.password()
                .or(() -> Optional.ofNullable(System.getenv("PGPASSWORD")).map(Secret::new))
                .ifPresent(password -> config.setPassword(password.reveal()));
        set(config, "ApplicationName", PostgresSchema.NAME);
        set(config, "connectTimeout", CONNECT.toSeconds());
        set(config, "socketTimeout", ANSWER.toSeconds());
        set(config, "tcpKeepAlive", true);
        set(config, "defaultRowFetchSize", ROWS);
        // The detail of a failure repeats values.
        set(config, "logServerErrorDetail", false);
        url.parameters().forEach(config::addDataSourceProperty);
        set(config, "currentSchema", PostgresSchema.NAME);
        set(config, OPTIONS, url.parameters().getOrDefault(OPTIONS, "") + options);
        config.setConnectionInitSql(
                "select " + DURABLE + ", set_config('vastwatch.node', '" + node.replace("'", "''") + "', false)");
        config.setConnectionTimeout(CONNECT.toMillis());
        config.setValidationTimeout(VALIDATION.toMillis());
        config.setMaximumPoolSize(connections);
        // Only what is needed: a connection in reserve would break with the one in use.
        config.setMinimumIdle(0);
        return config;
    }

    private static void set(HikariConfig config, String property, Object value) {
        config.addDataSourceProperty(property, String.valueOf(value));
    }
}
