package io.github.vastwatch.poll;

import io.github.vastwatch.offer.Question;
import io.github.vastwatch.plan.PlannedQuestion;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.SearchResult.Cause;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs failed polls: a new reason at WARN, repeats at DEBUG. */
final class PollFailureLog {
    private static final Logger LOG = LoggerFactory.getLogger(PollFailureLog.class);

    /** The last reason of each question that has failed since its last answer. */
    private final Map<Question, String> byQuestion = new HashMap<>();
    /** The questions whose last answer may have lacked rows. */
    private final Set<Question> truncated = new HashSet<>();
    /** Of the watches of a question that a line names; a few tell which question it is. */
    private static final int MOST_NAMES = 10;

    /** As long as polls fail now and then, the fault lasts: where a disk is full, small writes still succeed. */
    static final Duration QUIET = Duration.ofMinutes(1);

    /** The watches of which a poll could not be recorded, and none has been since the fault. */
    private final Set<String> unrecorded = new HashSet<>();
    /** When a poll last could not be recorded. */
    private Instant unrecordedAt = Instant.EPOCH;
    /** The last reason since any answer: in an outage all questions fail alike. */
    private String last = "";

    /** A question was answered; its next failure is logged again. */
    void answered(PlannedQuestion asked, CompleteSearch.Progress progress) {
        byQuestion.remove(asked.joined());
        last = "";
        if (progress.isComplete() ? truncated.remove(asked.joined()) : truncated.add(asked.joined())) {
            at(Level.INFO, asked)
                    .log(
                            progress.isComplete()
                                    ? "search for watch {} sees the complete market again, in {} requests"
                                    : "search for watch {} sees only part of the market ({} requests{}); what it shows is sent,"
                                            + " absences do not count",
                            names(asked),
                            progress.requests(),
                            progress.stopReason().isEmpty() ? "" : "; " + progress.stopReason());
        }
    }

    /** @param pause how long nothing is asked */
    void throttled(PlannedQuestion asked, SearchResult.Throttled throttled, Duration pause) {
        at(isNew(asked, throttled.reason()) ? Level.WARN : Level.DEBUG, asked)
                .log(
                        "search for watch {} was throttled ({}); keeping what is known, next try in {}",
                        names(asked),
                        throttled.reason(),
                        words(pause));
    }

    /** @param pause how long nothing is asked */
    void failed(PlannedQuestion asked, SearchResult.Failed failed, Duration pause) {
        boolean news = isNew(asked, failed.reason());
        if (failed.cause() == Cause.KEY_REFUSED) {
            at(news ? Level.ERROR : Level.DEBUG, asked)
                    .log("{}; check vast.api_key; next try in {}", failed.reason(), words(pause));
            return;
        }
        at(news ? Level.WARN : Level.DEBUG, asked)
                .log(
                        "search for watch {} failed ({}); keeping what is known, next try {}",
                        names(asked),
                        failed.reason(),
                        failed.cause().isOfTheQuestion() ? "when it is due again" : "in " + words(pause));
    }

    /**
     * An update was written, or could not be; then the next poll decides again.
     *
     * @param failure why it could not
     */
    void recorded(List<Watch> watches, Optional<StoreFailure> failure, Instant now) {
        List<String> names = watches.stream().map(Watch::name).toList();
        boolean isQuiet = Duration.between(unrecordedAt, now).abs().compareTo(QUIET) >= 0;
        if (failure.isPresent()) {
            boolean isNew = unrecorded.addAll(names) && isQuiet;
            unrecordedAt = now;
            LOG.atLevel(isNew ? Level.ERROR : Level.DEBUG)
                    .addKeyValue("watches", names)
                    .log(
                            "poll of watch {} could not be recorded ({}); nothing is sent, the next poll tries again",
                            joined(names),
                            failure.get().getMessage());
        } else if (!unrecorded.isEmpty() && isQuiet) {
            names.forEach(unrecorded::remove);
            if (unrecorded.isEmpty()) {
                LOG.info("polls are recorded again");
            }
        }
    }

    /** Forgets all watches but some. */
    void retain(Set<String> watches) {
        unrecorded.retainAll(watches);
    }

    private boolean isNew(PlannedQuestion asked, String reason) {
        boolean known = reason.equals(last) || reason.equals(byQuestion.get(asked.joined()));
        byQuestion.put(asked.joined(), reason);
        last = reason;
        return !known;
    }

    private static LoggingEventBuilder at(Level level, PlannedQuestion asked) {
        return LOG.atLevel(level)
                .addKeyValue(
                        "watches", asked.watches().stream().map(Watch::name).toList());
    }

    private static String names(PlannedQuestion asked) {
        return joined(asked.watches().stream().map(Watch::name).toList());
    }

    private static String joined(List<String> names) {
        int more = names.size() - MOST_NAMES;
        return names.stream().limit(MOST_NAMES).collect(Collectors.joining("', '", "'", "'"))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static String words(Duration duration) {
        // Rounded up to a second, because the decision was a few milliseconds ago.
        return Durations.of(duration.plusMillis(999));
    }
}
