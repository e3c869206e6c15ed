package io.github.vastwatch.store;

import io.github.vastwatch.alert.Activity;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.OpenIncident;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.alert.WatchStarted;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * What vastwatch remembers: the offers that matched, what was told, and the outbox. One SQLite database, in a file or in
 * memory, behind one connection; each method is one transaction. Methods throw {@link StoreFailure} when the database
 * fails, and then nothing was written.
 */
public final class Store implements AutoCloseable {
    private final Transactions transactions;

    private Store(Connection connection) {
        this.transactions = new Transactions(connection);
    }

    /** Opens a state; a file that is not there is made, readable by its owner alone. */
    public static Store open(StateLocation place) throws IOException {
        return new Store(SqliteConnections.to(place));
    }

    /** Opens a state that a daemon may be using; its form stays, and an older one is refused: its daemon may be running. */
    public static Store beside(StateLocation place) throws IOException {
        return new Store(SqliteConnections.beside(place));
    }

    /** Opens a state file as {@link #beside} does, to read it: nothing is written, and a method that would write fails. */
    public static Store reading(Path file) throws IOException {
        return new Store(SqliteConnections.reading(file));
    }

    /** What is remembered for a watch. */
    public Memory memory(Watch watch) {
        return memories(List.of(watch)).getOrDefault(watch.name(), Memory.EMPTY);
    }

    /** What is remembered for each of some watches, by name. */
    public Map<String, Memory> memories(Collection<Watch> watches) {
        return inTransaction(handle -> Memories.of(handle, watches));
    }

    /** Writes what a poll leaves behind, all of it or nothing. */
    public void commit(WatchUpdate record) {
        inTransaction(handle -> {
            TrackedOffers.write(handle, record);
            Outbox.add(handle, record.deliveries());
            return true;
        });
    }

    /** What new watches have seen and not said yet. */
    public List<WatchStarted> hellos() {
        return inTransaction(WatchStates::hellos);
    }

    /** The watches that have had an answer. */
    public List<String> answered() {
        return inTransaction(WatchStates::answered);
    }

    /** Says what new watches have seen. */
    public void greet(List<Delivery> deliveries) {
        inTransaction(handle -> {
            Outbox.add(handle, deliveries);
            return handle.execute("delete from hello");
        });
    }

    /** Goes through what was told since then, in order, with what became of it; it may be more than memory holds. */
    public void alerts(Instant since, Consumer<AlertRecord> each) {
        inTransaction(handle -> AlertRecord.since(handle, since, each));
    }

    /** The ids of all alerts that are kept. */
    public List<String> alertIds() {
        return inTransaction(AlertRecord::ids);
    }

    /** What gates held in answers since {@code since}, the latest last. */
    public List<SuppressedMatch> withheld(Instant since) {
        return inTransaction(handle -> SuppressedMatch.since(handle, since));
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
        return inTransaction(handle -> TrackedOffers.forget(handle, watch, machine));
    }

    /**
     * Takes a config over: its watches begin or go on, a renamed one with what was known under its former name, and what
     * is known of those it lacks is kept for 30 days.
     *
     * @param renamed the names that watches had before, by their names now
     */
    public void take(DaemonStatus daemon, Set<String> watches, Map<String, String> renamed) {
        inTransaction(handle -> {
            Watches.take(handle, watches, renamed, daemon.loadedAt());
            Daemons.write(handle, daemon);
            return true;
        });
    }

    /** Records that a config was not taken. */
    public void refuse(DaemonStatus.Refusal refusal) {
        inTransaction(handle -> {
            Daemons.refuse(handle, refusal);
            return true;
        });
    }

    /** Records how the heartbeat fares; empty where the config has none. */
    public void heartbeat(Optional<HeartbeatStatus> status) {
        inTransaction(handle -> Heartbeats.write(handle, status));
    }

    /** The troubles that were told and are not over. */
    public List<OpenIncident> spells() {
        return inTransaction(OpenIncidents::all);
    }

    /** Remembers which troubles are told and not over, and puts what there is to tell on its way. */
    public void trouble(List<OpenIncident> open, List<Delivery> deliveries) {
        inTransaction(handle -> {
            OpenIncidents.replace(handle, open);
            Outbox.add(handle, deliveries);
            return true;
        });
    }

