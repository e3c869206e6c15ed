package io.github.vastwatch.daemon;

import io.github.vastwatch.config.Config;
import io.github.vastwatch.deliver.Dispatcher;
import io.github.vastwatch.metrics.Numbers;
import io.github.vastwatch.notify.Channel;
import io.github.vastwatch.notify.Notifier;
import io.github.vastwatch.poll.Alarm;
import io.github.vastwatch.poll.ClockWatch;
import io.github.vastwatch.poll.Due;
import io.github.vastwatch.poll.Load;
import io.github.vastwatch.poll.Poller;
import io.github.vastwatch.store.StateLock;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The running program: everything it is made of, in the order in which it is started, and stopped the other way round. */
public final class Daemon implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    /** Of the 10 s that a stop may take: a commit needs milliseconds, a send that is under way a few seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);
    /** What is cut off needs this long at most to notice it. */
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(2);

    /** EX_SOFTWARE of sysexits.h. */
    private static final int EX_SOFTWARE = 70;

    private final Optional<StateLock> lock;
    private final Store store;
    private final VastClient vast;
    private final Due due = new Due();
    private final Alarm alarm;
    private final Thread polling;
    private final List<Notifier> notifiers = new ArrayList<>();
    private final Map<Dispatcher, Thread> dispatching = new LinkedHashMap<>();
    private final ScheduledExecutorService clockWatching =
            Executors.newSingleThreadScheduledExecutor(work -> daemonThread(work, "clock-watch"));
    private final List<Watch> watches;
    private final Clock clock;

    /**
     * Opens the state and sets everything up.
     *
     * @throws StateLock.StateInUse when another daemon has the state
     */
    public Daemon(Config config, Clock clock, Numbers numbers) throws IOException {
        this.clock = clock;
        this.lock = config.state().file().isPresent()
                ? Optional.of(StateLock.take(config.state().file().get(), clock.instant()))
                : Optional.empty();
        this.store = Store.open(config.state());
        this.vast = new VastClient(config.vast(), clock);
        this.watches = config.watches();
        Map<String, Watch> byName = new LinkedHashMap<>();
        watches.forEach(watch -> byName.put(watch.name(), watch));
        this.alarm = new Alarm(watches, due, clock);
        Poller poller = new Poller(vast, store, numbers, clock);
        this.polling = daemonThread(() -> poller.run(due, byName), "poll");
        for (Channel channel : config.channels().values()) {
            Notifier notifier = channel.notifier();
            Dispatcher dispatcher = new Dispatcher(channel, notifier, store, numbers, clock);
            notifiers.add(notifier);
            dispatching.put(dispatcher, daemonThread(dispatcher::run, "deliver-" + channel.name()));
        }
    }

    private static Thread daemonThread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        // A daemon without one of its threads is worse than none: ended, it is started again.
        thread.setUncaughtExceptionHandler((which, failure) -> {
            LOG.error("the thread '{}' broke; the program ends, and what was committed is safe", name, failure);
            Runtime.getRuntime().halt(EX_SOFTWARE);
        });
        return thread;
    }

    /** Starts asking and telling. */
    // The clock is looked at until the daemon ends; there is no result to wait for.
    @SuppressWarnings("FutureReturnValueIgnored")
    public void start() {
        int released = store.releaseLeases();
        if (released > 0) {
            LOG.info("{} deliveries wait from before", released);
        }
        Load.shortage(watches, vast.requestsPerMinute(), vast.isAnonymous(), clock.instant())
                .forEach(late -> LOG.warn("{}", late));
        dispatching.values().forEach(Thread::start);
        polling.start();
        alarm.start();
        ClockWatch clockWatch = new ClockWatch(clock, System::nanoTime);
        clockWatching.scheduleAtFixedRate(
                () -> clockWatch.jump().ifPresent(jump -> {
                    LOG.info("the clock jumped by {}; every watch is planned anew", jump);
                    alarm.wakeMissed(clock.instant().minus(jump));
                }),
                1,
                1,
                TimeUnit.SECONDS);
    }

    /** Stops asking, lets what is being sent finish, and closes the state. */
    @Override
    public void close() throws IOException {
        clockWatching.shutdownNow();
        alarm.close();
        polling.interrupt();
        dispatching.keySet().forEach(Dispatcher::stop);
        List<Thread> threads = new ArrayList<>(dispatching.values());
        threads.add(polling);
        await(threads, PATIENCE);
        threads.forEach(Thread::interrupt);
        await(threads, LAST_PATIENCE);
        notifiers.forEach(Notifier::close);
        vast.close();
        store.close();
        if (lock.isPresent()) {
            lock.get().close();
        }
        LOG.info("stopped");
    }

    /** Waits for all of them together, not for each in turn. */
    private static void await(List<Thread> threads, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (Thread thread : threads) {
                // Zero would wait for ever.
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
