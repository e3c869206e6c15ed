package io.github.vastwatch.vast;

import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Where the rows that accounts read are counted, for all programs that share it. Empty where it cannot be read or written:
 * then a client counts for itself.
 */
public interface RowLedger {
    /** What is known of the rows of an account at {@code now}. */
    Optional<RowUsage> usage(String account, Instant now);

    /** Changes that, and returns what it is then. */
    Optional<RowUsage> change(String account, Instant now, UnaryOperator<RowUsage> change);
}
