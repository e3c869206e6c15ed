package io.github.vastwatch.daemon;

import io.github.vastwatch.vast.Outage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether Vast.ai answers at all: one incident for all watches.
 *
 * @param outage the last period without an answered search
 */
record MarketHealth(Optional<Outage> outage, Instant now) {

    /** The current outage. */
    Optional<Outage> current() {
        return outage.filter(each -> !each.isOver());
    }

    /** When it is asked again, during an outage. */
    Optional<Instant> askedAgain() {
        return current().map(Outage::next).map(next -> next.isBefore(now) ? now : next);
    }

    /** Whether the outage explains that a watch has seen too little since {@code from}. */
    boolean explains(Instant from, Duration patience) {
        return outage.filter(each -> Duration.between(from, each.since()).compareTo(patience) < 0)
                .filter(each -> Duration.between(each.ended().orElse(now), now).compareTo(patience) < 0)
                .isPresent();
    }

    /** The description of an outage of this length. */
    static String words(Outage outage, Duration length) {
        return "Vast.ai has " + (outage.isThrottled() ? "throttled every search" : "answered no search") + " for "
                + words(length) + " (" + outage.last().reason() + ")";
    }

    /** As {@code 40 s} or {@code 15 min}. */
    static String words(Duration time) {
        return time.toMinutes() < 2 ? time.toSeconds() + " s" : time.toMinutes() + " min";
    }
}
