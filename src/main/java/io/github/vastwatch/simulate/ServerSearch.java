package io.github.vastwatch.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Answers a query over a market: prices, filters, sorts and truncates.
 *
 * @param rowsPerAnswer the most offers of an answer
 */
record ServerSearch(Market market, int rowsPerAnswer) {
    /** Without a key, an answer is a sample of the matches of at most this many. */
    private static final int ANONYMOUS_ROWS = 64;
    /** The disk that prices include when none is asked for. */
    private static final double DEFAULT_DISK_GB = 8;

    /**
     * The answer to a query.
     *
     * @param truncated whether more offers matched
     */
    record Result(List<ObjectNode> rows, boolean truncated) {}

    Result search(JsonNode query, boolean isAnonymous, Instant now) throws ServerFilter.InvalidQuery {
        double disk = query.path("allocated_storage").asDouble(DEFAULT_DISK_GB);
        double sla = slaReliability(query.path("target_reliability"));
        List<ObjectNode> matching = new ArrayList<>();
        for (ObjectNode row : market.rows(query.path("type").asText("on-demand"), disk, now)) {
            if (sla > 0) {
                OfferRow.addSla(row, sla);
            }
            boolean hasDisk = !row.has("disk_space") || row.path("disk_space").asDouble() >= disk;
            if (hasDisk && ServerFilter.matches(query, row)) {
                matching.add(row);
            }
        }
        int matches = matching.size();
        int limit = Math.min(rowsPerAnswer, query.path("limit").asInt(Integer.MAX_VALUE));
        if (isAnonymous) {
            limit = Math.min(limit, ANONYMOUS_ROWS);
            sample(matching, limit, now);
        }
        matching.sort(order(query.path("order")));
        return new Result(matching.subList(0, Math.min(limit, matching.size())), limit < matches);
    }

    /** The guaranteed reliability that is asked for; 0 if none is. */
    private static double slaReliability(JsonNode target) throws ServerFilter.InvalidQuery {
        if (!target.isMissingNode() && (!target.isNumber() || target.asDouble() <= 0 || target.asDouble() >= 1)) {
            throw new ServerFilter.InvalidQuery("target_reliability must be a number between 0 and 1");
        }
        return target.asDouble(0);
    }

    private static void sample(List<ObjectNode> rows, int limit, Instant now) {
        Random random = new Random(now.getEpochSecond() / 60);
        while (rows.size() > limit) {
            // The last row replaces the removed one, so that no others move.
            int removed = random.nextInt(rows.size());
            ObjectNode last = rows.remove(rows.size() - 1);
            if (removed < rows.size()) {
                rows.set(removed, last);
            }
        }
    }

    private static Comparator<ObjectNode> order(JsonNode keys) {
        Comparator<ObjectNode> order = Comparator.comparing(row -> 0);
        for (JsonNode key : keys) {
            String field = key.path(0).asText();
            Comparator<ObjectNode> next =
                    (left, right) -> compare(ServerFilter.value(field, left), ServerFilter.value(field, right));
            order = order.thenComparing(key.path(1).asText().equals("desc") ? next.reversed() : next);
        }
        return order.thenComparing(row -> row.path("id").asLong());
    }

    private static int compare(@Nullable JsonNode left, @Nullable JsonNode right) {
        return left == null || right == null || left.isNull() || right.isNull() ? 0 : ServerFilter.compare(left, right);
    }
}
