package io.github.vastwatch.deliver;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.RetrySchedule;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Notifier;
import io.github.vastwatch.notify.channel.Rendering;
import io.github.vastwatch.store.ClaimRequest;
import io.github.vastwatch.store.ClaimedDelivery;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The outbound loop of one channel: sends its due deliveries from the outbox, a few at the same time. */
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);
    /** The longest wait of an alert while nothing else is being sent. */
    private static final long LOOK_MS = 250;
    /** Longer than any send, so that no delivery is sent twice at the same time. */
    private static final Duration LEASE = Duration.ofMinutes(15);
    /** A full disk is not fixed within milliseconds. */
    private static final Duration STORE_PAUSE = Duration.ofSeconds(5);

    private final Channel channel;
    private final Notifier notifier;
    private final Store store;
    private final Clock clock;
    private final RetrySchedule retrySchedule;
    private final long storePauseMs;
    private final DeliveryLog deliveryLog;
    private final CountDownLatch stopped = new CountDownLatch(1);

    public Dispatcher(Channel channel, Notifier notifier, Store store, Metrics numbers, Clock clock) {
        this(channel, notifier, store, numbers, clock, new RetrySchedule(new Random()), STORE_PAUSE);
    }

    Dispatcher(
            Channel channel,
            Notifier notifier,
            Store store,
            Metrics numbers,
            Clock clock,
            RetrySchedule retrySchedule,
            Duration storePause) {
        this(channel, notifier, store, clock, retrySchedule, storePause, DeliveryLog.ofADaemon(channel, numbers));
    }

    private Dispatcher(
            Channel channel,
            Notifier notifier,
            Store store,
            Clock clock,
            RetrySchedule retrySchedule,
            Duration storePause,
            DeliveryLog deliveryLog) {
        this.channel = channel;
        this.notifier = notifier;
        this.store = store;
        this.clock = clock;
        this.retrySchedule = retrySchedule;
        this.storePauseMs = storePause.toMillis();
        this.deliveryLog = deliveryLog;
    }

    /** Sends what is due until stopped; a send in progress finishes first. */
    public void run() {
        List<Thread> others = new ArrayList<>();
        for (int number = 2; number <= channel.deliveryLimits().concurrency(); number++) {
            // For new deliveries only, so that hanging retries do not delay them.
            Thread other = new Thread(() -> work(false), Thread.currentThread().getName() + "-" + number);
            other.setDaemon(true);
            other.setUncaughtExceptionHandler(Thread.currentThread().getUncaughtExceptionHandler());
            other.start();
            others.add(other);
        }
        work(true);
        try {
            for (Thread other : others) {
                other.join();
            }
        } catch (InterruptedException e) {
            others.forEach(Thread::interrupt);
        }
    }

    private void work(boolean retries) {
        try {
            long pause = 0;
            while (!stopped.await(pause, TimeUnit.MILLISECONDS)) {
                try {
                    pause = flush(retries, clock.instant()) ? 0 : LOOK_MS;
                } catch (StoreFailure e) {
                    deliveryLog.storeFailed(e);
                    pause = storePauseMs;
                }
            }
        } catch (InterruptedException e) {
            LOG.info("channel '{}' was interrupted; its current delivery will be retried", channel.name());
        }
    }

    /** Ends {@link #run} before its next send. */
    public void stop() {
        stopped.countDown();
    }

    /** Sends everything that is due now once; failures wait for a later run. */
    public static void drain(Channel channel, Store store, Metrics numbers, Clock clock) {
        Instant due = clock.instant();
        try (Notifier notifier = channel.notifier()) {
            Dispatcher dispatcher = new Dispatcher(
                    channel,
                    notifier,
                    store,
                    clock,
                    new RetrySchedule(new Random()),
                    STORE_PAUSE,
                    DeliveryLog.ofOneRun(channel, numbers));
            while (dispatcher.flush(due)) {}
        }
    }

    /** Sends the next delivery that was due then; false if there was none. */
    boolean flush(Instant due) {
        try {
            return flush(true, due);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean flush(boolean retries, Instant until) throws InterruptedException {
        Instant now = clock.instant();
        Instant expired = now.minus(channel.deliveryLimits().expires());
        Optional<ClaimedDelivery> due = store.claim(
                new ClaimRequest(channel.name(), until, now.plus(LEASE), expired, retries, "msg_" + UUID.randomUUID()));
        if (due.isEmpty()) {
            if (retries) {
                notifier.rest();
            }
            return false;
        }
        Delivery delivery = due.get().delivery();
        deliveryLog.claimed(due.get());
        if (!due.get().isToSend()) {
            return true;
        }
        finish(
                delivery,
                delivery.createdAt().isAfter(expired)
                        ? attempt(delivery, now)
                        : new Outcome.Rejected("not delivered within "
                                + DeliveryLog.duration(channel.deliveryLimits().expires())));
        return true;
    }

    private Outcome attempt(Delivery delivery, Instant now) {
        Delivery.Content content;
        try {
            content = delivery.content().orElseGet(() -> fixed(delivery, now));
        } catch (StoreFailure e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // A retry would fail the same way, and later deliveries must not wait.
            deliveryLog.isBug(delivery, e);
            return new Outcome.Rejected(
                    "the message cannot be rendered: " + e.getClass().getSimpleName());
        }
        try {
            return notifier.send(delivery, content, now);
        } catch (RuntimeException e) {
            deliveryLog.isBug(delivery, e);
            // It is unknown where it failed: the receiver may have the message.
            return Outcome.Deferred.unknown(
                    "a bug: " + e.getClass().getSimpleName());
        }
    }

    private Delivery.Content fixed(Delivery delivery, Instant now) {
        Rendering rendering = notifier.render(delivery, now);
        store.fix(delivery, rendering.content(), rendering.failure(), now);
        rendering.failure().ifPresent(failure -> deliveryLog.templateFailed(delivery, failure));
        return rendering.content();
    }

    /** A successful send must be recorded, however long the disk is full. */
    private void finish(Delivery delivery, Outcome outcome) throws InterruptedException {
        Instant now = clock.instant();
        Optional<Instant> next = retrySchedule.next(delivery, outcome, now);
        while (true) {
            try {
                Optional<Instant> failedSince = store.record(delivery, outcome, now, next);
                deliveryLog.ended(delivery, outcome, now, next);
                failedSince.ifPresent(since -> deliveryLog.worksAgain(since, now));
                return;
            } catch (StoreFailure e) {
                deliveryLog.storeFailed(e);
                if (stopped.await(storePauseMs, TimeUnit.MILLISECONDS)) {
                    throw e;
                }
            }
        }
    }
}
