package io.github.vastwatch.offer;

import java.util.Arrays;
import java.util.List;

/** A way to rent: at a fixed price, by bid (interruptible), or reserved in advance. */
public enum RentalType {
    ON_DEMAND("on-demand"),
    BID("bid"),
    RESERVED("reserved");

    private final String wire;

    RentalType(String wire) {
        this.wire = wire;
    }

    /** The name on the wire, in the config and in messages. */
    public String wire() {
        return wire;
    }

    /**
     * Parses {@code on-demand}, {@code bid} or {@code reserved}, and the vendor's other names {@code ondemand} and
     * {@code interruptible}.
     */
    public static RentalType parse(String text) {
        return switch (text) {
            case "on-demand", "ondemand" -> ON_DEMAND;
            case "bid", "interruptible" -> BID;
            case "reserved" -> RESERVED;
            default ->
                throw InvalidInput.unknown(
                        "unknown rental type '" + text + "'",
                        text,
                        names(),
                        "write one of " + String.join(", ", names()));
        };
    }

    private static List<String> names() {
        return Arrays.stream(values()).map(RentalType::wire).toList();
    }

    @Override
    public String toString() {
        return wire;
    }
}
