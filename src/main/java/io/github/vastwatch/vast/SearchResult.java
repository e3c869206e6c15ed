package io.github.vastwatch.vast;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What came of one search. */
public sealed interface SearchResult {

    /** Why there is no answer; empty where there is one. */
    default String reason() {
        return "";
    }

    /**
     * An answer, or as much of one as could be read.
     *
     * @param offers the rows, those among them that fail the question too: whoever evaluates leaves them out
     * @param whole whether it holds all there is, so that what it lacks is absent
     * @param capped whether the server says that it left out matches; where it does not say, whether there are exactly as
     *     many rows as some server or the question allows
     * @param rows how many rows the server sent, before any was dropped
     * @param dropped how often rows or values of rows were dropped, by cause; a broken end counts once
     * @param disagreed how many rows the server sent although they fail the question's clause on a field
     * @param computed how many prices were not the sum of their parts, which stands in their place
     */
    record Found(
            List<Offer> offers,
            boolean whole,
            boolean capped,
            int rows,
            Map<String, Integer> dropped,
            Map<Field, Integer> disagreed,
            int computed)
            implements SearchResult {
        public Found {
            offers = List.copyOf(offers);
            dropped = Map.copyOf(dropped);
            disagreed = Map.copyOf(disagreed);
        }

        /** This as a part of an answer, which shows something and lacks nothing. */
        Found part() {
            return new Found(offers, false, true, rows, dropped, disagreed, computed);
        }
    }

    /**
     * Too many requests.
     *
     * @param after how long the server asked to wait, if it did
     * @param isQuota whether the rows of the day are used up
     */
    record Throttled(String reason, Optional<Duration> after, boolean isQuota) implements SearchResult {}

    /** Nothing was asked: the quota of rows is used up until then. */
    record NotAsked(Instant until) implements SearchResult {
        @Override
        public String reason() {
            return "the quota of rows for the day is used up until " + until.truncatedTo(ChronoUnit.SECONDS);
        }
    }

    /**
     * No answer, or one that cannot be used.
     *
     * @param after how long the server asked to wait, if it did
     */
    record Failed(Cause cause, String reason, Optional<Duration> after) implements SearchResult {
        Failed(Cause cause, String reason) {
            this(cause, reason, Optional.empty());
        }
    }

    /** Whose the failure of a search is, which decides what else is worth asking. */
    enum Cause {
        /** Every question will be refused until the key is another. */
        KEY_REFUSED,
        /** This question is wrong; others are not. */
        QUESTION_REFUSED,
        /** The server knows none of the ways in which it was asked. */
        PROTOCOL_REFUSED,
        /** Nothing there, or nothing but an error: the network, a name, TLS, a timeout, a 5xx. */
        UNAVAILABLE,
        /** No answer by its deadline: other questions may well be answered. */
        TOO_SLOW,
        /** An answer of which nothing can be used. */
        BAD_ANSWER;

        /** Whether others may be asked at once, and this question is not asked again before it is due. */
        public boolean isOfTheQuestion() {
            return this == QUESTION_REFUSED || this == TOO_SLOW;
        }
    }
}
