package io.github.vastwatch.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The server's filters over wire JSON, independent of the program's, so that tests can compare the two. */
final class ServerFilter {
    private static final Set<String> OPERATORS = Set.of("eq", "neq", "gt", "gte", "lt", "lte", "in", "notin");
    /** The keys of a query that are not filters. */
    private static final Set<String> OPTIONS =
            Set.of(("order type limit allocated_storage target_reliability disable_bundling select_cols resource_type"
                            + " extra_ids")
                    .split(" "));

    private static final Map<String, String> ALIASES = Map.of(
            "reliability", "reliability2",
            "dlperf_usd", "dlperf_per_dphtotal",
            "flops_usd", "flops_per_dphtotal",
            "ubuntu_version", "os_version");

    /** A query that the server rejects. */
    static final class InvalidQuery extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidQuery(String message) {
            super(message);
        }
    }

    private ServerFilter() {}

    static boolean matches(JsonNode query, ObjectNode row) throws InvalidQuery {
        for (Map.Entry<String, JsonNode> field : query.properties()) {
            if (OPTIONS.contains(field.getKey())) {
                continue;
            }
            for (Map.Entry<String, JsonNode> clause : field.getValue().properties()) {
                if (!OPERATORS.contains(clause.getKey())) {
                    throw new InvalidQuery("'" + clause.getKey() + "' is not a valid search op");
                }
                @Nullable JsonNode value = value(field.getKey(), row);
                // Captured offers lack some of the server's columns: filters on those match.
                if (value != null && !holds(value, clause.getKey(), clause.getValue())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The value that the server compares for a field; null if the offer lacks it. */
    static @Nullable JsonNode value(String field, ObjectNode row) {
        return switch (field) {
            case "verified" ->
                BooleanNode.valueOf(row.path("verification").asText().equals("verified"));
            case "datacenter" -> BooleanNode.valueOf(row.path("hosting_type").asInt(0) == 1);
            case "rentable" -> row.has("rentable") ? row.get("rentable") : BooleanNode.TRUE;
            case "external" -> BooleanNode.valueOf(row.path("external").asBoolean(false));
            case "geolocation" -> {
                String location = row.path("geolocation").asText("");
                int comma = location.lastIndexOf(',');
                yield comma < 0
                        ? NullNode.instance
                        : TextNode.valueOf(location.substring(comma + 1).strip());
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
        return Stream.concat(Stream.of(text.split("\\.")), Stream.of("0", "0"))
                .limit(3)
                .map(Integer::valueOf)
                .reduce(0, (number, part) -> number * 1000 + part);
    }

    private static boolean holds(JsonNode value, String operator, JsonNode operand) {
        if (operator.equals("in") || operator.equals("notin")) {
            boolean isListed =
                    StreamSupport.stream(operand.spliterator(), false).anyMatch(each -> compare(value, each) == 0);
            return !value.isNull() && isListed == operator.equals("in");
        }
        if (value.isNull()) {
            return operator.equals("eq") && operand.isNull();
        }
        int sign = compare(value, operand);
        return switch (operator) {
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
