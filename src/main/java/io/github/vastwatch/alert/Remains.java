package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Known;
import io.github.vastwatch.watch.Metric;
import java.util.EnumMap;
import java.util.Map;

/** What is left of an offer that is gone: what is remembered of it, as a row. */
final class Remains {
    private Remains() {}

    static Offer of(Known gone, Metric metric) {
        Map<Field, Value> row = new EnumMap<>(Field.class);
        row.put(Field.ID, Value.of((double) gone.offerId()));
        row.put(Field.MACHINE_ID, Value.of((double) gone.key().machineId()));
        row.put(Field.GPU_NAME, Value.of(gone.key().gpuName()));
        if (!gone.key().isMachine()) {
            row.put(Field.NUM_GPUS, Value.of((double) gone.key().numGpus()));
        }
        if (metric != Metric.DPH_PER_GPU) {
            row.put(metric.field(), Value.of(gone.value().doubleValue()));
        }
        return new Offer(gone.key().type(), gone.lastSeen(), row);
    }
}
