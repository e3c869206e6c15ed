package io.github.vastwatch.store;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** How everything fares, as far as the state tells: the daemon and the market it sees, what was told, and what waits. */
public record StateStatus(
        Optional<DaemonStatus> daemon,
        List<WatchStatus> watches,
        List<LastAlert> alerts,
        List<ChannelState> channels,
        Optional<HeartbeatStatus> heartbeat) {

    static StateStatus read(Handle handle) {
        return new StateStatus(
                Daemons.read(handle),
                Watches.all(handle),
                Watches.lastAlerts(handle),
                ChannelStates.all(handle),
                Heartbeats.read(handle));
    }
}
