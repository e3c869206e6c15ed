package io.github.vastwatch.offer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A field of an offer, to filter and sort by: from the published search page, the vendor's command line and
 * real rows.
 */
public enum Field {
    VERIFIED("verified", Type.FLAG, "", Better.NEITHER, "the machine passed Vast.ai's tests"),
    RENTABLE("rentable", Type.FLAG, "", Better.NEITHER, "it can be rented now"),
    EXTERNAL("external", Type.FLAG, "", Better.NEITHER, "offered by another marketplace"),
    RENTED("rented", Type.FLAG, "", Better.NEITHER, "rented by the caller"),
    RELIABILITY(
            "reliability",
            Type.NUMBER,
            "0-1",
            Better.HIGHER,
            "share of time the machine was up, as predicted",
            "reliability2"),
    NUM_GPUS("num_gpus", Type.INTEGER, "", Better.NEITHER, "GPUs in the offer"),
    GPU_NAME("gpu_name", Type.TEXT, "", Better.NEITHER, "GPU model, RTX 4090 or RTX_4090"),
    CUDA_MAX_GOOD("cuda_max_good", Type.NUMBER, "", Better.HIGHER, "newest CUDA version the driver runs", "cuda_vers"),
    GPU_RAM("gpu_ram", Type.INTEGER, "MB", Better.HIGHER, "memory of each GPU"),
    GPU_TOTAL_RAM("gpu_total_ram", Type.INTEGER, "MB", Better.HIGHER, "memory of all GPUs"),
    DLPERF("dlperf", Type.NUMBER, "score", Better.HIGHER, "deep-learning performance of the offer"),
    DLPERF_PER_DPHTOTAL(
            "dlperf_per_dphtotal",
            Type.NUMBER,
            "score per $/h",
            Better.HIGHER,
            "deep-learning performance per dollar and hour",
            "dlperf_usd"),
    FLOPS_PER_DPHTOTAL(
            "flops_per_dphtotal",
            Type.NUMBER,
            "TFLOPS per $/h",
            Better.HIGHER,
            "computing power per dollar and hour",
            "flops_usd"),
    TOTAL_FLOPS("total_flops", Type.NUMBER, "TFLOPS", Better.HIGHER, "computing power of all GPUs"),
    DPH_TOTAL(
            "dph_total",
            Type.NUMBER,
            "$/h",
            Better.LOWER,
            "price of the whole offer, the asked disk included, traffic not",
            "dph"),
    MIN_BID("min_bid", Type.NUMBER, "$/h", Better.LOWER, "lowest bid that is accepted for the whole offer"),
    INET_DOWN("inet_down", Type.NUMBER, "Mb/s", Better.HIGHER, "download speed"),
    INET_UP("inet_up", Type.NUMBER, "Mb/s", Better.HIGHER, "upload speed"),
    INET_DOWN_COST("inet_down_cost", Type.NUMBER, "$/GB", Better.LOWER, "price of traffic in"),
    INET_UP_COST("inet_up_cost", Type.NUMBER, "$/GB", Better.LOWER, "price of traffic out"),
    STORAGE_COST(
            "storage_cost", Type.NUMBER, "$/GB/month", Better.LOWER, "price of disk space, a month being 720 hours"),
    DISK_SPACE("disk_space", Type.NUMBER, "GB", Better.HIGHER, "disk space that can be rented"),
    DISK_BW("disk_bw", Type.NUMBER, "MB/s", Better.HIGHER, "disk speed"),
    DIRECT_PORT_COUNT("direct_port_count", Type.INTEGER, "", Better.HIGHER, "ports that can be opened directly"),
    GEOLOCATION(
            "geolocation",
            Type.COUNTRY,
            "",
            Better.NEITHER,
            "two-letter country code, or a continent: EU Africa Asia North_America Oceania South_America"),
    BW_NVLINK("bw_nvlink", Type.NUMBER, "GB/s", Better.HIGHER, "NVLink bandwidth"),
    COMPUTE_CAP("compute_cap", Type.INTEGER, "×100", Better.HIGHER, "CUDA compute capability, 890 for 8.9"),
    CPU_ARCH("cpu_arch", Type.TEXT, "", Better.NEITHER, "amd64 or arm64"),
    CPU_CORES("cpu_cores", Type.INTEGER, "", Better.HIGHER, "cores of the whole machine"),
    CPU_CORES_EFFECTIVE("cpu_cores_effective", Type.NUMBER, "", Better.HIGHER, "cores that come with the offer"),
    CPU_GHZ("cpu_ghz", Type.NUMBER, "GHz", Better.HIGHER, "clock of the CPU"),
    CPU_RAM("cpu_ram", Type.INTEGER, "MB", Better.HIGHER, "main memory"),
    DATACENTER("datacenter", Type.FLAG, "", Better.NEITHER, "hosted in a data centre"),
    DRIVER_VERSION("driver_version", Type.VERSION, "", Better.HIGHER, "driver, as 570.124.04; missing parts are 0"),
    DURATION("duration", Type.NUMBER, "s", Better.HIGHER, "time until the offer ends"),
    GPU_ARCH("gpu_arch", Type.TEXT, "", Better.NEITHER, "nvidia or amd"),
    GPU_MAX_POWER("gpu_max_power", Type.NUMBER, "W", Better.HIGHER, "power limit of the GPU"),
    GPU_MAX_TEMP("gpu_max_temp", Type.NUMBER, "°C", Better.LOWER, "temperature of the GPU"),
    GPU_MEM_BW("gpu_mem_bw", Type.NUMBER, "GB/s", Better.HIGHER, "bandwidth of the GPU's memory"),
    GPU_FRAC("gpu_frac", Type.NUMBER, "0-1", Better.NEITHER, "share of the machine's GPUs in the offer"),
    GPU_DISPLAY_ACTIVE("gpu_display_active", Type.FLAG, "", Better.NEITHER, "a display is attached", "display_active"),
    HAS_AVX("has_avx", Type.FLAG, "", Better.NEITHER, "the CPU has AVX"),
    PCI_GEN("pci_gen", Type.NUMBER, "", Better.HIGHER, "PCI Express generation"),
    PCIE_BW("pcie_bw", Type.NUMBER, "GB/s", Better.HIGHER, "bandwidth between CPU and GPU"),
    STATIC_IP("static_ip", Type.FLAG, "", Better.NEITHER, "the address does not change"),
    UBUNTU_VERSION("ubuntu_version", Type.RELEASE, "", Better.HIGHER, "Ubuntu release of the host", "os_version"),
    VMS_ENABLED("vms_enabled", Type.FLAG, "", Better.NEITHER, "virtual machines can be rented"),
    MACHINE_ID("machine_id", Type.INTEGER, "", Better.NEITHER, "the machine"),
    HOST_ID("host_id", Type.INTEGER, "", Better.NEITHER, "the machine's owner"),
    ID(
            "id",
            Type.INTEGER,
            "",
            Better.NEITHER,
            "the offer's current number; a filter on it matches nothing, use ask_contract_id"),
    ASK_CONTRACT_ID("ask_contract_id", Type.INTEGER, "", Better.NEITHER, "the offer's current number"),
    BUNDLE_ID("bundle_id", Type.INTEGER, "", Better.NEITHER, "the group of like offers"),
    MOBO_NAME("mobo_name", Type.TEXT, "", Better.NEITHER, "mainboard"),
    VERIFICATION("verification", Type.TEXT, "", Better.NEITHER, "verified, unverified or deverified"),
    CLUSTER_ID("cluster_id", Type.INTEGER, "", Better.NEITHER, "the cluster of linked machines"),
    DPH_BASE("dph_base", Type.NUMBER, "$/h", Better.LOWER, "price of the GPUs alone, without disk"),
    HOSTING_TYPE("hosting_type", Type.INTEGER, "", Better.NEITHER, "1 in a data centre"),
    START_DATE("start_date", Type.NUMBER, "s", Better.NEITHER, "when the offer began, since 1970"),
    END_DATE("end_date", Type.NUMBER, "s", Better.NEITHER, "when the offer ends, since 1970"),
    CPU_NAME("cpu_name", Type.TEXT, "", Better.NEITHER, "CPU model"),
    DISK_NAME("disk_name", Type.TEXT, "", Better.NEITHER, "disk model"),
    GPU_LANES("gpu_lanes", Type.INTEGER, "", Better.NEITHER, "PCI Express lanes"),
    SCORE("score", Type.NUMBER, "", Better.HIGHER, "Vast.ai's own ranking"),
    DISCOUNTED_DPH_TOTAL(
            "discounted_dph_total", Type.NUMBER, "$/h", Better.LOWER, "dph_total less the discount for paying ahead"),
    HAS_SLA("has_sla", Type.FLAG, "", Better.NEITHER, "the host promises a reliability"),
    EXPECTED_RELIABILITY(
            "expected_reliability",
            Type.NUMBER,
            "0-1",
            Better.HIGHER,
            "reliability that the host promises, 0 for none"),
    SLA_PREMIUM_PER_HOUR(
            "sla_premium_per_hour",
            Type.NUMBER,
            "$/h",
            Better.LOWER,
            "fee for target_reliability, part of dph_total where that is asked for");

