package io.github.vastwatch.web;

import io.github.vastwatch.text.RelativeTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How old a figure is, which a script keeps up to date.
 *
 * @param at in ISO 8601; empty if there is no figure yet
 * @param text {@code 12 s ago}
 * @param staleAfterS the seconds after which it is stale; 0 if it never is
 */
record Age(String at, String text, long staleAfterS, boolean isStale) {
    static Age of(Optional<Instant> at, Optional<Duration> staleAfter, Instant now) {
        return at.map(moment -> new Age(
                        moment.toString(),
                        new RelativeTime(now).of(moment),
                        staleAfter.map(Duration::toSeconds).orElse(0L),
                        staleAfter.map(each -> moment.plus(each).isBefore(now)).orElse(false)))
                .orElse(new Age("", "never", 0, false));
    }
}
