package io.github.vastwatch.store;

import io.github.vastwatch.vast.RowUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The state of everything: the daemon, what it sees of the market, what was sent, and what is pending.
 *
 * @param rows what was read of the market with the daemon's key, on the day that it names
 * @param writtenAt when the daemon last tested that the state can be written
 * @param nodes the daemons that share the state, where it can be shared
 */
public record StateStatus(
        Optional<DaemonStatus> daemon,
        List<WatchStatus> watches,
        List<LastAlert> alerts,
        List<ChannelState> channels,
        Optional<HeartbeatStatus> heartbeat,
        Optional<RowUsage> rows,
        Optional<Instant> writtenAt,
        Optional<Cluster.Nodes> nodes) {
    /** Three tests that it can be written. */
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(90);

    /** How long a running daemon has not written its state, which it does every half minute; empty if it does. */
    public Optional<Duration> unwritten(Instant now) {
        return Stream.concat(writtenAt.stream(), daemon.map(DaemonStatus::startedAt).stream())
                .max(Instant::compareTo)
                .map(last -> Duration.between(last, now))
                .filter(late -> late.compareTo(WRITE_TIMEOUT) > 0);
    }

    /** The last alert of a watch. */
    public record LastAlert(String watch, String id, Instant at) {}
}
