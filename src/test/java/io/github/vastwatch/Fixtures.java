package io.github.vastwatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.vast.OfferJson;
import io.github.vastwatch.watch.AlertSettings;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What many tests start from. */
public final class Fixtures {
    public static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    public static final Watch CHEAP_4090 = watch("cheap-4090", "gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.40");

    private Fixtures() {}

    public static Watch watch(String name, String query, String threshold) {
        return new Watch(
                name,
                true,
                Query.parse(query),
                RentalType.ON_DEMAND,
                20,
                Threshold.parse(threshold),
                Schedule.every(Duration.ofMinutes(1), "seed"),
                Optional.empty(),
                List.of("hook"),
                Rent.DEFAULT);
    }

    /** The same at prices that include the fee of a service level; with none where the text is empty. */
    public static Watch withSla(Watch watch, String reliability) {
        return new Watch(
                watch.name(),
                watch.enabled(),
                watch.query(),
                watch.type(),
                watch.diskGb(),
                Optional.of(reliability).filter(text -> !text.isEmpty()).map(Sla::parse),
                watch.workload(),
                watch.threshold(),
                watch.moving(),
                watch.schedule(),
                watch.until(),
                watch.channels(),
                watch.rent(),
                watch.alerts());
    }

    /** An RTX 4090 that passes the default filters. */
    public static Offer offer(long machine, long id, double price, Instant seenAt) {
        Map<Field, Value> row = new EnumMap<>(Field.class);
        row.put(Field.ID, Value.of((double) id));
        row.put(Field.MACHINE_ID, Value.of((double) machine));
        row.put(Field.NUM_GPUS, Value.of(1));
        row.put(Field.GPU_NAME, Value.of("RTX 4090"));
        row.put(Field.DPH_TOTAL, Value.of(price));
        row.put(Field.VERIFICATION, Value.of("verified"));
        row.put(Field.RENTABLE, Value.of(true));
        row.put(Field.EXTERNAL, Value.Null.NULL);
        row.put(Field.GEOLOCATION, Value.of("Sweden, SE"));
        row.put(Field.RELIABILITY, Value.of(0.995));
        return new Offer(RentalType.ON_DEMAND, seenAt, row);
    }

    /** The offer of a row as {@code OfferJson} writes it. */
    public static Offer offer(JsonNode row, RentalType type, Instant seenAt) {
        Map<Field, Value> values = new EnumMap<>(Field.class);
        row.properties()
                .forEach(each -> Field.named(each.getKey())
                        .ifPresent(field -> values.put(field, OfferJson.read(each.getValue()))));
        return new Offer(type, seenAt, values);
    }

    public static Offer with(Offer offer, Field field, Value value) {
        Map<Field, Value> row = new EnumMap<>(offer.row());
        row.put(field, value);
        return new Offer(offer.type(), offer.seenAt(), row);
    }

    /** An offer whose row does not say so much. */
    public static Offer without(Offer offer, Field field) {
        Map<Field, Value> row = new EnumMap<>(offer.row());
        row.remove(field);
        return new Offer(offer.type(), offer.seenAt(), row);
    }

    /** An alert of one offer. */
    public static Alert alert(String id) {
        Offer offer = offer(7, 1, 0.38, NOON);
        return Alert.matched(
                id,
                "cheap-4090",
                NOON,
                new WatchTerms(Threshold.parse("dph_total <= 0.40"), 20, Rent.DEFAULT),
                List.of(new Match(
                        Reason.FIRST_SEEN, offer.key().orElseThrow(), offer, new BigDecimal("0.38"), Optional.empty())),
                1);
    }

    /** A watch on interruptible offers. */
    public static Watch bid(String name, String query, String threshold) {
        Watch like = watch(name, query, threshold);
        return new Watch(
                name,
                true,
                like.query(),
                RentalType.BID,
                like.diskGb(),
                like.sla(),
                like.workload(),
                like.threshold(),
                like.moving(),
                like.schedule(),
                like.until(),
                like.channels(),
                like.rent(),
                AlertSettings.usual(Query.parse(query), RentalType.BID));
    }
}
