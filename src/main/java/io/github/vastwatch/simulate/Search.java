package io.github.vastwatch.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the server makes of a search: filtered, priced, sorted, cut. */
final class Search {
    /** Without a key so many rows are all one gets, a thinned sample of the match. */
    private static final int ANONYMOUS_ROWS = 64;
    /** What the server prices when no disk is asked for. */
    private static final double DEFAULT_DISK_GB = 8;

    private final OfferSource offerSource;
    private final Supplier<Instant> now;
    private final MarketLimits marketLimits;

    Search(OfferSource offerSource, Supplier<Instant> now, MarketLimits marketLimits) {
        this.offerSource = offerSource;
        this.now = now;
        this.marketLimits = marketLimits;
    }

    /**
     * What a search returns.
     *
     * @param truncated whether more matched
     */
    record Found(List<ObjectNode> rows, boolean truncated) {}

    Found rows(JsonNode query, boolean anonymous) throws ServerFilter.Refused {
        double disk = query.path("allocated_storage").asDouble(DEFAULT_DISK_GB);
        Optional<Double> target = target(query);
        List<ObjectNode> matching = new ArrayList<>();
        Instant moment = now.get();
        for (ObjectNode row : offerSource.rows(query.path("type").asText("on-demand"), disk, moment)) {
            target.ifPresent(share -> MarketRow.addSla(row, share));
            boolean fits = !row.has("disk_space") || row.path("disk_space").asDouble() >= disk;
            if (fits && ServerFilter.admits(query, row)) {
                matching.add(row);
            }
        }
        int matches = matching.size();
        int limit = marketLimits.most(query.path("limit").asInt(Integer.MAX_VALUE));
        if (anonymous) {
            limit = Math.min(limit, ANONYMOUS_ROWS);
            thin(matching, limit, moment);
        }
        matching.sort(order(query.path("order")));
        return new Found(matching.subList(0, Math.min(limit, matching.size())), limit < matches);
    }

    /** The reliability whose fee is asked for. */
    private static Optional<Double> target(JsonNode query) throws ServerFilter.Refused {
        JsonNode target = query.path("target_reliability");
        if (target.isMissingNode()) {
            return Optional.empty();
        }
        if (!target.isNumber() || target.asDouble() <= 0 || target.asDouble() >= 1) {
            throw new ServerFilter.Refused("target_reliability must be a number between 0 and 1");
        }
        return Optional.of(target.asDouble());
    }

    private static void thin(List<ObjectNode> rows, int limit, Instant moment) {
        Random chance = new Random(moment.getEpochSecond() / 60);
        while (rows.size() > limit) {
            // The last takes the place of the one that goes: no row is moved twice.
            int gone = chance.nextInt(rows.size());
            ObjectNode last = rows.remove(rows.size() - 1);
            if (gone < rows.size()) {
                rows.set(gone, last);
            }
        }
    }

    private static Comparator<ObjectNode> order(JsonNode keys) {
        Comparator<ObjectNode> order = Comparator.comparing(row -> 0);
        for (JsonNode key : keys) {
            String field = key.path(0).asText();
            Comparator<ObjectNode> next =
                    (left, right) -> compare(ServerFilter.actual(field, left), ServerFilter.actual(field, right));
            order = order.thenComparing(key.path(1).asText().equals("desc") ? next.reversed() : next);
        }
        return order.thenComparing(row -> row.path("id").asLong());
    }

    private static int compare(@Nullable JsonNode left, @Nullable JsonNode right) {
        return left == null || right == null || left.isNull() || right.isNull() ? 0 : ServerFilter.compare(left, right);
    }
}
