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
     * An answer, or the part of one that could be read.
     *
     * @param offers the rows, with those that fail the question: the evaluation leaves them out
     * @param complete whether it contains every match, so that an offer that it lacks is absent
     * @param truncated whether the server left out matches, by its own word, or else because the number of rows is a likely
     *     cap
     * @param rows the number of rows that the server sent, before any was dropped
     * @param dropped the number of dropped rows and values by cause; an early end counts once
     * @param disagreed the number of rows that fail the question's clause on a field
     * @param computed the number of prices that were not the sum of their parts, and were replaced by it
     */
    record Found(
            List<Offer> offers,
            boolean complete,
            boolean truncated,
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

        /** This as a part of an answer: what it contains is present, and what it lacks may be too. */
        Found part() {
            return new Found(offers, false, true, rows, dropped, disagreed, computed);
        }
    }

    /**
     * Too many requests.
     *
     * @param after the wait that the server asked for
     * @param isQuota whether the daily quota of rows is used up
     */
    record Throttled(String reason, Optional<Duration> after, boolean isQuota) implements SearchResult {}

    /**
     * Nothing was sent.
     *
     * @param until when it may be tried again
     */
    record NotAsked(Instant until, String reason) implements SearchResult {
        /** The daily quota of rows is used up. */
        public static NotAsked quota(Instant until) {
            return new NotAsked(
                    until, "the daily quota of rows is used up until " + until.truncatedTo(ChronoUnit.SECONDS));
        }
    }

    /**
     * No answer, or an unusable one.
     *
     * @param after the wait that the server asked for
     */
    record Failed(Cause cause, String reason, Optional<Duration> after) implements SearchResult {
        Failed(Cause cause, String reason) {
            this(cause, reason, Optional.empty());
        }
    }

    /** The cause of a failure, which decides what to try next. */
    enum Cause {
        /** The server will refuse every question until the key changes. */
        KEY_REFUSED,
        /** This question is wrong; others may not be. */
        QUESTION_REFUSED,
        /** The server does not know the protocol. */
        PROTOCOL_REFUSED,
        /** The server was not reached, or had an error: the network, a name, TLS, a timeout, a 5xx. */
        UNAVAILABLE,
        /** No answer before the deadline; other questions may succeed. */
        TOO_SLOW,
        /** An unusable answer. */
        BAD_ANSWER;

        /** Whether other questions may be sent at once, and this one again when it is due. */
        public boolean isOfTheQuestion() {
            return this == QUESTION_REFUSED || this == TOO_SLOW;
        }
    }
}
