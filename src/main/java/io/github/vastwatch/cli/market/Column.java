package io.github.vastwatch.cli.market;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.GpuSlices;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.text.SafeText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A column of the table of offers, in the order from left to right; its cells are safe for a terminal. */
enum Column {
    PRICE(1, "Price", "$/h", Field.DPH_TOTAL, 3),
    PRICE_PER_GPU(4, "1 GPU", "$/h", Column::pricePerGpu),
    SLA(25, "SLA", "$/h", Field.SLA_PREMIUM_PER_HOUR, 3),
    GPU(2, "GPU", "", Column::gpus),
    GPU_RAM(7, "VRAM", "GB", Field.GPU_RAM, 1, 1000),
    DLPERF_PER_DOLLAR(8, "DLPerf", "per $/h", Field.DLPERF_PER_DPHTOTAL, 1),
    RELIABILITY(3, "Rel.", "%", offer -> percent(offer, Field.RELIABILITY)),
    TRUST(9, "Trust", "", offer -> word(offer, Field.VERIFICATION)),
    PLACE(5, "Place", "", Column::place),
    LEFT(10, "Left", "days", Field.DURATION, 1, 86_400),
    DOWN(11, "Down", "Mb/s", Field.INET_DOWN, 0),
    UP(15, "Up", "Mb/s", Field.INET_UP, 0),
    TRAFFIC(16, "Traffic", "$/TB", offer -> decimals(trafficPerTerabyte(offer), 1)),
    CORES(13, "Cores", "", Field.CPU_CORES_EFFECTIVE, 1),
    RAM(12, "RAM", "GB", Field.CPU_RAM, 0, 1000),
    DISK(14, "Disk", "GB", Field.DISK_SPACE, 0),
    MIN_BID(17, "Min bid", "$/h", Field.MIN_BID, 3),
    DLPERF(20, "DLPerf", "score", Field.DLPERF, 1),
    CUDA(19, "CUDA", "", Field.CUDA_MAX_GOOD, 1),
    DRIVER(22, "Driver", "", offer -> word(offer, Field.DRIVER_VERSION)),
    PCIE(23, "PCIe", "GB/s", Field.PCIE_BW, 1),
    PORTS(24, "Ports", "", Field.DIRECT_PORT_COUNT, 0),
    DATACENTER(
            21,
            "DC",
            "",
            offer -> offer.flag(Field.DATACENTER)
                    .map(flag -> flag ? "yes" : "no")
                    .orElse(Column.UNKNOWN)),
    MACHINE(18, "Machine", "", offer -> whole(offer, Field.MACHINE_ID)),
    ID(6, "ID", "", offer -> whole(offer, Field.ID));

    private static final String UNKNOWN = "-";
    /** No name or place that was seen is longer. */
    private static final int LONGEST = 32;
    /** {@code unverified}, {@code 570.124.04}. */
    private static final int WORD = 12;

    /** From here on digits say less than the exponent. */
    private static final double HUGE = 1e7;

    /** A code, a blank, and four letters of a name. */
    private static final int LEGIBLE_PLACE = 8;

    private static final Pattern CODE = Pattern.compile("[A-Z]{2} ");

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

    Column(int rank, String title, String unit, Field field, int digits) {
        this(rank, title, unit, field, digits, 1);
    }

    /** @param divisor what the market's unit is divided by */
    Column(int rank, String title, String unit, Field field, int digits, int divisor) {
        this(rank, title, unit, offer -> decimals(offer.number(field).map(value -> value / divisor), digits));
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
                        column != SLA || any(offers, offer -> !SLA.text(offer).equals(UNKNOWN)))
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
        if (!any(offers, offer -> !text(offer).equals(UNKNOWN))) {
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

    private static String pricePerGpu(Offer offer) {
        return decimals(
                offer.number(Field.DPH_TOTAL).filter(price -> count(offer) >= 1).map(price -> price / count(offer)), 3);
    }

    /** The dearer direction. */
    private static Optional<Double> trafficPerTerabyte(Offer offer) {
        return Stream.of(Field.INET_DOWN_COST, Field.INET_UP_COST)
                .flatMap(field -> offer.number(field).stream())
                .max(Comparator.naturalOrder())
                .map(perGigabyte -> perGigabyte * 1000);
    }

    private static String decimals(Optional<Double> value, int digits) {
        return value.map(number -> Math.abs(number) < HUGE
                        ? String.format(Locale.ROOT, "%." + digits + "f", number)
                        : String.format(Locale.ROOT, "%.1e", number))
                .orElse(UNKNOWN);
    }

    /** An id in all its digits. */
    private static String whole(Offer offer, Field field) {
        return offer.number(field)
                .map(number -> String.valueOf(number.longValue()))
                .orElse(UNKNOWN);
    }

    /** In percent, rounded down: what reads 99.5 passes {@code reliability>=0.995}, and only 1 reads 100.0. */
    private static String percent(Offer offer, Field field) {
        return offer.number(field)
                .map(share -> BigDecimal.valueOf(share)
                        .movePointRight(2)
                        .setScale(1, RoundingMode.FLOOR)
                        .toPlainString())
                .map(text -> text.length() > 8 ? UNKNOWN : text)
                .orElse(UNKNOWN);
    }

    private static String text(Offer offer, Field field) {
        return offer.text(field)
                .map(Column::clean)
                .filter(text -> !text.isEmpty())
                .orElse(UNKNOWN);
    }

    private static String word(Offer offer, Field field) {
        return cut(text(offer, field), WORD);
    }

    /** {@code 2× RTX 4090}, {@code 1× H200 slice}. */
    private static String gpus(Offer offer) {
        return offer.number(Field.NUM_GPUS)
                        .map(count -> decimals(Optional.of(count), 0) + "× ")
                        .orElse("")
                + text(offer, Field.GPU_NAME)
                + (GpuSlices.describe(offer).isPresent() ? " slice" : "");
    }

    /** {@code Sweden, SE} as {@code SE Sweden}, {@code , US} as {@code US}. */
    private static String place(Offer offer) {
        String place = text(offer, Field.GEOLOCATION);
        int comma = place.lastIndexOf(',');
        return comma < 0
                ? place
                : (place.substring(comma + 1).strip() + " "
                                + place.substring(0, comma).strip())
                        .strip();
    }

    /** On one safe line; letters that run from the right become question marks, for they would turn the rest of it. */
    static String clean(String text) {
        StringBuilder clean = new StringBuilder();
        SafeText.line(text)
                .codePoints()
                .map(point -> runsFromTheRight(point) ? '?' : point)
                .forEach(clean::appendCodePoint);
        return cut(clean.toString(), LONGEST);
    }

    private static boolean runsFromTheRight(int point) {
        byte direction = Character.getDirectionality(point);
        return direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT
                || direction == Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC
                || direction == Character.DIRECTIONALITY_ARABIC_NUMBER;
    }

    static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    /** The text in at most {@code width} columns, an ellipsis where it goes on. */
    static String cut(String text, int width) {
        return width(text) <= width
                ? text
                : text.substring(0, text.offsetByCodePoints(0, width - 1)).stripTrailing() + "…";
    }

    /** A place in at most {@code width} columns: only its code where hardly any of its name would be left. */
    static String cutPlace(String place, int width) {
        return width(place) > width
                        && width < LEGIBLE_PLACE
                        && CODE.matcher(place).lookingAt()
                ? place.substring(0, 2)
                : cut(place, width);
    }
}
