package io.github.vastwatch.notify.channel;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.offer.InvalidInput;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Sends to one channel, from several threads. */
public interface Notifier extends AutoCloseable {

    /** The bytes of a delivery, stored before its first attempt. */
    Rendering render(Delivery delivery, Instant now);

    /** Sends once, within some minutes, and says how that ended. */
    Outcome send(Delivery delivery, Delivery.Content content, Instant now);

    /** There is nothing to send now: connections may be closed. */
    default void rest() {}

    @Override
    void close();

    /**
     * What a delivery is to send.
     *
     * @param failure why it is the built-in message though the channel has a template; empty where nothing failed
     */
    public record Rendering(Delivery.Content content, Optional<String> failure) {

        /** The template's output or, if it fails, the built-in message, because an alert must arrive. */
        public static Rendering of(Template template, Function<Template, String> write) {
            try {
                return new Rendering(new Delivery.Content(write.apply(template)), Optional.empty());
            } catch (InvalidInput invalidInput) {
                return new Rendering(
                        new Delivery.Content(write.apply(template.builtIn())), Optional.of(invalidInput.getMessage()));
            }
        }
    }
}
