package io.github.vastwatch.offer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One key that an answer is sorted by. */
public record Order(Field field, boolean ascending) {

    /** By a field, best first; upwards where neither end is better. */
    public static Order bestFirst(Field field) {
        return new Order(field, field.better() != Field.Better.HIGHER);
    }

    /**
     * Reads the vendor's notation {@code dph_total,reliability-}: a minus means downwards, a plus or nothing upwards.
     *
     * @throws Mistake when a field is unknown or nothing is named
     */
    public static List<Order> parse(String text) {
        List<Order> keys = new ArrayList<>();
        int at = 0;
        for (String part : text.split(",", -1)) {
            String name = part.strip();
            if (!name.isEmpty()) {
                boolean down = name.startsWith("-") || name.endsWith("-");
                String bare = name.replaceAll("^[-+]+|[-+]+$", "");
                int place = at + part.indexOf(bare);
                keys.add(InvalidInput.at(place, () -> new Order(Field.parse(bare), !down)));
            }
            at += part.length() + 1;
        }
        if (keys.isEmpty()) {
            throw new InvalidInput("an order names a field", "write it as dph_total or dlperf-, a minus for downwards");
        }
        return List.copyOf(keys);
    }

    /** In the vendor's notation. */
    static String text(List<Order> keys) {
        return keys.stream().map(Order::toString).collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return field.wire() + (ascending ? "" : "-");
    }
}
