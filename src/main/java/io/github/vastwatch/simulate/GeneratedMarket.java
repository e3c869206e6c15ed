package io.github.vastwatch.simulate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Invented machines that change every few minutes. A seed gives the same offers at the same moment, however it is asked. */
final class GeneratedMarket implements Market {
    private static final Duration TICK = Duration.ofSeconds(10);
    /** How often the ids of offers and the omitted offers change. */
    private static final long ROTATION_S = 180;

    private final long seed;
    private final Instant start;
    private final double flicker;
    private final List<Machine> machines = new ArrayList<>();
    private long tick;

    GeneratedMarket(long seed, int offers, Instant start, double flicker) {
        this.seed = seed;
        this.start = start;
        this.flicker = flicker;
        Random random = new Random(seed);
        for (int listed = 0; listed < offers; ) {
            Machine machine = new Machine(machines.size(), random, start);
            machines.add(machine);
            // A machine with 8 GPUs is offered as 1×, 2×, 4× and 8×.
            listed += Integer.numberOfTrailingZeros(machine.gpus) + 1;
        }
    }

    @Override
    public synchronized List<ObjectNode> rows(String rentalType, double diskGb, Instant now) {
        moveTo(now);
        long rotation = now.getEpochSecond() / ROTATION_S;
        List<ObjectNode> rows = new ArrayList<>();
        for (Machine machine : machines) {
            for (int size = 1; size <= machine.free; size *= 2) {
                Random random = new Random(seed ^ (machine.details + size * 31L + rotation * 7919L));
                if (random.nextDouble() < flicker) {
                    continue;
                }
                int slots = machine.gpus / size;
                // 1× has the slots 0 to 7, 2× 8 to 11, 4× 12 and 13, 8× 14: an id names one chunk of a machine.
                long id = machine.firstSlot + 16 - 16 / size + random.nextInt(slots);
                rows.add(OfferRow.of(machine, size, id, rentalType, diskGb, now, 1));
                // Every tenth machine lists some chunks twice for bids, at two prices.
                if (rentalType.equals("bid") && machine.id % 10 == 0 && slots > 1) {
                    rows.add(OfferRow.of(machine, size, id + 16, rentalType, diskGb, now, 1.08));
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
                machines.get(random.nextInt(machines.size())).change(random);
            }
        }
    }
}
