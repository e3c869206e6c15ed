package io.github.vastwatch.alert;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One alert on its way to one channel.
 *
 * @param id the same over every attempt, so that a receiver can drop repeats
 * @param createdAt when it was put into the outbox, or back into it; from then on it expires
 * @param attempts how often it was tried
 * @param content the exact bytes that the first attempt sent, and every later one sends again; empty before the first
 * @param refusals how many of the attempts were refused
 * @param mayHaveArrived whether one of the attempts may have arrived without a confirmation
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
        boolean mayHaveArrived,
        List<String> settled) {
    public Delivery {
        settled = List.copyOf(settled);
    }

    /** A delivery without refusals or settled recipients. */
    public Delivery(
            String id, String channel, Alert alert, Instant createdAt, int attempts, Optional<Content> content) {
        this(id, channel, alert, createdAt, attempts, content, 0, false, List.of());
    }

    /**
     * One of an alert for each of its channels.
     *
     * @param ids gives each an id of its own
     */
    public static List<Delivery> of(Alert alert, List<String> channels, Supplier<String> ids) {
        return channels.stream()
                .distinct()
                .map(channel -> new Delivery("msg_" + ids.get(), channel, alert, alert.at(), 0, Optional.empty()))
                .toList();
    }

    /** The alerts of some deliveries, each once, in order. */
    public static List<Alert> alerts(List<Delivery> deliveries) {
        Map<String, Alert> byId = new LinkedHashMap<>();
        deliveries.forEach(each -> byId.putIfAbsent(each.alert().id(), each.alert()));
        return List.copyOf(byId.values());
    }

    /** This delivery with a changed alert. */
    public Delivery with(Alert other) {
        return new Delivery(id, channel, other, createdAt, attempts, content, refusals, mayHaveArrived, settled);
    }

    /** This delivery with its bytes. */
    public Delivery with(Content bytes) {
        return new Delivery(
                id, channel, alert, createdAt, attempts, Optional.of(bytes), refusals, mayHaveArrived, settled);
    }

    /** What takes its place under another id: nothing was ever sent under that one. */
    public Delivery replacedBy(String otherId, Alert other) {
        return new Delivery(otherId, channel, other, createdAt, attempts, Optional.empty(), refusals, false, List.of());
    }

    /** The same, put into the outbox at another time. */
    Delivery at(Instant created) {
        return new Delivery(id, channel, alert, created, attempts, content, refusals, mayHaveArrived, settled);
    }

    /** Whether a receiver may have it, or one of several recipients. */
    boolean mayHaveReachedSome() {
        return mayHaveArrived || !settled.isEmpty();
    }

    /** Bytes that do not change any more. */
    public record Content(String text) {}

    /**
     * A delivery with its bytes, just made.
     *
     * @param failure why the channel's template failed, if it did
     */
    public record Rendered(Delivery delivery, Optional<String> failure) {}
}
