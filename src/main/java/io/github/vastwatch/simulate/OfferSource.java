package io.github.vastwatch.simulate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;

/** What a simulated server sells. */
public interface OfferSource {

    /**
     * Every row there is at a moment, unfiltered; the caller may change them.
     *
     * @param rentalType {@code on-demand}, {@code bid} or {@code reserved}
     * @param diskGb the disk that prices include
     */
    List<ObjectNode> rows(String rentalType, double diskGb, Instant now);
}
