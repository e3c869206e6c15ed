package io.github.vastwatch.bench;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Invented offers in the shape of real rows, the same for each seed. Every offer is verified and rentable. */
public final class SampleMarket {
    /**
     * A GPU with its share of the market.
     *
     * @param price the usual price of one GPU, in $/h
     */
    record Model(String name, int share, int ramMb, double dlperf, double tflops, double price, int capability) {}

    static final List<Model> MODELS = List.of(
            new Model("RTX 4090", 140, 24564, 95, 82, 0.36, 890),
            new Model("RTX 5090", 130, 32607, 140, 105, 0.52, 1200),
            new Model("RTX 3090", 100, 24576, 50, 35, 0.17, 860),
            new Model("A100 SXM4", 70, 81920, 105, 19, 0.85, 800),
            new Model("RTX PRO 6000 WS", 50, 97887, 160, 120, 1.05, 1200),
            new Model("RTX PRO 6000 S", 45, 97887, 155, 118, 1.00, 1200),
            new Model("RTX 5060 Ti", 40, 16311, 42, 24, 0.10, 1200),
            new Model("H100 SXM", 40, 81559, 260, 67, 1.90, 900),
            new Model("A100 PCIE", 38, 81920, 100, 19, 0.75, 800),
            new Model("RTX 5080", 35, 16303, 85, 56, 0.22, 1200),
            new Model("H200 NVL", 33, 143771, 280, 60, 2.20, 900),
            new Model("RTX 3080", 30, 10240, 40, 30, 0.12, 860),
            new Model("L40S", 28, 46068, 85, 91, 0.55, 890),
            new Model("RTX 3060", 27, 12288, 18, 13, 0.07, 860),
            new Model("RTX 4080S", 26, 16376, 65, 52, 0.20, 890),
            new Model("RTX 4070S Ti", 24, 16376, 55, 44, 0.17, 890),
            new Model("H200", 22, 143771, 290, 67, 2.40, 900),
            new Model("Tesla V100", 20, 32768, 35, 15, 0.16, 700),
            new Model("RTX 4080", 20, 16376, 60, 49, 0.19, 890),
            new Model("B200", 20, 183359, 520, 75, 3.90, 1000),
            new Model("RTX 5070", 18, 12227, 50, 31, 0.13, 1200),
            new Model("RTX A6000", 18, 49140, 48, 39, 0.38, 860),
            new Model("RTX 6000Ada", 17, 49140, 88, 91, 0.62, 890),
            new Model("RTX 5070 Ti", 16, 16303, 65, 44, 0.17, 1200),
            new Model("L40", 12, 46068, 78, 90, 0.48, 890),
            new Model("A40", 10, 49140, 42, 37, 0.34, 860));

    private static final String[] PLACES = ("Oregon, US;Texas, US;Ohio, US;Virginia, US;California, US;Nevada, US;"
                    + "Quebec, CA;Ontario, CA;China, CN;Czechia, CZ;Japan, JP;South Korea, KR;Germany, DE;Bulgaria, BG;"
                    + "Hungary, HU;Vietnam, VN;Finland, FI;India, IN;Romania, RO;United Kingdom, GB;Iceland, IS;"
                    + "Sweden, SE;Norway, NO;Netherlands, NL;Poland, PL;, US")
            .split(";");

    /** The time at which the market starts, in seconds since 1970. */
    private static final long START = 1_790_000_000L;

    private final Random random;
    private final List<Row> rows = new ArrayList<>();
    private long seconds;

    /** An offer. Its prices change; everything else stays. */
    static final class Row {
        final long id;
        final long machine;
        final long host;
        final Model model;
        final int gpus;
        final String place;
        final double reliability;
        final double usualBase;
        final double storageCost;
        final double dlperf;
        final int downMbps;
        final int upMbps;
        final int diskGb;
        final int cpuRamMb;
        final int cores;
        final int ports;
        final double cuda;
        final long end;
        /** Does not take part in changes of the market. */
        boolean isFixed;

        double base;
        private int builtForDisk = -1;
        private byte[] head = {};
        private byte[] tail = {};

        Row(Random random, long machine, Model model, int gpus, double pricePerGpu) {
            this.machine = machine;
            this.model = model;
            this.gpus = gpus;
            this.id = 40_000_000 + machine * 16 + gpus;
            this.host = 10_000 + machine % 997;
            Random fixed = new Random(machine);
            this.place = PLACES[fixed.nextInt(PLACES.length)];
            this.reliability = round(1 - Math.pow(fixed.nextDouble(), 3) * 0.12, 7);
            this.storageCost = round(0.05 + fixed.nextDouble() * 0.3, 4);
            this.downMbps = 50 + fixed.nextInt(5_000);
            this.upMbps = 50 + fixed.nextInt(3_000);
            this.diskGb = 40 + fixed.nextInt(4_000);
            this.cpuRamMb = 16_000 + fixed.nextInt(240_000);
            this.cores = 8 + 8 * fixed.nextInt(12);
            this.ports = fixed.nextInt(500);
            this.cuda = 11.8 + fixed.nextInt(14) / 10.0;
            this.dlperf = round(model.dlperf * gpus * (0.9 + random.nextDouble() * 0.2), 6);
            this.usualBase = round(pricePerGpu * gpus, 6);
            this.base = usualBase;
            this.end = START + 86_400L * (3 + fixed.nextInt(90));
        }

