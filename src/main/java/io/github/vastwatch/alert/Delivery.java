package io.github.vastwatch.alert;

import java.time.Instant;
import java.util.Optional;

/**
 * One alert on its way to one channel.
 *
 * @param id the same over every attempt, so that a receiver can drop repeats
 * @param attempts how often it was tried
 * @param content the exact bytes that the first attempt sent, and every later one sends again; empty before the first
 */
public record Delivery(
        String id, String channel, Alert alert, Instant createdAt, int attempts, Optional<Content> content) {

    /** Bytes that do not change any more. */
    public record Content(String text) {}
}
