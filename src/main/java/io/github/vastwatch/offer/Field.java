package io.github.vastwatch.offer;

import static io.github.vastwatch.offer.Field.Better.HIGHER;
import static io.github.vastwatch.offer.Field.Better.LOWER;
import static io.github.vastwatch.offer.Field.Better.NEITHER;
import static io.github.vastwatch.offer.Field.Type.COUNTRY;
import static io.github.vastwatch.offer.Field.Type.FLAG;
import static io.github.vastwatch.offer.Field.Type.INTEGER;
import static io.github.vastwatch.offer.Field.Type.NUMBER;
import static io.github.vastwatch.offer.Field.Type.RELEASE;
import static io.github.vastwatch.offer.Field.Type.TEXT;
import static io.github.vastwatch.offer.Field.Type.VERSION;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A property of an offer, to filter and to sort by: from the published search page, the vendor's command line and real
 * rows.
 */
public enum Field {
    VERIFIED(FLAG, "the machine passed Vast.ai's tests"),
    RENTABLE(FLAG, "it can be rented now"),
    EXTERNAL(FLAG, "offered by another marketplace"),
    RENTED(FLAG, "rented by the caller"),
    RELIABILITY(NUMBER, "0-1", HIGHER, "share of time the machine was up, as predicted", "reliability2"),
    NUM_GPUS(INTEGER, "GPUs in the offer"),
    GPU_NAME(TEXT, "GPU model, RTX 4090 or RTX_4090"),
    CUDA_MAX_GOOD(NUMBER, HIGHER, "newest CUDA version the driver runs", "cuda_vers"),
    GPU_RAM(INTEGER, "MB", HIGHER, "memory of each GPU"),
    GPU_TOTAL_RAM(INTEGER, "MB", HIGHER, "memory of all GPUs"),
    DLPERF(NUMBER, "score", HIGHER, "deep-learning performance of the offer"),
    DLPERF_PER_DPHTOTAL(NUMBER, "score per $/h", HIGHER, "deep-learning performance per dollar and hour", "dlperf_usd"),
    FLOPS_PER_DPHTOTAL(NUMBER, "TFLOPS per $/h", HIGHER, "computing power per dollar and hour", "flops_usd"),
    TOTAL_FLOPS(NUMBER, "TFLOPS", HIGHER, "computing power of all GPUs"),
    DPH_TOTAL(NUMBER, "$/h", LOWER, "price of the whole offer, the asked disk included, traffic not", "dph"),
    MIN_BID(NUMBER, "$/h", LOWER, "lowest bid that is accepted for the whole offer"),
    INET_DOWN(NUMBER, "Mb/s", HIGHER, "download speed"),
    INET_UP(NUMBER, "Mb/s", HIGHER, "upload speed"),
    INET_DOWN_COST(NUMBER, "$/GB", LOWER, "price of traffic in"),
    INET_UP_COST(NUMBER, "$/GB", LOWER, "price of traffic out"),
    STORAGE_COST(NUMBER, "$/GB/month", LOWER, "price of disk space, a month being 720 hours"),
    DISK_SPACE(NUMBER, "GB", HIGHER, "disk space that can be rented"),
    DISK_BW(NUMBER, "MB/s", HIGHER, "disk speed"),
    DIRECT_PORT_COUNT(INTEGER, HIGHER, "ports that can be opened directly"),
    GEOLOCATION(COUNTRY, "two-letter country code, or a continent: EU Africa Asia North_America Oceania South_America"),
    BW_NVLINK(NUMBER, "GB/s", HIGHER, "NVLink bandwidth"),
    COMPUTE_CAP(INTEGER, "×100", HIGHER, "CUDA compute capability, 890 for 8.9"),
    CPU_ARCH(TEXT, "amd64 or arm64"),
    CPU_CORES(INTEGER, HIGHER, "cores of the whole machine"),
    CPU_CORES_EFFECTIVE(NUMBER, HIGHER, "cores that come with the offer"),
    CPU_GHZ(NUMBER, "GHz", HIGHER, "clock of the CPU"),
    CPU_RAM(INTEGER, "MB", HIGHER, "main memory"),
    DATACENTER(FLAG, "hosted in a data centre"),
    DRIVER_VERSION(VERSION, HIGHER, "driver, as 570.124.04; missing parts are 0"),
    DURATION(NUMBER, "s", HIGHER, "time until the offer ends"),
    GPU_ARCH(TEXT, "nvidia or amd"),
    GPU_MAX_POWER(NUMBER, "W", HIGHER, "power limit of the GPU"),
    GPU_MAX_TEMP(NUMBER, "°C", LOWER, "temperature of the GPU"),
    GPU_MEM_BW(NUMBER, "GB/s", HIGHER, "bandwidth of the GPU's memory"),
    GPU_FRAC(NUMBER, "0-1", NEITHER, "share of the machine's GPUs in the offer"),
    GPU_DISPLAY_ACTIVE(FLAG, NEITHER, "a display is attached", "display_active"),
    HAS_AVX(FLAG, "the CPU has AVX"),
    PCI_GEN(NUMBER, HIGHER, "PCI Express generation"),
    PCIE_BW(NUMBER, "GB/s", HIGHER, "bandwidth between CPU and GPU"),
    STATIC_IP(FLAG, "the address does not change"),
    UBUNTU_VERSION(RELEASE, HIGHER, "Ubuntu release of the host", "os_version"),
    VMS_ENABLED(FLAG, "virtual machines can be rented"),
    MACHINE_ID(INTEGER, "the machine"),
    HOST_ID(INTEGER, "the machine's owner"),
    ID(INTEGER, "the offer's current number; a filter on it matches nothing, use ask_contract_id"),
    ASK_CONTRACT_ID(INTEGER, "the offer's current number"),
    BUNDLE_ID(INTEGER, "the group of like offers"),
    MOBO_NAME(TEXT, "mainboard"),
    VERIFICATION(TEXT, "verified, unverified or deverified"),
    CLUSTER_ID(INTEGER, "the cluster of linked machines"),
    DPH_BASE(NUMBER, "$/h", LOWER, "price of the GPUs alone, without disk"),
    HOSTING_TYPE(INTEGER, "1 in a data centre"),
    START_DATE(NUMBER, "s", NEITHER, "when the offer began, since 1970"),
    END_DATE(NUMBER, "s", NEITHER, "when the offer ends, since 1970"),
    CPU_NAME(TEXT, "CPU model"),
    DISK_NAME(TEXT, "disk model"),
    GPU_LANES(INTEGER, "PCI Express lanes"),
    SCORE(NUMBER, HIGHER, "Vast.ai's own ranking"),
    DISCOUNTED_DPH_TOTAL(NUMBER, "$/h", LOWER, "dph_total less the discount for paying ahead"),
    HAS_SLA(FLAG, "the host promises a reliability"),
    EXPECTED_RELIABILITY(NUMBER, "0-1", HIGHER, "reliability that the host promises, 0 for none"),
    SLA_PREMIUM_PER_HOUR(NUMBER, "$/h", LOWER, "fee for target_reliability, part of dph_total where that is asked for");