        double total(int disk) {
            return base + storageCost * disk / 720;
        }

        String country() {
            return place.substring(place.length() - 2);
        }

        void price(double dollars) {
            base = dollars;
            builtForDisk = -1;
        }

        double flops() {
            return model.tflops * gpus;
        }

        /** The row as JSON in two parts, between which the seconds until its end stand. */
        private void build(int disk) {
            if (builtForDisk == disk) {
                return;
            }
            double total = total(disk);
            double diskHour = storageCost * disk / 720;
            StringBuilder json = new StringBuilder(2_400);
            json.append("{\"id\":").append(id).append(",\"ask_contract_id\":").append(id);
            add(json, "avail_vol_ask_id", id + 1);
            add(json, "avail_vol_dph", round(storageCost / 720, 12));
            add(json, "avail_vol_size", diskGb / 2);
            add(json, "bundle_id", machine * 7_919 % 2_000_000_000L);
            json.append(",\"bundled_results\":null,\"bw_nvlink\":0,\"cluster_id\":null");
            add(json, "compute_cap", model.capability);
            json.append(",\"cpu_arch\":\"amd64\"");
            add(json, "cpu_cores", cores);
            add(json, "cpu_cores_effective", cores);
            json.append(",\"cpu_ghz\":3.7,\"cpu_name\":\"EPYC 7")
                    .append(machine % 900 + 100)
                    .append(" 32-Core\"");
            add(json, "cpu_ram", cpuRamMb);
            json.append(",\"credit_discount_max\":0.1");
            add(json, "cuda_max_good", cuda);
            add(json, "direct_port_count", ports);
            json.append(",\"discount_rate\":null");
            add(json, "discounted_dph_total", total);
            json.append(",\"discounted_hourly\":0");
            add(json, "disk_bw", 900 + machine % 6_000 + 0.4);
            json.append(",\"disk_name\":\"NVMe Model ").append(machine % 89).append("00-2T\"");
            add(json, "disk_space", diskGb);
            add(json, "dlperf", dlperf);
            add(json, "dlperf_per_dphtotal", dlperf / total);
            add(json, "dph_base", base);
            add(json, "dph_total", total);
            add(json, "dph_total_adj", total * 1.013);
            json.append(",\"driver_vers\":570124004,\"driver_version\":\"570.124.04\",\"duration\":");
            head = json.toString().getBytes(StandardCharsets.US_ASCII);
            json.setLength(0);
            add(json, "end_date", end);
            json.append(",\"expected_reliability\":0,\"external\":null");
            add(json, "flops_per_dphtotal", flops() / total);
            json.append(",\"geolocation\":\"").append(place).append('"');
            add(json, "geolocode", 100_000_000 + machine * 31 % 900_000_000);
            json.append(",\"gpu_arch\":\"nvidia\",\"gpu_display_active\":false");
            add(json, "gpu_frac", 1.0 / Integer.highestOneBit(Math.max(1, 8 / gpus)));
            json.append(",\"gpu_ids\":[");
            for (int i = 0; i < gpus; i++) {
                json.append(i == 0 ? "" : ",").append(machine * 16 + i);
            }
            json.append("],\"gpu_lanes\":16");
            add(json, "gpu_max_power", 250 + model.capability / 4);
            add(json, "gpu_max_temp", 83);
            add(json, "gpu_mem_bw", round(model.ramMb / 24.0, 1));
            json.append(",\"gpu_name\":\"").append(model.name).append('"');
            add(json, "gpu_ram", model.ramMb);
            add(json, "gpu_total_ram", (long) model.ramMb * gpus);
            json.append(",\"has_avx\":1");
            add(json, "host_id", host);
            json.append(",\"hosting_type\":0,\"hostname\":null");
            add(json, "inet_down", downMbps);
            json.append(",\"inet_down_cost\":0.001953125");
            add(json, "inet_up", upMbps + 0.5);
            json.append(",\"inet_up_cost\":0.001953125");
            json.append(",\"instance\":{\"discountTotalHour\":0");
            add(json, "discountedTotalPerHour", diskHour);
            add(json, "diskHour", diskHour);
            json.append(",\"gpuCostPerHour\":0");
            add(json, "totalHour", diskHour);
            json.append("},\"internet_down_cost_per_tb\":2,\"internet_up_cost_per_tb\":2,\"is_vm_deverified\":false,"
                    + "\"logo\":\"/static/logos/vastai_small2.png\"");
            add(json, "machine_id", machine);
            add(json, "min_bid", round(base * 0.6, 6));
            json.append(",\"mobo_name\":\"Board X").append(machine % 77).append("\"");
            add(json, "num_gpus", gpus);
            json.append(",\"os_version\":\"22.04\",\"pci_gen\":4");
            add(json, "pcie_bw", 20 + machine % 30 + 0.1);
            json.append(",\"public_ipaddr\":\"192.0.2.").append(machine % 250).append("\"");
            add(json, "reliability", reliability);
            add(json, "reliability2", reliability);
            add(json, "reliability_mult", round(reliability * 0.97, 7));
            json.append(",\"rentable\":true,\"rented\":false,\"resource_type\":\"gpu\"");
            add(json, "score", dlperf / total * 1.1234);
            json.append(",\"search\":{\"discountTotalHour\":0");
            add(json, "discountedTotalPerHour", total);
            add(json, "diskHour", diskHour);
            add(json, "gpuCostPerHour", base);
            add(json, "totalHour", total);
            json.append('}');
            add(json, "start_date", START - 1_000_000 + machine);
            json.append(",\"static_ip\":true");
            add(json, "storage_cost", storageCost);
            add(json, "storage_total_cost", diskHour);
            json.append(",\"time_remaining\":\"\",\"time_remaining_isbid\":\"\"");
            add(json, "total_flops", flops());
            json.append(",\"vericode\":1,\"verification\":\"verified\",\"vms_enabled\":false");
            add(json, "vram_costperhour", total / model.ramMb / gpus);
            json.append(",\"webpage\":null}");
            tail = json.toString().getBytes(StandardCharsets.US_ASCII);
            builtForDisk = disk;
        }
    }

