package io.github.vastwatch.poll;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How far two answers in a row are the same: what is known of the real market, to hold a simulated one against. */
final class Sameness {
    private Map<OfferKey, Offer> last = Map.of();
    private long rows;
    private long vanished;
    private long otherIds;
    private final Map<String, List<Double>> cheapest = new HashMap<>();

    void see(List<Offer> answer) {
        Map<OfferKey, Offer> now = new HashMap<>();
        Map<String, Double> least = new HashMap<>();
        for (Offer each : answer) {
            OfferKey key = each.key().orElseThrow();
            now.put(key, each);
            least.merge(key.gpuName(), number(each, Field.DPH_TOTAL) / key.numGpus(), Math::min);
        }
        last.forEach((key, offer) -> {
            rows++;
            Offer again = now.get(key);
            if (again == null) {
                vanished++;
            } else if (number(again, Field.ID) != number(offer, Field.ID)) {
                otherIds++;
            }
        });
        last = now;
        least.forEach((gpu, price) ->
                cheapest.computeIfAbsent(gpu, name -> new ArrayList<>()).add(price));
    }

    private static double number(Offer offer, Field field) {
        return offer.number(field).orElseThrow();
    }

    @Override
    public String toString() {
        long steps = 0;
        long changed = 0;
        long drops = 0;
        long bounced = 0;
        for (List<Double> prices : cheapest.values()) {
            for (int i = 1; i < prices.size() - 1; i++) {
                double before = prices.get(i - 1);
                double now = prices.get(i);
                steps++;
                changed += before == now ? 0 : 1;
                if (now < before * 0.95) {
                    drops++;
                    bounced += prices.get(i + 1) > now * 1.05 ? 1 : 0;
                }
            }
        }
        return "of the rows of one answer the next lacks " + NoiseTest.share(vanished, rows) + " and shows "
                + NoiseTest.share(otherIds, rows - vanished)
                + " of the rest under another id; the lowest price of a GPU"
                + " changes in " + NoiseTest.share(changed, steps) + " of the answers; of " + drops
                + " drops over 5 % the next answer takes back " + NoiseTest.share(bounced, drops);
    }
}
