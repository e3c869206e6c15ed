package io.github.vastwatch.plan;

import java.util.Locale;

/** What a question is asked for. */
public enum Purpose {
    /** To see what is new: within the threshold, without the machines that are known. */
    PROBE,
    /** To see, rarely, what the probes of a watch miss where they rely on what Vast.ai states of nearly every GPU. */
    SWEEP,
    /** To see whether what was sent is still there, and at what price: the known machines alone. */
    CHECK,
    /** To see whether what was sent and is missing has left: such an answer is short, so it can be asked for more often. */
    RECHECK;

    /** Whether it asks for what is new, and so leaves out the machines that are known. */
    boolean isForNews() {
        return this == PROBE || this == SWEEP;
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
