package io.github.vastwatch.store;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Backlog;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Revalidation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The statements that fold the backlog of a channel: of many late deliveries of a watch and kind one tells all. */
final class Folding {
    /** A transaction of so many takes milliseconds; polls come in between. */
    private static final int AT_ONCE = 100;

    private record Waiting(long number, String id, Instant createdAt) {}

    private Folding() {}

    /** Folds some of what is late into a delivery that was just leased, which waits for the next claim then. */
    static Optional<ClaimedDelivery> fold(Handle handle, Delivery delivery, ClaimRequest claimRequest) {
        Optional<Backlog> begun = Backlog.of(delivery, claimRequest.now());
        if (begun.isEmpty()) {
            return Optional.empty();
        }
        Backlog backlog = begun.get();
        List<Waiting> waiting = waiting(handle, delivery, claimRequest);
        if (waiting.size() < backlog.least()) {
            return Optional.empty();
        }
        boolean isFixed = delivery.content().isPresent();
        String id = isFixed ? claimRequest.spareId() : delivery.id();
        if (isFixed) {
            LateAlerts.replace(handle, delivery, claimRequest, "told together with others");
        }
        Instant newest = delivery.createdAt();
        int folded = 0;
        for (Waiting other : waiting) {
            if (backlog.isFull()) {
                break;
            }
            backlog.add(alert(handle, other));
            newest = other.createdAt().isAfter(newest) ? other.createdAt() : newest;
            LateAlerts.end(handle, other.id(), claimRequest.now(), 0, "told together with others in " + id);
            folded++;
        }
        Alert alert = backlog.alert((last, offers) -> LateAlerts.revalidation(handle, last, offers));
        Delivery one = isFixed ? delivery.replacedBy(id, alert) : delivery.with(alert);
        LateAlerts.tell(handle, one);
        // It expires as the newest that it tells.
        handle.execute(
                "update delivery set leased_until = null, retried_at = ? where id = ?", newest.toEpochMilli(), id);
        return Optional.of(new ClaimedDelivery(one, Optional.of(delivery.id()).filter(each -> isFixed), false, folded));
    }

    private static List<Waiting> waiting(Handle handle, Delivery delivery, ClaimRequest claimRequest) {
        return handle.createQuery("select number, id, coalesce(retried_at, created_at) as since from delivery"
                        + " where channel = ? and watch = ? and kind = ? and state = 'pending' and id <> ?"
                        + " and leased_until is null and doubtful = 0 and settled = '' and created_at < ?"
                        + " order by number limit " + AT_ONCE)
                .bind(0, delivery.channel())
                .bind(1, delivery.alert().watch().orElse(""))
                .bind(2, delivery.alert().alertKind().wire())
                .bind(3, delivery.id())
                .bind(4, Revalidation.lateBefore(claimRequest.now()).toEpochMilli())
                .map((row, context) -> new Waiting(
                        row.getLong("number"), row.getString("id"), Instant.ofEpochMilli(row.getLong("since"))))
                .list();
    }

    private static Alert alert(Handle handle, Waiting waiting) {
        return handle.createQuery("select coalesce(d.body, a.body) from delivery d join alert a on a.id = d.alert_id"
                        + " where d.number = ?")
                .bind(0, waiting.number())
                .mapTo(String.class)
                .map(AlertJson::read)
                .one();
    }
}
