package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/** What was told under other terms, in the terms of today. */
final class Rebase {
    private Rebase() {}

    /**
     * The same telling as if the watch had always had its disk; of another metric or service level, or where the row does
     * not say enough, as if the offer had been told as it is now.
     */
    static NotificationRecord of(NotificationRecord notificationRecord, Watch watch, Offer offer) {
        Metric metric = watch.threshold().metric();
        boolean isAlike = notificationRecord.metric() == metric
                && notificationRecord.sla().equals(watch.sla());
        if (isAlike && notificationRecord.diskGb() == watch.diskGb()) {
            return notificationRecord;
        }
        BigDecimal current = metric.of(offer).orElse(notificationRecord.value());
        BigDecimal value = isAlike
                ? storage(offer, watch.diskGb() - notificationRecord.diskGb())
                        .flatMap(more -> rebased(metric, notificationRecord.value(), offer, more))
                        .orElse(current)
                : current;
        return notificationRecord.worth(value, metric, watch.diskGb(), watch.sla());
    }

    /** What so much more disk costs at this offer in $/h. */
    private static Optional<BigDecimal> storage(Offer offer, int moreGb) {
        return offer.number(Field.STORAGE_COST).map(month -> Pricing.disk(month, moreGb));
    }

    private static Optional<BigDecimal> rebased(Metric metric, BigDecimal told, Offer offer, BigDecimal more) {
        return switch (metric) {
            case DPH_TOTAL -> Optional.of(told.add(more));
            case DPH_PER_GPU ->
                offer.number(Field.NUM_GPUS)
                        .filter(gpus -> gpus >= 1)
                        .map(gpus -> told.add(more.divide(BigDecimal.valueOf(gpus), MathContext.DECIMAL64)));
            case DLPERF_PER_DPHTOTAL, FLOPS_PER_DPHTOTAL -> perDollar(metric, told, offer, more);
            case MIN_BID, DLPERF, RELIABILITY -> Optional.of(told);
        };
    }

    /** So many points a dollar were told: with the points of today that was a price, to which the disk is added. */
    private static Optional<BigDecimal> perDollar(Metric metric, BigDecimal told, Offer offer, BigDecimal more) {
        Optional<BigDecimal> points = metric.of(offer)
                .flatMap(now -> offer.number(Field.DPH_TOTAL).map(price -> now.multiply(BigDecimal.valueOf(price))));
        return points.filter(all -> all.signum() > 0 && told.signum() > 0).flatMap(all -> {
            BigDecimal price = all.divide(told, MathContext.DECIMAL64).add(more);
            return price.signum() > 0 ? Optional.of(all.divide(price, MathContext.DECIMAL64)) : Optional.empty();
        });
    }
}
