package io.github.vastwatch.alert;

import io.github.vastwatch.watch.Event;
import java.util.Optional;

/** Why an offer is sent, or why it is not; the same words in messages, in logs and in metrics. */
public enum Reason {
    FIRST_SEEN("first seen", Event.NEW),
    ALREADY_THERE("already on the market when the watch started", Event.NEW),
    RETURNED("returned after it was gone", Event.NEW),
    IMPROVED("better than last sent", Event.BETTER),
    CAME_BACK("back after a short absence", Event.BACK),
    STILL_THERE("still matches", Event.REMINDER),
    OUTSIDE("outside the threshold now", Event.WORSE),
    LEFT("gone from the market", Event.GONE),

    ALREADY_SENT("already sent"),
    BACK_SOON("back within rearm"),
    TAKEN_AS_KNOWN("taken as known"),
    WITHIN_SLACK("outside the threshold by less than the slack"),
    THRESHOLD_MOVED("outside the threshold, which moved with the market"),
    NOT_SEEN("not in this answer"),

    BLOCKED("its host or machine is blocked", true),
    NOT_CHOSEN("its host or machine is not among those to keep", true),
    DONE("the watch is done", true),
    UNCONFIRMED("not yet shown by enough answers in a row", true),
    EVENT_NOT_LISTED("an event that the watch leaves out", true),
    SILENCED("silenced", true),
    IN_DIGEST("waits for the digest", true),
    QUIET_HOURS("waits for the end of quiet hours", true),
    TOO_MANY("waits because at_most is reached", true);

    private final String words;
    private final Optional<Event> event;
    private final boolean suppressed;

    Reason(String words) {
        this(words, false);
    }

    Reason(String words, Event event) {
        this.words = words;
        this.event = Optional.of(event);
        this.suppressed = false;
    }

    Reason(String words, boolean suppressed) {
        this.words = words;
        this.event = Optional.empty();
        this.suppressed = suppressed;
    }

    public String words() {
        return words;
    }

    /** With the reason for which it would be sent but for a gate: {@code first seen: silenced}. */
    public String words(Optional<Reason> news) {
        return news.filter(each -> each != this)
                .map(each -> each.words + ": " + words)
                .orElse(words);
    }

    /** Whether it is a reason to send. */
    public boolean isReasonToSend() {
        return event.isPresent();
    }

    /** Whether a gate suppressed what there is a reason to send; it is decided again with the next answer. */
    public boolean isSuppressed() {
        return suppressed;
    }

    /** The event that it reports; empty where it is a reason not to send. */
    public Optional<Event> event() {
        return event;
    }

    @Override
    public String toString() {
        return words;
    }
}
