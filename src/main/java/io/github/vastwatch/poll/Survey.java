package io.github.vastwatch.poll;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Threshold;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A look at the market for one question: asked at once, and where the answer may lack rows asked once more in parts, each
 * cut in two until it is whole.
 */
public final class Survey {
    private final VastClient vast;
    private final Optional<Threshold> threshold;
    private final int allowance;
    private final Deque<Question> open = new ArrayDeque<>();
    /** By id and key, the latest row of each; a row that lacks one stands for itself. */
    private final Map<Object, Offer> offers = new LinkedHashMap<>();

    private final Map<String, Integer> dropped = new HashMap<>();
    private final Map<Field, Integer> disagreed = new HashMap<>();
    private int computed;
    private int rows;
    private int requests;
    private boolean whole = true;
    private String stopped = "";

    private Survey(VastClient vast, Optional<Threshold> threshold, int allowance) {
        this.vast = vast;
        this.threshold = threshold;
        this.allowance = allowance;
    }

    /**
     * What one look saw.
     *
     * @param question what all its answers together answer
     * @param result the answers in one, or why there is none
     * @param stopped why no more parts were asked for, though there were more; empty where there were none
     */
    public record Look(Question question, SearchResult result, int requests, String stopped) {
        private static Look once(Question question, SearchResult result) {
            return new Look(question, result, 1, "");
        }

        public boolean isAnswered() {
            return result instanceof SearchResult.Found;
        }

        /** Whether nothing that the question asks for can be missing. */
        public boolean isWhole() {
            return result instanceof SearchResult.Found found && found.whole();
        }

        /** Why there is no answer; empty where there is one. */
        public String reason() {
            return result.reason();
        }
    }

    /** How many more requests a look may take when it must ask in parts: half of a minute's. */
    public static int allowance(int requestsPerMinute) {
        return Math.max(2, requestsPerMinute / 2);
    }

    /**
     * Looks at the market.
     *
     * @param threshold outside of which, and of its slack, no row is needed; only used where parts must be asked for
     * @param allowance how many more requests there may be after the first
     */
    public static Look at(VastClient vast, Question question, Optional<Threshold> threshold, int allowance)
            throws InterruptedException {
        SearchResult first = vast.search(question);
        if (!(first instanceof SearchResult.Found found) || !found.capped() || allowance < 2) {
            return Look.once(question, first);
        }
        Survey survey = new Survey(vast, threshold, allowance);
        survey.take(found);
        return survey.inParts(question, found);
    }

    private Look inParts(Question question, SearchResult.Found first) throws InterruptedException {
        Question root = narrowed(question);
        if (root.equals(question)) {
            cut(root, first);
        } else {
            open.add(root);
        }
        while (!open.isEmpty() && requests < allowance) {
            Question part = open.remove();
            requests++;
            SearchResult result = vast.search(part);
            if (!(result instanceof SearchResult.Found found)) {
                // Whatever stopped this part would stop the next.
                whole = false;
                stopped = result.reason();
                break;
            }
            take(found);
            if (found.capped()) {
                cut(part, found);
            } else {
                whole &= found.whole();
            }
        }
        if (!open.isEmpty()) {
            whole = false;
            stopped = stopped.isEmpty() ? "its share of the budget is spent" : stopped;
        }
        List<Offer> all = List.copyOf(offers.values());
        return new Look(
                root,
                new SearchResult.Found(all, whole, !whole, rows, dropped, disagreed, computed),
                requests + 1,
                stopped);
    }

    /** The cheaper half comes first: where the allowance does not suffice, the best was seen. */
    private void cut(Question question, SearchResult.Found found) {
        List<Question> halves =
                needsSizeFirst(question) ? Parts.byNumber(question, Field.NUM_GPUS, found.offers()) : List.of();
        if (halves.isEmpty()) {
            halves = Parts.of(question, found.offers());
        }
        if (halves.isEmpty()) {
            whole = false;
        }
        for (int i = halves.size() - 1; i >= 0; i--) {
            open.addFirst(narrowed(halves.get(i)));
        }
    }

    /** A price per GPU can be asked for only where the number of GPUs has a bound. */
    private boolean needsSizeFirst(Question question) {
        return threshold.map(each -> each.metric() == Metric.DPH_PER_GPU).orElse(false)
                && question.query().most(Field.NUM_GPUS).isEmpty();
    }

    private Question narrowed(Question question) {
        return threshold.map(each -> each.narrow(question)).orElse(question);
    }

    private static Object identity(Offer offer) {
        return offer.id()
                .flatMap(id -> offer.key().map(key -> (Object) List.of(id, key)))
                .orElse(offer);
    }

    private void take(SearchResult.Found found) {
        found.offers().forEach(offer -> offers.put(identity(offer), offer));
        rows += found.rows();
        computed += found.computed();
        found.dropped().forEach((cause, count) -> dropped.merge(cause, count, Integer::sum));
        found.disagreed().forEach((field, count) -> disagreed.merge(field, count, Integer::sum));
    }
}
