package io.github.vastwatch.history;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Row;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** What is recorded of a row, and when it counts as changed. */
final class Facts {
    /** Computed from other values, different in each answer, or only true for one caller. */
    private static final Set<Field> LEFT_OUT = EnumSet.of(
            Field.DURATION,
            Field.START_DATE,
            Field.SCORE,
            Field.RENTED,
            Field.ID,
            Field.ASK_CONTRACT_ID,
            Field.BUNDLE_ID,
            Field.DISCOUNTED_DPH_TOTAL,
            Field.GPU_MAX_TEMP);

    /** Measured again and again by Vast.ai: nine of ten rows have other values the next day. */
    private static final Map<Field, Double> TOLERANCES = Map.of(
            Field.RELIABILITY, 0.005,
            Field.INET_DOWN, 0.2,
            Field.INET_UP, 0.2,
            Field.DISK_BW, 0.2,
            Field.DISK_SPACE, 0.2,
            Field.PCIE_BW, 0.2,
            Field.GPU_MEM_BW, 0.2,
            Field.DIRECT_PORT_COUNT, 0.2,
            Field.CPU_GHZ, 0.2);

    /** An hour: {@code duration} is a rounded distance to it. */
    private static final double END_TOLERANCE = 3600;

    /** Prices with another disk differ by rounding. */
    private static final double PRICE_ROUNDING = 1e-9;

    private Facts() {}

    /** An offer without what is not recorded; {@code duration} becomes {@code end_date}. */
    static Offer of(Offer offer) {
        Row.Builder row = new Row.Builder();
        offer.row().forEach((field, value) -> {
            if (!LEFT_OUT.contains(field)) {
                row.put(field, value);
            }
        });
        if (!row.contains(Field.END_DATE)) {
            offer.number(Field.DURATION)
                    .ifPresent(left ->
                            row.put(Field.END_DATE, Math.rint(offer.seenAt().getEpochSecond() + left)));
        }
        return new Offer(offer.type(), offer.seenAt(), row.build());
    }

    /** Whether a row shows an offer as an earlier row did, in everything that is recorded. */
    static boolean isUnchanged(Offer before, Offer now) {
        if (now.row().isCopyOf(before.row())) {
            return true;
        }
        Set<Field> differences = before.row().differences(now.row());
        boolean isAboutEnd = differences.contains(Field.DURATION) && !now.row().containsKey(Field.END_DATE);
        return LEFT_OUT.containsAll(differences) && (!isAboutEnd || isNear(Field.END_DATE, before, now));
    }

    /**
     * Whether a row shows an offer as it is recorded. Measured values count as changed from a fifth on, reliability from
     * 0.005, the end date from an hour, so that noise does not fill the record.
     *
     * @param recorded at the price with the disk of {@code row}
     */
    static boolean isSame(Offer recorded, Offer row) {
        return recorded.row().differences(row.row()).stream()
                .allMatch(field -> LEFT_OUT.contains(field) || isNear(field, recorded, row));
    }

    private static boolean isNear(Field field, Offer recorded, Offer row) {
        if (field == Field.END_DATE) {
            return Math.abs(end(recorded) - end(row)) <= END_TOLERANCE;
        }
        double before = recorded.number(field, Double.NaN);
        double now = row.number(field, Double.NaN);
        double difference = Math.abs(before - now);
        if (field == Field.RELIABILITY) {
            return difference <= TOLERANCES.getOrDefault(field, 0.0);
        }
        double share = TOLERANCES.getOrDefault(field, isPrice(field) ? PRICE_ROUNDING : 0.0);
        return difference <= share * Math.abs(before);
    }

    private static double end(Offer offer) {
        return offer.number(Field.END_DATE, offer.seenAt().getEpochSecond() + offer.number(Field.DURATION, Double.NaN));
    }

    private static boolean isPrice(Field field) {
        return switch (field) {
            case DPH_TOTAL, DLPERF_PER_DPHTOTAL, FLOPS_PER_DPHTOTAL -> true;
            default -> false;
        };
    }

    /** Whether it is known what an offer costs with a disk. */
    static boolean hasPriceWith(Run run, int diskGb) {
        return run.diskGb() == diskGb || run.offer().number(Field.STORAGE_COST, -1) >= 0;
    }

    /** A recorded offer at the price with another disk. */
    static Offer withDisk(Offer offer, int fromGb, int toGb) {
        return fromGb == toGb ? offer : Pricing.withDisk(offer, fromGb, toGb);
    }
}
