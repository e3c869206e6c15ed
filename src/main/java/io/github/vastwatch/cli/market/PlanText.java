package io.github.vastwatch.cli.market;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.vastwatch.cli.console.RowBudget;
import io.github.vastwatch.cli.console.TextTable;
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

/** A plan as text and as JSON. */
final class PlanText {
    private static final List<String> HEADS = List.of("PURPOSE", "EVERY", "ACTUAL", "ROWS", "ROWS/DAY", "WATCHES");
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
        advice.ifPresent(each -> {
            lines.add("");
            lines.add(each.delay()
                    + each.shortage().map(shortage -> ": " + shortage).orElse(""));
            lines.add(each.help());
        });
        return lines;
    }

    /** The rows that will still be read from the quota; none in a pause. */
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
        return new TextTable(1, 2, 3, 4).lines(rows);
    }

    /** The same for programs. */
    Facts facts() {
        return new Facts(
                isEstimate,
                Math.round(searches()),
                vast.requestsPerMinute(),
                Math.round(rows()),
                budget.facts(),
                advice,
                plan.stream()
                        .map(each -> new QuestionFacts(
                                each.purpose(),
                                each.question(),
                                each.watches(),
                                each.rows(),
                                each.asked().toMillis() / 1000.0,
                                each.given().toMillis() / 1000.0,
                                Math.round(each.rowsPerDay()),
                                Math.round(each.searchesPerDay())))
                        .toList());
    }

    record Facts(
            boolean estimated,
            long searchesPerDay,
            int requestsPerMinute,
            long rowsPerDay,
            @JsonUnwrapped RowBudget.Facts budget,
            Optional<PlanAdvice> advice,
            List<QuestionFacts> questions) {}

    record QuestionFacts(
            String purpose,
            String question,
            List<String> watches,
            double rows,
            double intervalSeconds,
            double actualIntervalSeconds,
            long rowsPerDay,
            long searchesPerDay) {}
}
