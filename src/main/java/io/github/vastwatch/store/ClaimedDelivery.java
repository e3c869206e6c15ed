package io.github.vastwatch.store;

import io.github.vastwatch.alert.Delivery;
import java.util.Optional;

/**
 * What was handed out of the outbox.
 *
 * @param delivery what to send; or what has ended, where nothing of it is left to send
 * @param superseded the id of the late delivery whose place it takes, if it takes one's
 * @param isOver whether it has ended because nothing that it tells is true any more
 * @param folded how many others it stands for since just now; then it waits for the next claim
 */
public record ClaimedDelivery(Delivery delivery, Optional<String> superseded, boolean isOver, int folded) {
    ClaimedDelivery(Delivery delivery, Optional<String> superseded, boolean isOver) {
        this(delivery, superseded, isOver, 0);
    }

    /** Whether there is something to send. */
    public boolean isToSend() {
        return !isOver && folded == 0;
    }
}
