package io.github.vastwatch.simulate;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/** A machine's chunk as the real server would say it, with every key and quirk of a real row. */
final class MarketRow {
    static final double HOURS_A_MONTH = 720;
    /** What a promise of being always up would cost, as a share of the GPUs' price; the vendor's own scale is unknown. */
    private static final double SLA_SHARE = 0.05;

    private MarketRow() {}

    static ObjectNode of(
            Machine machine, int size, long id, String type, double diskGb, Instant now, double bidFactor) {
        GpuModel gpuModel = machine.gpuModel;
        Random flavour = new Random(machine.flavour);
        double ask = machine.price * size;
        double minBid = ask * machine.bidShare * bidFactor;
        double base = type.equals("bid") ? minBid : type.equals("reserved") ? ask * 0.8 : ask;
        double dlperf = gpuModel.dlperf * size * (0.9 + flavour.nextDouble() * 0.15);
        double flops = gpuModel.tflops * size;
        ObjectNode row = JsonNodeFactory.instance.objectNode();
        row.put("ask_contract_id", id).put("id", id).put("bundle_id", 1_000_000_000L + machine.id);
        row.putNull("bundled_results")
                .putNull("cluster_id")
                .putNull("external")
                .putNull("webpage")
                .putNull("hostname");
        row.put("machine_id", machine.id).put("host_id", machine.hostId);
        row.put("num_gpus", size).put("gpu_name", gpuModel.wire).put("gpu_arch", "nvidia");
        row.put("gpu_frac", size / (double) machine.gpus).put("gpu_ram", gpuModel.ramMb);
        row.put("gpu_total_ram", gpuModel.ramMb * size).put("gpu_lanes", 16).put("gpu_display_active", false);
        row.put("gpu_max_power", 350 + flavour.nextInt(200)).put("gpu_max_temp", 40 + flavour.nextInt(45));
        row.put("gpu_mem_bw", 600 + flavour.nextInt(2400) + 0.5).put("compute_cap", gpuModel.computeCap);
        row.putArray("gpu_ids").add(id % 100_000);
        row.put("bw_nvlink", 0)
                .put("pci_gen", flavour.nextBoolean() ? 4.0 : 5)
                .put("pcie_bw", 12.5 + flavour.nextInt(30));
        row.put("cuda_max_good", flavour.nextBoolean() ? 12.8 : 13.0).put("driver_version", machine.driver);
        row.put("driver_vers", 570_124_004);
        cpu(row, machine, size, flavour);
        row.put("disk_space", 60 + flavour.nextInt(3000) + 0.25).put("disk_bw", 400 + flavour.nextInt(5000) + 0.5);
        row.put("disk_name", "NVMe " + (1 + flavour.nextInt(4)) + "TB");
        row.put("inet_down", 90 + flavour.nextInt(4000) + 0.5).put("inet_up", 30 + flavour.nextInt(3000) + 0.5);
        row.put("inet_down_cost", machine.trafficCost).put("inet_up_cost", machine.trafficCost);
        row.put("internet_down_cost_per_tb", machine.trafficCost * 1000);
        row.put("internet_up_cost_per_tb", machine.trafficCost * 1000);
        row.put("direct_port_count", flavour.nextInt(500)).put("static_ip", flavour.nextBoolean());
        // From the range that is kept for documentation: nobody's.
        row.put("public_ipaddr", "203.0.113." + machine.id % 254);
        row.put("geolocation", machine.place).put("geolocode", 500_000_000 + (int) machine.id);
        row.put("hosting_type", machine.hostingType).put("verification", machine.verification);
        if (machine.id % 4 == 0) {
            row.put("verified", machine.verification.equals("verified"));
        }
        row.put("vericode", machine.verification.equals("verified") ? 1 : 0).put("is_vm_deverified", false);
        row.put("vms_enabled", flavour.nextInt(5) == 0)
                .put("resource_type", "gpu")
                .put("is_bid", type.equals("bid"));
        row.put("reliability", machine.reliability).put("reliability2", machine.reliability);
        row.put("reliability_mult", machine.reliability * 0.98).put("expected_reliability", 0);
        row.put("rentable", true).put("rented", false).put("rn", 1).put("logo", "/static/logo.png");
        row.put("start_date", now.getEpochSecond() - 86_400.5).put("end_date", (double) machine.ends.getEpochSecond());
        row.put("duration", Duration.between(now, machine.ends).toMillis() / 1000.0);
        row.put("time_remaining", "").put("time_remaining_isbid", "");
        row.put("dph_base", base).put("min_bid", minBid).put("storage_cost", machine.storageCost);
        row.put("dlperf", dlperf)
                .put("total_flops", flops)
                .put("vram_costperhour", base / gpuModel.ramMb / size * 1000);
        row.put("credit_discount_max", 0).putNull("discount_rate").put("discounted_hourly", 0);
        row.put("avail_vol_ask_id", id + 1).put("avail_vol_dph", 0.001).put("avail_vol_size", 500);
        price(row, diskGb);
        return row;
    }

    private static void cpu(ObjectNode row, Machine machine, int size, Random flavour) {
        int cores = 8 << flavour.nextInt(5);
        row.put("cpu_arch", "amd64")
                .put("cpu_name", "AMD EPYC 7" + flavour.nextInt(9) + "42")
                .put("cpu_ghz", 3.2);
        if (flavour.nextInt(20) == 0) {
            row.putNull("cpu_cores");
        } else {
            row.put("cpu_cores", cores);
        }
        row.put("cpu_cores_effective", cores * size / (double) machine.gpus);
        row.put("cpu_ram", (16_000 << flavour.nextInt(4)) * size)
                .put("has_avx", 1)
                .put("mobo_name", "H12SSL");
        if (flavour.nextInt(200) == 0) {
            row.put("os_version", 22.04);
        } else {
            row.put("os_version", flavour.nextBoolean() ? "22.04" : "24.04");
        }
    }

    /** What depends on the disk that is asked for. */
    static void price(ObjectNode row, double diskGb) {
        double base = row.path("dph_base").asDouble();
        double disk = row.path("storage_cost").asDouble() * diskGb / HOURS_A_MONTH;
        total(row, base + disk);
        row.put("storage_total_cost", disk);
        cost(row.putObject("search"), base, disk);
        cost(row.putObject("instance"), 0, disk);
    }

    /** Adds the fee for a promised reliability to the price. */
    static void addSla(ObjectNode row, double reliability) {
        double fee = row.path("dph_base").asDouble() * SLA_SHARE * reliability;
        double total = row.path("dph_total").asDouble() + fee;
        total(row, total);
        ((ObjectNode) row.path("search"))
                .put("slaPremiumPerHour", fee)
                .put("totalHour", total)
                .put("discountedTotalPerHour", total);
    }

    private static void total(ObjectNode row, double total) {
        row.put("dph_total", total).put("dph_total_adj", total).put("discounted_dph_total", total);
        if (row.has("dlperf")) {
            row.put("dlperf_per_dphtotal", row.path("dlperf").asDouble() / total);
            row.put("score", row.path("dlperf").asDouble() / total);
        }
        if (row.has("total_flops")) {
            row.put("flops_per_dphtotal", row.path("total_flops").asDouble() / total);
        }
    }

    private static void cost(ObjectNode costs, double gpu, double disk) {
        costs.put("gpuCostPerHour", gpu).put("diskHour", disk).put("totalHour", gpu + disk);
        costs.put("discountTotalHour", 0).put("discountedTotalPerHour", gpu + disk);
    }
}
