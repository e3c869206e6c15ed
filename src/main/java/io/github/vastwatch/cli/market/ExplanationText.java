package io.github.vastwatch.cli.market;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.GpuMemory;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.watch.Condition;
import io.github.vastwatch.watch.Explanation;
import io.github.vastwatch.watch.Watch;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;

/**
 * An explanation as people read it, and as scripts do.
 *
 * @param unkeyed how many rows match and cannot be told from others, so that the daemon sends no alert of them
 */
record ExplanationText(
        Watch watch,
        CompleteSearch.Progress own,
        CompleteSearch.Progress wide,
        List<Offer> matches,
        int unkeyed,
        Explanation explanation) {
    private static final String NONE = "-";

    void print(PrintWriter out) {
        Condition threshold = Condition.of(watch).get(Condition.of(watch).size() - 1);
        out.println("watch '" + watch.name() + "': " + counted(matches.size(), "match", "matches") + " now; "
                + (unkeyed == 0
                        ? seen(own)
                        : counted(unkeyed, "row", "rows")
                                + " cannot be told from others, for want of machine_id, num_gpus or gpu_name"));
        out.println("  asks      " + watch.query());
        out.println("  tells     when " + watch.threshold()
                + watch.alerts()
                        .notifyRules()
                        .urgent()
                        .map(urgent -> ", urgent when " + urgent)
                        .orElse("") + ", " + watch.type() + ", " + watch.diskGb() + " GB disk"
                + watch.sla().map(sla -> ", " + sla.describe()).orElse(""));
        out.println("  compare   " + watch.question().vendorCommand()
                + watch.sla()
                        .map(sla -> "  (no " + sla.describe() + ": the command line cannot ask for one)")
                        .orElse(""));
        out.println();
        Query relaxed = Condition.relaxed(watch);
        out.println(counted(explanation.offers(), "offer", "offers")
                + (relaxed.clauses().isEmpty() ? " on the market" : " with " + relaxed)
                + " (" + seen(wide) + "); of these");
        out.println("  let through  hides alone  clause");
        explanation.effects().forEach(effect -> out.println(line(effect)));
        watch.query()
                .extra()
                .forEach(rawFilter ->
                        out.println("                            " + rawFilter + "  (only the server knows it)"));
        watch.query().clauses().stream()
                .flatMap(clause -> clause.doubts().stream())
                .forEach(doubt -> out.println("  note: " + doubt.getMessage() + "; " + doubt.advice()));
        out.println();
        if (explanation.fitting().isEmpty()) {
            out.println("no offer fits the query, whatever the threshold");
        } else {
            Offer best = explanation.fitting().get(0);
            boolean within = threshold.evaluate(best) == Clause.Verdict.PASSES;
            out.println(counted(explanation.fitting().size(), "offer fits", "offers fit")
                    + " the query; the best says " + watch.threshold().metric() + " " + threshold.valueIn(best)
                    + (within ? ", within your threshold" : ", " + threshold.gap(best) + " your threshold") + "  ("
                    + flagged(best) + ")");
        }
        if (!explanation.nearest().isEmpty()) {
            out.println("nearest that miss:");
            explanation
                    .nearest()
                    .forEach(near -> out.println("  " + flagged(near.offer()) + "  fails "
                            + (near.fails().size() == 1 ? "only " : "") + fails(near)));
        }
    }

    /** Each offer with each condition, its value, and whether it holds. */
    void printOffers(PrintWriter out, List<Offer> offers) {
        if (offers.isEmpty()) {
            out.println(
                    "no such offer is on the market now; ids rotate, so try --machine, or 'vastwatch rent-command'");
        }
        for (Offer offer : offers) {
            out.println(
                    flagged(offer) + ", id " + offer.id().map(String::valueOf).orElse(NONE) + ": "
                            + (watch.admits(offer, watch.question()) ? "matches" : "does not match"));
            for (Condition condition : Condition.of(watch)) {
                String gap = condition.evaluate(offer) == Clause.Verdict.FAILS ? condition.gap(offer) : "";
                out.println(String.format(
                        Locale.ROOT,
                        "  %-8s %-40s %s%s",
                        verdict(condition.evaluate(offer)),
                        condition + (condition.origin().isEmpty() ? "" : "  (" + condition.origin() + ")"),
                        condition.valueIn(offer),
                        gap.isEmpty() ? "" : ", " + gap));
            }
        }
    }

    private static String verdict(Clause.Verdict verdict) {
        return switch (verdict) {
            case PASSES -> "pass";
            case FAILS -> "FAIL";
            case UNKNOWN -> "server's";
        };
    }

    private String line(Explanation.Effect effect) {
        String closest = effect.closest()
                .map(effect.condition()::gap)
                .filter(gap -> !gap.isEmpty())
                .map(gap -> ", the nearest " + gap)
                .orElse("");
        return String.format(
                Locale.ROOT,
                "  %11d  %11s  %s%s%s%s",
                effect.passes(),
                effect.hides() == 0 ? NONE : effect.hides() + " of " + (effect.hides() + explanation.matches()),
                effect.condition(),
                closest,
                effect.condition().origin().isEmpty()
                        ? ""
                        : "  (" + effect.condition().origin() + ")",
                effect.unsaid() == 0 ? "" : "  (" + effect.unsaid() + " rows do not say: the server's word alone)");
    }

    private static String fails(Explanation.Near near) {
        return String.join(
                "; ",
                near.fails().stream()
                        .map(condition -> condition + " (" + condition.valueIn(near.offer())
                                + (condition.gap(near.offer()).isEmpty() ? "" : ", " + condition.gap(near.offer()))
                                + ")")
                        .toList());
    }

    private static String seen(CompleteSearch.Progress look) {
        return (look.isWhole() ? "market seen whole" : "market seen in part")
                + (look.requests() > 1 ? " in " + look.requests() + " requests" : "");
    }

    private static String counted(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private static String name(Offer offer) {
        return offer.key().map(OfferKey::toString).orElse("an offer without a machine");
    }

    /** The same with what speaks against it. */
    private static String flagged(Offer offer) {
        return name(offer)
                + GpuMemory.slice(offer).map(slice -> " (" + slice + ")").orElse("");
    }

    ObjectNode json(List<Offer> offers) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        ObjectNode all = json.objectNode();
        all.put("watch", watch.name()).put("matches", matches.size());
        all.put("whole", own.isWhole() && unkeyed == 0).put("requests", own.requests());
        all.put("query", watch.query().toString())
                .put("threshold", watch.threshold().toString());
        all.put("type", watch.type().wire()).put("disk_gb", watch.diskGb());
        watch.sla().ifPresent(sla -> all.put("target_reliability", sla.reliability()));
        all.put("vendor", watch.question().vendorCommand());
        all.putObject("looked_at")
                .put("offers", explanation.offers())
                .put("whole", wide.isWhole())
                .put("requests", wide.requests());
        ArrayNode clauses = all.putArray("clauses");
        explanation
                .effects()
                .forEach(effect -> clauses.addObject()
                        .put("clause", effect.condition().toString())
                        .put("default", effect.condition().isDefault())
                        .put("let_through", effect.passes())
                        .put("hides", effect.hides())
                        .put("unsaid", effect.unsaid()));
        ArrayNode nearest = all.putArray("nearest");
        explanation.nearest().forEach(near -> offer(nearest.addObject(), near.offer(), near.fails()));
        ArrayNode judged = all.putArray("offers");
        offers.forEach(each -> offer(judged.addObject(), each, Condition.of(watch)));
        return all;
    }

    private void offer(ObjectNode node, Offer offer, List<Condition> conditions) {
        node.put("key", name(offer));
        GpuMemory.slice(offer).ifPresent(slice -> node.put("slice", slice));
        offer.id().ifPresent(id -> node.put("id", id));
        node.put("matches", watch.admits(offer, watch.question()));
        ArrayNode list = node.putArray("conditions");
        conditions.forEach(condition -> list.addObject()
                .put("clause", condition.toString())
                .put("value", condition.valueIn(offer))
                .put("verdict", condition.evaluate(offer).name().toLowerCase(Locale.ROOT))
                .put("gap", condition.gap(offer)));
    }
}
