package io.github.vastwatch.web;

import com.fasterxml.jackson.annotation.JsonValue;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** How a watch is: a shape, a word and a colour, so that none of them is needed alone. */
enum Mark {
    OK("ok", "●", "its last answer had all offers"),
    THROTTLED("throttled", "◐", "Vast.ai limits the searches"),
    QUOTA("quota", "◔", "the quota of rows is used up"),
    BLIND("blind", "▲", "it does not see the whole market"),
    PAUSED("paused", "‖", "it is paused"),
    MUTED("muted", "◇", "it is silenced"),
    OFF("off", "○", "the config disables it"),
    WAITING("waiting", "◌", "it has not been polled yet");

    /** Polls that may be missed before a watch counts as blind. */
    private static final int MISSED = 3;

    private final String word;
    private final String shape;
    private final String meaning;

    Mark(String word, String shape, String meaning) {
        this.word = word;
        this.shape = shape;
        this.meaning = meaning;
    }

    @JsonValue
    public String word() {
        return word;
    }

    public String shape() {
        return shape;
    }

    public String meaning() {
        return meaning;
    }

    /** Whether somebody should look. */
    public boolean isTrouble() {
        return this == THROTTLED || this == QUOTA || this == BLIND;
    }

    static Mark of(
            Watch watch,
            Optional<WatchStatus> status,
            Collection<Silence> silences,
            boolean isQuotaUsedUp,
            Instant now) {
        if (!watch.enabled()) {
            return OFF;
        }
        if (status.flatMap(WatchStatus::paused).isPresent()) {
            return PAUSED;
        }
        if (isQuotaUsedUp) {
            return QUOTA;
        }
        Optional<PollOutcome> last = status.flatMap(WatchStatus::last);
        if (last.isEmpty()) {
            return WAITING;
        }
        PollOutcome.Result result = last.get().result();
        if (result == PollOutcome.Result.THROTTLED) {
            return THROTTLED;
        }
        Duration late =
                watch.interval(now).map(each -> each.multipliedBy(MISSED)).orElse(Duration.ofDays(1));
        boolean isOld = status.flatMap(WatchStatus::completeAt)
                .map(seen -> seen.plus(late).isBefore(now))
                .orElse(true);
        if (result != PollOutcome.Result.COMPLETE && isOld) {
            return BLIND;
        }
        return silences.stream().anyMatch(each -> each.watch().equals(watch.name()) && each.coversAll(now))
                ? MUTED
                : OK;
    }
}
