package io.github.vastwatch.simulate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A market of invented machines that moves: prices drift, GPUs are rented and come back. The same seed gives the same
 * market at the same moments, however it is asked.
 */
public final class Market implements OfferSource {
    private static final Duration TICK = Duration.ofSeconds(10);
    /** Which slot's id stands for a chunk, and which rows an answer leaves out, changes this often. */
    private static final long ROTATION_S = 180;

    private final long seed;
    private final Instant start;
    private final double flicker;
    private final List<Machine> machines = new ArrayList<>();
    private long tick;

    private Market(long seed, int offers, Instant start, double flicker) {
        this.seed = seed;
        this.start = start;
        this.flicker = flicker;
        Random random = new Random(seed);
        for (int listed = 0; listed < offers; ) {
            Machine machine = new Machine(machines.size(), random, start);
            machines.add(machine);
            for (int size = 1; size <= machine.gpus; size *= 2) {
                listed++;
            }
        }
    }

    /**
     * A market of about so many on-demand offers.
     *
     * @param flicker the share of rows that one answer lacks though they are there, 0 to 1; real answers differ by up to
     *     a quarter, of which this is half
     */
    public static Market generated(long seed, int offers, Instant start, double flicker) {
        return new Market(seed, offers, start, flicker);
    }

    @Override
    public synchronized List<ObjectNode> rows(String rentalType, double diskGb, Instant now) {
        moveTo(now);
        long rotation = now.getEpochSecond() / ROTATION_S;
        List<ObjectNode> rows = new ArrayList<>();
        for (Machine machine : machines) {
            for (int size = 1; size <= machine.free; size *= 2) {
                Random chance = new Random(seed ^ (machine.flavour + size * 31L + rotation * 7919L));
                if (chance.nextDouble() < flicker) {
                    continue;
                }
                int slots = machine.gpus / size;
                // 1× has the slots 0 to 7, 2× 8 to 11, 4× 12 and 13, 8× 14: an id names one chunk.
                long id = machine.firstSlot + 16 - 16 / size + chance.nextInt(slots);
                rows.add(MarketRow.of(machine, size, id, rentalType, diskGb, now, 1));
                // Every tenth machine lists some chunks twice for bids, at another price.
                if (rentalType.equals("bid") && machine.id % 10 == 0 && slots > 1) {
                    rows.add(MarketRow.of(machine, size, id + 16, rentalType, diskGb, now, 1.08));
                }
            }
        }
        return rows;
    }

    private void moveTo(Instant now) {
        long target = Duration.between(start, now).dividedBy(TICK);
        for (; tick < target; tick++) {
            Random random = new Random(seed * 1_000_003 + tick);
            // A machine changes about every eight minutes.
            int changes = Math.max(1, machines.size() / 48);
            for (int i = 0; i < changes; i++) {
                machines.get(random.nextInt(machines.size())).happen(random);
            }
        }
    }
}
