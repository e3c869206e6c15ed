package io.github.vastwatch.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.simulate.Market;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A market whose machines are replaced by new ones again and again, so that it never runs out of news. */
record RenewedMarket(Market market) implements Market {
    /** Two minutes, 60 times as fast. */
    private static final long LIFETIME_S = Duration.ofHours(2).toSeconds();
    /** More than there are machines. */
    private static final long GENERATION = 1_000_000;

    @Override
    public List<ObjectNode> rows(String rentalType, double diskGb, Instant now) {
        List<ObjectNode> rows = market.rows(rentalType, diskGb, now);
        for (ObjectNode row : rows) {
            long machine = row.path("machine_id").asLong();
            // Each at a time of its own.
            long generation = (now.getEpochSecond() + machine * 7919 % LIFETIME_S) / LIFETIME_S % 1000;
            row.put("machine_id", machine + generation * GENERATION);
        }
        return rows;
    }
}
