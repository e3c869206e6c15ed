package io.github.vastwatch.notify;

/** A configured target, by the name that watches use. */
public sealed interface Channel {

    String name();

    /** What to send with. */
    Notifier notifier();

    /** An email to one or more people. */
    record Email(String name, EmailSettings settings) implements Channel {
        @Override
        public Notifier notifier() {
            return new EmailNotifier(name, settings);
        }
    }

    /** A POST of JSON to a program. */
    record Webhook(String name, WebhookSettings settings) implements Channel {
        @Override
        public Notifier notifier() {
            return new WebhookNotifier(settings);
        }
    }
}
