package io.github.vastwatch.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** An offer as wire JSON, with all keys and quirks of the real server's. */
final class OfferRow {
    private static final double HOURS_PER_MONTH = 720;
    /** The fee for a guaranteed uptime as a share of the GPUs' price; the vendor's real scale is unknown. */
    private static final double SLA_SHARE = 0.05;

    /** What is alike in all offers. */
    private static final ObjectNode CONSTANTS = parse("""
            {"bundled_results": null, "cluster_id": null, "external": null, "webpage": null, "hostname": null,
             "gpu_arch": "nvidia", "gpu_lanes": 16, "gpu_display_active": false, "bw_nvlink": 0,
             "driver_vers": 570124004, "cpu_arch": "amd64", "cpu_ghz": 3.2, "has_avx": 1, "mobo_name": "H12SSL",
             "is_vm_deverified": false, "resource_type": "gpu", "expected_reliability": 0, "rentable": true,
             "rented": false, "rn": 1, "logo": "/static/logo.png", "time_remaining": "", "time_remaining_isbid": "",
             "credit_discount_max": 0, "discount_rate": null, "discounted_hourly": 0, "avail_vol_dph": 0.001,
             "avail_vol_size": 500}""");

    private OfferRow() {}

    private static ObjectNode parse(String json) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * The offer of a chunk of a machine.
     *
     * @param size how many GPUs
     * @param bidFactor by what the lowest bid is multiplied
     */
    static ObjectNode of(
            Machine machine, int size, long id, String type, double diskGb, Instant now, double bidFactor) {
        Machine.Gpu gpu = machine.gpu;
        Random random = new Random(machine.details);
        double ask = machine.price * size;
        double minBid = ask * machine.bidShare * bidFactor;
        double base = type.equals("bid") ? minBid : type.equals("reserved") ? ask * 0.8 : ask;
        boolean isVerified = machine.verification.equals("verified");
        ObjectNode row = JsonNodeFactory.instance.objectNode().setAll(CONSTANTS);
        row.put("ask_contract_id", id).put("id", id).put("avail_vol_ask_id", id + 1);
        row.put("machine_id", machine.id).put("host_id", machine.hostId);
        row.put("bundle_id", 1_000_000_000L + machine.id);
        row.put("dlperf", gpu.dlperf() * size * (0.9 + random.nextDouble() * 0.15));
        row.put("total_flops", gpu.tflops() * size).put("compute_cap", gpu.computeCap());
        row.put("num_gpus", size).put("gpu_name", gpu.name()).put("gpu_frac", size / (double) machine.gpus);
        row.put("gpu_ram", gpu.ramMb()).put("gpu_total_ram", gpu.ramMb() * size);
        row.put("gpu_max_power", 350 + random.nextInt(200)).put("gpu_max_temp", 40 + random.nextInt(45));
        row.put("gpu_mem_bw", 600 + random.nextInt(2400) + 0.5)
                .putArray("gpu_ids")
                .add(id % 100_000);
        row.put("pci_gen", random.nextBoolean() ? 4.0 : 5).put("pcie_bw", 12.5 + random.nextInt(30));
        row.put("cuda_max_good", random.nextBoolean() ? 12.8 : 13.0).put("driver_version", machine.driver);
        int cores = 8 << random.nextInt(5);
        row.put("cpu_name", "AMD EPYC 7" + random.nextInt(9) + "42");
        row.put("cpu_cores", random.nextInt(20) == 0 ? null : Integer.valueOf(cores));
        row.put("cpu_cores_effective", cores * size / (double) machine.gpus);
        row.put("cpu_ram", (16_000 << random.nextInt(4)) * size);
        if (random.nextInt(200) == 0) {
            row.put("os_version", 22.04);
        } else {
            row.put("os_version", random.nextBoolean() ? "22.04" : "24.04");
        }
        row.put("disk_space", 60 + random.nextInt(3000) + 0.25).put("disk_bw", 400 + random.nextInt(5000) + 0.5);
        row.put("disk_name", "NVMe " + (1 + random.nextInt(4)) + "TB");
        row.put("inet_down", 90 + random.nextInt(4000) + 0.5).put("inet_up", 30 + random.nextInt(3000) + 0.5);
        row.put("inet_down_cost", machine.trafficCost).put("inet_up_cost", machine.trafficCost);
        row.put("internet_down_cost_per_tb", machine.trafficCost * 1000);
        row.put("internet_up_cost_per_tb", machine.trafficCost * 1000);
        row.put("direct_port_count", random.nextInt(500)).put("static_ip", random.nextBoolean());
        // An address range reserved for documentation.
        row.put("public_ipaddr", "203.0.113." + machine.id % 254);
        row.put("geolocation", machine.location).put("geolocode", 500_000_000 + (int) machine.id);
        row.put("hosting_type", machine.hostingType).put("verification", machine.verification);
        if (machine.id % 4 == 0) {
            row.put("verified", isVerified);
        }
        row.put("vericode", isVerified ? 1 : 0);
        row.put("vms_enabled", random.nextInt(5) == 0).put("is_bid", type.equals("bid"));
        row.put("reliability", machine.reliability).put("reliability2", machine.reliability);
        row.put("reliability_mult", machine.reliability * 0.98);
        row.put("start_date", now.getEpochSecond() - 86_400.5).put("end_date", (double) machine.ends.getEpochSecond());
        row.put("duration", Duration.between(now, machine.ends).toMillis() / 1000.0);
        row.put("dph_base", base).put("min_bid", minBid).put("storage_cost", machine.storageCost);
        row.put("vram_costperhour", base / gpu.ramMb() / size * 1000);
        setDisk(row, diskGb);
        return row;
    }

