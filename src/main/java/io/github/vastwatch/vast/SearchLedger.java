package io.github.vastwatch.vast;

import java.time.Duration;
import java.util.Optional;

/** Counts the searches of accounts for all programs that share it, and keeps the pauses that the server asks for. */
public interface SearchLedger {
    /**
     * Counts a search, unless it has to wait.
     *
     * @param perMinute the maximum number of searches in any minute
     * @param interval the minimum interval between two
     * @return the wait until it may be tried again, zero if it was counted; empty if the ledger cannot be written, and nothing
     *     may be sent
     */
    Optional<Duration> take(String account, int perMinute, Duration interval);

    /** Has all programs send nothing for a while. */
    void pause(String account, Duration pause);

    /** How long nothing is to be sent; zero if that is not so, or not known. */
    Duration pause(String account);
}
