package io.github.vastwatch.offer;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One row of an answer: what can be rented at one moment. A value that the row lacks is absent, not zero; an explicit null
 * is {@link Value.Null}.
 */
public final class Offer {
    private static final Pattern COUNTRY_CODE = Pattern.compile("(?:^|,)\\s*([A-Za-z]{2})\\s*$");

    /** Far more than any machine has. */
    private static final int MAX_GPUS = 10_000;

    private final RentalType type;
    private final Instant seenAt;
    private final Map<Field, Value> row;

    /**
     * @param seenAt when its answer arrived
     * @param row the values as the row contains them
     */
    public Offer(RentalType type, Instant seenAt, Map<Field, Value> row) {
        this.type = type;
        this.seenAt = seenAt;
        this.row = row.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(row));
    }

    public RentalType type() {
        return type;
    }

    public Instant seenAt() {
        return seenAt;
    }

    /** The values as the row contains them, in the order of the fields. */
    public Map<Field, Value> row() {
        return row;
    }

    /**
     * The value to compare a field by, or null if the row lacks it. Rows have no {@code verified}, {@code datacenter} or
     * country: those come from {@code verification}, {@code hosting_type} and the last two letters of
     * {@code geolocation}.
     */
    public @Nullable Value value(Field field) {
        return switch (field) {
            case VERIFIED -> {
                @Nullable Value verification = row.get(Field.VERIFICATION);
                yield verification instanceof Value.Text text
                        ? Value.of(text.value().equals("verified"))
                        : row.getOrDefault(field, verification);
            }
            case DATACENTER -> {
                @Nullable Value hosting = row.get(Field.HOSTING_TYPE);
                yield hosting instanceof Value.Num num ? Value.of(num.value() == 1) : row.getOrDefault(field, hosting);
            }
            case GEOLOCATION ->
                row.get(field) instanceof Value.Text text
                        ? country(text.value()).map(Value::of).orElse(null)
                        : row.get(field);
            case DURATION ->
                row.containsKey(field)
                        ? row.get(field)
                        : number(Field.END_DATE)
                                .map(end -> Value.of(end - seenAt.getEpochSecond()))
                                .orElse(null);
            // Today's rows lack it, and the vendor's own client takes that for false.
            case RENTED -> row.getOrDefault(field, Value.of(false));
            case ID -> row.getOrDefault(Field.ID, row.get(Field.ASK_CONTRACT_ID));
            case ASK_CONTRACT_ID -> row.getOrDefault(Field.ASK_CONTRACT_ID, row.get(Field.ID));
            default -> row.get(field);
        };
    }

    /** The fields of a row that determine the value of a field. */
    public static Set<Field> sources(Field field) {
        return switch (field) {
            case VERIFIED -> EnumSet.of(field, Field.VERIFICATION);
            case DATACENTER -> EnumSet.of(field, Field.HOSTING_TYPE);
            case DURATION -> EnumSet.of(field, Field.END_DATE);
            case ID, ASK_CONTRACT_ID -> EnumSet.of(Field.ID, Field.ASK_CONTRACT_ID);
            default -> EnumSet.of(field);
        };
    }

    private static Optional<String> country(String place) {
        Matcher matcher = COUNTRY_CODE.matcher(place);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** A field's number; empty if it is missing, null or not a number. */
    public Optional<Double> number(Field field) {
        return Optional.ofNullable(value(field)).flatMap(Value::asNumber);
    }

    /** A field's text; empty if it is missing, null or blank. */
    public Optional<String> text(Field field) {
        return Optional.ofNullable(row.get(field))
                .filter(value -> value != Value.Null.NULL)
                .map(Value::toString)
                .filter(text -> !text.isBlank());
    }

    /** A field's flag, where null is false; empty if it is missing. */
    public Optional<Boolean> flag(Field field) {
        return Optional.ofNullable(value(field)).flatMap(Value::asFlag);
    }

    /** The ID to rent it by, which rotates among the slots of a machine; empty if the row lacks it. */
    public Optional<Long> id() {
        return whole(Field.ID);
    }

    /** False if {@link Pricing} rejected its price. */
    public boolean isPriced() {
        return row.get(Field.DPH_TOTAL) != Value.Null.NULL;
    }

    /** Which offer it is over time; empty if the row lacks a part of the key. */
    public Optional<OfferKey> key() {
        return whole(Field.MACHINE_ID)
                .flatMap(machine -> whole(Field.NUM_GPUS)
                        .filter(gpus -> gpus >= 1 && gpus <= MAX_GPUS)
                        .flatMap(gpus ->
                                text(Field.GPU_NAME).map(name -> new OfferKey(type, machine, gpus.intValue(), name))));
    }

    /** A count or an ID, which is never a fraction. */
    private Optional<Long> whole(Field field) {
        return number(field).filter(number -> number == Math.rint(number)).map(Double::longValue);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Offer offer
                && type == offer.type
                && seenAt.equals(offer.seenAt)
                && row.equals(offer.row);
    }

    @Override
    public int hashCode() {
        return row.hashCode();
    }

    @Override
    public String toString() {
        return type + " " + row;
    }
}
