package io.github.vastwatch.store;

import io.github.vastwatch.alert.Delivery;
import java.util.Optional;

/**
 * What was handed out of the outbox.
 *
 * @param delivery what to send; or what has ended, where nothing of it is left to send
 * @param superseded the id of the late delivery whose place it takes, if it takes one's
 * @param isOver whether it has ended because all that it tells is gone
 */
public record Claimed(Delivery delivery, Optional<String> superseded, boolean isOver) {}
