package io.github.vastwatch.cli.market;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.cli.console.RowBudget;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.store.PlanStatus;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.vast.VastSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A plan as a person or a program reads it. */
final class PlanText {
    private static final List<String> HEADS = List.of("PURPOSE", "ASKED", "GIVEN", "ROWS", "ROWS/DAY", "WATCHES");
    private static final double MINUTES_A_DAY = 24 * 60;

    private final List<PlanStatus> plan;
    private final VastSettings vast;
    private final boolean isEstimate;
    private final RowBudget budget;
    private final Optional<PlanAdvice> advice;

    PlanText(PlanView view, Config config, Instant now) {
        this.plan = view.plan();
        this.vast = config.vast();
        this.isEstimate = view.isEstimate();
        this.budget = new RowBudget(view.usage(), vast.rowLimit(), now);
        this.advice = PlanAdvice.of(view, config, now);
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
        lines.add("rows      " + pace() + budget.words());
        budget.pause().ifPresent(pause -> lines.add("          " + pause));
        lines.add("");
        lines.addAll(table());
        advice.ifPresent(said -> {
            lines.add("");
            lines.add(said.late()
                    + said.shortage().map(shortage -> ": " + shortage).orElse(""));
            lines.add(said.help());
        });
        return lines;
    }

    /** What is still going to be read of what is rationed; in a pause nothing is. */
    private String pace() {
        if (budget.pause().isPresent()) {
            return "";
        }
        return budget.usage().size(vast.rowLimit()).isEmpty()
                ? String.format(Locale.ROOT, "%,.0f a day; ", rows())
                : String.format(Locale.ROOT, "%,.0f until 00:00 UTC at this pace; ", rows() * budget.restOfDay());
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
                Durations.of(each.asked()),
                each.isSlower() && each.given().compareTo(Duration.ofDays(1)) > 0
                        ? "00:00 UTC"
                        : Durations.of(each.given()),
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

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("estimated", isEstimate);
        json.put("searches_per_day", Math.round(searches()));
        json.put("requests_per_minute", vast.requestsPerMinute());
        json.put("rows_per_day", Math.round(rows()));
        budget.write(json);
        json.putNull("advice");
        advice.ifPresent(said -> json.putObject("advice")
                .put("late", said.late())
                .put("shortage", said.shortage().orElse(null))
                .put("help", said.help()));
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
