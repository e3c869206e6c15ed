package io.github.vastwatch.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The server's own filtering, over wire JSON and apart from the program's, so that each can be held against the other. */
final class ServerFilter {
    private static final Set<String> OPS = Set.of("eq", "neq", "gt", "gte", "lt", "lte", "in", "notin");
    private static final Set<String> OPTIONS = Set.of(
            "order",
            "type",
            "limit",
            "allocated_storage",
            "target_reliability",
            "disable_bundling",
            "select_cols",
            "resource_type",
            "extra_ids");
    private static final Map<String, String> ALIASES = Map.of(
            "reliability", "reliability2",
            "dlperf_usd", "dlperf_per_dphtotal",
            "flops_usd", "flops_per_dphtotal",
            "ubuntu_version", "os_version");

    /** A filter that the server refuses. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    private ServerFilter() {}

    static boolean admits(JsonNode query, ObjectNode row) throws Refused {
        for (Map.Entry<String, JsonNode> entry : query.properties()) {
            if (OPTIONS.contains(entry.getKey())) {
                continue;
            }
            for (Map.Entry<String, JsonNode> condition : entry.getValue().properties()) {
                if (!OPS.contains(condition.getKey())) {
                    throw new Refused("'" + condition.getKey() + "' is not a valid search op");
                }
                @Nullable JsonNode actual = actual(entry.getKey(), row);
                // Captured rows lack columns that the real server has: those cannot be filtered by.
                if (actual != null && !holds(actual, condition.getKey(), condition.getValue())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** What the server compares for a field; null where the row cannot tell. */
    static @Nullable JsonNode actual(String field, ObjectNode row) {
        return switch (field) {
            case "verified" ->
                BooleanNode.valueOf(row.path("verification").asText().equals("verified"));
            case "datacenter" -> BooleanNode.valueOf(row.path("hosting_type").asInt(0) == 1);
            case "rentable" -> row.has("rentable") ? row.get("rentable") : BooleanNode.TRUE;
            case "external" -> BooleanNode.valueOf(row.path("external").asBoolean(false));
            case "geolocation" -> {
                String place = row.path("geolocation").asText("");
                int comma = place.lastIndexOf(',');
                yield comma < 0
                        ? JsonNodeFactory.instance.nullNode()
                        : TextNode.valueOf(place.substring(comma + 1).strip());
            }
            case "driver_version" ->
                IntNode.valueOf(version(row.path("driver_version").asText("0")));
            default -> {
                String key = ALIASES.getOrDefault(field, field);
                yield row.has(key) ? row.get(key) : row.get(field);
            }
        };
    }

    private static int version(String text) {
        String[] parts = text.split("\\.");
        int number = 0;
        for (int i = 0; i < 3; i++) {
            number = number * 1000 + (i < parts.length ? Integer.parseInt(parts[i]) : 0);
        }
        return number;
    }

    private static boolean holds(JsonNode actual, String op, JsonNode operand) {
        if (op.equals("in") || op.equals("notin")) {
            boolean among = false;
            for (JsonNode each : operand) {
                among |= compare(actual, each) == 0;
            }
            return !actual.isNull() && among == op.equals("in");
        }
        if (actual.isNull()) {
            return op.equals("eq") && operand.isNull();
        }
        int sign = compare(actual, operand);
        return switch (op) {
            case "eq" -> sign == 0;
            case "neq" -> sign != 0;
            case "gt" -> sign > 0;
            case "gte" -> sign >= 0;
            case "lt" -> sign < 0;
            default -> sign <= 0;
        };
    }

    static int compare(JsonNode left, JsonNode right) {
        if (left.isBoolean() || right.isBoolean()) {
            return Boolean.compare(left.asBoolean(), right.asBoolean());
        }
        if (left.isNumber()) {
            return Double.compare(left.asDouble(), right.asDouble(Double.NaN));
        }
        return left.asText().compareTo(right.asText());
    }
}
