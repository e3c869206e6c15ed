package io.github.vastwatch.notify;

/** A configured target, by the name that watches use. */
public record Channel(String name, Patience patience, Target target) {

    /** What to send with. */
    public Notifier notifier() {
        return target.notifier(name);
    }
}
