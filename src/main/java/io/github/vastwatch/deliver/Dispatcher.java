package io.github.vastwatch.deliver;

import io.github.vastwatch.alert.Backlog;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.LatestOffers;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.MissedAlertsNote;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.RetrySchedule;
import io.github.vastwatch.alert.Revalidation;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Notifier;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.store.Outbox;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.text.Durations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outbound loop of one channel: claims its due deliveries from the outbox, revalidates, renders and sends them, and
 * records the outcomes, a few at the same time.
 */
public final class Dispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

    /** How late a retry may be, or a delivery that another process put back; what this process commits wakes it at once. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(2);
    /** Longer than any send, so that no delivery is sent twice at the same time. */
    private static final Duration LEASE = Duration.ofMinutes(15);
    /** A full disk is not fixed within milliseconds. */
    private static final Duration STORE_PAUSE = Duration.ofSeconds(5);

    private static final Outcome UNRENDERABLE = new Outcome.Rejected("the message cannot be rendered because of a bug");

    private final Channel channel;
    private final Notifier notifier;
    private final Store store;
    private final Outbox outbox;
    private final Clock clock;
    private final RetrySchedule retrySchedule;
    private final Duration storePause;
    private final DeliveryLog deliveryLog;
    private final CountDownLatch stopped = new CountDownLatch(1);

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
        this.store = store;
        this.outbox = store.outbox();
        this.clock = clock;
        this.retrySchedule = retrySchedule;
        this.storePause = storePause;
        this.deliveryLog = deliveryLog;
    }

    /** Sends what is due until stopped; a send in progress finishes first. */
    public void run() {
        List<Thread> others = new ArrayList<>();
        for (int number = 2; number <= channel.limits().concurrency(); number++) {
            // For first attempts only, so that hanging retries do not delay them.
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
            while (stopped.getCount() > 0) {
                long seen = outbox.changes().count();
                try {
                    if (!deliverNext(retries, clock.instant()) && stopped.getCount() > 0) {
                        outbox.changes().await(seen, LOOK_EVERY);
                    }
                } catch (StoreFailure e) {
                    deliveryLog.storeFailed(e);
                    stopped.await(storePause.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
        } catch (InterruptedException e) {
            LOG.info("channel '{}' was interrupted; its current delivery will be retried", channel.name());
        }
    }

    /** Ends {@link #run} before its next send. */
    public void stop() {
        stopped.countDown();
        outbox.changes().raise();
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

    /** Sends the next delivery that was due then; false if there was none. */
    boolean flush(Instant due) {
        try {
            return deliverNext(true, due);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean deliverNext(boolean retries, Instant due) throws InterruptedException {
        Instant now = clock.instant();
        Optional<Delivery> claimed = claim(retries, due, now);
        if (claimed.isEmpty()) {
            if (retries) {
                notifier.rest();
            }
            return false;
        }
        Delivery delivery = claimed.get();
        if (isExpired(delivery, now)) {
            record(
                    delivery,
                    new Outcome.Rejected("not delivered within "
                            + Durations.of(channel.limits().expires())));
            return true;
        }
        Optional<Delivery> current = revalidate(delivery, now);
        if (current.isPresent()) {
            Outcome outcome = render(current.get(), now)
                    .map(content -> send(current.get(), content, now))
                    .orElse(UNRENDERABLE);
            record(current.get(), outcome);
        }
        return true;
    }

    private Optional<Delivery> claim(boolean retries, Instant due, Instant now) {
        return outbox.claim(new Outbox.ClaimRequest(channel.name(), due, now.plus(LEASE), expiredAt(now), retries));
    }

    /** What was put into the outbox then or before has expired. */
    private Instant expiredAt(Instant now) {
        return now.minus(channel.limits().expires());
    }

    /**
     * Compares a late delivery with the newest answers.
     *
     * @return what to send; empty where nothing of it is true any more, or where it waits for its next claim because it
     *     stands for others now
     */
    private Optional<Delivery> revalidate(Delivery delivery, Instant now) {
        if (isFolded(delivery, now)) {
            return Optional.empty();
        }
        if (!Revalidation.isDue(delivery, now)) {
            return Optional.of(withMissed(delivery, now));
        }
        List<OfferKey> offers =
                delivery.alert().matches().stream().map(Match::key).toList();
        Revalidation revalidation = Revalidation.of(delivery.alert(), latest(delivery, offers));
        if (revalidation instanceof Revalidation.Superseded superseded) {
            outbox.supersede(delivery.with(superseded.alert()), now, superseded.reason(), superseded.isMissed());
            deliveryLog.superseded(delivery, superseded);
            return Optional.empty();
        }
        if (revalidation instanceof Revalidation.Changed changed) {
            return Optional.of(withMissed(changed(delivery, changed, now), now));
        }
        return Optional.of(withMissed(delivery, now));
    }

    private boolean isExpired(Delivery delivery, Instant now) {
        return !delivery.createdAt().isAfter(expiredAt(now));
    }

    /** Whether a delivery has a backlog that it stands for from now on. */
    private boolean isFolded(Delivery delivery, Instant now) {
        Optional<Backlog> begun = Backlog.of(delivery, now);
        if (begun.isEmpty()) {
            return false;
        }
        Backlog backlog = begun.get();
        outbox.lateBeside(delivery, now, backlog::add);
        if (!backlog.isLargeEnough()) {
            return false;
        }
        Delivery folded = backlog.delivery(delivery, newId(), latest(delivery, backlog.offers()));
        if (outbox.fold(delivery, folded, backlog.others(), now)) {
            deliveryLog.folded(folded, backlog.others().size());
        }
        return true;
    }

    private LatestOffers latest(Delivery delivery, Collection<OfferKey> offers) {
        return delivery.alert()
                .watch()
                .map(watch -> store.offers().latest(watch, offers))
                .orElseGet(() -> new LatestOffers(Map.of(), 0, Optional.empty()));
    }

    /** Stored bytes stay those of their id; a changed message is sent under a new one. */
    private Delivery changed(Delivery delivery, Revalidation.Changed changed, Instant now) {
        boolean isStored = delivery.content().isPresent();
        Delivery current = isStored ? delivery.replacedBy(newId(), changed.alert()) : delivery.with(changed.alert());
        if (isStored) {
            outbox.replace(delivery, current, now, "parts of it are no longer true");
        } else {
            outbox.change(current);
        }
        deliveryLog.changed(delivery, current);
        return current;
    }

    /** A message whose bytes are not stored yet reports what the channel missed while it was down. */
    private Delivery withMissed(Delivery delivery, Instant now) {
        if (delivery.content().isPresent()) {
            return delivery;
        }
        MissedAlertsNote note = new MissedAlertsNote();
        outbox.claimMissed(delivery, note::add);
        return note.isEmpty() ? delivery : delivery.with(delivery.alert().with(MissedAlertsNote.FACT, note.words(now)));
    }

    private static String newId() {
        return "msg_" + UUID.randomUUID();
    }

    /** The bytes of a delivery; empty where a bug keeps them from being made. */
    private Optional<Delivery.Content> render(Delivery delivery, Instant now) {
        try {
            return Optional.of(delivery.content().orElseGet(() -> renderAndStore(delivery, now)));
        } catch (StoreFailure e) {
            throw e;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // A retry would fail the same way, and later deliveries must not wait.
            deliveryLog.failedWithBug(delivery, e);
            return Optional.empty();
        }
    }

    private Delivery.Content renderAndStore(Delivery delivery, Instant now) {
        Notifier.Rendering rendering = notifier.render(delivery, now);
        outbox.storeContent(delivery, rendering.content(), rendering.failure(), now);
        rendering.failure().ifPresent(failure -> deliveryLog.templateFailed(delivery, failure));
        return rendering.content();
    }

    private Outcome send(Delivery delivery, Delivery.Content content, Instant now) {
        try {
            return notifier.send(delivery, content, now);
        } catch (RuntimeException e) {
            deliveryLog.failedWithBug(delivery, e);
            // It is unknown where it failed: the receiver may have the message.
            return Outcome.Deferred.unknown("a bug: " + e.getClass().getSimpleName());
        }
    }

    /** A successful send must be recorded, however long the disk is full. */
    private void record(Delivery delivery, Outcome outcome) throws InterruptedException {
        Instant now = clock.instant();
        Optional<Instant> next = retrySchedule.next(delivery, outcome, now);
        while (true) {
            try {
                Optional<Instant> failedSince = outbox.record(delivery, outcome, now, next);
                deliveryLog.ended(delivery, outcome, now, next);
                failedSince.ifPresent(since -> deliveryLog.worksAgain(since, now));
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
