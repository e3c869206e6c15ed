package io.github.vastwatch.vast;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The result of one search. */
public sealed interface SearchResult {

    /** Why there is no answer; empty if there is one. */
    default String reason() {
        return "";
    }

    /**
     * An answer, as far as it could be read.
     *
     * @param offers the rows, including those that violate the question, which the evaluation ignores
     * @param whole whether it is complete, so that what it lacks is absent
     * @param capped whether the server says that it left out matches or, if it does not say, whether there are exactly as
     *     many rows as some server or the question allows
     * @param rows the rows that the server sent, before any was dropped
     * @param dropped dropped rows and values, by cause; a broken end counts once
     * @param disagreed rows that violate the question's clause, by field
     * @param computed prices that were replaced by the sum of their parts
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

        /** This as a part of an answer: it shows offers, and its absences do not count. */
        Found part() {
            return new Found(offers, false, true, rows, dropped, disagreed, computed);
        }
    }

    /**
     * Too many requests.
     *
     * @param after the wait that the server asked for, if any
     * @param isQuota whether the rows of the day are used up
     */
    record Throttled(String reason, Optional<Duration> after, boolean isQuota) implements SearchResult {}

    /** Nothing was asked, because the quota of rows is used up until then. */
    record NotAsked(Instant until) implements SearchResult {
        @Override
        public String reason() {
            return "the quota of rows for the day is used up until " + until.truncatedTo(ChronoUnit.SECONDS);
        }
    }

    /**
     * No answer, or an unusable one.
     *
     * @param after the wait that the server asked for, if any
     */
    record Failed(Cause cause, String reason, Optional<Duration> after) implements SearchResult {
        Failed(Cause cause, String reason) {
            this(cause, reason, Optional.empty());
        }
    }

    /** Why a search failed, which determines what is worth retrying. */
    enum Cause {
        /** Every question will be refused until the key changes. */
        KEY_REFUSED,
        /** This question is wrong; others are not. */
        QUESTION_REFUSED,
        /** The server understands none of the protocols. */
        PROTOCOL_REFUSED,
        /** Nothing there, or nothing but an error: the network, a name, TLS, a timeout, a 5xx. */
        UNAVAILABLE,
        /** No answer by its deadline; other questions may be answered. */
        TOO_SLOW,
        /** An unusable answer. */
        BAD_ANSWER;

        /** Whether only this question failed: others may be asked at once, and this one when it is due again. */
        public boolean isOfTheQuestion() {
            return this == QUESTION_REFUSED || this == TOO_SLOW;
        }
    }
}
