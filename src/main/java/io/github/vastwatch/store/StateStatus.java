package io.github.vastwatch.store;

import io.github.vastwatch.vast.RowUsage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * How everything fares, as far as the state tells: the daemon and the market it sees, what was told, and what waits.
 *
 * @param rows what was read of the market with the daemon's key, on the day that it says
 * @param writtenAt when the daemon last found out that the state can be written
 */
public record StateStatus(
        Optional<DaemonStatus> daemon,
        List<WatchStatus> watches,
        List<LastAlert> alerts,
        List<ChannelState> channels,
        Optional<HeartbeatStatus> heartbeat,
        Optional<RowUsage> rows,
        Optional<Instant> writtenAt) {

    static StateStatus read(Handle handle) {
        Optional<DaemonStatus> daemon = Daemons.read(handle);
        return new StateStatus(
                daemon,
                Watches.all(handle),
                Watches.lastAlerts(handle),
                ChannelStates.all(handle),
                Heartbeats.read(handle),
                daemon.flatMap(each -> RowUsages.find(handle, each.account())),
                ActivityCounters.writtenAt(handle));
    }
}
