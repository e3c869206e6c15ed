package io.github.vastwatch.notify.message;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Threshold;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An invented offer, told as a real one is and marked TEST, to try channels with. */
public final class SampleOffer {
    private SampleOffer() {}

    public static Alert alert(Instant now) {
        Map<Field, Value> row = new EnumMap<>(Field.class);
        row.put(Field.ID, Value.of(1));
        row.put(Field.MACHINE_ID, Value.of(1));
        row.put(Field.HOST_ID, Value.of(1));
        row.put(Field.NUM_GPUS, Value.of(1));
        row.put(Field.GPU_NAME, Value.of("RTX 4090"));
        row.put(Field.DPH_TOTAL, Value.of(0.289));
        row.put(Field.DLPERF, Value.of(94.2));
        row.put(Field.DLPERF_PER_DPHTOTAL, Value.of(325.9));
        row.put(Field.GPU_RAM, Value.of(24_564));
        row.put(Field.CPU_NAME, Value.of("AMD EPYC 7543"));
        row.put(Field.CPU_CORES_EFFECTIVE, Value.of(16));
        row.put(Field.CPU_RAM, Value.of(64_000));
        row.put(Field.DISK_SPACE, Value.of(412));
        row.put(Field.STORAGE_COST, Value.of(0.15));
        row.put(Field.INET_DOWN, Value.of(850));
        row.put(Field.INET_UP, Value.of(620));
        row.put(Field.INET_DOWN_COST, Value.of(0.003));
        row.put(Field.INET_UP_COST, Value.of(0.003));
        row.put(Field.VERIFICATION, Value.of("verified"));
        row.put(Field.RELIABILITY, Value.of(0.995));
        row.put(Field.GEOLOCATION, Value.of("Sweden, SE"));
        row.put(Field.DURATION, Value.of((double) Duration.ofDays(21).toSeconds()));
        Offer offer = new Offer(RentalType.ON_DEMAND, now, row);
        Match match = new Match(
                Reason.FIRST_SEEN, offer.key().orElseThrow(), offer, new BigDecimal("0.289"), Optional.empty());
        return new Alert(
                "test-" + now.getEpochSecond(),
                AlertKind.OFFERS_MATCHED,
                Optional.of("TEST"),
                now,
                Optional.of(new WatchTerms(Threshold.parse("dph_total <= 0.35"), 20, Rent.DEFAULT)),
                List.of(match),
                1,
                List.of("This is a test: the offer is invented."),
                Map.of("test", "true"));
    }
}