    /** Sets the disk that the prices include. */
    static void setDisk(ObjectNode row, double diskGb) {
        double base = row.path("dph_base").asDouble();
        double disk = diskCost(row, diskGb);
        setTotal(row, base + disk);
        row.put("storage_total_cost", disk);
        setCosts(row.putObject("search"), base, disk);
        setCosts(row.putObject("instance"), 0, disk);
    }

    /** Sets the price of an offer, disk included. */
    static void setPrice(ObjectNode row, double dollarsPerHour, double diskGb) {
        row.put("dph_base", dollarsPerHour - diskCost(row, diskGb));
        setDisk(row, diskGb);
    }

    private static double diskCost(ObjectNode row, double diskGb) {
        return row.path("storage_cost").asDouble() * diskGb / HOURS_PER_MONTH;
    }

    /** Adds the fee for a guaranteed uptime to the price. */
    static void addSla(ObjectNode row, double reliability) {
        double fee = row.path("dph_base").asDouble() * SLA_SHARE * reliability;
        double total = row.path("dph_total").asDouble() + fee;
        setTotal(row, total);
        ((ObjectNode) row.path("search"))
                .put("slaPremiumPerHour", fee)
                .put("totalHour", total)
                .put("discountedTotalPerHour", total);
    }

    private static void setTotal(ObjectNode row, double total) {
        row.put("dph_total", total).put("dph_total_adj", total).put("discounted_dph_total", total);
        if (row.has("dlperf")) {
            row.put("dlperf_per_dphtotal", row.path("dlperf").asDouble() / total);
            row.put("score", row.path("dlperf").asDouble() / total);
        }
        if (row.has("total_flops")) {
            row.put("flops_per_dphtotal", row.path("total_flops").asDouble() / total);
        }
    }

    private static void setCosts(ObjectNode costs, double gpu, double disk) {
        costs.put("gpuCostPerHour", gpu).put("diskHour", disk).put("totalHour", gpu + disk);
        costs.put("discountTotalHour", 0).put("discountedTotalPerHour", gpu + disk);
    }
}
