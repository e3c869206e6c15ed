package io.github.vastwatch.offer;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One row of an answer: what can be rented at one moment. A value that the row lacks is absent, not zero; an explicit null
 * is {@link Value.Null}.
 */
public final class Offer {
    /** Far more than any machine has. */
    private static final int MAX_GPUS = 10_000;

    private final RentalType type;
    private final Instant seenAt;
    private final Row row;
    private final @Nullable OfferKey key;

    /**
     * @param seenAt when its answer arrived
     * @param row the values as the row contains them
     */
    public Offer(RentalType type, Instant seenAt, Map<Field, Value> row) {
        this.type = type;
        this.seenAt = seenAt;
        this.row = Row.of(row);
        this.key = key(type, this);
    }

    public RentalType type() {
        return type;
    }

    public Instant seenAt() {
        return seenAt;
    }

    /** The values as the row contains them, in the order of the fields. */
    public Row row() {
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
                @Nullable Value verification = row.value(Field.VERIFICATION);
                yield verification instanceof Value.Text text
                        ? Value.of(text.value().equals("verified"))
                        : ownOr(field, verification);
            }
            case DATACENTER -> {
                @Nullable Value hosting = row.value(Field.HOSTING_TYPE);
                yield hosting instanceof Value.Num num ? Value.of(num.value() == 1) : ownOr(field, hosting);
            }
            case GEOLOCATION -> row.value(field) instanceof Value.Text text ? country(text.value()) : row.value(field);
            case DURATION ->
                row.containsKey(field)
                        ? row.value(field)
                        : number(Field.END_DATE)
                                .map(end -> Value.of(end - seenAt.getEpochSecond()))
                                .orElse(null);
            // Today's rows lack it, and the vendor's own client takes that for false.
            case RENTED -> ownOr(field, Value.of(false));
            case ID -> ownOr(field, row.value(Field.ASK_CONTRACT_ID));
            case ASK_CONTRACT_ID -> ownOr(field, row.value(Field.ID));
            default -> row.value(field);
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

    private @Nullable Value ownOr(Field field, @Nullable Value other) {
        @Nullable Value own = row.value(field);
        return own == null ? other : own;
    }

    /** The two letters at the end of a place, after a comma or alone; null if it has none. */
    private static @Nullable Value country(String place) {
        int end = place.length();
        if (end < 2 || !isLetter(place.charAt(end - 1)) || !isLetter(place.charAt(end - 2))) {
            return null;
        }
        int before = end - 3;
        while (before >= 0 && place.charAt(before) == ' ') {
            before--;
        }
        return before < 0 || place.charAt(before) == ',' ? Value.of(place.substring(end - 2)) : null;
    }

    private static boolean isLetter(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    /** A field's number; empty if it is missing, null or not a number. */
    public Optional<Double> number(Field field) {
        return Optional.ofNullable(value(field)).flatMap(Value::asNumber);
    }

    /** A field's number; {@code other} if it is missing, null or not a number. */
    public double number(Field field, double other) {
        double number = row.number(field);
        return Double.isNaN(number) ? number(field).orElse(other) : number;
    }

    /** A field's text; empty if it is missing, null or blank. */
    public Optional<String> text(Field field) {
        @Nullable Value value = row.value(field);
        return value == null || value == Value.Null.NULL
                ? Optional.empty()
                : Optional.of(value.toString()).filter(text -> !text.isBlank());
    }

    /** A field's flag, where null is false; empty if it is missing. */
    public Optional<Boolean> flag(Field field) {
        return Optional.ofNullable(value(field)).flatMap(Value::asFlag);
    }

    /** The ID to rent it by, which rotates among the slots of a machine; empty if the row lacks it. */
    public Optional<Long> id() {
        double id = whole(Field.ID);
        return Double.isNaN(id) ? Optional.empty() : Optional.of((long) id);
    }

    /** False if {@link Pricing} rejected its price. */
    public boolean isPriced() {
        return !row.isNull(Field.DPH_TOTAL);
    }

    /** Which offer it is over time; empty if the row lacks a part of the key. */
    public Optional<OfferKey> key() {
        return Optional.ofNullable(key);
    }

    private static @Nullable OfferKey key(RentalType type, Offer offer) {
        double machine = offer.whole(Field.MACHINE_ID);
        double gpus = offer.whole(Field.NUM_GPUS);
        if (Double.isNaN(machine) || !(gpus >= 1 && gpus <= MAX_GPUS)) {
            return null;
        }
        Optional<String> name = offer.text(Field.GPU_NAME);
        return name.isEmpty() ? null : new OfferKey(type, (long) machine, (int) gpus, name.get());
    }

    /** A count or an ID, which is never a fraction; NaN if it is missing. */
    private double whole(Field field) {
        double number = number(field, Double.NaN);
        return number == Math.rint(number) ? number : Double.NaN;
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
