package io.github.vastwatch.store;

import java.util.List;
import java.util.Optional;

/** How everything fares, as far as the state tells: the daemon and the market it sees, what was told, and what waits. */
public record StateStatus(
        Optional<DaemonStatus> daemon,
        List<WatchStatus> watches,
        List<LastAlert> alerts,
        List<ChannelState> channels) {}
