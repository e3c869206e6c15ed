package io.github.vastwatch.notify.channel;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.offer.InvalidInput;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a delivery is to send.
 *
 * @param failure why it is the built-in message though the channel has a template; empty where nothing failed
 */
public record Rendering(Delivery.Content content, Optional<String> failure) {

    /** What the template makes; where that fails, what is built in, for an alert must arrive. */
    public static Rendering of(Template template, Function<Template, String> write) {
        try {
            return new Rendering(new Delivery.Content(write.apply(template)), Optional.empty());
        } catch (InvalidInput invalidInput) {
            return new Rendering(
                    new Delivery.Content(write.apply(template.builtIn())), Optional.of(invalidInput.getMessage()));
        }
    }
}
