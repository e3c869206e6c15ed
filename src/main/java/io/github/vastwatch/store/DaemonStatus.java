package io.github.vastwatch.store;

import io.github.vastwatch.vast.RowUsage;
import java.time.Instant;
import java.util.Optional;

/**
 * The daemon that uses the state, or used it last.
 *
 * @param config the file it was started with
 * @param generation how many configs it has loaded, from 1
 * @param loadedAt when it loaded the last
 * @param refusal why the present config was refused, if it was
 * @param requests searches since the start
 * @param pauseUntil until when nothing is asked
 * @param account whose rows it counts
 */
public record DaemonStatus(
        long pid,
        String version,
        Instant startedAt,
        String config,
        int generation,
        Instant loadedAt,
        Optional<Refusal> refusal,
        long requests,
        int requestsPerMinute,
        Optional<Instant> pauseUntil,
        String account,
        RowUsage.Limit limit) {

    /** A config that was refused. */
    public record Refusal(Instant at, String reason) {}
}
