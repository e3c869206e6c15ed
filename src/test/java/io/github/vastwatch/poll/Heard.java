package io.github.vastwatch.poll;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What somebody was told for one watch, and how much of it was nothing new. */
final class Heard {
    private record Telling(Instant at, BigDecimal value) {}

    private final Duration window;
    private final boolean lowerIsBetter;
    private final Map<OfferKey, List<Telling>> before = new HashMap<>();
    int messages;
    int staleMessages;
    int lines;
    int staleLines;

    /**
     * @param window a machine and size that was told so short ago, at no worse a price, is nothing new
     */
    Heard(Duration window, boolean lowerIsBetter) {
        this.window = window;
        this.lowerIsBetter = lowerIsBetter;
    }

    /** One message. */
    void message(Instant now, List<Offer> offers, Function<Offer, BigDecimal> value) {
        int stale = 0;
        for (Offer offer : offers) {
            List<Telling> told = before.computeIfAbsent(offer.key().orElseThrow(), key -> new ArrayList<>());
            told.removeIf(each -> each.at().plus(window).isBefore(now));
            BigDecimal asked = value.apply(offer);
            stale += told.stream().anyMatch(each -> isNoBetter(asked, each.value())) ? 1 : 0;
            told.add(new Telling(now, asked));
        }
        messages++;
        lines += offers.size();
        staleLines += stale;
        staleMessages += stale == offers.size() ? 1 : 0;
    }

    private boolean isNoBetter(BigDecimal value, BigDecimal told) {
        int sign = value.compareTo(told);
        return lowerIsBetter ? sign >= 0 : sign <= 0;
    }

    static long id(Offer offer) {
        return offer.id().orElseThrow();
    }
}
