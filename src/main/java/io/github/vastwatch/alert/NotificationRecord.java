package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Row;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What was last sent about one offer for one watch. Sent means committed to the outbox; what becomes of the delivery does
 * not change it.
 *
 * @param value its metric when it was sent
 * @param alertId empty where it was taken as known without an alert
 * @param diskGb the disk that the value includes
 * @param sla the service level whose fee the value includes
 * @param departureSettled whether its departure was reported, or need not be
 * @param row the offer as it was when it was sent
 */
public record NotificationRecord(
        OfferKey key,
        BigDecimal value,
        Instant at,
        String alertId,
        Metric metric,
        int diskGb,
        Optional<Sla> sla,
        boolean departureSettled,
        Map<Field, Value> row) {

    public NotificationRecord {
        // One that was stored is a map until then.
        row = Row.of(row);
    }

    static NotificationRecord of(Watch watch, OfferKey key, BigDecimal value, Instant at, String alertId, Offer offer) {
        Metric metric = watch.threshold().metric();
        return new NotificationRecord(key, value, at, alertId, metric, watch.diskGb(), watch.sla(), false, offer.row());
    }

    /**
     * The same as if the watch had always had its disk; where the metric or the service level is another, or the row does
     * not say enough, as if the offer had been sent as it is now.
     */
    NotificationRecord inTermsOf(Watch watch, Offer offer) {
        Metric today = watch.threshold().metric();
        boolean isAlike = metric.equals(today) && sla.equals(watch.sla());
        if (isAlike && diskGb == watch.diskGb()) {
            return this;
        }
        BigDecimal current = today.valueOf(offer).orElse(value);
        BigDecimal rebased = isAlike
                ? offer.number(Field.STORAGE_COST)
                        .map(month -> Pricing.disk(month, watch.diskGb() - diskGb))
                        .flatMap(more -> metric.afterPriceRise(value, offer, more))
                        .orElse(current)
                : current;
        return new NotificationRecord(
                key, rebased, at, alertId, today, watch.diskGb(), watch.sla(), departureSettled, row);
    }

    NotificationRecord leaving() {
        return new NotificationRecord(key, value, at, alertId, metric, diskGb, sla, true, row);
    }

    NotificationRecord as(OfferKey other) {
        return new NotificationRecord(other, value, at, alertId, metric, diskGb, sla, departureSettled, row);
    }

    NotificationRecord notAfter(Instant now) {
        return at.isAfter(now)
                ? new NotificationRecord(key, value, now, alertId, metric, diskGb, sla, departureSettled, row)
                : this;
    }
}
