package io.github.vastwatch.deliver;

import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.RetrySchedule;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Notifier;
import io.github.vastwatch.store.ChangeSignal;
import io.github.vastwatch.store.Outbox;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.text.Durations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbound loop of one channel: claims its due deliveries from the outbox, revalidates and renders them, has them sent,
 * several at the same time, and records the outcomes. Each step takes one transaction for many deliveries.
 */
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** Longer than any send, so that no delivery is sent twice at the same time. */
    private static final Duration LEASE = Duration.ofMinutes(15);
    /** A full disk is not fixed within milliseconds. */
    private static final Duration STORE_PAUSE = Duration.ofSeconds(5);
    /**
     * How many deliveries are claimed at once. After a crash, claimed deliveries that were not yet sent are treated as
     * possibly sent.
     */
    private static final int MOST_CLAIMED = 32;

    private static final Outcome UNRENDERABLE = new Outcome.Rejected("the message cannot be rendered because of a bug");

    /** Without a known time, only a change ends the wait. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final Channel channel;
    private final Notifier notifier;
    private final Outbox outbox;
    private final Clock clock;
    private final RetrySchedule retrySchedule;
    private final Duration storePause;
    private final DeliveryLog deliveryLog;
    private final Preparation preparation;
    private final ChangeSignal changes;
    private final Sends sends;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private int atOnce = MOST_CLAIMED;

    public Dispatcher(Channel channel, Notifier notifier, Store store, Metrics metrics, Clock clock) {
        this(
                channel,
                notifier,
                store,
                clock,
                new RetrySchedule(new Random()),
                STORE_PAUSE,
                DeliveryLog.ofADaemon(channel, metrics));
    }

    /** @param storePause how long to wait when the store fails */
    Dispatcher(
            Channel channel,
            Notifier notifier,
            Store store,
            Clock clock,
            RetrySchedule retrySchedule,
            Duration storePause,
            DeliveryLog deliveryLog) {
        this.channel = channel;
        this.notifier = notifier;
        this.outbox = store.outbox();
        this.clock = clock;
        this.retrySchedule = retrySchedule;
        this.storePause = storePause;
        this.deliveryLog = deliveryLog;
        this.preparation = new Preparation(notifier, store, deliveryLog);
        this.changes = outbox.changes(channel.name());
        this.sends = new Sends(concurrency(), this::send, changes, clock, this::thread);
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "send-" + channel.name());
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(Thread.currentThread().getUncaughtExceptionHandler());
        return thread;
    }

    /** Sends what is due until stopped; sends in progress finish first. */
    public void run() {
        try {
            while (stopped.getCount() > 0) {
                long seen = changes.count();
                try {
                    boolean isSending = deliverNext(clock.instant());
                    deliveryLog.storeWorks();
                    if (!isSending) {
                        changes.await(seen, pause());
                    }
                } catch (StoreFailure e) {
                    deliveryLog.storeFailed(e);
                    stopped.await(storePause.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
            settle();
        } catch (InterruptedException e) {
            LOG.info("channel '{}' was interrupted; its current deliveries will be retried", channel.name());
            interrupted();
        } catch (StoreFailure e) {
            deliveryLog.storeFailed(e);
        }
    }

    /** Ends {@link #run} before its next send. */
    public void stop() {
        stopped.countDown();
        sends.stop();
        changes.raise();
    }

    private void interrupted() {
        sends.interrupt();
        try {
            settle();
        } catch (InterruptedException | StoreFailure e) {
            LOG.debug("outcomes were not recorded ({})", e.getMessage());
        }
    }

    /** The time until the next delivery is due; a change ends the wait. */
    private Duration pause() {
        if (!sends.isIdle()) {
            return Sends.HOLD;
        }
        Instant now = clock.instant();
        return outbox.nextClaim(request(now, now))
                .map(due -> Duration.between(now, due))
                .filter(wait -> wait.compareTo(LONGEST_WAIT) < 0)
                .orElse(LONGEST_WAIT);
    }

    /** Sends everything that is due now once; failures wait for a later run. */
    public static void drain(Channel channel, Store store, Metrics metrics, Clock clock) {
        Instant due = clock.instant();
        try (Notifier notifier = channel.notifier()) {
            Dispatcher dispatcher = new Dispatcher(
                    channel,
                    notifier,
                    store,
                    clock,
                    new RetrySchedule(new Random()),
                    STORE_PAUSE,
                    DeliveryLog.ofOneRun(channel, metrics));
            while (dispatcher.flush(due)) {}
        }
    }

    /** Sends the next deliveries that were due then; false if there were none. */
    boolean flush(Instant due) {
        try {
            boolean isAny = deliverNext(due);
            settle();
            return isAny;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits until nothing is being sent any more, and records how it ended. */
    private void settle() throws InterruptedException {
        while (!sends.isIdle()) {
            long seen = changes.count();
            finish();
            if (!sends.isIdle()) {
                changes.await(seen, Sends.HOLD);
            }
        }
    }

    /** Records what has ended, then claims, revalidates, renders and begins to send what is due; false if nothing was. */
    private boolean deliverNext(Instant due) throws InterruptedException {
        finish();
        Instant now = clock.instant();
        List<Delivery> claimed = sends.hasRoom() ? claim(due, now) : List.of();
        if (claimed.isEmpty()) {
            if (sends.isIdle()) {
                notifier.rest();
            }
            return false;
        }
        try {
            List<Delivery> current = revalidated(claimed, now);
            List<Delivery> rendered = preparation.rendered(current, now);
            sends.begin(rendered);
            Set<String> made = rendered.stream().map(Delivery::id).collect(Collectors.toSet());
            record(current.stream()
                    .filter(delivery -> !made.contains(delivery.id()))
                    .map(delivery -> attempt(delivery, UNRENDERABLE))
                    .toList());
        } catch (StoreFailure e) {
            outbox.release(claimed);
            throw e;
        }
        return true;
    }

    private List<Delivery> claim(Instant due, Instant now) {
        List<Delivery> claimed = outbox.claim(request(due, now));
        if (claimed.size() == atOnce) {
            atOnce = Math.min(MOST_CLAIMED, atOnce + concurrency());
        }
        return claimed;
    }

    private Outbox.ClaimRequest request(Instant due, Instant now) {
        return new Outbox.ClaimRequest(channel.name(), atOnce, due, now.plus(LEASE), expiredAt(now), !sends.hasRetry());
    }

    private int concurrency() {
        return channel.limits().concurrency();
    }

    /** What was put into the outbox then or before has expired. */
    private Instant expiredAt(Instant now) {
        return now.minus(channel.limits().expires());
    }

    private List<Delivery> revalidated(List<Delivery> claimed, Instant now) throws InterruptedException {
        List<Delivery> current = new ArrayList<>();
        List<Attempt> expired = new ArrayList<>();
        for (Delivery delivery : claimed) {
            if (delivery.createdAt().isAfter(expiredAt(now))) {
                preparation.revalidated(delivery, now).ifPresent(current::add);
            } else {
                expired.add(attempt(
                        delivery,
                        new Outcome.Rejected("not delivered within "
                                + Durations.of(channel.limits().expires()))));
            }
        }
        record(expired);
        return current;
    }

    private Attempt send(Delivery delivery) {
        try {
            return attempt(delivery, notifier.send(delivery, delivery.content().orElseThrow(), clock.instant()));
        } catch (RuntimeException e) {
            deliveryLog.failedWithBug(delivery, e);
            // It is unknown where it failed: the receiver may have the message.
            return attempt(
                    delivery, Outcome.Deferred.unknown("a bug: " + e.getClass().getSimpleName()));
        }
    }

    private Attempt attempt(Delivery delivery, Outcome outcome) {
        Instant now = clock.instant();
        return new Attempt(delivery, outcome, now, retrySchedule.next(delivery, outcome, now));
    }

    /** Records what has ended, and gives back what was claimed and not sent in time. */
    private void finish() throws InterruptedException {
        record(sends.ended());
        List<Delivery> unsent = sends.unsent();
        if (!unsent.isEmpty()) {
            outbox.release(unsent);
            atOnce = Math.max(concurrency(), atOnce / 2);
        }
    }

    /** A successful send must be recorded, however long the disk is full. */
    private void record(List<Attempt> attempts) throws InterruptedException {
        while (!attempts.isEmpty()) {
            try {
                Optional<Instant> failedSince = outbox.record(attempts);
                deliveryLog.storeWorks();
                attempts.forEach(deliveryLog::ended);
                failedSince.ifPresent(since -> deliveryLog.worksAgain(since, clock.instant()));
                return;
            } catch (StoreFailure e) {
                deliveryLog.storeFailed(e);
                if (stopped.await(storePause.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw e;
                }
            }
        }
    }
}
