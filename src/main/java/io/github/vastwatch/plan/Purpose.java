package io.github.vastwatch.plan;

import java.util.Locale;

/** The purpose of a question. */
public enum Purpose {
    /** New offers: within the threshold, without known machines. */
    PROBE,
    /** Rarely, the offers that probes miss because they rely on the usual TFLOPS of a model. */
    SWEEP,
    /** Rarely, all that the query of a watch admits, where the threshold follows the market. */
    SCAN,
    /** Whether offers that were sent are still there, and at what price: known machines only. */
    CHECK,
    /** Whether offers missing from a check have left: a short answer, so it can be asked for more often. */
    RECHECK;

    /** Whether it asks for new offers, and so may exclude known machines. */
    boolean isForNews() {
        return this == PROBE || isRare();
    }

    /** Whether it is asked less often than its watch is due. */
    public boolean isRare() {
        return this == SWEEP || this == SCAN;
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
