package io.github.vastwatch.store;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.MissedAlertsNote;
import io.github.vastwatch.alert.OfferUpdate;
import io.github.vastwatch.alert.Revalidation;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Threshold;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** The statements about deliveries that are late: what they tell is held against the newest answer. */
final class LateAlerts {
    private LateAlerts() {}

    /** What is to be sent of a delivery that was just leased. */
    static ClaimedDelivery judge(Handle handle, Delivery delivery, ClaimRequest claimRequest) {
        if (!Revalidation.isDue(delivery, claimRequest.now())) {
            return new ClaimedDelivery(delivery, Optional.empty(), false);
        }
        if (delivery.alert().alertKind() == AlertKind.OFFERS_LEFT) {
            return leaving(handle, delivery, claimRequest);
        }
        Revalidation revalidation =
                revalidation(handle, delivery.alert(), delivery.alert().matches());
        Alert alert = revalidation.of(delivery.alert());
        if (revalidation.isOver(delivery.alert())) {
            write(handle, delivery.id(), revalidation);
            end(handle, delivery.id(), claimRequest.now(), 1, "none of its offers matches any more");
            return new ClaimedDelivery(delivery.with(alert), Optional.empty(), true);
        }
        if (alert.matches().equals(delivery.alert().matches())) {
            return new ClaimedDelivery(delivery, Optional.empty(), false);
        }
        if (delivery.content().isEmpty()) {
            write(handle, delivery.id(), revalidation);
            return new ClaimedDelivery(delivery.with(alert), Optional.empty(), false);
        }
        replace(handle, delivery, claimRequest, "some of it is not true any more");
        write(handle, claimRequest.spareId(), revalidation);
        return new ClaimedDelivery(
                delivery.replacedBy(claimRequest.spareId(), alert), Optional.of(delivery.id()), false);
    }

    /** Of offers that are said to be gone, those that are there again are not told. */
    private static ClaimedDelivery leaving(Handle handle, Delivery delivery, ClaimRequest claimRequest) {
        Alert told = delivery.alert();
        String watch = told.watch().orElseThrow();
        List<Match> gone = told.matches().stream()
                .filter(match -> !isThere(handle, watch, match.key()))
                .toList();
        if (gone.size() == told.matches().size()) {
            return new ClaimedDelivery(delivery, Optional.empty(), false);
        }
        if (gone.isEmpty()) {
            end(handle, delivery.id(), claimRequest.now(), 0, "all of its offers are back");
            return new ClaimedDelivery(delivery, Optional.empty(), true);
        }
        Alert alert = told.of(gone, told.count() - told.matches().size() + gone.size(), told.matching());
        Delivery held = delivery.content().isEmpty()
                ? delivery.with(alert)
                : delivery.replacedBy(claimRequest.spareId(), alert);
        if (delivery.content().isPresent()) {
            replace(handle, delivery, claimRequest, "some of it is not true any more");
        }
        tell(handle, held);
        return new ClaimedDelivery(held, Optional.of(delivery.id()).filter(id -> !id.equals(held.id())), false);
    }

