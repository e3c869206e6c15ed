package io.github.vastwatch.notify.channel;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import java.time.Instant;

/** What sends to one channel, from several threads at once. */
public interface Notifier extends AutoCloseable {

    /** The bytes of a delivery, fixed before its first attempt. */
    Rendering render(Delivery delivery, Instant now);

    /** Sends once, within some minutes, and says how that ended. */
    Outcome send(Delivery delivery, Delivery.Content content, Instant now);

    /** There is nothing to send now: connections may be closed. */
    default void rest() {}

    @Override
    void close();
}