    /** What the values of a field are, which decides how they are read, compared and sent. */
    public enum Type {
        INTEGER,
        NUMBER,
        FLAG,
        TEXT,
        /** A row contains {@code Sweden, SE}; a filter compares the two-letter code. */
        COUNTRY,
        /** A row contains {@code 570.124.04}; a filter sends 570124004. */
        VERSION,
        /** A row contains {@code 22.04}, sometimes as a number; a filter sends it as text. */
        RELEASE;

        boolean isNumeric() {
            return this == INTEGER || this == NUMBER;
        }

        /** Whether a query may compare such values with {@code <} and {@code >}. */
        public boolean isOrdered() {
            return isNumeric() || this == VERSION || this == RELEASE;
        }
    }

    /** Which of two values of a field a renter prefers. */
    public enum Better {
        LOWER,
        HIGHER,
        NEITHER
    }

    private static final Map<String, Field> BY_NAME = new HashMap<>();

    static {
        for (Field field : values()) {
            BY_NAME.put(field.wire, field);
            field.aliases.forEach(alias -> BY_NAME.put(alias, field));
        }
    }

    private final String wire = name().toLowerCase(Locale.ROOT);
    private final Type type;
    private final String unit;
    private final Better better;
    private final String meaning;
    private final List<String> aliases;

