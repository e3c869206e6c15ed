package io.github.vastwatch.cli.lab;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Condition;
import io.github.vastwatch.watch.Selection;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A synthetic offer that matches a watch: an existing one, changed where the watch requires it, with ids that no real
 * machine has.
 */
final class SyntheticOffer {
    /** Real ids have eight digits, so an offer with this id cannot be rented. */
    private static final double UNUSED_ID = 1;

    /** Near and far, on both sides of a bound, because two bounds of one field can be close. */
    private static final List<Double> FACTORS = List.of(1.0, 0.99, 1.01, 0.9, 1.1, 0.5, 2.0);

    private final Watch watch;
    private final Instant now;
    private final Map<Field, Value> row;

    private SyntheticOffer(Watch watch, Offer model, Instant now) {
        this.watch = watch;
        this.now = now;
        this.row = new EnumMap<>(Field.class);
        row.putAll(model.row());
    }

    /**
     * Creates one.
     *
     * @param model the offer to resemble
     * @throws InvalidInput if no offer can satisfy the watch
     */
    static Offer of(Watch watch, Offer model, Instant now) {
        SyntheticOffer syntheticOffer = new SyntheticOffer(watch, model, now);
        syntheticOffer.fit();
        syntheticOffer.check();
        return syntheticOffer.offer();
    }

    private void fit() {
        Set<Field> own = Set.of(Field.ID, Field.ASK_CONTRACT_ID, Field.BUNDLE_ID, Field.MACHINE_ID, Field.HOST_ID);
        own.forEach(number -> row.put(number, Value.of(UNUSED_ID)));
        // A recomputed price replaces the original.
        row.remove(Field.DPH_TOTAL, Value.Null.NULL);
        Field measured = watch.threshold().metric().field();
        if (watch.threshold().metric().needsWorkload()) {
            // Traffic that costs nothing leaves all of the limit to the price.
            row.put(Field.INET_DOWN_COST, Value.of(0));
            row.put(Field.INET_UP_COST, Value.of(0));
        }
        Set<Field> demanded = watch.query().clauses().stream()
                .map(Clause::field)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        demanded.addAll(watch.threshold().metric().sources());
        // The real id could be rented, and derived values depend on the changed fields.
        demanded.removeAll(Set.of(Field.ID, Field.MACHINE_ID, Field.HOST_ID, measured));
        demanded.forEach(this::fit);
        row.put(
                Field.DISK_SPACE,
                Value.of(Math.max(
                        watch.diskGb(), offer().number(Field.DISK_SPACE).orElse(0.0))));
        fit(measured);
        offer().number(Field.DPH_TOTAL).ifPresent(price -> row.putIfAbsent(Field.MIN_BID, Value.of(price)));
        fitOwner();
    }

    /** Takes the first value that satisfies every condition on the field. */
    private void fit(Field field) {
        Map<Field, Value> before = new EnumMap<>(row);
        for (Value value : values(field).toList()) {
            set(field, value);
            boolean isGood = field != watch.threshold().metric().field()
                    || watch.threshold().matches(offer());
            if (isGood && passes(field)) {
                return;
            }
            row.clear();
            row.putAll(before);
        }
    }

    /** A machine that the watch wants can belong to a host that it ignores. */
    private void fitOwner() {
        List<Value> hosts = values(Field.HOST_ID).toList();
        for (Value machine : values(Field.MACHINE_ID).toList()) {
            row.put(Field.MACHINE_ID, machine);
            for (Value host : hosts) {
                row.put(Field.HOST_ID, host);
                if (isSelected() && passes(Field.MACHINE_ID) && passes(Field.HOST_ID)) {
                    return;
                }
            }
        }
    }

    private boolean passes(Field field) {
        Offer offer = offer();
        return watch.query().clauses().stream()
                .filter(clause -> clause.field() == field)
                .allMatch(clause -> clause.evaluate(offer) == Clause.Verdict.PASSES);
    }

    private boolean isSelected() {
        Selection selection = watch.alerts().selection();
        return selection.keeps(offer()) && !selection.blocks(offer());
    }

    /** The present value, the values that the watch names, and values near those. */
    private Stream<Value> values(Field field) {
        Stream<Value> present = Stream.ofNullable(offer().value(field));
        Stream<Value> named = watch.query().clauses().stream()
                .filter(clause -> clause.field() == field)
                .flatMap(clause -> clause.operands().stream())
                .flatMap(value -> around(field, value));
        BigDecimal bound = watch.threshold().value();
        double measured = watch.threshold()
                .metric()
                .fieldValue(bound, offer())
                .orElse(bound)
                .doubleValue();
        Stream<Value> good = field == watch.threshold().metric().field()
                        && !watch.threshold().isNone()
                ? around(field, Value.of(measured))
                : Stream.of();
        Stream<Value> chosen = watch.alerts().selection().only().stream()
                .filter(id -> field == (id.isHost() ? Field.HOST_ID : Field.MACHINE_ID))
                .map(id -> Value.of((double) id.number()));
        return Stream.of(present, good, named, chosen, others(field)).flatMap(each -> each);
    }

    /** Candidates where the watch only excludes some; a country of each continent. */
    private static Stream<Value> others(Field field) {
        return switch (field.type()) {
            case FLAG -> Stream.of(Value.of(true), Value.of(false));
            case COUNTRY ->
                Stream.of("TEST", "US", "SE", "JP", "BR", "AU", "ZA").map(Value::of);
            case TEXT -> Stream.of(Value.of("TEST"));
            case INTEGER, NUMBER, VERSION, RELEASE ->
                Stream.of(UNUSED_ID, UNUSED_ID + 1, UNUSED_ID + 2).map(Value::of);
        };
    }

    private static Stream<Value> around(Field field, Value value) {
        boolean isNumber = field.type().isOrdered() && value.asNumber().isPresent();
        if (!isNumber) {
            return Stream.of(value);
        }
        double number = value.asNumber().get();
        return field.type() == Field.Type.INTEGER
                ? Stream.of(Value.of(number), Value.of(number + 1), Value.of(number - 1))
                : FACTORS.stream().map(factor -> Value.of(number * factor));
    }

    /** Rows have other names for some fields than queries. */
    private void set(Field field, Value value) {
        switch (field) {
            case VERIFIED ->
                row.put(Field.VERIFICATION, Value.of(value.asFlag().orElse(false) ? "verified" : "unverified"));
            case DATACENTER ->
                row.put(Field.HOSTING_TYPE, Value.of(value.asFlag().orElse(false) ? 1 : 0));
            case GEOLOCATION -> row.put(field, value instanceof Value.Text ? Value.of("TEST, " + value) : value);
            default -> row.put(field, value);
        }
    }

    private void check() {
        Offer offer = offer();
        List<String> missed = Condition.of(watch).stream()
                .filter(condition -> condition.evaluate(offer) != Clause.Verdict.PASSES)
                .map(Condition::toString)
                .toList();
        if (!missed.isEmpty()) {
            throw new InvalidInput(
                    "no offer can match watch '" + watch.name() + "': the rest of it excludes "
                            + String.join(" and ", missed),
                    "'vastwatch explain " + watch.name() + "' shows how many offers each clause rejects");
        }
        if (!isSelected()) {
            throw new InvalidInput(
                    "no offer can match watch '" + watch.name() + "': 'blocked' or 'only' exclude all offers");
        }
    }

    private Offer offer() {
        return new Offer(watch.type(), now, row);
    }
}
