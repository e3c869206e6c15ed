package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What is told of an offer that has left. */
final class Remains {
    private Remains() {}

    /** Outside the threshold it is told as it is now, and gone from the market as it was when it was last seen. */
    static Candidate of(TrackedOffer gone, NotificationRecord last, Watch watch, Snapshot snapshot) {
        Metric metric = watch.threshold().metric();
        return Optional.ofNullable(snapshot.outside()
                        .getOrDefault(gone.key(), snapshot.near().get(gone.key())))
                .map(now -> new Candidate(
                        Reason.OUTSIDE,
                        gone.key(),
                        now,
                        metric.of(now).orElseThrow(),
                        Optional.of(Rebase.of(last, watch, now).value())))
                .orElseGet(() -> new Candidate(
                        Reason.LEFT,
                        gone.key(),
                        offer(gone, last),
                        gone.value(),
                        last.metric() == metric ? Optional.of(last.value()) : Optional.empty()));
    }

    /** As it was told, with the number and the price that it had when it was last seen. */
    private static Offer offer(TrackedOffer gone, NotificationRecord last) {
        Map<Field, Value> row = new EnumMap<>(Field.class);
        row.putAll(last.row());
        row.put(Field.ID, Value.of((double) gone.offerId()));
        row.put(Field.MACHINE_ID, Value.of((double) gone.key().machineId()));
        row.put(Field.GPU_NAME, Value.of(gone.key().gpuName()));
        if (!gone.key().isMachine()) {
            row.put(Field.NUM_GPUS, Value.of((double) gone.key().numGpus()));
        }
        Offer told = new Offer(gone.key().type(), gone.lastSeen(), row);
        boolean isRepriced = last.metric()
                .of(told)
                .map(value -> value.compareTo(gone.value()) != 0)
                .orElse(true);
        if (isRepriced && last.metric().isPrice()) {
            row.remove(Field.DLPERF_PER_DPHTOTAL);
            row.remove(Field.FLOPS_PER_DPHTOTAL);
        }
        if (isRepriced && last.metric() != Metric.DPH_PER_GPU) {
            row.put(last.metric().field(), Value.of(gone.value().doubleValue()));
        } else if (isRepriced) {
            told.number(Field.NUM_GPUS)
                    .map(gpus -> gone.value().multiply(BigDecimal.valueOf(gpus)))
                    .ifPresent(total -> row.put(Field.DPH_TOTAL, Value.of(total.doubleValue())));
        }
        return new Offer(gone.key().type(), gone.lastSeen(), row);
    }
}
