package io.github.vastwatch.vast;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Question;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * The search for all rows of one question: asked as a whole and, if the answer may be truncated, again in parts,
 * each split in two until it is complete, or its share of the requests or of the day's rows is spent.
 */
public final class CompleteSearch {
    private final VastClient vast;
    private final Question question;
    private final UnaryOperator<Question> narrow;
    private final int allowance;
    private final Duration deadline;
    private final Deque<Question> open = new ArrayDeque<>();
    /** The latest row of each id and key; a row without them counts as its own. */
    private final Map<Object, Offer> offers = new LinkedHashMap<>();

    private final Map<String, Integer> dropped = new HashMap<>();
    private final Map<Field, Integer> disagreed = new HashMap<>();
    private int computed;
    private int rows;
    private long rowsAllowed;
    private int requests;
    private boolean whole = true;
    private String stopped = "";
    private boolean isOver;

    /**
     * A search that has not started.
     *
     * @param narrow excludes rows that are not needed, as far as a question can; for parts only
     * @param allowance the number of further requests after the first
     * @param deadline the timeout of each request
     */
    public CompleteSearch(
            VastClient vast, Question question, UnaryOperator<Question> narrow, int allowance, Duration deadline) {
        this.vast = vast;
        this.question = question;
        this.narrow = narrow;
        this.allowance = allowance;
        this.deadline = deadline;
    }

    /**
     * The result of a search so far.
     *
     * @param question the question of the answer, or of all answers together
     * @param result the answer, or all answers combined, or why there is none
     * @param stopped why further parts were not asked for; empty if there were none
     */
    public record Progress(Question question, SearchResult result, int requests, String stopped) {
        public boolean isAnswered() {
            return result instanceof SearchResult.Found;
        }

        /** Whether the answer is complete. */
        public boolean isWhole() {
            return result instanceof SearchResult.Found found && found.whole();
        }

        /** Why there is no answer; empty if there is one. */
        public String reason() {
            return result.reason();
        }
    }

    /** Further requests for a search in parts: half of a minute's. */
    public static int allowance(int requestsPerMinute) {
        return Math.max(2, requestsPerMinute / 2);
    }

    /** Asks for everything, with the parameters of {@link #CompleteSearch}. */
    public static Progress of(VastClient vast, Question question, UnaryOperator<Question> narrow, int allowance)
            throws InterruptedException {
        CompleteSearch search = new CompleteSearch(vast, question, narrow, allowance, VastClient.MAX_DURATION);
        Progress progress = search.next();
        while (!search.isOver()) {
            progress = search.next();
        }
        return progress;
    }

    /** Whether the search has finished. */
    public boolean isOver() {
        return isOver;
    }

    /** Asks the next request and returns its answer, or all answers combined after the last one. */
    public Progress next() throws InterruptedException {
        return requests == 0 ? first() : part();
    }

    private Progress first() throws InterruptedException {
        requests++;
        rowsAllowed = vast.rowUsage().ofOneSearch(vast.limit());
        SearchResult result = vast.search(question, deadline);
        if (!(result instanceof SearchResult.Found found) || !found.capped() || allowance < 2) {
            isOver = true;
            return new Progress(question, result, 1, "");
        }
        take(found);
        Question narrowed = narrow.apply(question);
        if (narrowed.equals(question)) {
            cut(question, found);
        } else {
            open.add(narrowed);
        }
        return progress(question, found);
    }

    private Progress part() throws InterruptedException {
        Question part = open.remove();
        requests++;
        long began = System.nanoTime();
        SearchResult result = vast.search(part, deadline);
        if (!(result instanceof SearchResult.Found found)) {
            // The same limit would stop the next part.
            whole = false;
            stopped = result.reason();
            return all();
        }
        take(found);
        boolean isBroken = !found.whole() && !found.capped();
        if (isBroken && System.nanoTime() - began >= deadline.toNanos()) {
            // The next part would not complete in time either.
            whole = false;
            stopped = "an answer did not complete in time";
            return all();
        }
        if (found.capped()) {
            cut(part, found);
        } else {
            whole &= found.whole();
        }
        return progress(part, found);
    }

    private Progress progress(Question asked, SearchResult.Found found) {
        boolean isSpent = requests > allowance || rows >= rowsAllowed;
        if (!open.isEmpty() && !isSpent) {
            return new Progress(asked, found.part(), requests, "");
        }
        if (!open.isEmpty()) {
            whole = false;
            stopped = "its share of the budget is spent";
        }
        return all();
    }

    private Progress all() {
        isOver = true;
        return new Progress(
                narrow.apply(question),
                new SearchResult.Found(List.copyOf(offers.values()), whole, !whole, rows, dropped, disagreed, computed),
                requests,
                stopped);
    }

    /** The cheaper half first, so that the best offers are seen if the allowance does not suffice. */
    private void cut(Question question, SearchResult.Found found) {
        List<Question> halves = bySize(question, found.offers());
        if (halves.isEmpty()) {
            halves = Bisection.of(question, found.offers());
        }
        if (halves.isEmpty()) {
            whole = false;
        }
        for (int i = halves.size() - 1; i >= 0; i--) {
            open.addFirst(narrow.apply(halves.get(i)));
        }
    }

    /** By the number of GPUs if its bound excludes more rows, because Vast.ai cannot filter a price per GPU. */
    private List<Question> bySize(Question question, List<Offer> answer) {
        if (question.query().upperBound(Field.NUM_GPUS).isPresent()) {
            return List.of();
        }
        List<Question> halves = Bisection.byNumber(question, Field.NUM_GPUS, answer);
        return halves.stream().allMatch(half -> narrow.apply(half).equals(half)) ? List.of() : halves;
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
