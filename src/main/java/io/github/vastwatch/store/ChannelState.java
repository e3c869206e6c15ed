package io.github.vastwatch.store;

import java.time.Instant;
import java.util.Optional;

/**
 * How a channel works.
 *
 * @param pending how many deliveries are pending, those that are being sent included
 * @param dead how many ended undelivered in the last 30 days
 * @param deadAt when the last of these ended
 * @param deadAnswer the receiver's answer to that one
 * @param failingSince when it first failed since its last success; empty while it works
 * @param stoppedAt when its receiver refused all further alerts
 * @param needsAction whether it fails until a person acts, as when it refuses the login
 * @param answer the last answer of its receiver
 * @param templateFailure why its template failed, if it did lately
 */
public record ChannelState(
        String name,
        int pending,
        int dead,
        Optional<Instant> deadAt,
        Optional<String> deadAnswer,
        Optional<Instant> failingSince,
        Optional<Instant> stoppedAt,
        boolean needsAction,
        Optional<String> answer,
        Optional<Instant> deliveredAt,
        Optional<String> templateFailure) {}