    /** Which of two values of a field is better for a renter. */
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

    private final String wire;
    private final Type type;
    private final String unit;
    private final Better better;
    private final String meaning;
    private final List<String> aliases;

    Field(String wire, Type type, String unit, Better better, String meaning, String... aliases) {
        this.wire = wire;
        this.type = type;
        this.unit = unit;
        this.better = better;
        this.meaning = meaning;
        this.aliases = List.of(aliases);
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

    /** A short description. */
    public String meaning() {
        return meaning;
    }

    public List<String> aliases() {
        return aliases;
    }

    /** Whether the server filters by it. It ignores the others, which are only evaluated locally. */
    public boolean isFilteredByServer() {
        return this != RENTED && this != DISCOUNTED_DPH_TOTAL && this != SLA_PREMIUM_PER_HOUR;
    }

    /**
     * The keys of a row that its value comes from, in order of preference. Rows have no
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

    /** The factor from the unit of a query to the wire's: GB to MB, days to seconds. */
    public int multiplier() {
        return switch (this) {
            case CPU_RAM, GPU_RAM, GPU_TOTAL_RAM -> 1000;
            case DURATION -> 86400;
            default -> 1;
        };
    }

    /** The default unit of its numbers in a query, which can also state one: {@code 24GB}, {@code 3d}. */
    public String queryUnit() {
        return switch (multiplier()) {
            case 1000 -> "GB";
            case 86400 -> "days";
            default -> unit;
        };
    }

    /** Whether its values are sizes or durations, which need a unit in a mapping. */
    public boolean hasUnits() {
        return Units.has(this);
    }

    /** Whether its numbers are measured or computed, so that two are rarely equal. */
    boolean isMeasured() {
        return switch (this) {
            case RELIABILITY,
                    DLPERF,
                    DLPERF_PER_DPHTOTAL,
                    FLOPS_PER_DPHTOTAL,
                    TOTAL_FLOPS,
                    DPH_TOTAL,
                    DPH_BASE,
                    DISCOUNTED_DPH_TOTAL,
                    SLA_PREMIUM_PER_HOUR,
                    MIN_BID,
                    INET_DOWN,
                    INET_UP,
                    INET_DOWN_COST,
                    INET_UP_COST,
                    STORAGE_COST,
                    DISK_SPACE,
                    DISK_BW,
                    BW_NVLINK,
                    PCIE_BW,
                    GPU_MEM_BW,
                    DURATION,
                    START_DATE,
                    END_DATE,
                    SCORE -> true;
            default -> false;
        };
    }

    /** The field of a wire name or an alias. */
    public static Optional<Field> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The fields of a common name, the likeliest first. */
    public static List<Field> forSynonym(String name) {
        return FieldSynonyms.of(name);
    }

    /** Whether its values are a share, from 0 to 1. */
    boolean isShare() {
        return unit.equals("0-1");
    }

    /** The field that a user wrote, by wire name or alias. */
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

    /** The type of a field's values, which determines how they are read, compared and sent. */
    public enum Type {
        INTEGER,
        NUMBER,
        FLAG,
        TEXT,
        /** A row says {@code Sweden, SE}; a filter compares the two-letter code. */
        COUNTRY,
        /** A row says {@code 570.124.04}; a filter sends 570124004. */
        VERSION,
        /** A row says {@code 22.04}, once as a number; a filter sends it as text. */
        RELEASE;

        boolean isNumeric() {
            return this == INTEGER || this == NUMBER;
        }

        /** Whether values of this type are ordered, so that a query can compare them. */
        public boolean isOrdered() {
            return isNumeric() || this == VERSION || this == RELEASE;
        }
    }
}
