package io.github.vastwatch.store;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.store.TrackedOffers.SuppressedMatch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;

/** Alerts, deliveries and suppressed matches, the newest first, a part at a time. */
public final class Listing {
    private final Database database;

    Listing(Database database) {
        this.database = database;
    }

    /**
     * Which alerts.
     *
     * @param before the id of an alert; those that are older
     */
    public record AlertFilter(
            Optional<String> watch, Optional<AlertKind> kind, Instant since, Optional<String> before) {}

    /**
     * Which deliveries.
     *
     * @param states those of {@link OutboxEntry#state()}; empty for all
     * @param before the id of a delivery; those that are older
     */
    public record DeliveryFilter(Set<String> states, Optional<String> channel, Optional<String> before) {
        public DeliveryFilter {
            states = Set.copyOf(states);
        }
    }

    /** The newest alerts that pass a filter, {@code most} at the most. */
    public List<Alert> alerts(AlertFilter filter, int most) {
        return database.call(handle -> {
            Query query = handle.createQuery("select body from alert where at >= :since"
                    + (filter.watch().isPresent() ? " and watch = :watch" : "")
                    + (filter.kind().isPresent()
                            ? " and exists (select 1 from delivery where alert_id = alert.id and kind = :kind)"
                            : "")
                    + (filter.before().isPresent()
                            ? " and (at, number) < (select at, number from alert where id = :before)"
                            : "")
                    + " order by at desc, number desc limit :most");
            filter.watch().ifPresent(watch -> query.bind("watch", watch));
            filter.kind().ifPresent(kind -> query.bind("kind", kind));
            filter.before().ifPresent(before -> query.bind("before", before));
            return query.bind("since", filter.since())
                    .bind("most", most)
                    .mapTo(Alert.class)
                    .list();
        });
    }

    /** An alert. */
    public Optional<Alert> alert(String id) {
        return database.call(handle -> handle.createQuery("select body from alert where id = :id")
                .bind("id", id)
                .mapTo(Alert.class)
                .findOne());
    }

    /** The deliveries of some alerts, by the id of the alert, in the order in which they were put into the outbox. */
    public Map<String, List<OutboxEntry>> deliveriesOf(List<Alert> alerts) {
        List<String> ids = alerts.stream().map(Alert::id).toList();
        return ids.isEmpty()
                ? Map.of()
                : database.call(
                        handle -> handle.createQuery(OutboxEntry.SELECT + " where alert_id in (<ids>) order by number")
                                .bindList("ids", ids)
                                .map(new RecordMapper<>(OutboxEntry.class))
                                .collect(Collectors.groupingBy(OutboxEntry::alertId)));
    }

    /** The newest deliveries that pass a filter, {@code most} at the most. */
    public List<OutboxEntry> deliveries(DeliveryFilter filter, int most) {
        return database.call(handle -> {
            Query query = handle.createQuery(OutboxEntry.SELECT + " where true"
                    + (filter.states().isEmpty() ? "" : " and state in (<states>)")
                    + (filter.channel().isPresent() ? " and channel = :channel" : "")
                    + (filter.before().isPresent()
                            ? " and number < (select number from delivery where id = :before)"
                            : "")
                    + " order by number desc limit :most");
            if (!filter.states().isEmpty()) {
                query.bindList("states", filter.states());
            }
            filter.channel().ifPresent(channel -> query.bind("channel", channel));
            filter.before().ifPresent(before -> query.bind("before", before));
            return query.bind("most", most)
                    .map(new RecordMapper<>(OutboxEntry.class))
                    .list();
        });
    }

    /**
     * Matches that gates suppressed since then.
     *
     * @param skipped how many of the newest to leave out
     */
    public List<SuppressedMatch> suppressed(Optional<String> watch, Instant since, int skipped, int most) {
        return database.call(handle -> {
            Query query = handle.createQuery("select offer_key as key, suppressed_match.* from suppressed_match"
                    + " where last_at >= :since" + (watch.isPresent() ? " and watch = :watch" : "")
                    + " order by last_at desc, watch, offer_key, gate limit :most offset :skipped");
            watch.ifPresent(name -> query.bind("watch", name));
            return query.bind("since", since)
                    .bind("most", most)
                    .bind("skipped", skipped)
                    .map(new RecordMapper<>(SuppressedMatch.class))
                    .list();
        });
    }
}