    private static void add(StringBuilder json, String key, double value) {
        json.append(",\"").append(key).append("\":").append(value);
    }

    private static void add(StringBuilder json, String key, long value) {
        json.append(",\"").append(key).append("\":").append(value);
    }

    static double round(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }

    /** A market of this many offers. */
    public SampleMarket(long seed, int size) {
        this.random = new Random(seed);
        long machine = 20_000;
        while (rows.size() < size) {
            machine++;
            Model model = pick(random);
            int most = sizeOf(random);
            double price = model.price * Math.exp(random.nextGaussian() * 0.25);
            for (int gpus = most; gpus >= 1 && rows.size() < size; gpus = random.nextInt(3) == 0 ? gpus / 2 : 0) {
                rows.add(new Row(random, machine, model, gpus, price));
            }
        }
    }

    static Model pick(Random random) {
        int left = random.nextInt(MODELS.stream().mapToInt(Model::share).sum());
        for (Model model : MODELS) {
            left -= model.share;
            if (left < 0) {
                return model;
            }
        }
        throw new AssertionError();
    }

    /** The GPUs of a machine, or of what a user wants. */
    static int sizeOf(Random random) {
        int[] sizes = {1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 4, 4, 4, 4, 8, 8, 8};
        return sizes[random.nextInt(sizes.length)];
    }

    List<Row> rows() {
        return rows;
    }

    /** Lets a second pass, and sets the price of a share of the offers to within 1 % of the usual one. */
    public synchronized void tick(double share) {
        seconds++;
        if (share >= 1) {
            rows.forEach(this::change);
            return;
        }
        for (long i = Math.round(rows.size() * share); i > 0; i--) {
            change(rows.get(random.nextInt(rows.size())));
        }
    }

    private void change(Row row) {
        if (!row.isFixed) {
            row.price(round(row.usualBase * (0.99 + random.nextInt(2_000) / 100_000.0), 6));
        }
    }

    synchronized void price(Row row, double base) {
        row.isFixed = true;
        row.price(base);
    }

    /** The bytes of an answer with the offers of these places, in pieces, at prices with this disk. */
    public List<byte[]> answer(int from, int to, int disk) {
        return answer(rows.subList(from, Math.min(to, rows.size())), disk, false);
    }

    public int size() {
        return rows.size();
    }

    /** The bytes of an answer, in pieces. */
    synchronized List<byte[]> answer(List<Row> chosen, int disk, boolean truncated) {
        List<byte[]> parts = new ArrayList<>(chosen.size() * 4 + 2);
        parts.add("{\"success\": true, \"offers\": [".getBytes(StandardCharsets.US_ASCII));
        byte[] comma = {','};
        for (Row row : chosen) {
            row.build(disk);
            if (parts.size() > 1) {
                parts.add(comma);
            }
            parts.add(row.head);
            parts.add(((row.end - START - seconds) + ".25").getBytes(StandardCharsets.US_ASCII));
            parts.add(row.tail);
        }
        parts.add(("], \"truncated\": " + truncated + "}").getBytes(StandardCharsets.US_ASCII));
        return parts;
    }
}
