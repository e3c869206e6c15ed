package io.github.vastwatch.store;

import java.time.Instant;
import java.util.Optional;

/**
 * How a channel fares.
 *
 * @param pending how many deliveries wait for it, those that are being sent included
 * @param dead how many it did not take, in the last 30 days
 * @param deadAt when the last of these ended
 * @param deadAnswer what was said to that one
 * @param failingSince when the first of its failures since its last success was; empty while it works
 * @param stoppedAt when it said that it wants no more
 * @param isTrouble whether somebody has to mend something, as when it refuses the login
 * @param answer the last thing that it said
 * @param templateFailure why its template could not be filled, if that happened lately
 */
public record ChannelState(
        String name,
        int pending,
        int dead,
        Optional<Instant> deadAt,
        Optional<String> deadAnswer,
        Optional<Instant> failingSince,
        Optional<Instant> stoppedAt,
        boolean isTrouble,
        Optional<String> answer,
        Optional<Instant> deliveredAt,
        Optional<String> templateFailure) {}
