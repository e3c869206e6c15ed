package io.github.vastwatch.daemon;

import io.github.vastwatch.deliver.Dispatcher;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Notifier;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The delivery threads, one per channel. */
final class DeliveryWorkers {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorkers.class);

    private record Sender(Channel channel, Dispatcher dispatcher, Thread thread) {}

    private final Store store;
    private final Metrics metrics;
    private final Clock clock;
    private final Map<String, Sender> byName = new HashMap<>();
    /** Stopped ones that may still finish a send. */
    private final List<Thread> retired = new ArrayList<>();

    DeliveryWorkers(Store store, Metrics metrics, Clock clock) {
        this.store = store;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Delivers to these channels from now on. One that is changed or removed finishes its send, which no other thread repeats
     * meanwhile, because the delivery is leased.
     *
     * @return the names of those that are new, changed or removed
     */
    synchronized List<String> take(Map<String, Channel> channels) {
        Set<String> changed = new TreeSet<>();
        retired.removeIf(thread -> !thread.isAlive());
        byName.values().removeIf(sender -> {
            boolean isOver = !sender.channel()
                    .equals(channels.getOrDefault(sender.channel().name(), null));
            if (isOver) {
                sender.dispatcher().stop();
                retired.add(sender.thread());
                changed.add(sender.channel().name());
                if (channels.containsKey(sender.channel().name())) {
                    resume(sender.channel().name());
                }
            }
            return isOver;
        });
        channels.forEach((name, channel) -> byName.computeIfAbsent(name, added -> {
            changed.add(name);
            return started(channel);
        }));
        return List.copyOf(changed);
    }

    /** A channel that accepted no more messages may do so under its new settings. */
    private void resume(String name) {
        try {
            if (store.channels().resume(name)) {
                LOG.info("channel '{}' was changed, and is no longer stopped", name);
            }
        } catch (StoreFailure e) {
            LOG.error("channel '{}' could not be started again ({})", name, e.getMessage());
        }
    }

    private Sender started(Channel channel) {
        Notifier notifier = channel.notifier();
        Dispatcher dispatcher = new Dispatcher(channel, notifier, store, metrics, clock);
        Thread thread = CriticalThreads.thread(
                () -> {
                    dispatcher.run();
                    notifier.close();
                },
                "deliver-" + channel.name());
        thread.start();
        return new Sender(channel, dispatcher, thread);
    }

    /** Wakes all if a command, as {@code vastwatch outbox retry}, has changed the state. */
    void lookForCommands() {
        try {
            store.outbox().wakeAfterOthers();
        } catch (StoreFailure e) {
            LOG.debug("the state could not be read ({}); looking again", e.getMessage());
        }
    }

    /** Stops all, each after its current sends. */
    synchronized List<Thread> stop() {
        take(Map.of());
        return List.copyOf(retired);
    }
}
