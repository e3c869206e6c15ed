package io.github.vastwatch.store;

import io.github.vastwatch.vast.RowUsage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The state of everything: the daemon, what it sees of the market, what was sent, and what is pending.
 *
 * @param rows what was read of the market with the daemon's key, on the day that it names
 * @param writtenAt when the daemon last tested that the state can be written
 */
public record StateStatus(
        Optional<DaemonStatus> daemon,
        List<WatchStatus> watches,
        List<LastAlert> alerts,
        List<ChannelState> channels,
        Optional<HeartbeatStatus> heartbeat,
        Optional<RowUsage> rows,
        Optional<Instant> writtenAt) {
    /** The last alert of a watch. */
    public record LastAlert(String watch, String id, Instant at) {}
}
