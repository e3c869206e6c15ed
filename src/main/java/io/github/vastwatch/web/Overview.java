package io.github.vastwatch.web;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The first page: is it working, what matches now, how close is the rest, what is being spent. */
record Overview(Board board) {
    /** Rows of one page. */
    private static final int PAGE = 50;

    Map<String, Object> values(Request request) {
        List<WatchRow> all = WatchRow.all(board);
        String filter = request.parameter("q").orElse("");
        List<WatchRow> found = all.stream()
                .filter(row -> row.name().toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT)))
                .toList();
        int pages = Math.max(1, (found.size() + PAGE - 1) / PAGE);
        int page = request.parameter("page")
                .filter(text -> text.matches("\\d{1,6}"))
                .map(Integer::parseInt)
                .map(number -> Math.min(Math.max(1, number), pages))
                .orElse(1);
        Optional<WatchRow> nearest = all.stream()
                .filter(row -> !row.isMatch() && row.away().isPresent())
                .min(Comparator.comparingDouble(row -> row.away().orElseThrow()));
        Map<String, Object> values = new HashMap<>();
        values.put("rows", found.subList((page - 1) * PAGE, Math.min(found.size(), page * PAGE)));
        values.put("found", found.size());
        values.put("total", all.size());
        values.put("page", page);
        values.put("pages", pages);
        values.put("filter", filter);
        values.put("matching", (int) all.stream().filter(WatchRow::isMatch).count());
        values.put("troubled", (int)
                all.stream().filter(row -> row.mark().isTrouble()).count());
        values.put("nearest", nearest.map(WatchRow::name).orElse(""));
        values.put("nearestAway", nearest.map(WatchRow::awayWords).orElse(""));
        values.put("nodes", NodeRow.all(board.status()));
        values.put("differences", NodeRow.differences(board.status()));
        return values;
    }
}
