package io.github.vastwatch.simulate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A market that stands still but for a few machines with one RTX 4090 each, which a script offers and prices. */
public final class ScriptedMarket implements OfferSource {
    /** About as many as people look through. */
    private static final int OFFERS = 2000;

    private static final double RELIABLE = 0.98;
    /** As far as ids of one machine lie apart. */
    private static final int OTHER_ID = 100_000;

    private final Market market;
    private final Instant start;
    private final List<Long> machines;
    private final Map<Long, Double> prices = new ConcurrentHashMap<>();
    private final AtomicInteger shift = new AtomicInteger();

    private ScriptedMarket(Market market, Instant start) {
        this.market = market;
        this.start = start;
        this.machines = market.rows("on-demand", 0, start).stream()
                .filter(ScriptedMarket::isSingle4090)
                .filter(row -> row.path("verification").asText().equals("verified"))
                .filter(row -> row.path("reliability").asDouble() > RELIABLE)
                .map(row -> row.path("machine_id").asLong())
                .distinct()
                .toList();
    }

    /** A market without any RTX 4090 for rent alone. */
    public static ScriptedMarket of(long seed, Instant start) {
        return new ScriptedMarket(Market.generated(seed, OFFERS, start, 0), start);
    }

    /** The machines that can be offered, by their numbers. */
    public List<Long> machines() {
        return machines;
    }

    /** Offers a machine at so many dollars an hour, disk included. */
    public void offer(long machine, double dollars) {
        prices.put(machine, dollars);
    }

    /** Gives each offer another id, as the vendor does. */
    public void rotate() {
        shift.addAndGet(OTHER_ID);
    }

    /** The id of a machine's offer now. */
    public long id(long machine) {
        return rows("on-demand", 0, start).stream()
                .filter(ScriptedMarket::isSingle4090)
                .filter(row -> row.path("machine_id").asLong() == machine)
                .findFirst()
                .orElseThrow()
                .path("id")
                .asLong();
    }

    @Override
    public List<ObjectNode> rows(String rentalType, double diskGb, Instant now) {
        List<ObjectNode> rows = new ArrayList<>();
        for (ObjectNode row : market.rows(rentalType, diskGb, start)) {
            Double price = prices.get(row.path("machine_id").asLong());
            if (!isSingle4090(row)) {
                rows.add(row);
            } else if (price != null) {
                long id = row.path("id").asLong() + shift.get();
                double disk = row.path("storage_cost").asDouble() * diskGb / MarketRow.HOURS_A_MONTH;
                row.put("dph_base", price - disk).put("id", id).put("ask_contract_id", id);
                MarketRow.price(row, diskGb);
                rows.add(row);
            }
        }
        return rows;
    }

    private static boolean isSingle4090(ObjectNode row) {
        return row.path("gpu_name").asText().equals("RTX 4090")
                && row.path("num_gpus").asInt() == 1;
    }
}
