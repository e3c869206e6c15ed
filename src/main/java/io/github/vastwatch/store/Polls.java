package io.github.vastwatch.store;

import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.vast.RowUsage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What a state remembers of polls: what they left behind, the rows that they read, and what is planned. */
public record Polls(Store store) {
    /**
     * Writes what one answer leaves behind for all its watches, and how it went, all of it or nothing.
     *
     * @param day of the daemon's, on which it was asked
     * @param requests how many it took
     */
    public void commit(
            List<WatchUpdate> records,
            List<PollOutcome> looks,
            LocalDate day,
            int requests,
            Optional<Instant> pauseUntil) {
        store.inTransaction(handle -> {
            records.forEach(record -> {
                TrackedOffers.write(handle, record);
                Outbox.add(handle, record.deliveries());
            });
            Watches.looked(handle, looks, day);
            Daemons.asked(handle, requests, pauseUntil);
            return true;
        });
    }

    /** What the daemon asks, as of its last plan. */
    public List<PlanStatus> plan() {
        return store.inTransaction(Plans::all);
    }

    /** Takes over another plan. */
    public void plan(List<PlanStatus> plan) {
        store.inTransaction(handle -> {
            Plans.replace(handle, plan);
            return true;
        });
    }

    /** The rows that an account has read on the day of {@code now}. */
    public RowUsage rowUsage(String account, Instant now) {
        return store.inTransaction(handle -> RowUsages.read(handle, account, now));
    }

    /** Changes what is known of the rows that an account has read, and returns it. */
    public RowUsage rowUsage(String account, Instant now, UnaryOperator<RowUsage> change) {
        return store.inTransaction(handle -> {
            RowUsage usage = change.apply(RowUsages.read(handle, account, now));
            RowUsages.write(handle, account, usage);
            return usage;
        });
    }
}
