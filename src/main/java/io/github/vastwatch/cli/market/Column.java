package io.github.vastwatch.cli.market;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.GpuSlices;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A column of the table of offers, in the order from left to right. */
enum Column {
    PRICE(1, "Price", "$/h", offer -> OfferCells.decimals(offer, Field.DPH_TOTAL, 3)),
    PRICE_PER_GPU(4, "1 GPU", "$/h", Column::pricePerGpu),
    SLA(25, "SLA", "$/h", offer -> OfferCells.decimals(offer, Field.SLA_PREMIUM_PER_HOUR, 3)),
    GPU(2, "GPU", "", OfferCells::gpus),
    GPU_RAM(7, "VRAM", "GB", offer -> OfferCells.decimals(offer, Field.GPU_RAM, 1, Column::gigabytes)),
    DLPERF_PER_DOLLAR(8, "DLPerf", "per $/h", offer -> OfferCells.decimals(offer, Field.DLPERF_PER_DPHTOTAL, 1)),
    RELIABILITY(3, "Rel.", "%", offer -> OfferCells.percent(offer, Field.RELIABILITY)),
    TRUST(9, "Trust", "", offer -> OfferCells.word(offer, Field.VERIFICATION)),
    PLACE(5, "Place", "", OfferCells::place),
    LEFT(10, "Left", "days", offer -> OfferCells.decimals(offer, Field.DURATION, 1, Column::days)),
    DOWN(11, "Down", "Mb/s", offer -> OfferCells.decimals(offer, Field.INET_DOWN, 0)),
    UP(15, "Up", "Mb/s", offer -> OfferCells.decimals(offer, Field.INET_UP, 0)),
    TRAFFIC(16, "Traffic", "$/TB", Column::traffic),
    CORES(13, "Cores", "", offer -> OfferCells.decimals(offer, Field.CPU_CORES_EFFECTIVE, 1)),
    RAM(12, "RAM", "GB", offer -> OfferCells.decimals(offer, Field.CPU_RAM, 0, Column::gigabytes)),
    DISK(14, "Disk", "GB", offer -> OfferCells.decimals(offer, Field.DISK_SPACE, 0)),
    MIN_BID(17, "Min bid", "$/h", offer -> OfferCells.decimals(offer, Field.MIN_BID, 3)),
    DLPERF(20, "DLPerf", "score", offer -> OfferCells.decimals(offer, Field.DLPERF, 1)),
    CUDA(19, "CUDA", "", offer -> OfferCells.decimals(offer, Field.CUDA_MAX_GOOD, 1)),
    DRIVER(22, "Driver", "", offer -> OfferCells.word(offer, Field.DRIVER_VERSION)),
    PCIE(23, "PCIe", "GB/s", offer -> OfferCells.decimals(offer, Field.PCIE_BW, 1)),
    PORTS(24, "Ports", "", offer -> OfferCells.decimals(offer, Field.DIRECT_PORT_COUNT, 0)),
    DATACENTER(21, "DC", "", offer -> OfferCells.flag(offer, Field.DATACENTER)),
    MACHINE(18, "Machine", "", offer -> OfferCells.whole(offer, Field.MACHINE_ID)),
    ID(6, "ID", "", offer -> OfferCells.whole(offer, Field.ID));

    private static final double DAY = Duration.ofDays(1).toSeconds();
    /** The last place among those that fit. */
    private static final int IDLE = 100;
    /** A machine that is away for more than 36 hours of a month is not one to leave work on. */
    private static final double UNRELIABLE = 0.95;
    /** Hosts ask from $3 to $50 a TB; above this a terabyte costs more than a day of a good GPU. */
    private static final double EXPENSIVE_TRAFFIC = 20;

    private final int rank;
    private final String title;
    private final String unit;
    private final Function<Offer, String> text;

    Column(int rank, String title, String unit, Function<Offer, String> text) {
        this.rank = rank;
        this.title = title;
        this.unit = unit;
        this.text = text;
    }

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }

    String text(Offer offer) {
        return text.apply(offer);
    }

    boolean alignsLeft() {
        return this == GPU || this == TRUST || this == PLACE || this == DRIVER || this == DATACENTER;
    }

    /** Whether it is worth more than the full name of a place. */
    boolean isEssential() {
        return rank <= RAM.rank;
    }

    /** All columns from left to right; the fee of a service level only if a row has one. */
    static List<Column> shown(List<Offer> offers) {
        return Stream.of(values())
                .filter(column ->
                        column != SLA || any(offers, offer -> !SLA.text(offer).equals(OfferCells.UNKNOWN)))
                .toList();
    }

    /** The same, the most important for a renter first. */
    static List<Column> byImportance(List<Offer> offers) {
        return shown(offers).stream()
                .sorted(Comparator.comparingInt((Column column) -> column.rank(offers)))
                .toList();
    }

    /** A column that is empty, or as expected in every row, matters little; a risk in one row matters much. */
    private int rank(List<Offer> offers) {
        if (!any(offers, offer -> !text(offer).equals(OfferCells.UNKNOWN))) {
            return rank + IDLE;
        }
        return switch (this) {
            case PRICE_PER_GPU -> any(offers, offer -> count(offer) > 1) ? rank : rank + IDLE;
            case SLA -> PRICE_PER_GPU.rank;
            case TRUST -> any(offers, offer -> !text(offer).equals("verified")) ? PRICE_PER_GPU.rank : rank + IDLE;
            case MIN_BID -> any(offers, offer -> offer.type() == RentalType.BID) ? DLPERF_PER_DOLLAR.rank : rank;
            default -> rank;
        };
    }

    private static boolean any(List<Offer> offers, Predicate<Offer> what) {
        return offers.stream().anyMatch(what);
    }

    /** Whether the cell is a warning about the offer. */
    boolean warns(Offer offer) {
        return switch (this) {
            case GPU, GPU_RAM -> GpuSlices.describe(offer).isPresent();
            case RELIABILITY ->
                offer.number(Field.RELIABILITY)
                        .filter(share -> share < UNRELIABLE)
                        .isPresent();
            case TRUST ->
                offer.text(Field.VERIFICATION)
                        .filter(text -> !text.equals("verified"))
                        .isPresent();
            case LEFT ->
                offer.number(Field.DURATION).filter(seconds -> seconds < DAY).isPresent();
            case TRAFFIC ->
                trafficPerTerabyte(offer)
                        .filter(cost -> cost > EXPENSIVE_TRAFFIC)
                        .isPresent();
            default -> false;
        };
    }

    private static double count(Offer offer) {
        return offer.number(Field.NUM_GPUS).orElse(1.0);
    }

    private static double days(double seconds) {
        return seconds / DAY;
    }

    private static double gigabytes(double megabytes) {
        return megabytes / 1000;
    }

    private static String pricePerGpu(Offer offer) {
        return OfferCells.decimals(
                offer.number(Field.DPH_TOTAL).filter(price -> count(offer) >= 1).map(price -> price / count(offer)), 3);
    }

    private static String traffic(Offer offer) {
        return OfferCells.decimals(trafficPerTerabyte(offer), 1);
    }

    /** The dearer direction. */
    private static Optional<Double> trafficPerTerabyte(Offer offer) {
        return Stream.of(Field.INET_DOWN_COST, Field.INET_UP_COST)
                .flatMap(field -> offer.number(field).stream())
                .max(Comparator.naturalOrder())
                .map(perGigabyte -> perGigabyte * 1000);
    }
}
