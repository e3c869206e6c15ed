package io.github.vastwatch.deliver;

import io.github.vastwatch.alert.Backoff;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.metrics.Numbers;
import io.github.vastwatch.notify.Notifier;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes one channel's due deliveries from the outbox and hands them to its notifier, one after another. */
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    /** How long an alert may wait when nothing else is being sent. */
    private static final long LOOK_MS = 250;
    /** Longer than any send can take, so that none is made twice at once. */
    private static final Duration LEASE = Duration.ofMinutes(5);
    /** An offer that could not be told for a day is history. */
    private static final Duration EXPIRES = Duration.ofHours(24);
    /** A full disk does not mend itself in milliseconds. */
    private static final long STORE_PAUSE_MS = 5_000;

    private final String channel;
    private final Notifier notifier;
    private final Store store;
    private final Numbers numbers;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);

    public Dispatcher(String channel, Notifier notifier, Store store, Numbers numbers, Clock clock) {
        this.channel = channel;
        this.notifier = notifier;
        this.store = store;
        this.numbers = numbers;
        this.clock = clock;
    }

    /** Sends what is due, again and again, until stopped; a send under way is finished first. */
    public void run() {
        try {
            long pause = 0;
            while (!stopped.await(pause, TimeUnit.MILLISECONDS)) {
                try {
                    pause = flush() ? 0 : LOOK_MS;
                } catch (StoreFailure e) {
                    numbers.storeFailed();
                    LOG.error("outbox of channel '{}' cannot be used ({}); trying again", channel, e.getMessage());
                    pause = STORE_PAUSE_MS;
                }
            }
        } catch (InterruptedException e) {
            LOG.info("channel '{}' was interrupted; what it was sending is tried again", channel);
        }
    }

    /** Ends {@link #run} before its next send. */
    public void stop() {
        stopped.countDown();
    }

    /** Sends the next due delivery, and says whether there was one. */
    public boolean flush() {
        List<Delivery> due = store.due(channel, clock.instant(), 1);
        due.forEach(this::send);
        return !due.isEmpty();
    }

    private void send(Delivery delivery) {
        Instant now = clock.instant();
        if (!delivery.createdAt().plus(EXPIRES).isAfter(now)) {
            finish(delivery, new Outcome.Rejected("not delivered within 24 h"));
            return;
        }
        finish(delivery, attempt(delivery, now));
    }

    private Outcome attempt(Delivery delivery, Instant now) {
        try {
            Delivery.Content content = delivery.content().orElseGet(() -> notifier.render(delivery));
            store.begin(delivery, content, now.plus(LEASE));
            return notifier.send(delivery, content, now);
        } catch (StoreFailure e) {
            throw e;
        } catch (RuntimeException e) {
            // Ours, not the world's: it must not stop the channel, nor hold back what comes after it.
            LOG.error(
                    "alert {} cannot be sent to channel '{}' by a fault of this program",
                    delivery.alert().id(),
                    channel,
                    e);
            return new Outcome.Deferred("it cannot be sent: " + e.getClass().getSimpleName(), Optional.empty());
        }
    }

    private void finish(Delivery delivery, Outcome outcome) {
        Instant now = clock.instant();
        int attempts = delivery.attempts() + 1;
        Duration pause = Backoff.after(attempts);
        if (outcome instanceof Outcome.Deferred deferred) {
            // What the receiver asks for counts, within the longest pause.
            Optional<Duration> asked = deferred.after().filter(wait -> wait.compareTo(pause) > 0);
            Duration wait = asked.orElse(pause);
            Duration until = wait.compareTo(Backoff.LONGEST) > 0 ? Backoff.LONGEST : wait;
            store.record(delivery, outcome, now, now.plus(until));
            numbers.attempted(channel, "deferred");
            LOG.warn(
                    "alert {} for channel '{}' was deferred ({}); attempt {} in {}",
                    delivery.alert().id(),
                    channel,
                    deferred.reason(),
                    attempts + 1,
                    until);
            return;
        }
        store.record(delivery, outcome, now, now);
        if (outcome instanceof Outcome.Rejected rejected) {
            numbers.attempted(channel, "rejected");
            LOG.error(
                    "alert {} for channel '{}' was rejected ({}); it is not tried again",
                    delivery.alert().id(),
                    channel,
                    rejected.reason());
        } else {
            numbers.attempted(channel, "delivered");
            LOG.info(
                    "alert {} ({}{}) was delivered to channel '{}', attempt {}",
                    delivery.alert().id(),
                    delivery.alert().kind(),
                    delivery.alert()
                            .watch()
                            .map(watch -> " of watch '" + watch + "'")
                            .orElse(""),
                    channel,
                    attempts);
        }
    }
}
