package io.github.vastwatch.notify;

/** Where a channel leads: people's mailboxes, or a service that takes HTTP requests. Its text says where, without secrets. */
public sealed interface Target permits EmailSettings, HttpSettings {

    /** What sends there. */
    Notifier notifier(String channel);
}
