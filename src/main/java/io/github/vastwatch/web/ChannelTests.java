package io.github.vastwatch.web;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Notifier;
import io.github.vastwatch.notify.message.SampleAlert;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Sends synthetic alerts marked TEST to channels, one at a time, and remembers what each channel answered last. */
final class ChannelTests {
    private final Clock clock;
    /** A channel that does not answer takes minutes. */
    private final Semaphore isFree = new Semaphore(1);

    private final Map<String, Result> results = new ConcurrentHashMap<>();

    ChannelTests(Clock clock) {
        this.clock = clock;
    }

    /**
     * How a test ended.
     *
     * @param answer the receiver's, or why there is none
     */
    record Result(Instant at, boolean delivered, String answer, long milliseconds) {
        public String words() {
            return (delivered ? "delivered: " : "not delivered: ") + answer + " (after " + milliseconds + " ms)";
        }
    }

    /** The last test of a channel. */
    Optional<Result> last(String channel) {
        return Optional.ofNullable(results.get(channel));
    }

    /** Tests a channel; empty while another test is being sent. */
    Optional<Result> send(Channel channel) {
        if (!isFree.tryAcquire()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        Delivery delivery = new Delivery(
                "msg_" + UUID.randomUUID(), channel.name(), SampleAlert.NEW.sample(now), now, 0, Optional.empty());
        try (Notifier notifier = channel.notifier()) {
            long began = System.nanoTime();
            Outcome outcome =
                    notifier.send(delivery, notifier.render(delivery, now).content(), now);
            Result result = new Result(
                    now,
                    outcome instanceof Outcome.Delivered,
                    outcome.answer(),
                    Duration.ofNanos(System.nanoTime() - began).toMillis());
            results.put(channel.name(), result);
            return Optional.of(result);
        } finally {
            isFree.release();
        }
    }
}
