package io.github.vastwatch.alert;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One alert on its way to one channel.
 *
 * @param id the same over every attempt, so that a receiver can drop repeats
 * @param createdAt when it was put into the outbox, or back into it; from then on it expires
 * @param attempts how often it was tried
 * @param content the exact bytes that the first attempt sent, and every later one sends again; empty before the first
 * @param refusals how many of the attempts were refused
 * @param isDoubtful whether one of the attempts may have arrived though nobody said so
 * @param settled the recipients that are done with, as the notifier wrote them
 */
public record Delivery(
        String id,
        String channel,
        Alert alert,
        Instant createdAt,
        int attempts,
        Optional<Content> content,
        int refusals,
        boolean isDoubtful,
        List<String> settled) {
    public Delivery {
        settled = List.copyOf(settled);
    }

    /** One that nobody has refused or settled. */
    public Delivery(
            String id, String channel, Alert alert, Instant createdAt, int attempts, Optional<Content> content) {
        this(id, channel, alert, createdAt, attempts, content, 0, false, List.of());
    }

    /** The same of another state of its alert. */
    public Delivery with(Alert other) {
        return new Delivery(id, channel, other, createdAt, attempts, content, refusals, isDoubtful, settled);
    }

    /** What takes its place under another id: nothing was ever sent under that one. */
    public Delivery replacedBy(String otherId, Alert other) {
        return new Delivery(otherId, channel, other, createdAt, attempts, Optional.empty(), refusals, false, List.of());
    }

    /** Whether somebody may have it. */
    boolean mayHaveArrived() {
        return isDoubtful || !settled.isEmpty();
    }

    /** Bytes that do not change any more. */
    public record Content(String text) {}
}
