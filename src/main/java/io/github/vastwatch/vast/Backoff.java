package io.github.vastwatch.vast;

import io.github.vastwatch.text.Durations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** Decides from past results when the next search is permitted. */
final class Backoff {
    /** The vendor's own client starts with this; several endpoints count in minutes. */
    private static final Duration AFTER_THROTTLED = Duration.ofSeconds(30);
    /** Most outages are a restart behind a proxy, over in seconds. */
    static final Duration AFTER_FAILURE = Duration.ofSeconds(15);
    /** Only a person changes a key. */
    private static final Duration AFTER_KEY_REFUSED = Duration.ofMinutes(5);
    /** Offers last for minutes, so the end of an outage should be noticed soon. */
    private static final Duration MAX_PAUSE = Duration.ofMinutes(15);
    /** Daily quotas are real; a longer wait is an error of the server. */
    private static final Duration MAX_REQUESTED = Duration.ofHours(24);
    /** Spreads the retries of daemons that failed at the same time. */
    private static final double JITTER = 0.1;
    /** Fewer failures in a row are normal. */
    private static final int MANY = 5;

    private final Clock clock;
    private final DoubleSupplier jitter;
    private int failures;
    private Instant firstFailure;
    private Instant next;
    private Instant lastSeen;
    /** The last failure, also after a success. */
    private Optional<SearchResult> last = Optional.empty();
    /** When a search succeeded after it. */
    private Optional<Instant> ended = Optional.empty();

    /** @param jitter from -1 to 1: the position of a pause in its range */
    Backoff(Clock clock, DoubleSupplier jitter) {
        this.clock = clock;
        this.jitter = jitter;
        this.lastSeen = clock.instant();
        this.firstFailure = lastSeen;
        this.next = lastSeen;
    }

    /** Learns from a result, and returns messages for the log. */
    synchronized List<String> observe(SearchResult result) {
        if (result instanceof SearchResult.Throttled throttled) {
            return pause(throttled, throttled.after(), AFTER_THROTTLED);
        }
        if (result instanceof SearchResult.Failed failed) {
            return switch (failed.cause()) {
                // The server works, and other questions may succeed.
                case QUESTION_REFUSED -> List.of();
                // The wait was a pause already, and the next question may succeed.
                case TOO_SLOW -> {
                    countFailure(failed);
                    yield List.of();
                }
                case KEY_REFUSED -> pause(failed, failed.after(), AFTER_KEY_REFUSED);
                case PROTOCOL_REFUSED, UNAVAILABLE, BAD_ANSWER -> pause(failed, failed.after(), AFTER_FAILURE);
            };
        }
        int before = failures;
        failures = 0;
        next = now();
        ended = ended.or(() -> Optional.of(next));
        return before < MANY
                ? List.of()
                : List.of("Vast.ai answers again after " + before + " failed searches in "
                        + Durations.of(Duration.between(firstFailure, lastSeen)));
    }

    private Instant countFailure(SearchResult failure) {
        Instant now = now();
        last = Optional.of(failure);
        ended = Optional.empty();
        failures++;
        if (failures == 1) {
            firstFailure = now;
        }
        return now;
    }

    private List<String> pause(SearchResult failure, Optional<Duration> requested, Duration first) {
        Instant now = countFailure(failure);
        List<String> messages = new ArrayList<>();
        requested
                .filter(wait -> wait.compareTo(MAX_REQUESTED) > 0)
                .ifPresent(wait -> messages.add("Vast.ai asks to wait for " + Durations.of(wait)
                        + ", which is implausible; waiting for " + Durations.of(MAX_REQUESTED)));
        Duration own = exponential(first);
        // A server that keeps asking for a second gets the longer pause.
        Duration pause = requested
                .map(wait -> shorter(wait, MAX_REQUESTED))
                .map(wait -> failures > 1 && wait.compareTo(own) < 0 ? own : wait)
                .orElse(own);
        next = now.plus(pause);
        if (failures == MANY) {
            messages.add("Vast.ai failed " + MANY + " times in a row; one search every " + Durations.of(pause)
                    + (pause.compareTo(MAX_PAUSE) < 0 ? " to " + Durations.of(MAX_PAUSE) : "") + " until it answers");
        }
        return messages;
    }

    private Duration exponential(Duration first) {
        // Ten doublings exceed the maximum from any start.
        Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, 10));
        double factor = 1 + JITTER * jitter.getAsDouble();
        return shorter(Duration.ofMillis(Math.round(shorter(doubled, MAX_PAUSE).toMillis() * factor)), MAX_PAUSE);
    }

    /** Ends the pause; the failures still count. */
    synchronized void release() {
        next = now();
    }

    /** The time of the next permitted search; past or present if it is permitted now. */
    synchronized Instant nextAttempt() {
        now();
        return next;
    }

    /** The last period in which every search failed; empty if none has failed yet. */
    synchronized Optional<Outage> outage() {
        now();
        return last.map(failure -> new Outage(firstFailure, failure, next, ended));
    }

    /** The time. If the clock was set back, moves the start and the end of a pause with it, so that the pause does not grow. */
    private Instant now() {
        Instant now = clock.instant();
        if (now.isBefore(lastSeen)) {
            Duration jump = Duration.between(now, lastSeen);
            next = next.minus(jump);
            firstFailure = firstFailure.minus(jump);
            ended = ended.map(at -> at.minus(jump));
        }
        lastSeen = now;
        return now;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