    Field(Type type, String unit, Better better, String meaning, String... aliases) {
        this.type = type;
        this.unit = unit;
        this.better = better;
        this.meaning = meaning;
        this.aliases = List.of(aliases);
    }

    Field(Type type, Better better, String meaning, String... aliases) {
        this(type, "", better, meaning, aliases);
    }

    Field(Type type, String meaning) {
        this(type, NEITHER, meaning);
    }

    /** The name on the wire, in the config and in messages. */
    public String wire() {
        return wire;
    }

    public Type type() {
        return type;
    }

    /** The unit of its values on the wire; empty if it has none. */
    public String unit() {
        return unit;
    }

    public Better better() {
        return better;
    }

    /** What the field means, in a few words. */
    public String meaning() {
        return meaning;
    }

    public List<String> aliases() {
        return aliases;
    }

    /** Whether the server filters by it. It ignores the other fields, which are evaluated here alone. */
    public boolean isFilteredByServer() {
        return this != RENTED && this != DISCOUNTED_DPH_TOTAL && this != SLA_PREMIUM_PER_HOUR;
    }

    /**
     * The keys of a row that its value is read from, in the order in which they are tried. Rows have no
     * {@code verified}, {@code datacenter} or country code.
     */
    public List<String> rowKeys() {
        return switch (this) {
            case VERIFIED -> List.of("verification", "verified");
            case DATACENTER -> List.of("hosting_type", "datacenter");
            case DURATION -> List.of("duration", "end_date");
            case ID -> List.of("id", "ask_contract_id");
            case ASK_CONTRACT_ID -> List.of("ask_contract_id", "id");
            case DISCOUNTED_DPH_TOTAL -> List.of("discounted_dph_total", "search.discountedTotalPerHour");
            case SLA_PREMIUM_PER_HOUR -> List.of("search.slaPremiumPerHour");
            case RELIABILITY -> List.of("reliability", "reliability2");
            case UBUNTU_VERSION -> List.of("os_version", "ubuntu_version");
            default -> List.of(wire);
        };
    }

    /** The factor from the unit of a query string to the unit on the wire: GB to MB, days to seconds. */
    public int multiplier() {
        return switch (this) {
            case CPU_RAM, GPU_RAM, GPU_TOTAL_RAM -> 1000;
            case DURATION -> 86400;
            default -> 1;
        };
    }

    /** The unit of a bare number in a query string; a number may also name its own: {@code 24GB}, {@code 3d}. */
    public String queryUnit() {
        return switch (multiplier()) {
            case 1000 -> "GB";
            case 86400 -> "days";
            default -> unit;
        };
    }

    /** Whether its values are sizes or durations, which need a unit in the YAML form of a query. */
    public boolean hasUnits() {
        return isSize() || this == DURATION;
    }

    boolean isSize() {
        return this == GPU_RAM || this == GPU_TOTAL_RAM || this == CPU_RAM || this == DISK_SPACE;
    }

    /** Whether its numbers are measured or computed, so that two are seldom equal. */
    boolean isMeasured() {
        return switch (this) {
            case CUDA_MAX_GOOD,
                    CPU_CORES_EFFECTIVE,
                    CPU_GHZ,
                    GPU_MAX_POWER,
                    GPU_MAX_TEMP,
                    GPU_FRAC,
                    PCI_GEN,
                    EXPECTED_RELIABILITY -> false;
            default -> type == NUMBER;
        };
    }

    /** Whether its values are a share, from 0 to 1. */
    boolean isShare() {
        return unit.equals("0-1");
    }

    /** The field with a wire name or an alias. */
    public static Optional<Field> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The fields that people call by another name, the likeliest first. */
    public static List<Field> forSynonym(String name) {
        return FieldSynonyms.of(name);
    }

    /** The field with a wire name or an alias, as a user wrote it. */
    public static Field parse(String name) {
        return named(name)
                .orElseThrow(() -> new InvalidInput(
                        "unknown field '" + name + "'",
                        FieldSynonyms.advice(name)
                                .or(() -> Spelling.didYouMean(name, BY_NAME.keySet()))
                                .orElse("'vastwatch fields' lists them")));
    }

    @Override
    public String toString() {
        return wire;
    }
}
