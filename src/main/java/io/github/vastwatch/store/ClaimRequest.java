package io.github.vastwatch.store;

import java.time.Instant;

/**
 * A wish for the next delivery of a channel.
 *
 * @param leasedUntil until when nobody else gets it
 * @param expired what was put into the outbox then or before has expired; it is handed out even for a channel that stopped
 * @param retries whether it may also be one that was tried before
 * @param spareId the id of what takes the delivery's place, if it is late and not true any more
 */
public record ClaimRequest(
        String channel, Instant now, Instant leasedUntil, Instant expired, boolean retries, String spareId) {}
