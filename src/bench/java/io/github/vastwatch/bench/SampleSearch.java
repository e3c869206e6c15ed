package io.github.vastwatch.bench;

import io.github.vastwatch.bench.SampleMarket.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** One search over the market: filters, order and limit, in any of the three forms. */
final class SampleSearch {
    private static final Set<String> OPTIONS = Set.of("order", "type", "limit", "allocated_storage");

    private final int disk;
    private final int limit;
    private final List<Predicate<Row>> filters = new ArrayList<>();
    private Comparator<Row> order = (one, other) -> 0;

    /** The offers that match, and whether the limit left some out. */
    record Found(List<Row> rows, boolean truncated) {}

    private SampleSearch(Map<?, ?> query) {
        this.disk = query.get("allocated_storage") instanceof Double gb ? gb.intValue() : 8;
        this.limit = query.get("limit") instanceof Double rows ? rows.intValue() : Integer.MAX_VALUE;
        query.forEach((field, clauses) -> {
            if (clauses instanceof Map<?, ?> map && !OPTIONS.contains(field)) {
                map.forEach((operator, operand) -> filters.add(filter((String) field, (String) operator, operand)));
            }
        });
        if (query.get("order") instanceof List<?> keys) {
            for (Object key : keys) {
                List<?> pair = (List<?>) key;
                Comparator<Row> by = Comparator.comparingDouble(number((String) pair.get(0)));
                order = order.thenComparing(pair.get(1).equals("desc") ? by.reversed() : by);
            }
        }
        filters.add(row -> row.diskGb >= disk);
    }

    static SampleSearch parse(String body) {
        Map<?, ?> query = (Map<?, ?>) JsonText.read(body);
        query = query.get("body") instanceof Map<?, ?> inner ? inner : query;
        query = query.get("q") instanceof Map<?, ?> inner ? inner : query;
        return new SampleSearch(query);
    }

    int disk() {
        return disk;
    }

    Found run(SampleMarket market) {
        synchronized (market) {
            List<Row> found = new ArrayList<>();
            rows:
            for (Row row : market.rows()) {
                for (Predicate<Row> filter : filters) {
                    if (!filter.test(row)) {
                        continue rows;
                    }
                }
                found.add(row);
            }
            found.sort(order.thenComparingLong(row -> row.id));
            boolean truncated = found.size() > limit;
            return new Found(truncated ? found.subList(0, limit) : found, truncated);
        }
    }

    private Predicate<Row> filter(String field, String operator, Object operand) {
        boolean isIn = !operator.equals("notin") && !operator.equals("neq");
        if (field.equals("gpu_name") || field.equals("geolocation")) {
            Set<Object> texts = operand instanceof List<?> list ? Set.copyOf(list) : Set.of(operand);
            return field.equals("gpu_name")
                    ? row -> texts.contains(row.model.name()) == isIn
                    : row -> texts.contains(row.country()) == isIn;
        }
        ToDoubleFunction<Row> number = number(field);
        if (operand instanceof List<?> list) {
            Set<Object> numbers = Set.copyOf(list);
            return row -> numbers.contains(number.applyAsDouble(row)) == isIn;
        }
        double value = operand instanceof Double given ? given : operand.equals(true) ? 1 : 0;
        return switch (operator) {
            case "eq" -> row -> number.applyAsDouble(row) == value;
            case "neq" -> row -> number.applyAsDouble(row) != value;
            case "gt" -> row -> number.applyAsDouble(row) > value;
            case "gte" -> row -> number.applyAsDouble(row) >= value;
            case "lt" -> row -> number.applyAsDouble(row) < value;
            case "lte" -> row -> number.applyAsDouble(row) <= value;
            default -> throw new IllegalArgumentException(operator);
        };
    }

    private ToDoubleFunction<Row> number(String field) {
        return switch (field) {
            case "verified", "rentable" -> row -> 1;
            case "external" -> row -> 0;
            case "id", "ask_contract_id" -> row -> row.id;
            case "machine_id" -> row -> row.machine;
            case "host_id" -> row -> row.host;
            case "num_gpus" -> row -> row.gpus;
            case "reliability", "reliability2" -> row -> row.reliability;
            case "dph_total" -> row -> row.total(disk);
            case "dph_base" -> row -> row.base;
            case "dlperf" -> row -> row.dlperf;
            case "dlperf_per_dphtotal", "dlperf_usd" -> row -> row.dlperf / row.total(disk);
            case "flops_per_dphtotal", "flops_usd" -> row -> row.flops() / row.total(disk);
            case "total_flops" -> Row::flops;
            case "gpu_ram" -> row -> row.model.ramMb();
            case "cpu_ram" -> row -> row.cpuRamMb;
            case "cpu_cores_effective" -> row -> row.cores;
            case "disk_space" -> row -> row.diskGb;
            case "inet_down" -> row -> row.downMbps;
            case "inet_up" -> row -> row.upMbps + 0.5;
            case "cuda_max_good" -> row -> row.cuda;
            case "direct_port_count" -> row -> row.ports;
            case "storage_cost" -> row -> row.storageCost;
            case "compute_cap" -> row -> row.model.capability();
            default -> throw new IllegalArgumentException("no column " + field);
        };
    }
}
