package io.github.vastwatch.alert;

import java.time.Duration;
import java.util.Optional;

/** How one attempt to deliver ended. */
public sealed interface Outcome {

    /** The receiver took it. */
    record Delivered(String answer) implements Outcome {}

    /**
     * Not now: it is tried again.
     *
     * @param after how long the receiver asked to wait, if it did
     */
    record Deferred(String reason, Optional<Duration> after) implements Outcome {}

    /** Never: the receiver will not take this one, however often it is tried. */
    record Rejected(String reason) implements Outcome {}
}
