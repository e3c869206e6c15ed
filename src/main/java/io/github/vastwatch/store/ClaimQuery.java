package io.github.vastwatch.store;

import io.github.vastwatch.alert.RetrySchedule;
import io.github.vastwatch.store.Outbox.ClaimRequest;
import java.time.Duration;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Selects the delivery that a claim leases; it costs the same however many are pending. */
record ClaimQuery(Handle handle, ClaimRequest request) {
    /** How long the first attempt of an earlier alert of a watch may keep the next one waiting, so that they arrive in order. */
    private static final Duration HEAD_START = Duration.ofSeconds(2);

    private static final String UNTRIED = "delivery where channel = :channel and state = 'pending' and attempts = 0";

    private static final String FREE = " and (leased_until is null or leased_until <= :now or leased_until > :horizon)";

    /** The number of the delivery; of a stopped channel only what has expired. */
    Optional<Long> number(boolean isStopped) {
        return isStopped ? expired() : first().or(() -> request.retries() ? retry() : Optional.empty());
    }

    /** The oldest first attempt; of a watch whose last one is being sent just now, the next one waits. */
    private Optional<Long> first() {
        // From watch to watch: each step is a lookup in an index.
        return select("""
                with recursive pending (watch) as (
                    select min(watch) from %1$s
                    union all
                    select (select min(watch) from %1$s and watch > pending.watch) from pending where watch is not null)
                select min((
                    select number from %1$s and watch = pending.watch and (next_attempt <= :now or next_attempt > :horizon)
                        %2$s order by number limit 1)) as number
                from pending where watch is not null and watch not in (
                    select watch from %1$s and leased_until > :ahead and leased_until <= :horizon)
                """.formatted(UNTRIED, FREE));
    }

    /** The retry that is due for the longest; what was planned before the clock was set back is due, too. */
    private Optional<Long> retry() {
        String tried = "select number from delivery where channel = :channel and state = 'pending' and attempts > 0";
        return select(tried + " and next_attempt <= :now" + FREE + " order by next_attempt, number limit 1")
                .or(() -> select(tried + " and next_attempt > :horizon" + FREE + " limit 1"));
    }

    private Optional<Long> expired() {
        return select("select number from delivery where channel = :channel and state = 'pending'"
                + " and coalesce(requeued_at, created_at) <= :expired" + FREE
                + " order by coalesce(requeued_at, created_at) limit 1");
    }

    private Optional<Long> select(String select) {
        return handle.createQuery(select)
                .bindMethods(request)
                // An attempt that seems further away than the longest pause was planned before the clock was set back.
                .bind("horizon", request.now().plus(RetrySchedule.LONGEST.multipliedBy(2)))
                .bind("ahead", request.leasedUntil().minus(HEAD_START))
                .mapTo(Long.class)
                .findFirst();
    }
}