    /** What was done since the last line of life; the first question for it begins one. */
    public Activity activity(Instant now) {
        return inTransaction(handle -> ActivityCounters.read(handle, now));
    }

    /** Tells a line of life, and begins the next. */
    public void alive(List<Delivery> deliveries, Instant now) {
        inTransaction(handle -> {
            Outbox.add(handle, deliveries);
            return ActivityCounters.begin(handle, now);
        });
    }

    /** Finds out whether the state can be written: writes when that was. */
    public void probe(Instant now) {
        inTransaction(handle -> ActivityCounters.wrote(handle, now));
    }

    /** The channels that have deliveries which were due before then. */
    public List<String> overdue(Instant before) {
        return inTransaction(handle -> ActivityCounters.overdue(handle, before));
    }

    /** The watches that are paused. */
    public Set<String> paused() {
        return inTransaction(Watches::paused);
    }

    /** Pauses a watch, or resumes it where {@code since} is empty; false where there is no such watch. */
    public boolean pause(String watch, Optional<Instant> since) {
        return inTransaction(handle -> Watches.pause(handle, watch, since));
    }

    /** How everything fares. */
    public StateStatus status() {
        return inTransaction(StateStatus::read);
    }

    /** The next delivery of a channel that is due and not being sent, if any; nobody else gets it for a while. */
    public Optional<ClaimedDelivery> claim(ClaimRequest claimRequest) {
        return inTransaction(handle -> Outbox.claim(handle, claimRequest));
    }

    /** Fixes a delivery's bytes before it is sent for the first time, and records why its template failed, if it did. */
    public void fix(Delivery delivery, Delivery.Content content, Optional<String> failure, Instant now) {
        inTransaction(handle -> {
            TemplateStates.record(handle, delivery, failure, now);
            return Outbox.fix(handle, delivery, content);
        });
    }

    /**
     * Records how an attempt ended at {@code now}.
     *
     * @param next when it is due again; empty when it has ended
     * @return since when its channel had failed, if it works again now; what waits for it is due then
     */
    public Optional<Instant> record(Delivery delivery, Outcome outcome, Instant now, Optional<Instant> next) {
        return inTransaction(handle -> {
            Outbox.record(handle, delivery, outcome, now, next);
            return ChannelStates.record(handle, delivery, outcome, now);
        });
    }

    /** How each channel fares that something was ever put into the outbox for, by name. */
    public List<ChannelState> channels() {
        return inTransaction(ChannelStates::all);
    }

    /** Lets a channel be sent to that had said that it wants no more; says whether it had. */
    public boolean resume(String channel) {
        return inTransaction(handle -> ChannelStates.resume(handle, channel)) > 0;
    }

    /** Goes through the outbox, oldest first, what has ended in the last 30 days included; it may be more than memory holds. */
    public void entries(Consumer<OutboxEntry> each) {
        inTransaction(handle -> OutboxEntries.all(handle, each));
    }

    /** The ids of everything in the outbox. */
    public List<String> deliveryIds() {
        return inTransaction(OutboxEntries::ids);
    }

    /** The delivery of an id, with what it tells. */
    public Optional<OutboxEntry.Letter> letter(String id) {
        return inTransaction(handle -> OutboxEntries.letter(handle, id));
    }

    /** Makes a delivery due that waits or has ended without arriving; says whether it could. */
    public boolean retry(String id, Instant now) {
        return inTransaction(handle -> OutboxEntries.retry(handle, id, now)) > 0;
    }

    /** Ends a delivery that has not arrived; says whether it could. */
    public boolean drop(String id, Instant now) {
        return inTransaction(handle -> OutboxEntries.drop(handle, id, now)) > 0;
    }

    /** Makes deliveries due that a process was sending when it died; only for the process that holds the state's lock. */
    public int releaseLeases(Instant now) {
        return inTransaction(handle -> Outbox.release(handle, now));
    }

    /** Makes all due that waits only for the next attempt, unless the receiver asked to wait or refused it. */
    public int hasten(Instant now) {
        return inTransaction(handle -> Outbox.hasten(handle, now));
    }

    <T> T inTransaction(Function<Handle, T> work) {
        return transactions.run(work);
    }

    @Override
    public void close() {
        transactions.close();
    }
}
