package io.github.vastwatch.notify.channel;

import io.github.vastwatch.notify.template.Template;

/**
 * A configured target, by the name that watches use.
 *
 * @param template what its messages say in place of the built-in ones
 */
public record Channel(String name, DeliveryLimits deliveryLimits, Target target, Template template) {
    /** One that says what is built in. */
    public Channel(String name, DeliveryLimits deliveryLimits, Target target) {
        this(name, deliveryLimits, target, Template.BUILT_IN);
    }

    /** What to send with. */
    public Notifier notifier() {
        return target.notifier(name, template);
    }
}
