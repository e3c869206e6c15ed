package io.github.vastwatch.simulate;

import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A host's computer: its fixed properties, and its price and free GPUs, which change. */
final class Machine {
    private static final String[] LOCATIONS = {
        "Sweden, SE", "Norway, NO", "Germany, DE", "Texas, US", ", US", "California, US", "Quebec, CA", "Ontario, CA",
        "Poland, PL", "France, FR", "South Korea, KR", "Japan, JP", ", CN", "United Kingdom, GB", "Spain, ES", "Norway"
    };
    private static final String[] DRIVERS = {
        "570.124.04", "550.54.15", "535.183.01", "595.71.05", "580.142", "565.57.01"
    };
    private static final Gpu[] GPUS = {
        new Gpu("RTX 3060", 12288, 0.055, 12.0, 12.0, 860, 0.16),
        new Gpu("RTX 3090", 24576, 0.16, 28.0, 35.6, 860, 0.20),
        new Gpu("RTX 4070", 12282, 0.11, 36.0, 29.1, 890, 0.08),
        new Gpu("RTX 4090", 24564, 0.38, 100.0, 82.6, 890, 0.22),
        new Gpu("RTX 5070", 12227, 0.12, 50.0, 30.9, 1200, 0.08),
        new Gpu("RTX 5090", 32607, 0.52, 140.0, 104.8, 1200, 0.10),
        new Gpu("L40S", 46068, 0.62, 120.0, 91.6, 890, 0.04),
        new Gpu("A100 SXM4", 81920, 0.85, 85.0, 19.5, 800, 0.06),
        new Gpu("H100 SXM", 81559, 2.10, 260.0, 67.0, 900, 0.06)
    };

    /**
     * A GPU model.
     *
     * @param price the typical $/h of one
     * @param share of the machines
     */
    record Gpu(String name, int ramMb, double price, double dlperf, double tflops, int computeCap, double share) {}

    final long id;
    final long hostId;
    final long firstSlot;
    final Gpu gpu;
    final int gpus;
    final @Nullable String location;
    final String verification;
    final @Nullable Integer hostingType;
    final double reliability;
    final double storageCost;
    final double trafficCost;
    final String driver;
    final Instant ends;
    /** The seed of all properties that do not matter for decisions. */
    final long details;
    /** The lowest bid as a share of the price; some hosts ask for more than the price, a few for nothing. */
    final double bidShare;
    /** $/h for one GPU, without a disk. */
    double price;

    int free;

    Machine(long number, Random random, Instant start) {
        id = 10_000 + number;
        hostId = 1_000 + number / 3;
        firstSlot = 40_000_000 + number * 32;
        gpu = gpu(random.nextDouble());
        gpus = 1 << Math.min(3, (int) (random.nextDouble() * random.nextDouble() * 4.4));
        location = random.nextInt(50) == 0 ? null : LOCATIONS[random.nextInt(LOCATIONS.length)];
        double trust = random.nextDouble();
        verification = trust < 0.55 ? "verified" : trust < 0.92 ? "unverified" : "deverified";
        int hosting = random.nextInt(10);
        hostingType = hosting == 0 ? null : Integer.valueOf(hosting < 3 ? 1 : hosting == 3 ? 2 : 0);
        reliability = Math.min(0.99999, 1 - Math.pow(random.nextDouble(), 4) * 0.3);
        storageCost = 0.1 + random.nextInt(3) * 0.05;
        trafficCost = random.nextInt(12) == 0 ? 0.052 : 0.002 + random.nextDouble() * 0.008;
        driver = DRIVERS[(int) Math.min(DRIVERS.length - 1, random.nextDouble() * 6.2)];
        ends = start.plusSeconds((long) (random.nextDouble() * random.nextDouble() * 200 * 86_400) + 7_200);
        details = random.nextLong();
        price = gpu.price * (0.72 + random.nextDouble() * 0.8);
        bidShare = random.nextInt(11) == 0 ? 1.15 : random.nextInt(60) == 0 ? 0 : 0.5 + random.nextDouble() * 0.4;
        free = gpus;
    }

    private static Gpu gpu(double share) {
        double sum = 0;
        for (Gpu each : GPUS) {
            sum += each.share;
            if (share < sum) {
                return each;
            }
        }
        return GPUS[GPUS.length - 1];
    }

    /** Changes the price, rents some GPUs or returns all of them. */
    void change(Random random) {
        double what = random.nextDouble();
        if (what < 0.45) {
            price = Math.max(gpu.price * 0.4, price * (1 + (random.nextDouble() - 0.5) * 0.03));
        } else if (what < 0.55) {
            double changed = price * (0.8 + random.nextDouble() * 0.4);
            price = Math.min(gpu.price * 2.5, Math.max(gpu.price * 0.4, changed));
        } else if (what < 0.78) {
            free = free <= 1 ? 0 : random.nextInt(free);
        } else {
            free = gpus;
        }
    }
}
