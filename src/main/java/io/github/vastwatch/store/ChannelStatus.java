package io.github.vastwatch.store;

import java.time.Instant;
import java.util.Optional;

/**
 * How a channel fares.
 *
 * @param waiting deliveries that are not done
 * @param deliveredAt when it last took one
 * @param answer what the last failed attempt was answered, where one waits to be made again
 */
public record ChannelStatus(String name, int waiting, Optional<Instant> deliveredAt, Optional<String> answer) {}
