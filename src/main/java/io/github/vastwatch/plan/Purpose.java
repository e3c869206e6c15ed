package io.github.vastwatch.plan;

import java.util.Locale;

/** What a question is asked for. */
public enum Purpose {
    /** To see what is new: within the threshold, without the machines that are known. */
    PROBE,
    /** To see whether what was sent is still there, and at what price: the known machines alone. */
    CHECK,
    /** To see whether what was sent and is missing has left: such an answer is short, so it can be asked for more often. */
    RECHECK;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
