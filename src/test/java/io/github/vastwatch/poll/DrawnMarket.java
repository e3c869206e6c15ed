package io.github.vastwatch.poll;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.simulate.Market;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A market that a test draws, with what real ones hold now and then: machines with two kinds of GPU, rows that do not say
 * what storage costs. It is as it was first, as it is later, or as it was first with all prices raised.
 */
final class DrawnMarket implements Market {
    private static final int OFFERS = 120;
    private static final double RAISED = 1.4;
    /** Of these markets, by their seeds, rows that do not say all are known from the start. */
    private static final int KNOWN = 0;
    /** In these they come later. */
    private static final int LATE = 1;

    /** What of it is served. */
    enum Moment {
        FIRST,
        LATER,
        RAISED
    }

    private final long seed;
    private final Instant start;
    private final Market first;
    private final Market later;
    private volatile Moment moment = Moment.FIRST;

    DrawnMarket(long seed, Instant start) {
        this.seed = seed;
        this.start = start;
        this.first = Market.generated(seed, OFFERS, start, 0);
        this.later = Market.generated(seed, OFFERS, start, 0);
    }

    void serve(Moment other) {
        moment = other;
    }

    @Override
    public List<ObjectNode> rows(String rentalType, double diskGb, Instant now) {
        List<ObjectNode> rows = moment == Moment.LATER
                ? later.rows(rentalType, diskGb, start.plus(Duration.ofHours(2)))
                : first.rows(rentalType, diskGb, start);
        List<ObjectNode> drawn = new ArrayList<>(rows);
        for (ObjectNode row : rows) {
            Random random = new Random(seed * 31 + row.path("machine_id").asLong());
            if (random.nextInt(8) == 0) {
                ObjectNode second = row.deepCopy();
                second.put("gpu_name", "RTX 5070 Ti").put("id", row.path("id").asLong() + 1_000_000_000L);
                price(second, 0.5 + random.nextDouble(), diskGb);
                drawn.add(second);
            }
        }
        if (moment == Moment.RAISED) {
            drawn.forEach(row -> price(row, RAISED, diskGb));
        }
        for (ObjectNode row : drawn) {
            long machine = row.path("machine_id").asLong();
            if (seed % 4 == KNOWN && machine % 13 == 0) {
                row.remove("storage_cost");
            } else if (seed % 4 == LATE && moment == Moment.LATER && machine % 13 == 0) {
                row.remove(machine % 2 == 0 ? "storage_cost" : "disk_space");
            }
        }
        return drawn;
    }

    private static void price(ObjectNode row, double factor, double diskGb) {
        double base = row.path("dph_base").asDouble() * factor;
        double total = base + row.path("storage_cost").asDouble() * diskGb / 720;
        row.put("dph_base", base).put("min_bid", row.path("min_bid").asDouble() * factor);
        row.put("dph_total", total);
        row.put("dlperf_per_dphtotal", row.path("dlperf").asDouble() / total);
        row.put("flops_per_dphtotal", row.path("total_flops").asDouble() / total);
    }
}
