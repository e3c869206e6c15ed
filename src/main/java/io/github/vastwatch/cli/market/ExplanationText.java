package io.github.vastwatch.cli.market;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.GpuSlices;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.QueryWarnings;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.watch.Condition;
import io.github.vastwatch.watch.Explanation;
import io.github.vastwatch.watch.Watch;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An explanation as text and as JSON.
 *
 * @param unkeyed how many matching rows lack what identifies an offer, so that the daemon sends no alert for them
 */
record ExplanationText(
        Watch watch,
        CompleteSearch.Progress own,
        CompleteSearch.Progress wide,
        List<Offer> matches,
        int unkeyed,
        Explanation explanation) {
    private static final String NONE = "-";

    /** @param market where the threshold is, if it follows the market */
    void print(PrintWriter out, Optional<String> market) {
        Condition threshold = Condition.of(watch).get(Condition.of(watch).size() - 1);
        out.println("watch '" + watch.name() + "': " + Amount.count(matches.size(), "match", "matches") + " now; "
                + (unkeyed == 0
                        ? seen(own)
                        : Amount.count(unkeyed, "row", "rows")
                                + " cannot be identified: machine_id, num_gpus or gpu_name is missing"));
        out.println("  query     " + watch.query());
        out.println("  alerts    when " + watch.thresholdText()
                + watch.alerts()
                        .notifyRules()
                        .urgent()
                        .map(urgent -> ", urgent when " + urgent)
                        .orElse("") + ", " + watch.type() + ", " + watch.diskGb() + " GB disk"
                + watch.sla().map(sla -> ", " + sla.describe()).orElse(""));
        market.ifPresent(words -> out.println("  market    " + words));
        out.println("  compare   " + watch.question().vendorCommand()
                + watch.sla()
                        .map(sla -> "  (without the " + sla.describe() + ", which the command line cannot request)")
                        .orElse(""));
        out.println();
        Query relaxed = Condition.relaxed(watch);
        out.println(Amount.count(explanation.offers(), "offer", "offers")
                + (relaxed.clauses().isEmpty() ? " on the market" : " with " + relaxed)
                + " (" + seen(wide) + "); of these");
        out.println("       passes  hides alone  clause");
        explanation.effects().forEach(effect -> out.println(line(effect)));
        watch.query()
                .extra()
                .forEach(rawFilter ->
                        out.println("                            " + rawFilter + "  (only the server can check it)"));
        watch.query().clauses().stream()
                .flatMap(clause -> QueryWarnings.of(clause).stream())
                .forEach(warning -> out.println("  note: " + warning.getMessage() + "; " + warning.advice()));
        out.println();
        if (explanation.fitting().isEmpty()) {
            out.println("no offer " + (wide.isComplete() ? "" : "seen ")
                    + "satisfies the query, even without the threshold");
        } else {
            Offer best = explanation.fitting().get(0);
            boolean within = threshold.evaluate(best) == Clause.Verdict.PASSES;
            int fit = explanation.fitting().size();
            out.println((wide.isComplete()
                            ? Amount.count(fit, "offer satisfies", "offers satisfy") + " the query; the best has "
                            : fit + " of the offers seen " + (fit == 1 ? "satisfies" : "satisfy")
                                    + " the query; the best of them has ")
                    + watch.threshold().metric() + " " + threshold.valueIn(best)
                    + (within ? ", within your threshold" : ", " + threshold.gap(best) + " your threshold") + "  ("
                    + flagged(best) + ")");
        }
        if (!explanation.nearest().isEmpty()) {
            out.println("nearest offers that do not match:");
            explanation
                    .nearest()
                    .forEach(near -> out.println("  " + flagged(near.offer()) + "  fails "
                            + (near.fails().size() == 1 ? "only " : "") + fails(near)));
        }
    }

    /** Each offer with each condition, its value, and whether it passes. */
    void printOffers(PrintWriter out, List<Offer> offers) {
        if (offers.isEmpty()) {
            out.println(
                    "this offer is not on the market now; ids change, so try --machine, or 'vastwatch rent-command'");
        }
        for (Offer offer : offers) {
            out.println(
                    flagged(offer) + ", id " + offer.id().map(String::valueOf).orElse(NONE) + ": "
                            + (watch.matches(offer, watch.question()) ? "matches" : "does not match"));
            for (Condition condition : Condition.of(watch)) {
                String gap = condition.evaluate(offer) == Clause.Verdict.FAILS ? condition.gap(offer) : "";
                out.println(String.format(
                        Locale.ROOT,
                        "  %-8s %-40s %s%s",
                        verdict(condition.evaluate(offer)),
                        condition + optional("  (", condition.origin(), ")"),
                        condition.valueIn(offer),
                        optional(", ", gap, "")));
            }
        }
    }

    private static String verdict(Clause.Verdict verdict) {
        return switch (verdict) {
            case PASSES -> "pass";
            case FAILS -> "FAIL";
            case UNKNOWN -> "unknown";
        };
    }

    private String line(Explanation.Effect effect) {
        Condition condition = effect.condition();
        return String.format(
                Locale.ROOT,
                "  %11d  %11s  %s%s%s%s",
                effect.passes(),
                effect.hides() == 0 ? NONE : effect.hides() + " of " + (effect.hides() + explanation.matches()),
                condition,
                optional(", the nearest ", effect.closest().map(condition::gap).orElse(""), ""),
                optional("  (", condition.origin(), ")"),
                effect.unsaid() == 0
                        ? ""
                        : "  (" + effect.unsaid() + " rows lack the value; only the server checked it)");
    }

    private static String fails(Explanation.Near near) {
        return String.join(
                "; ",
                near.fails().stream()
                        .map(condition -> condition + " (" + condition.valueIn(near.offer())
                                + optional(", ", condition.gap(near.offer()), "") + ")")
                        .toList());
    }

    /** A text with what stands around it; nothing if it is empty. */
    private static String optional(String before, String text, String after) {
        return text.isEmpty() ? "" : before + text + after;
    }

    private static String seen(CompleteSearch.Progress progress) {
        return (progress.isComplete() ? "complete answer" : "truncated answer")
                + (progress.requests() > 1 ? " in " + progress.requests() + " requests" : "");
    }

    private static String name(Offer offer) {
        return offer.key().map(OfferKey::toString).orElse("an offer without a machine");
    }

    /** The same with a note about a slice of a GPU. */
    private static String flagged(Offer offer) {
        return name(offer)
                + GpuSlices.describe(offer).map(slice -> " (" + slice + ")").orElse("");
    }

    /** The same for programs. */
    Facts facts(List<Offer> offers, String state, List<DecisionPreview.Decision> decisions) {
        return new Facts(
                watch.name(),
                matches.size(),
                own.isComplete() && unkeyed == 0,
                own.requests(),
                watch.query().toString(),
                watch.threshold().toString(),
                watch.type().wire(),
                watch.diskGb(),
                watch.sla().map(Sla::reliability),
                watch.question().vendorCommand(),
                new Scan(explanation.offers(), wide.isComplete(), wide.requests()),
                explanation.effects().stream().map(ClauseFacts::of).toList(),
                explanation.nearest().stream()
                        .map(near -> facts(near.offer(), near.fails()))
                        .toList(),
                offers.stream().map(each -> facts(each, Condition.of(watch))).toList(),
                state,
                decisions);
    }

    private OfferFacts facts(Offer offer, List<Condition> conditions) {
        return new OfferFacts(
                name(offer),
                GpuSlices.describe(offer),
                offer.id(),
                watch.matches(offer, watch.question()),
                conditions.stream()
                        .map(each -> new ConditionFacts(
                                each.toString(),
                                each.valueIn(offer),
                                each.evaluate(offer).name().toLowerCase(Locale.ROOT),
                                each.gap(offer)))
                        .toList());
    }

    record Facts(
            String watch,
            int matches,
            boolean complete,
            int requests,
            String query,
            String threshold,
            String type,
            int diskGb,
            Optional<BigDecimal> targetReliability,
            String vendor,
            Scan scanned,
            List<ClauseFacts> clauses,
            List<OfferFacts> nearest,
            List<OfferFacts> offers,
            String state,
            List<DecisionPreview.Decision> decisions) {}

    /** The search with as few filters as possible. */
    record Scan(int offers, boolean complete, int requests) {}

    record ClauseFacts(
            String clause, @JsonProperty("default") boolean isDefault, int passes, int hides, int unknown) {
        static ClauseFacts of(Explanation.Effect effect) {
            return new ClauseFacts(
                    effect.condition().toString(),
                    effect.condition().isDefault(),
                    effect.passes(),
                    effect.hides(),
                    effect.unsaid());
        }
    }

    record OfferFacts(
            String key, Optional<String> slice, Optional<Long> id, boolean matches, List<ConditionFacts> conditions) {}

    record ConditionFacts(String clause, String value, String verdict, String gap) {}
}
