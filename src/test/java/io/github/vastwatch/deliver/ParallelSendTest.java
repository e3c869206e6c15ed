package io.github.vastwatch.deliver;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.RetrySchedule;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Notifier;
import io.github.vastwatch.notify.channel.Targets;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.store.OutboxEntry;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreRows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several deliveries at the same time, each of another watch. */
class ParallelSendTest {
    private static final int AT_ONCE = 8;

    private final Receiver receiver = new Receiver();
    private final Store store;
    private final Dispatcher dispatcher;
    private final Thread thread;
    private volatile Instant now = NOON;

    ParallelSendTest() throws Exception {
        InstantSource source = () -> now;
        store = Store.open(StateLocation.MEMORY);
        Channel channel = new Channel(
                "hook",
                new Channel.Limits(Duration.ofHours(24), AT_ONCE),
                Targets.plain(new Webhook(HttpUrl.get("http://127.0.0.1/"), List.of(), 1000)));
        dispatcher = new Dispatcher(
                channel,
                receiver,
                store,
                source.withZone(ZoneOffset.UTC),
                new RetrySchedule(() -> Long.MIN_VALUE),
                Duration.ofMillis(10),
                DeliveryLog.ofADaemon(channel, new Metrics()));
        thread = new Thread(dispatcher::run, "sender");
    }

    @AfterEach
    void stop() throws Exception {
        receiver.answers.release(1_000);
        dispatcher.stop();
        thread.join();
        store.close();
    }

    @Test
    void asManyAreSentAtOnceAsTheChannelAllows() {
        tell(205, 1);

        thread.start();

        await().until(() -> receiver.running.get() == AT_ONCE);
        receiver.answers.release(205);
        await().until(() -> pending() == 0);
        assertThat(receiver.sent).hasSize(205).doesNotHaveDuplicates();
        assertThat(receiver.most.get()).isEqualTo(AT_ONCE);
    }

    @Test
    void theAlertsOfAWatchArriveInOrder() {
        receiver.answers.release(100);
        tell(20, 5);

        thread.start();

        await().until(() -> pending() == 0);
        Map<String, List<String>> byWatch = receiver.sent.stream()
                .collect(Collectors.groupingBy(id -> id.substring(0, id.lastIndexOf('-')), Collectors.toList()));
        assertThat(byWatch)
                .hasSize(20)
                .allSatisfy((watch, ids) -> assertThat(ids)
                        .containsExactlyElementsOf(IntStream.range(0, 5)
                                .mapToObj(number -> watch + "-" + number)
                                .toList()));
    }

    @Test
    void whatCannotBeginWithinASecondIsGivenBackAndSentLaterWithTheSameBytes() {
        tell(30, 1);
        thread.start();
        await().until(() -> receiver.running.get() == AT_ONCE);
        Map<String, String> stored = contents();
        assertThat(stored).hasSize(30);
        assertThat(beingSent()).isEqualTo(30);

        now = NOON.plusSeconds(1);
        store.outbox().wakeAll();

        await().until(() -> beingSent() == AT_ONCE);
        receiver.answers.release(30);
        await().until(() -> pending() == 0);
        assertThat(receiver.sent).hasSize(30).doesNotHaveDuplicates();
        assertThat(receiver.bytes).isEqualTo(stored);
        assertThat(receiver.rendered.get()).isEqualTo(30);
    }

    @Test
    void aStopSendsNothingMoreAndWaitsForWhatIsBeingSent() throws Exception {
        tell(30, 1);
        thread.start();
        await().until(() -> receiver.running.get() == AT_ONCE);

        dispatcher.stop();
        receiver.answers.release(AT_ONCE);
        thread.join();

        assertThat(receiver.sent).hasSize(AT_ONCE);
        assertThat(StoreRows.entries(store))
                .filteredOn(entry -> entry.state().equals("delivered"))
                .hasSize(AT_ONCE);
        assertThat(beingSent()).isZero();
        assertThat(StoreRows.entries(store)).extracting(OutboxEntry::uncertain).containsOnly(0);
    }

    @Test
    void aReceiverThatTakesNoMoreGetsOnlyWhatIsOnItsWay() {
        receiver.outcome = new Outcome.Rejected("HTTP 410", true);
        tell(30, 1);
        thread.start();
        await().until(() -> receiver.running.get() == AT_ONCE);

        receiver.answers.release(AT_ONCE);

        await().until(() -> beingSent() == 0);
        assertThat(receiver.sent).hasSize(AT_ONCE);
        assertThat(pending()).isEqualTo(30 - AT_ONCE);
    }

    private void tell(int watches, int each) {
        for (int watch = 0; watch < watches; watch++) {
            String name = "w" + watch;
            store.commit(new WatchUpdate(
                    name,
                    NOON,
                    List.of(),
                    List.of(),
                    IntStream.range(0, each)
                            .mapToObj(number -> delivery(name, number))
                            .toList()));
        }
    }

    private static Delivery delivery(String watch, int number) {
        String id = watch + "-" + number;
        Alert alert =
                Alert.notice("alert-" + id, AlertKind.WATCH_COUNT, Optional.of(watch), NOON, List.of(id), Map.of());
        return new Delivery(id, "hook", alert, NOON, 0, Optional.empty());
    }

    private int pending() {
        return store.channels().all().get(0).pending();
    }

    private long beingSent() {
        return StoreRows.entries(store).stream()
                .filter(OutboxEntry::isBeingSent)
                .count();
    }

    private Map<String, String> contents() {
        return StoreRows.entries(store).stream()
                .map(entry -> store.outbox().find(entry.id()).orElseThrow())
                .filter(detail -> detail.content().isPresent())
                .collect(Collectors.toMap(
                        detail -> detail.outboxEntry().id(),
                        detail -> detail.content().orElseThrow()));
    }

    /** Answers when it is allowed to. */
    private static final class Receiver implements Notifier {
        private final Semaphore answers = new Semaphore(0);
        private final List<String> sent = new CopyOnWriteArrayList<>();
        private final Map<String, String> bytes = new ConcurrentHashMap<>();
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger rendered = new AtomicInteger();
        private volatile Outcome outcome = new Outcome.Delivered("taken");

        @Override
        public Notifier.Rendering render(Delivery delivery, Instant now) {
            return new Notifier.Rendering(
                    new Delivery.Content("rendered " + rendered.incrementAndGet()), Optional.empty());
        }

        @Override
        public Outcome send(Delivery delivery, Delivery.Content content, Instant now) {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            answers.acquireUninterruptibly();
            sent.add(delivery.id());
            bytes.put(delivery.id(), content.text());
            running.decrementAndGet();
            return outcome;
        }

        @Override
        public void close() {}
    }
}
