package io.github.vastwatch.simulate;

import java.time.Instant;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** One host's computer: what never changes of it, and its price and free GPUs, which do. */
final class Machine {
    private static final String[] PLACES = {
        "Sweden, SE", "Norway, NO", "Germany, DE", "Texas, US", ", US", "California, US", "Quebec, CA", "Ontario, CA",
        "Poland, PL", "France, FR", "South Korea, KR", "Japan, JP", ", CN", "United Kingdom, GB", "Spain, ES", "Norway"
    };
    private static final String[] DRIVERS = {
        "570.124.04", "550.54.15", "535.183.01", "595.71.05", "580.142", "565.57.01"
    };

    final long id;
    final long hostId;
    final long firstSlot;
    final GpuModel gpuModel;
    final int gpus;
    final @Nullable String place;
    final String verification;
    final @Nullable Integer hostingType;
    final double reliability;
    final double storageCost;
    final double trafficCost;
    final String driver;
    final Instant ends;
    /** Fixes all that is of no consequence for deciding. */
    final long flavour;

    /** $/h for one GPU, without a disk. */
    double price;
    /** The lowest bid as a share of the price; some hosts ask more for an interruption, a few nothing. */
    final double bidShare;

    int free;

    Machine(long number, Random random, Instant start) {
        id = 10_000 + number;
        hostId = 1_000 + number / 3;
        firstSlot = 40_000_000 + number * 32;
        gpuModel = GpuModel.at(random.nextDouble());
        gpus = 1 << Math.min(3, (int) (random.nextDouble() * random.nextDouble() * 4.4));
        place = random.nextInt(50) == 0 ? null : PLACES[random.nextInt(PLACES.length)];
        double trust = random.nextDouble();
        verification = trust < 0.55 ? "verified" : trust < 0.92 ? "unverified" : "deverified";
        int hosting = random.nextInt(10);
        hostingType = hosting == 0
                ? null
                : hosting < 3 ? Integer.valueOf(1) : hosting == 3 ? Integer.valueOf(2) : Integer.valueOf(0);
        reliability = Math.min(0.99999, 1 - Math.pow(random.nextDouble(), 4) * 0.3);
        storageCost = 0.1 + random.nextInt(3) * 0.05;
        trafficCost = random.nextInt(12) == 0 ? 0.052 : 0.002 + random.nextDouble() * 0.008;
        driver = DRIVERS[(int) Math.min(DRIVERS.length - 1, random.nextDouble() * 6.2)];
        ends = start.plusSeconds((long) (random.nextDouble() * random.nextDouble() * 200 * 86_400) + 7_200);
        flavour = random.nextLong();
        price = gpuModel.price * (0.72 + random.nextDouble() * 0.8);
        bidShare = random.nextInt(11) == 0 ? 1.15 : random.nextInt(60) == 0 ? 0 : 0.5 + random.nextDouble() * 0.4;
        free = gpus;
    }

    /** One thing that happens to a machine: an edit of its price, a rental, or the end of one. */
    void happen(Random random) {
        double what = random.nextDouble();
        if (what < 0.45) {
            price = Math.max(gpuModel.price * 0.4, price * (1 + (random.nextDouble() - 0.5) * 0.03));
        } else if (what < 0.55) {
            price = Math.min(
                    gpuModel.price * 2.5, Math.max(gpuModel.price * 0.4, price * (0.8 + random.nextDouble() * 0.4)));
        } else if (what < 0.78) {
            free = free <= 1 ? 0 : random.nextInt(free);
        } else {
            free = gpus;
        }
    }
}
