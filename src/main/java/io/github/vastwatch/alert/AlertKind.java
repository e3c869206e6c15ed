package io.github.vastwatch.alert;

import java.util.Arrays;
import java.util.NoSuchElementException;

/** What an alert is about; the name on the wire is a promise to receivers. */
public enum AlertKind {
    OFFERS_MATCHED("offers.matched"),
    OFFERS_LEFT("offers.left"),
    WATCH_STARTED("watch.started"),
    WATCH_DIGEST("watch.digest"),
    WATCH_COUNT("watch.count"),
    WATCH_ABSENT("watch.absent"),
    WATCH_DONE("watch.done"),
    INCIDENT_STARTED("incident.started"),
    INCIDENT_RESOLVED("incident.resolved"),
    DAEMON_ALIVE("daemon.alive");

    private final String wire;

    AlertKind(String wire) {
        this.wire = wire;
    }

    /** The {@code type} of a webhook's body. */
    public String wire() {
        return wire;
    }

    /** The kind of a name on the wire. */
    public static AlertKind of(String wire) {
        return Arrays.stream(values())
                .filter(alertKind -> alertKind.wire.equals(wire))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no kind of alert is called " + wire));
    }

    @Override
    public String toString() {
        return wire;
    }
}
