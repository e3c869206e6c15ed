package io.github.vastwatch.deliver;

import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.store.ChangeSignal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * The deliveries of a channel that are to be sent now: those that wait, in order, those that threads are sending, and
 * those that have ended.
 */
final class Sends {
    /** What has not begun by then is given back: it may be late by the time it begins, and order is kept for seconds only. */
    static final Duration HOLD = Duration.ofSeconds(1);

    /** How many outcomes are recorded at once while more is sent; after a crash these may be sent again. */
    private static final int TOGETHER = 16;

    /** Threads end when there is nothing to send. */
    private static final Duration IDLE = Duration.ofSeconds(5);

    private final int most;
    private final Function<Delivery, Attempt> send;
    private final ChangeSignal changes;
    private final Clock clock;
    private final ThreadPoolExecutor threads;
    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private List<Attempt> ended = new ArrayList<>();
    private List<Delivery> unsent = new ArrayList<>();
    private Instant begunAt = Instant.EPOCH;
    private int running;
    private int retries;
    private boolean isStopped;

    /**
     * @param most how many are sent at the same time
     * @param changes is raised when something ended
     */
    Sends(int most, Function<Delivery, Attempt> send, ChangeSignal changes, Clock clock, ThreadFactory threadFactory) {
        this.most = most;
        this.send = send;
        this.changes = changes;
        this.clock = clock;
        this.threads = new ThreadPoolExecutor(
                most, most, IDLE.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(), threadFactory);
        threads.allowCoreThreadTimeOut(true);
    }

    /** Sends these, in this order. */
    synchronized void begin(List<Delivery> deliveries) {
        waiting.addAll(deliveries);
        retries += (int) deliveries.stream().filter(Sends::isRetry).count();
        begunAt = clock.instant();
        if (isStopped) {
            giveBack();
        }
        for (int more = Math.min(most - running, waiting.size()); more > 0; more--) {
            running++;
            threads.execute(this::work);
        }
    }

    private void work() {
        boolean isDone = false;
        try {
            for (Optional<Delivery> next = next(); next.isPresent(); next = next()) {
                end(send.apply(next.get()));
            }
            isDone = true;
        } finally {
            if (!isDone) {
                leave();
            }
        }
    }

    private synchronized Optional<Delivery> next() {
        Optional<Delivery> next = Optional.ofNullable(waiting.poll());
        if (next.isEmpty()) {
            leave();
        }
        return next;
    }

    private synchronized void leave() {
        running--;
        changes.raise();
    }

    private synchronized void end(Attempt attempt) {
        ended.add(attempt);
        retries -= isRetry(attempt.delivery()) ? 1 : 0;
        if (attempt.outcome() instanceof Outcome.Rejected rejected && rejected.stops()) {
            giveBack();
        }
        if (ended.size() >= TOGETHER) {
            changes.raise();
        }
    }

    private void giveBack() {
        retries -= (int) waiting.stream().filter(Sends::isRetry).count();
        unsent.addAll(waiting);
        waiting.clear();
    }

    private static boolean isRetry(Delivery delivery) {
        return delivery.attempts() > 0;
    }

    /** What has ended since the last call, in order. */
    synchronized List<Attempt> ended() {
        List<Attempt> all = ended;
        ended = new ArrayList<>();
        return all;
    }

    /** What was not sent since the last call, because it waited for too long or because there is a stop. */
    synchronized List<Delivery> unsent() {
        if (Duration.between(begunAt, clock.instant()).abs().compareTo(HOLD) >= 0) {
            giveBack();
        }
        List<Delivery> all = unsent;
        unsent = new ArrayList<>();
        return all;
    }

    /** Whether a thread is free. */
    synchronized boolean hasRoom() {
        return waiting.isEmpty() && running < most && !isStopped;
    }

    /** Whether a retry is waiting or being sent. */
    synchronized boolean hasRetry() {
        return retries > 0;
    }

    /** Whether there is neither anything to send nor anything that has ended. */
    synchronized boolean isIdle() {
        return waiting.isEmpty() && running == 0 && ended.isEmpty() && unsent.isEmpty();
    }

    /** Begins no more sends. */
    synchronized void stop() {
        isStopped = true;
        giveBack();
        threads.shutdown();
    }

    /** Ends the sends in progress. */
    void interrupt() {
        threads.shutdownNow();
    }
}
