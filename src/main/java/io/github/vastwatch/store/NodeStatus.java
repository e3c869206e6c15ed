package io.github.vastwatch.store;

import java.time.Instant;
import java.util.Optional;

/**
 * One of the daemons that share a state.
 *
 * @param generation of the config that it holds
 * @param seenAt when it last said that it is there, by the database's clock
 * @param alive whether that was within 15 s
 * @param polling whether it took the last turn to poll, and may take the next
 * @param aside why it stands aside
 * @param unansweredSince since when Vast.ai has answered none of its searches
 */
public record NodeStatus(
        String id,
        String host,
        long pid,
        String version,
        int generation,
        Instant startedAt,
        Instant seenAt,
        boolean alive,
        boolean polling,
        Optional<String> aside,
        Optional<Instant> unansweredSince) {}
