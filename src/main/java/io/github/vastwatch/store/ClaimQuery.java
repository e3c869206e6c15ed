package io.github.vastwatch.store;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.RetrySchedule;
import io.github.vastwatch.store.Outbox.ClaimRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Selects the deliveries that a claim leases; it costs the same however many are pending for a watch. */
record ClaimQuery(Handle handle, Dialect dialect, ClaimRequest request) {
    /**
     * How long the first attempt of an earlier alert of a watch may keep the next one waiting, so that they arrive in order:
     * a second until it begins, and two for the receiver.
     */
    private static final Duration HEAD_START = Duration.ofSeconds(3);

    private static final String UNTRIED = "delivery where channel = :channel and state = 'pending' and attempts = 0";

    private static final String TRIED = "delivery where channel = :channel and state = 'pending' and attempts > 0";

    private static final String FREE = " and (leased_until is null or leased_until <= :now or leased_until > :horizon)";

    /**
     * A delivery that may be claimed.
     *
     * @param offers how many offers its alert has
     * @param interrupted how often the program ended while it made the message
     */
    record Claimable(long number, int offers, int interrupted) {}

    /** The numbers of the deliveries: first attempts before a retry; of a stopped channel only what has expired. */
    List<Long> numbers(boolean isStopped) {
        return together(isStopped ? expired() : due());
    }

    private List<Claimable> due() {
        List<Claimable> first = first();
        return request.retries() && first.size() < request.most()
                ? Stream.concat(first.stream(), retry().stream()).toList()
                : first;
    }

    /**
     * The first ones, as long as their alerts need no more memory than a large one. A message that may have ended the
     * program is made by itself, so that no other is suspected with it.
     */
    private static List<Long> together(List<Claimable> claimable) {
        List<Long> numbers = new ArrayList<>();
        int offers = 0;
        for (Claimable each : claimable) {
            offers += each.offers();
            if (!numbers.isEmpty() && (each.interrupted() > 0 || offers > Alert.MOST)) {
                break;
            }
            numbers.add(each.number());
            if (each.interrupted() > 0) {
                break;
            }
        }
        return numbers;
    }

    /** The oldest first attempt of each watch; of a watch whose last one is being sent just now, the next one waits. */
    private List<Claimable> first() {
        // From watch to watch: each step is a lookup in an index.
        return list("""
                with recursive waiting (watch) as (
                    select min(watch) from %1$s
                    union all
                    select (select min(watch) from %1$s and watch > waiting.watch) from waiting where watch is not null)
                select number, offers, interrupted from delivery where number in (
                    select (select number from %1$s and watch = waiting.watch
                        and (next_attempt <= :now or next_attempt > :horizon) %2$s order by number limit 1)
                    from waiting where watch is not null and watch not in (
                        select watch from %1$s and leased_until > :ahead and leased_until <= :horizon))
                order by number limit :most""".formatted(UNTRIED, FREE));
    }

    /** The retry that is due for the longest; what was planned before the clock was set back is due, too. */
    private List<Claimable> retry() {
        String tried = "select number, offers, interrupted from " + TRIED + FREE;
        List<Claimable> due = list(tried + " and next_attempt <= :now order by next_attempt, number limit 1");
        return due.isEmpty() ? list(tried + " and next_attempt > :horizon limit 1") : due;
    }

    private List<Claimable> expired() {
        return list("select number, offers, interrupted from delivery where channel = :channel and state = 'pending'"
                + " and coalesce(requeued_at, created_at) <= :expired" + FREE
                + " order by coalesce(requeued_at, created_at) limit :most");
    }

    private List<Claimable> list(String select) {
        return query(select + dialect.skipLocked())
                .map(new RecordMapper<>(Claimable.class))
                .list();
    }

    /** When there is something to claim next, after a claim that found nothing. */
    Optional<Instant> next(boolean isStopped) {
        if (isStopped) {
            Duration expires = Duration.between(request.expired(), request.now());
            return instant("select min(coalesce(requeued_at, created_at)) from delivery"
                            + " where channel = :channel and state = 'pending'")
                    .map(put -> put.plus(expires));
        }
        Optional<Instant> blocked = query("select 1 from " + UNTRIED + " and leased_until is null limit 1")
                .mapTo(Integer.class)
                .findFirst()
                .map(found -> request.now().plus(HEAD_START));
        return Stream.of(
                        blocked,
                        instant("select next_attempt from " + TRIED
                                + " and leased_until is null order by next_attempt limit 1"),
                        instant("select min(leased_until) from delivery"
                                + " where channel = :channel and leased_until is not null"))
                .flatMap(Optional::stream)
                .min(Instant::compareTo);
    }

    private Optional<Instant> instant(String select) {
        return query(select).mapTo(Instant.class).findFirst();
    }

    private Query query(String select) {
        return handle.createQuery(select)
                .bindMethods(request)
                // An attempt that seems further away than the longest pause was planned before the clock was set back.
                .bind("horizon", request.now().plus(RetrySchedule.LONGEST.multipliedBy(2)))
                .bind("ahead", request.leasedUntil().minus(HEAD_START));
    }
}
