package io.github.vastwatch.watch;

import java.time.Duration;
import java.util.Optional;

/**
 * What a watch tells beside offers.
 *
 * @param absent after how long without a match that is told, if ever
 * @param hello whether it says what it sees when it is new
 */
public record NoticeRules(Optional<CountRule> count, Optional<Duration> absent, boolean hello, IncidentRule trouble) {
    public static final NoticeRules USUAL = new NoticeRules(Optional.empty(), Optional.empty(), true);

    /** With the usual idea of trouble. */
    public NoticeRules(Optional<CountRule> count, Optional<Duration> absent, boolean hello) {
        this(count, absent, hello, IncidentRule.USUAL);
    }
}
