package io.github.vastwatch.alert;

import java.util.Arrays;
import java.util.NoSuchElementException;

/** What an alert is about; the name on the wire is a promise to receivers. */
public enum Kind {
    OFFERS_MATCHED("offers.matched"),
    OFFERS_LEFT("offers.left"),
    WATCH_STARTED("watch.started"),
    WATCH_DIGEST("watch.digest"),
    WATCH_COUNT("watch.count"),
    WATCH_ABSENT("watch.absent"),
    WATCH_DONE("watch.done"),
    TROUBLE_STARTED("trouble.started"),
    TROUBLE_ENDED("trouble.ended"),
    DAEMON_ALIVE("daemon.alive");

    private final String wire;

    Kind(String wire) {
        this.wire = wire;
    }

    /** The {@code type} of a webhook's body. */
    public String wire() {
        return wire;
    }

    /** The kind of a name on the wire. */
    public static Kind of(String wire) {
        return Arrays.stream(values())
                .filter(kind -> kind.wire.equals(wire))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no kind of alert is called " + wire));
    }

    @Override
    public String toString() {
        return wire;
    }
}
