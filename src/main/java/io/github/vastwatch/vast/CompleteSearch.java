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
 * The search for every match of one question. Where an answer may lack rows, the question is sent again in parts, each split
 * in two until its answer is complete or the share of requests or of the day's rows is spent.
 */
public final class CompleteSearch {
    private final VastClient vast;
    private final Question question;
    private final UnaryOperator<Question> narrowing;
    private final int maxParts;
    private final Duration deadline;
    private final Deque<Question> pending = new ArrayDeque<>();
    /** The latest row of each offer, by ID and key; a row that lacks one of them by itself. */
    private final Map<Object, Offer> offers = new LinkedHashMap<>();

    private final Map<String, Integer> dropped = new HashMap<>();
    private final Map<Field, Integer> disagreed = new HashMap<>();
    private int computed;
    private int rows;
    private long maxRows;
    private int requests;
    private boolean complete = true;
    private boolean isDone;

    /**
     * A search that was not sent yet.
     *
     * @param narrowing excludes rows that are not needed, as far as a query can; used for parts only
     * @param maxParts the maximum number of requests after the first
     * @param deadline how long each request may take
     */
    public CompleteSearch(
            VastClient vast, Question question, UnaryOperator<Question> narrowing, int maxParts, Duration deadline) {
        this.vast = vast;
        this.question = question;
        this.narrowing = narrowing;
        this.maxParts = maxParts;
        this.deadline = deadline;
    }

    /**
     * The state of a search after a request.
     *
     * @param question the question of the last answer, or of all answers together
     * @param result the last answer, or all answers in one, or why there is none
     * @param stopReason why the search stopped before its last part; empty if it did not
     */
    public record Progress(Question question, SearchResult result, int requests, String stopReason) {
        public boolean isAnswered() {
            return result instanceof SearchResult.Found;
        }

        /** Whether the result contains every match. */
        public boolean isComplete() {
            return result instanceof SearchResult.Found found && found.complete();
        }

        /** Why there is no answer; empty if there is one. */
        public String reason() {
            return result.reason();
        }
    }

    /** The maximum number of requests for the parts of a search: half of those per minute. */
    public static int maxParts(int requestsPerMinute) {
        return Math.max(2, requestsPerMinute / 2);
    }

    /** Searches to the end, with the parameters of {@link #CompleteSearch}. */
    public static Progress run(VastClient vast, Question question, UnaryOperator<Question> narrowing, int maxParts)
            throws InterruptedException {
        CompleteSearch search = new CompleteSearch(vast, question, narrowing, maxParts, VastClient.MAX_DURATION);
        Progress progress = search.next();
        while (!search.isDone()) {
            progress = search.next();
        }
        return progress;
    }

    /** Whether the last progress is final. */
    public boolean isDone() {
        return isDone;
    }

    /** Sends the next request; returns its answer, and after the last one all answers together. */
    public Progress next() throws InterruptedException {
        return requests == 0 ? searchAll() : searchPart();
    }

    private Progress searchAll() throws InterruptedException {
        requests++;
        maxRows = vast.rowUsage().maxForOneSearch(vast.rowLimit());
        SearchResult result = vast.search(question, deadline);
        if (!(result instanceof SearchResult.Found found) || !found.truncated() || maxParts < 2) {
            isDone = true;
            return new Progress(question, result, 1, "");
        }
        add(found);
        Question narrowed = narrowing.apply(question);
        if (narrowed.equals(question)) {
            split(question, found);
        } else {
            pending.add(narrowed);
        }
        return progress(question, found);
    }

    private Progress searchPart() throws InterruptedException {
        Question part = pending.remove();
        requests++;
        long start = System.nanoTime();
        SearchResult result = vast.search(part, deadline);
        if (!(result instanceof SearchResult.Found found)) {
            // The same cause would stop the next part.
            return stop(result.reason());
        }
        add(found);
        boolean isBroken = !found.complete() && !found.truncated();
        if (isBroken && System.nanoTime() - start >= deadline.toNanos()) {
            // The next part would not end in time either.
            return stop("an answer did not complete in time");
        }
        if (found.truncated()) {
            split(part, found);
        } else {
            complete &= found.complete();
        }
        return progress(part, found);
    }

    private Progress progress(Question asked, SearchResult.Found found) {
        if (pending.isEmpty()) {
            return total("");
        }
        boolean isSpent = requests > maxParts || rows >= maxRows;
        return isSpent ? stop("its share of the budget is spent") : new Progress(asked, found.part(), requests, "");
    }

    private Progress stop(String reason) {
        complete = false;
        return total(reason);
    }

    private Progress total(String stopReason) {
        isDone = true;
        return new Progress(
                narrowing.apply(question),
                new SearchResult.Found(
                        List.copyOf(offers.values()), complete, !complete, rows, dropped, disagreed, computed),
                requests,
                stopReason);
    }

    /** The cheaper half comes first, so that a search that stops early has the best offers. */
    private void split(Question question, SearchResult.Found found) {
        List<Question> halves = splitByGpus(question, found.offers());
        if (halves.isEmpty()) {
            halves = Bisection.of(question, found.offers());
        }
        if (halves.isEmpty()) {
            complete = false;
        }
        for (int i = halves.size() - 1; i >= 0; i--) {
            pending.addFirst(narrowing.apply(halves.get(i)));
        }
    }

    /** By the number of GPUs, if only a bound on it allows to narrow more: Vast.ai cannot filter by a price per GPU. */
    private List<Question> splitByGpus(Question question, List<Offer> answer) {
        if (question.query().upperBound(Field.NUM_GPUS).isPresent()) {
            return List.of();
        }
        List<Question> halves = Bisection.byNumber(question, Field.NUM_GPUS, answer);
        return halves.stream().allMatch(half -> narrowing.apply(half).equals(half)) ? List.of() : halves;
    }

    private static Object identity(Offer offer) {
        return offer.id()
                .flatMap(id -> offer.key().map(key -> (Object) List.of(id, key)))
                .orElse(offer);
    }

    private void add(SearchResult.Found found) {
        found.offers().forEach(offer -> offers.put(identity(offer), offer));
        rows += found.rows();
        computed += found.computed();
        found.dropped().forEach((cause, count) -> dropped.merge(cause, count, Integer::sum));
        found.disagreed().forEach((field, count) -> disagreed.merge(field, count, Integer::sum));
    }
}
