package io.github.vastwatch.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.store.PlanStatus;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.VastSettings;
import io.github.vastwatch.watch.Spoken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A plan as a person or a program reads it. */
final class PlanText {
    private static final List<String> HEADS = List.of("PURPOSE", "ASKED", "GIVEN", "ROWS", "ROWS/DAY", "WATCHES");
    private static final double MINUTES_A_DAY = 24 * 60;
    /** A watch that takes less than this share of the rows leaves enough to the others. */
    private static final double MUCH = 0.4;

    private final List<PlanStatus> plan;
    private final VastSettings vast;
    private final RowUsage usage;
    private final boolean isEstimate;
    private final Instant now;

    PlanText(List<PlanStatus> plan, VastSettings vast, RowUsage usage, boolean isEstimate, Instant now) {
        this.plan = plan;
        this.vast = vast;
        this.usage = usage;
        this.isEstimate = isEstimate;
        this.now = now;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(counted(plan.size(), "question") + ", "
                + (isEstimate ? "estimated from the config; a running daemon counts real rows" : "as the daemon asks"));
        lines.add(String.format(
                Locale.ROOT,
                "searches  %,.0f of %,.0f a day (requests_per_minute: %d)",
                searches(),
                vast.requestsPerMinute() * MINUTES_A_DAY,
                vast.requestsPerMinute()));
        lines.add("rows      " + rowBudget());
        lines.add("");
        lines.addAll(table());
        advice().ifPresent(advice -> {
            lines.add("");
            lines.add(advice);
        });
        return lines;
    }

    private String rowBudget() {
        OptionalLong size = usage.size(vast.rowLimit());
        if (size.isEmpty()) {
            return String.format(Locale.ROOT, "%,.0f a day (rows_per_day: off)", rows());
        }
        String known = vast.rowLimit().isLearned()
                ? usage.learned().isPresent() ? ", learned from a refusal" : ", assumed"
                : "";
        double rest = (double) RowUsage.untilReset(now).toMillis()
                / Duration.ofDays(1).toMillis();
        return String.format(
                Locale.ROOT,
                "%,.0f until 00:00 UTC; %,d of %,d read today (rows_per_day: %s%s)",
                rows() * rest,
                usage.rows(),
                size.getAsLong(),
                vast.rowLimit(),
                known);
    }

    private static String counted(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    private double searches() {
        return plan.stream().mapToDouble(PlanStatus::searchesPerDay).sum();
    }

    private double rows() {
        return plan.stream().mapToDouble(PlanStatus::rowsPerDay).sum();
    }

    private List<String> table() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADS);
        plan.forEach(each -> rows.add(List.of(
                each.purpose(),
                Spoken.of(each.asked()),
                Spoken.of(each.given()),
                String.format(Locale.ROOT, "%.1f", each.rows()),
                String.format(Locale.ROOT, "%,.0f", each.rowsPerDay()),
                String.join(", ", each.watches()))));
        int[] widths = new int[HEADS.size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return rows.stream()
                .map(row -> {
                    StringBuilder line = new StringBuilder();
                    for (int i = 0; i < widths.length; i++) {
                        String pad = " ".repeat(widths[i] - row.get(i).length());
                        boolean isNumber = i > 0 && i < widths.length - 1;
                        line.append(isNumber ? pad + row.get(i) : row.get(i) + pad)
                                .append("  ");
                    }
                    return line.toString().stripTrailing();
                })
                .toList();
    }

    /** What would let the watches run as asked, where they do not. */
    private Optional<String> advice() {
        List<PlanStatus> slower = plan.stream()
                .filter(each -> each.purpose().equals("probe") && each.isSlower())
                .toList();
        if (slower.isEmpty()) {
            return Optional.empty();
        }
        PlanStatus slowest =
                slower.stream().max(Comparator.comparing(PlanStatus::given)).orElseThrow();
        String late = "The budgets do not suffice for every interval: watch '"
                + String.join("', '", slowest.watches()) + "' is asked every " + Spoken.of(slowest.given())
                + " instead of " + Spoken.of(slowest.asked()) + ".";
        Map<String, Double> byWatch = new LinkedHashMap<>();
        plan.forEach(each -> each.watches()
                .forEach(watch ->
                        byWatch.merge(watch, each.rowsPerDay() / each.watches().size(), Double::sum)));
        return Optional.of(late
                + byWatch.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .filter(most -> most.getValue() > rows() * MUCH && byWatch.size() > 1)
                        .map(most -> String.format(
                                Locale.ROOT,
                                " Watch '%s' takes %.0f %% of the rows; a longer 'every' or a tighter threshold there"
                                        + " leaves more to the others.",
                                most.getKey(),
                                100 * most.getValue() / rows()))
                        .orElse(" A longer 'every' for some watches leaves more to the others."));
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("estimated", isEstimate);
        json.put("searches_per_day", Math.round(searches()));
        json.put("requests_per_minute", vast.requestsPerMinute());
        json.put("rows_per_day", Math.round(rows()));
        OptionalLong size = usage.size(vast.rowLimit());
        if (size.isPresent()) {
            json.put("row_limit", size.getAsLong());
        } else {
            json.putNull("row_limit");
        }
        json.put("row_limit_learned", usage.learned().isPresent());
        json.put("rows_today", usage.rows());
        ArrayNode questions = json.putArray("questions");
        plan.forEach(each -> {
            ObjectNode node = questions.addObject();
            node.put("purpose", each.purpose()).put("question", each.question());
            each.watches().forEach(node.putArray("watches")::add);
            node.put("rows", each.rows())
                    .put("asked_seconds", each.asked().toMillis() / 1000.0)
                    .put("given_seconds", each.given().toMillis() / 1000.0)
                    .put("rows_per_day", Math.round(each.rowsPerDay()))
                    .put("searches_per_day", Math.round(each.searchesPerDay()));
        });
        return json;
    }
}
