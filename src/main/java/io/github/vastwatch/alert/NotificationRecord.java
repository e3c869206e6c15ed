package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Metric;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What was last told of one offer for one watch. Told means committed to the outbox; what becomes of the delivery does
 * not change it.
 *
 * @param value its metric when it was told
 * @param alertId empty where it was taken as known without an alert
 * @param diskGb the disk that the value includes
 * @param sla the service level whose fee the value includes
 * @param left whether it has been told, or needs no telling, that it left
 * @param row what the offer was when it was told; empty in a state that is older than this
 */
public record NotificationRecord(
        OfferKey key,
        BigDecimal value,
        Instant at,
        String alertId,
        Metric metric,
        int diskGb,
        Optional<Sla> sla,
        boolean left,
        Map<Field, Value> row) {

    NotificationRecord leaving() {
        return new NotificationRecord(key, value, at, alertId, metric, diskGb, sla, true, row);
    }

    NotificationRecord as(OfferKey other) {
        return new NotificationRecord(other, value, at, alertId, metric, diskGb, sla, left, row);
    }

    NotificationRecord worth(BigDecimal other, Metric onMetric, int withDiskGb, Optional<Sla> withSla) {
        return new NotificationRecord(key, other, at, alertId, onMetric, withDiskGb, withSla, left, row);
    }

    NotificationRecord notAfter(Instant now) {
        return at.isAfter(now)
                ? new NotificationRecord(key, value, now, alertId, metric, diskGb, sla, left, row)
                : this;
    }
}
