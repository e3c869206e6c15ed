package io.github.vastwatch.simulate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A generated market that stands still, with single RTX 4090s that only a script offers and prices. */
public final class ScriptedMarket implements Market {
    /** About as many as the real market has. */
    private static final int OFFERS = 2000;

    private static final double RELIABLE = 0.98;
    /** About how far apart the ids of one machine's offers are. */
    private static final int ID_STEP = 100_000;

    private final Market market;
    private final Instant start;
    private final List<Long> machines;
    private final Map<Long, Double> prices = new ConcurrentHashMap<>();
    private final AtomicInteger idShift = new AtomicInteger();

    /** Begins without a single RTX 4090 for rent. */
    public ScriptedMarket(long seed, Instant start) {
        this.market = Market.generated(seed, OFFERS, start, 0);
        this.start = start;
        this.machines = market.rows("on-demand", 0, start).stream()
                .filter(ScriptedMarket::isSingle4090)
                .filter(row -> row.path("verification").asText().equals("verified"))
                .filter(row -> row.path("reliability").asDouble() > RELIABLE)
                .map(row -> row.path("machine_id").asLong())
                .distinct()
                .toList();
    }

    /** The ids of the machines that can be offered. */
    public List<Long> machines() {
        return machines;
    }

    /** Offers a machine at a price in $/h, disk included, or changes its price. */
    public void offer(long machine, double dollarsPerHour) {
        prices.put(machine, dollarsPerHour);
    }

    /** Gives each offer a new id, as Vast.ai does. */
    public void rotateIds() {
        idShift.addAndGet(ID_STEP);
    }

    /** The current id of a machine's offer. */
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
                long id = row.path("id").asLong() + idShift.get();
                row.put("id", id).put("ask_contract_id", id);
                OfferRow.setPrice(row, price, diskGb);
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
