package io.github.vastwatch.vast;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/** The pause after failures: how long nothing should be asked. */
final class Backoff {
    /** The vendor's client starts with this; several of its endpoints count in minutes. */
    private static final Duration AFTER_THROTTLED = Duration.ofSeconds(30);
    /** Most outages are a restart behind a proxy, over in seconds. */
    static final Duration AFTER_FAILED = Duration.ofSeconds(15);
    /** A key is only changed by hand. */
    private static final Duration AFTER_KEY_REFUSED = Duration.ofMinutes(5);
    /** Offers live for minutes, so a recovery must be noticed soon. */
    private static final Duration LONGEST = Duration.ofMinutes(15);
    /** Daily quotas are real; a date years away is an error of the server. */
    private static final Duration LONGEST_ASKED = Duration.ofHours(24);
    /** So that daemons that fail together do not return together. */
    private static final double JITTER = 0.1;
    /** Fewer consecutive failures are normal. */
    private static final int OPEN = 5;

    private final Clock clock;
    private final DoubleSupplier jitter;
    private int failures;
    private Instant since;
    private Instant until;
    private Instant lastSeen;
    /** The last failure, answered or not. */
    private Optional<SearchResult> last = Optional.empty();
    /** When a search was answered after it. */
    private Optional<Instant> ended = Optional.empty();

    /** @param jitter from -1 to 1: the position of a pause in its range */
    Backoff(Clock clock, DoubleSupplier jitter) {
        this.clock = clock;
        this.jitter = jitter;
        this.lastSeen = clock.instant();
        this.since = lastSeen;
        this.until = lastSeen;
    }

    /** Takes a result into account, and returns sentences that are worth logging once. */
    synchronized List<String> observe(SearchResult result) {
        if (result instanceof SearchResult.Throttled throttled) {
            return failed(throttled, throttled.after(), AFTER_THROTTLED);
        }
        if (result instanceof SearchResult.Failed failed) {
            return switch (failed.cause()) {
                // The server works, and other questions may be answered.
                case QUESTION_REFUSED -> List.of();
                // The timeout was pause enough, and the next question may be answered.
                case TOO_SLOW -> {
                    begin(failed);
                    yield List.of();
                }
                case KEY_REFUSED -> failed(failed, failed.after(), AFTER_KEY_REFUSED);
                case PROTOCOL_REFUSED, UNAVAILABLE, BAD_ANSWER -> failed(failed, failed.after(), AFTER_FAILED);
            };
        }
        int before = failures;
        failures = 0;
        until = now();
        ended = ended.or(() -> Optional.of(until));
        return before < OPEN
                ? List.of()
                : List.of("Vast.ai answers again after " + before + " failed searches in "
                        + spoken(Duration.between(since, lastSeen)));
    }

    private Instant begin(SearchResult failure) {
        Instant now = now();
        last = Optional.of(failure);
        ended = Optional.empty();
        failures++;
        if (failures == 1) {
            since = now;
        }
        return now;
    }

    private List<String> failed(SearchResult failure, Optional<Duration> asked, Duration first) {
        Instant now = begin(failure);
        List<String> news = new ArrayList<>();
        asked.filter(wait -> wait.compareTo(LONGEST_ASKED) > 0)
                .ifPresent(wait -> news.add("Vast.ai asks to wait for " + spoken(wait)
                        + ", which is implausible; waiting for " + spoken(LONGEST_ASKED)));
        Duration own = growing(first);
        // If a server asks for one second repeatedly, doubling is the better guess.
        Duration pause = asked.map(wait -> least(wait, LONGEST_ASKED))
                .map(wait -> failures > 1 && wait.compareTo(own) < 0 ? own : wait)
                .orElse(own);
        until = now.plus(pause);
        if (failures == OPEN) {
            news.add("Vast.ai failed " + OPEN + " times in a row; one question every " + spoken(pause)
                    + (pause.compareTo(LONGEST) < 0 ? " to " + spoken(LONGEST) : "") + " until it answers");
        }
        return news;
    }

    private Duration growing(Duration first) {
        // Ten doublings exceed the longest pause from any start.
        Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, 10));
        double factor = 1 + JITTER * jitter.getAsDouble();
        return least(Duration.ofMillis(Math.round(least(doubled, LONGEST).toMillis() * factor)), LONGEST);
    }

    /** Ends the pause; the failures still count. */
    synchronized void release() {
        until = now();
    }

    /** When the next question may be asked; in the past if there is no pause. */
    synchronized Instant nextAttempt() {
        now();
        return until;
    }

    /** The last period without an answered search; empty if no search failed yet. */
    synchronized Optional<Outage> outage() {
        now();
        return last.map(failure -> new Outage(since, failure, until, ended));
    }

    /** The time, once a clock that was set back has taken the begin and the end of a pause along: no pause grows by that. */
    private Instant now() {
        Instant now = clock.instant();
        if (now.isBefore(lastSeen)) {
            Duration jump = Duration.between(now, lastSeen);
            until = until.minus(jump);
            since = since.minus(jump);
            ended = ended.map(at -> at.minus(jump));
        }
        lastSeen = now;
        return now;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** As {@code 1h30m} or {@code 15s}. */
    static String spoken(Duration duration) {
        return duration.truncatedTo(ChronoUnit.SECONDS).toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
