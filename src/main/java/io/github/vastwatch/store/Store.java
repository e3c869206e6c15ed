package io.github.vastwatch.store;

import io.github.vastwatch.alert.WatchUpdate;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open state: what is remembered, by subject, over one database. Each call is one transaction. A call throws
 * {@link StoreFailure} when the database fails, and then nothing of it was written.
 */
public final class Store implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    /** An offer counts as seen earlier by at most this, after a kill; whether it is gone or new is decided by longer times. */
    private static final Duration SEEN_WRITTEN_EVERY = Duration.ofMinutes(5);

    private final Database database;
    private final Channels channels;
    private final Outbox outbox;
    private final Silences silences;
    private final TrackedOffers offers;
    private final Incidents incidents;
    private final Watches watches;
    private final DaemonRecord daemon;
    private final History history;
    private final Listing listing;
    private final Optional<Cluster> cluster;

    private Store(Database database) {
        this(database, "");
    }

    Store(Database database, String node) {
        this.database = database;
        this.channels = new Channels(database);
        this.outbox = new Outbox(database, channels);
        this.silences = new Silences(database);
        this.offers = new TrackedOffers(database, silences);
        this.incidents = new Incidents(database, outbox);
        this.watches = new Watches(database, outbox, incidents);
        this.daemon = new DaemonRecord(database, outbox, watches);
        this.history = new History(database);
        this.listing = new Listing(database);
        this.cluster = database.isShared() ? Optional.of(new Cluster(database, node, this::flush)) : Optional.empty();
    }

    /** Opens a state, and brings its schema up to date; a file that is not there is created, readable by its owner alone. */
    public static Store open(StateLocation location) throws IOException {
        return open(location, "");
    }

    /**
     * The same for one of several daemons.
     *
     * @param node names this one in leases
     */
    public static Store open(StateLocation location, String node) throws IOException {
        return open(location, Schema.CURRENT, node);
    }

    static Store open(StateLocation location, Schema schema, String node) throws IOException {
        return new Store(
                location.postgres().isPresent()
                        ? postgres(location, schema, node).open()
                        : sqlite(new SqliteConnections(location, schema).open()),
                node);
    }

    /**
     * Checks that this user can use a state, or create it, and that it is not damaged; leaves nothing behind.
     *
     * @throws IOException when not; the message gives the reason and what to do
     */
    public static void check(StateLocation location) throws IOException {
        if (location.postgres().isPresent()) {
            postgres(location, Schema.CURRENT, "").check();
        } else if (location.file().isPresent()) {
            Access.toWrite(location.file().get());
            NativeLibrary.check(location);
            new SqliteConnections(location, Schema.CURRENT)
                    .check(location.file().get());
        }
    }

    /** Opens a state that a daemon may be using; one with an older schema is refused, for its daemon may be running. */
    public static Store beside(StateLocation location) throws IOException {
        return new Store(
                location.postgres().isPresent()
                        ? postgres(location, Schema.CURRENT, "").beside().orElseThrow(() -> absent(location))
                        : sqlite(new SqliteConnections(location, Schema.CURRENT).beside()));
    }

    /** Opens a state as {@link #beside} does, to read it: nothing is written, and a call that would write fails. */
    public static Store reading(StateLocation location) throws IOException {
        return location.postgres().isPresent()
                ? readingIfAny(location).orElseThrow(() -> absent(location))
                : new Store(sqlite(new SqliteConnections(location, Schema.CURRENT)
                        .reading(location.file().orElseThrow())));
    }

    /** The same; empty where there is none yet, or it is in the memory of another process. */
    public static Optional<Store> readingIfAny(StateLocation location) throws IOException {
        if (location.postgres().isPresent()) {
            return postgres(location, Schema.CURRENT, "").reading().map(Store::new);
        }
        return location.file().filter(Files::exists).isPresent() ? Optional.of(reading(location)) : Optional.empty();
    }

    private static IOException absent(StateLocation location) {
        return new IOException("there is no state in " + location + " yet; 'vastwatch run' or 'once' creates it");
    }

    private static Database sqlite(Connection connection) {
        return new Database(new SqliteDialect(connection));
    }

    private static PostgresConnections postgres(StateLocation location, Schema schema, String node) {
        return new PostgresConnections(location, location.postgres().orElseThrow(), schema, node);
    }

    public TrackedOffers offers() {
        return offers;
    }

    public Watches watches() {
        return watches;
    }

    public Outbox outbox() {
        return outbox;
    }

    public Channels channels() {
        return channels;
    }

    public Silences silences() {
        return silences;
    }

    public Incidents incidents() {
        return incidents;
    }

    public DaemonRecord daemon() {
        return daemon;
    }

    public History history() {
        return history;
    }

    /** What was sent and what was not, as pages show it. */
    public Listing listing() {
        return listing;
    }

    /** The daemons that share the state, where it can be shared. */
    public Optional<Cluster> cluster() {
        return cluster;
    }

    /** The state of everything, as {@code status} shows it. */
    public StateStatus status() {
        return database.call(handle -> {
            Optional<DaemonStatus> last = daemon.read();
            return new StateStatus(
                    last,
                    watches.all(),
                    watches.lastAlerts(),
                    channels.all(),
                    daemon.heartbeat(),
                    last.flatMap(each -> daemon.rows(each.account())),
                    daemon.writtenAt(),
                    cluster.map(Cluster::nodes));
        });
    }

    /** Writes what a poll of one watch changes and sends. */
    public void commit(WatchUpdate update) {
        database.run(handle -> {
            database.lock(Database.Lock.WATCHES);
            offers.write(List.of(update));
            outbox.add(update.deliveries());
        });
    }

    /**
     * Writes what one answer changes and sends for all its watches, and how the poll went.
     *
     * @param day of the daemon's time zone, on which it was asked
     * @param requests how many it took
     * @param pauseUntil until when nothing is asked
     */
    public void commit(
            List<WatchUpdate> updates,
            List<PollOutcome> polls,
            LocalDate day,
            int requests,
            Optional<Instant> pauseUntil) {
        database.run(handle -> {
            database.lock(Database.Lock.WATCHES);
            offers.write(updates);
            polls.stream()
                    .findFirst()
                    .ifPresent(poll -> offers.writeSeen(poll.at().minus(SEEN_WRITTEN_EVERY)));
            outbox.add(updates.stream()
                    .flatMap(update -> update.deliveries().stream())
                    .toList());
            Duration late = watches.record(polls, day, daemon.startedAt());
            if (polls.stream().anyMatch(PollOutcome::isAnswered)) {
                daemon.countPoll(late);
            }
            daemon.countRequests(requests, pauseUntil);
        });
    }

    /**
     * Takes over a config: what is remembered of a renamed watch stays, that of a removed one is kept for 30 days.
     *
     * @param renamed the names that watches had before, by their names now
     */
    public void takeConfig(DaemonStatus status, Set<String> names, Map<String, String> renamed) {
        database.run(handle -> {
            watches.replace(names, renamed, status.loadedAt());
            daemon.write(status);
        });
    }

    /** Writes what is written late. */
    private void flush() {
        try {
            offers.writeSeen(Instant.MAX);
            watches.flush();
            history.flush();
        } finally {
            history.forget();
        }
    }

    /** Uses the password of a location, which is this one's, for further connections to its database. */
    public void takePassword(StateLocation location) {
        database.dialect().take(location.postgres().flatMap(PostgresUrl::password));
    }

    Database database() {
        return database;
    }

    /** Writes what is known of polls, and closes the database; times that cannot be written are learned again. */
    @Override
    public void close() {
        try {
            flush();
        } catch (StoreFailure e) {
            LOG.debug("the times of the last polls could not be written ({})", e.getMessage());
        }
        database.close();
    }
}
