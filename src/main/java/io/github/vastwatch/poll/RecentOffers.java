package io.github.vastwatch.poll;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.plan.MarketView;
import io.github.vastwatch.plan.PlannedQuestion;
import io.github.vastwatch.vast.SearchResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** The offers that recent answers showed, by which the rows of a question are estimated. */
final class RecentOffers {
    /** Most offers last longer; one not shown for this long may be gone or not asked for. */
    private static final Duration KEPT = Duration.ofHours(6);

    private final Map<OfferKey, Shown> offers = new HashMap<>();
    /** The questions that were answered completely since the last view. */
    private final Set<Question> answered = new HashSet<>();
    /** The least TFLOPS of one GPU, by its name. */
    private final Map<String, Double> flops = new HashMap<>();

    /** An offer, and the question that it was last an answer to. */
    private record Shown(Offer offer, Question by) {}

    /** Adds an answer; a complete one also removes the offers that it lacks. */
    void add(PlannedQuestion asked, SearchResult.Found found) {
        Question question = asked.joined();
        Set<OfferKey> shown = new HashSet<>(found.offers().size() * 2);
        for (Offer offer : found.offers()) {
            if (offer.key().isPresent()) {
                OfferKey key = offer.key().get();
                shown.add(key);
                offers.put(key, new Shown(offer, question));
                double each = offer.number(Field.TOTAL_FLOPS, 0) / key.numGpus();
                if (each > 0) {
                    flops.merge(key.gpuName(), each, Math::min);
                }
            }
        }
        if (found.complete()) {
            // What another question showed since then is missing from its next answer too.
            boolean isFirst = answered.add(question);
            offers.entrySet()
                    .removeIf(each -> !shown.contains(each.getKey())
                            && asked.asksFor(each.getKey().machineId())
                            && (each.getValue().by().equals(question)
                                    || (isFirst
                                            && matches(question, each.getValue().offer()))));
        }
    }

    private static boolean matches(Question question, Offer offer) {
        return offer.type() == question.type() && question.query().matches(offer, question.query());
    }

    MarketView at(Instant now, double ratio) {
        answered.clear();
        offers.values()
                .removeIf(shown ->
                        Duration.between(shown.offer().seenAt(), now).abs().compareTo(KEPT) > 0);
        return new MarketView(offers.values().stream().map(Shown::offer).toList(), ratio, flops);
    }
}
