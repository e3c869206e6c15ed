package io.github.vastwatch.simulate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** The offers of a simulated server, as they change over time. */
public interface Market {

    /**
     * All offers at a moment, unfiltered, as wire JSON; the caller may change them.
     *
     * @param rentalType {@code on-demand}, {@code bid} or {@code reserved}
     * @param diskGb the disk that prices include
     */
    List<ObjectNode> rows(String rentalType, double diskGb, Instant now);

    /**
     * Invented machines whose prices drift and whose GPUs are rented and returned.
     *
     * @param offers about how many on-demand offers there are
     * @param flicker the share of the offers, 0 to 1, that an answer omits although they exist; real answers differ by
     *     up to a quarter, of which this is half
     */
    static Market generated(long seed, int offers, Instant start, double flicker) {
        return new GeneratedMarket(seed, offers, start, flicker);
    }
}