    private static boolean isThere(Handle handle, String watch, OfferKey key) {
        return handle.createQuery("select 1 from known where watch = ? and offer_key in (?, ?)"
                        + " and missed = 0 and gone_at is null limit 1")
                .bind(0, watch)
                .bind(1, key.toString())
                .bind(2, key.ofMachine().toString())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Ends a delivery whose bytes are fixed, for one of another id that takes its place. */
    static void replace(Handle handle, Delivery delivery, ClaimRequest claimRequest, String why) {
        handle.execute(
                "insert into delivery (id, alert_id, channel, watch, kind, offers, body, created_at, attempts,"
                        + " next_attempt, leased_until, refusals, hastened, retried_at) select ?, alert_id, channel,"
                        + " watch, kind, offers, body, created_at, attempts, next_attempt, leased_until, refusals,"
                        + " hastened, retried_at from delivery where id = ?",
                claimRequest.spareId(),
                delivery.id());
        end(handle, delivery.id(), claimRequest.now(), 0, why + "; replaced by " + claimRequest.spareId());
    }

    /** Writes down what a delivery tells in place of its alert. */
    static void tell(Handle handle, Delivery delivery) {
        handle.execute(
                "update delivery set body = ?, since = null, offers = ? where id = ?",
                AlertJson.write(delivery.alert()),
                delivery.alert().count(),
                delivery.id());
    }

    private static void write(Handle handle, String id, Revalidation revalidation) {
        handle.execute("update delivery set since = ? where id = ?", AlertJson.write(revalidation), id);
    }

    static void end(Handle handle, String id, Instant now, int isOver, String answer) {
        handle.execute(
                "update delivery set state = 'superseded', leased_until = null, done_at = ?, is_over = ?, answer = ?"
                        + " where id = ?",
                now.toEpochMilli(),
                isOver,
                answer,
                id);
    }

    /** The line about what this channel never got, for the next that it does; whoever tells it is remembered. */
    static Delivery withMissed(Handle handle, Delivery delivery, Instant now) {
        String open = " channel = ? and state = 'superseded' and is_over = 1 and (missed_in is null or missed_in = ?"
                + " or exists (select 1 from delivery n where n.id = delivery.missed_in"
                + " and n.state in ('superseded', 'dead', 'dropped')))";
        MissedAlertsNote missedAlertsNote = new MissedAlertsNote();
        try (Stream<Alert> alerts = handle
                .createQuery("select d.since, coalesce(d.body, a.body) as told"
                        + " from delivery d join alert a on a.id = d.alert_id"
                        + " where d.id in (select id from delivery where" + open + ") order by d.number")
                .bind(0, delivery.channel())
                .bind(1, delivery.id())
                .map((row, context) -> alert(row))
                .stream()) {
            alerts.forEach(missedAlertsNote::add);
        }
        if (missedAlertsNote.isEmpty()) {
            return delivery;
        }
        handle.execute(
                "update delivery set missed_in = ? where" + open, delivery.id(), delivery.channel(), delivery.id());
        return delivery.with(delivery.alert().with(MissedAlertsNote.FACT, missedAlertsNote.words(now)));
    }

    /** A row's alert, as it is told under the row's id. */
    static Alert alert(ResultSet row) throws SQLException {
        Alert alert = AlertJson.read(row.getString("told"));
        return Optional.ofNullable(row.getString("since"))
                .map(AlertJson::revalidation)
                .map(revalidation -> revalidation.of(alert))
                .orElse(alert);
    }

    /** What has become of some offers of the watch of an alert. */
    static Revalidation revalidation(Handle handle, Alert alert, List<Match> matches) {
        String watch = alert.watch().orElseThrow();
        Map<OfferKey, OfferUpdate> since = new LinkedHashMap<>();
        boolean isComparable = isComparable(handle, watch, alert.terms().orElseThrow());
        matches.forEach(
                match -> since(handle, watch, match, isComparable).ifPresent(each -> since.put(match.key(), each)));
        int matching = handle.createQuery(
                        "select count(*) from known where watch = ? and shown > 0 and missed = 0 and gone_at is null")
                .bind(0, watch)
                .mapTo(Integer.class)
                .one();
        return new Revalidation(matching, since);
    }

    /** Whether the watch's newest values mean the same as those that were told. */
    private static boolean isComparable(Handle handle, String watch, WatchTerms watchTerms) {
        return WatchStates.of(handle, watch)
                .map(watchState -> watchState.revision().diskGb() == watchTerms.diskGb()
                        && watchState.revision().sla().equals(watchTerms.sla())
                        && Threshold.parse(watchState.revision().threshold()).metric()
                                == watchTerms.threshold().metric())
                .orElse(true);
    }

    /** What is remembered of a match, by its own key or by its machine's; what was forgotten says nothing. */
    private static Optional<OfferUpdate> since(Handle handle, String watch, Match match, boolean isComparable) {
        return handle.createQuery("select value, last_seen, missed > 0 or gone_at is not null as is_missing from known"
                        + " where watch = ? and offer_key in (?, ?) order by last_seen desc limit 1")
                .bind(0, watch)
                .bind(1, match.key().toString())
                .bind(2, match.key().ofMachine().toString())
                .map((row, context) -> {
                    boolean isGone = row.getBoolean("is_missing");
                    BigDecimal value = isComparable ? new BigDecimal(row.getString("value")) : match.value();
                    return !isGone && value.compareTo(match.value()) == 0
                            ? Optional.<OfferUpdate>empty()
                            : Optional.of(new OfferUpdate(
                                    isGone ? Optional.empty() : Optional.of(value),
                                    Instant.ofEpochMilli(row.getLong("last_seen"))));
                })
                .findOne()
                .flatMap(each -> each);
    }
}
