package io.github.vastwatch.watch;

import java.time.Duration;
import java.util.Optional;

/**
 * What a watch sends besides offers.
 *
 * @param absent the time without a match after which a notice is sent, if any
 * @param reportsStart whether a new watch reports what it sees
 */
public record NoticeRules(
        Optional<CountRule> count, Optional<Duration> absent, boolean reportsStart, IncidentRule incidents) {
    public static final NoticeRules USUAL = new NoticeRules(Optional.empty(), Optional.empty(), true);

    /** With the default incident rule. */
    public NoticeRules(Optional<CountRule> count, Optional<Duration> absent, boolean hello) {
        this(count, absent, hello, IncidentRule.USUAL);
    }
}
