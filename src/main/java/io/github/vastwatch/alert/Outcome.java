package io.github.vastwatch.alert;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** How one attempt to deliver ended. */
public sealed interface Outcome {

    /** What the receiver answered, or why there is no answer. */
    String answer();

    /** The same with another answer, as one without secrets. */
    Outcome with(UnaryOperator<String> words);

    /** The receiver took it. */
    record Delivered(String answer) implements Outcome {
        @Override
        public Delivered with(UnaryOperator<String> words) {
            return new Delivered(words.apply(answer));
        }
    }

    /**
     * Not now: it is tried again.
     *
     * @param after how long the receiver asked to wait, if it did
     * @param mayHaveArrived whether the receiver may have taken it all the same, as when it gave no answer in time
     * @param isIncident whether it needs manual action, as when a login is refused
     * @param settled the recipients that are done with, where there are several: they are not sent to again
     */
    record Deferred(
            String answer, Optional<Duration> after, boolean mayHaveArrived, boolean isIncident, List<String> settled)
            implements Outcome {
        public Deferred {
            settled = List.copyOf(settled);
        }

        @Override
        public Deferred with(UnaryOperator<String> words) {
            return new Deferred(words.apply(answer), after, mayHaveArrived, isIncident, settled);
        }

        /** The receiver certainly did not take it. */
        public Deferred(String answer, Optional<Duration> after) {
            this(answer, after, false, false, List.of());
        }

        /** The receiver may have taken it. */
        public static Deferred unknown(String answer) {
            return new Deferred(answer, Optional.empty(), true, false, List.of());
        }

        /** It needs manual action. */
        public static Deferred incident(String answer) {
            return new Deferred(answer, Optional.empty(), false, true, List.of());
        }
    }

    /** Probably never: it is tried a few times more, because a receiver that is being replaced may give the same answer. */
    record Refused(String answer) implements Outcome {
        @Override
        public Refused with(UnaryOperator<String> words) {
            return new Refused(words.apply(answer));
        }
    }

    /**
     * Never: the receiver will not take this one, however often it is tried.
     *
     * @param stops whether it accepts no other one either
     */
    record Rejected(String answer, boolean stops) implements Outcome {
        public Rejected(String answer) {
            this(answer, false);
        }

        @Override
        public Rejected with(UnaryOperator<String> words) {
            return new Rejected(words.apply(answer), stops);
        }
    }
}
