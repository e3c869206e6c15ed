package io.github.vastwatch.store;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import java.time.Instant;
import java.util.Optional;

/**
 * A row of the outbox as people look at it.
 *
 * @param watch what it is about; empty where that is several or none
 * @param offers how many offers it tells
 * @param state {@code pending}, {@code delivered}, {@code dead}, {@code dropped} or
 *     {@code superseded}: it was late, and what it tells is gone or told under another id
 * @param attempts how often it was tried
 * @param doubtful how many of the attempts may have arrived though nobody said so; none means that all the others were
 *     certainly refused
 * @param nextAttempt when it is due; only while it is pending
 * @param isBeingSent whether somebody is sending it now
 */
public record OutboxEntry(
        String id,
        String channel,
        String alertId,
        AlertKind alertKind,
        Optional<String> watch,
        int offers,
        Instant createdAt,
        String state,
        int attempts,
        int doubtful,
        Optional<Instant> nextAttempt,
        boolean isBeingSent,
        Optional<String> answer,
        Optional<Instant> doneAt) {
    /**
     * One with what is in it.
     *
     * @param content the bytes that were sent; empty before the first attempt
     */
    public record Letter(OutboxEntry outboxEntry, Alert alert, Optional<String> content) {}
}
