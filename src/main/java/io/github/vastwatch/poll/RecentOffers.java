package io.github.vastwatch.poll;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.plan.MarketView;
import io.github.vastwatch.vast.SearchResult;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The offers that recent answers showed, by which the rows of a question are estimated. */
final class RecentOffers {
    /** Most offers last longer; one not shown for this long may be gone or not asked for. */
    private static final Duration KEPT = Duration.ofHours(6);

    private final Map<OfferKey, Offer> offers = new HashMap<>();
    /** The least TFLOPS of one GPU, by its name. */
    private final Map<String, Double> flops = new HashMap<>();

    /** Adds an answer; a complete one also removes the offers that it lacks. */
    void add(Question asked, SearchResult.Found found) {
        if (found.complete()) {
            offers.values()
                    .removeIf(offer ->
                            offer.type() == asked.type() && asked.query().matches(offer, asked.query()));
        }
        for (Offer offer : found.offers()) {
            offer.key().ifPresent(key -> {
                offers.put(key, offer);
                offer.number(Field.TOTAL_FLOPS)
                        .map(total -> total.doubleValue() / key.numGpus())
                        .filter(each -> each > 0)
                        .ifPresent(each -> flops.merge(key.gpuName(), each, Math::min));
            });
        }
    }

    MarketView at(Instant now, double ratio) {
        offers.values()
                .removeIf(offer -> Duration.between(offer.seenAt(), now).abs().compareTo(KEPT) > 0);
        return new MarketView(offers.values(), ratio, flops);
    }
}
