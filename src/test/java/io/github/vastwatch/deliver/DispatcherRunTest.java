package io.github.vastwatch.deliver;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.alert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.vastwatch.alert.Alert;
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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** The loop itself, in its threads, over a state in a file. */
class DispatcherRunTest {
    @TempDir
    Path folder;

    private final Metrics numbers = new Metrics();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<String> sent = new CopyOnWriteArrayList<>();
    private volatile Instant now = NOON;
    private volatile boolean isFirst = true;
    private Store store;
    private Dispatcher dispatcher;
    private Thread thread;

    @BeforeEach
    void open() throws Exception {
        store = Store.open(new StateLocation(Optional.of(folder.resolve("state.db"))));
        InstantSource source = () -> now;
        Channel channel = new Channel(
                "hook",
                new Channel.Limits(Duration.ofHours(24), 2),
                Targets.plain(new Webhook(HttpUrl.get("http://127.0.0.1/"), List.of(), 1000)));
        dispatcher = new Dispatcher(
                channel,
                new Receiver(),
                store,
                source.withZone(ZoneOffset.UTC),
                new RetrySchedule(() -> Long.MIN_VALUE),
                Duration.ofMillis(10),
                DeliveryLog.ofADaemon(channel, numbers));
        thread = new Thread(dispatcher::run, "sender");
    }

    @AfterEach
    void stop() throws Exception {
        release.countDown();
        dispatcher.stop();
        thread.join();
        store.close();
    }

    @Test
    void aRepeatThatHangsHoldsBackNothingNew() {
        tell("1");
        thread.start();
        await().until(() -> sent.equals(List.of("msg_1")) && attempts("msg_1") == 1);
        now = NOON.plusSeconds(5);
        store.outbox().wakeAll();
        await().until(() -> sent.equals(List.of("msg_1", "msg_1")));

        tell("2");
        tell("3");

        await().until(() -> state("msg_2").equals("delivered") && state("msg_3").equals("delivered"));
        assertThat(state("msg_1")).isEqualTo("pending");
        release.countDown();
        await().until(() -> state("msg_1").equals("delivered"));
        assertThat(sent).containsExactly("msg_1", "msg_1", "msg_2", "msg_3");
    }

    @Test
    void whatWasSentWhileTheDiskIsFullIsKnownAsSentLaterAndNotSentAgain() throws Exception {
        isFirst = false;
        release.countDown();
        sql("create trigger full before update of attempts on delivery begin"
                + " select raise(abort, 'database or disk is full'); end");
        tell("1");
        thread.start();
        await().until(() -> sent.equals(List.of("msg_1")) && numbers.storeFailures() > 0);
        assertThat(state("msg_1")).isEqualTo("pending");

        sql("drop trigger full");

        await().until(() -> state("msg_1").equals("delivered"));
        assertThat(sent).containsExactly("msg_1");
        assertThat(numbers.delivered("hook")).isEqualTo(1);
    }

    @Test
    void saysOnceThatTheOutboxCannotBeUsedAndOnceThatItCanAgain() throws Exception {
        isFirst = false;
        release.countDown();
        sql("create trigger full before update of content on delivery begin"
                + " select raise(abort, 'database or disk is full'); end");
        Logger logger = (Logger) LoggerFactory.getLogger(DeliveryLog.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Level usual = logger.getLevel();
        logger.setLevel(Level.INFO);
        logger.addAppender(log);
        tell("1");

        try {
            thread.start();
            await().until(() -> numbers.storeFailures() > 2);
            sql("drop trigger full");
            await().until(() -> state("msg_1").equals("delivered"));
            dispatcher.stop();
            thread.join();
        } finally {
            logger.detachAppender(log);
            logger.setLevel(usual);
        }

        assertThat(List.copyOf(log.list))
                .filteredOn(event -> event.getFormattedMessage().startsWith("outbox of channel 'hook'"))
                .extracting(ILoggingEvent::getLevel, ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        tuple(
                                Level.ERROR,
                                "outbox of channel 'hook' cannot be used (the state could not be used:"
                                        + " [SQLITE_CONSTRAINT_TRIGGER] A RAISE function within a trigger fired, causing"
                                        + " the SQL statement to abort (database or disk is full)); trying again"),
                        tuple(Level.INFO, "outbox of channel 'hook' can be used again"));
    }

    @Test
    void whatCannotBeFixedIsNotSent() throws Exception {
        isFirst = false;
        release.countDown();
        sql("create trigger full before update of content on delivery begin"
                + " select raise(abort, 'database or disk is full'); end");
        tell("1");

        thread.start();

        await().until(() -> numbers.storeFailures() > 0);
        assertThat(sent).isEmpty();
        sql("drop trigger full");
        await().until(() -> state("msg_1").equals("delivered"));
        assertThat(sent).containsExactly("msg_1");
    }

    private void sql(String statement) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state.db"));
                Statement each = connection.createStatement()) {
            each.execute(statement);
        }
    }

    private OutboxEntry outboxEntry(String id) {
        return StoreRows.entries(store).stream()
                .filter(outboxEntry -> outboxEntry.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private String state(String id) {
        return outboxEntry(id).state();
    }

    private int attempts(String id) {
        return outboxEntry(id).attempts();
    }

    private void tell(String number) {
        Alert alert = alert("alert-" + number);
        store.commit(new WatchUpdate(
                "w",
                NOON,
                List.of(),
                List.of(),
                List.of(new Delivery("msg_" + number, "hook", alert, now, 0, Optional.empty()))));
    }

    /** Defers what comes first, and hangs on its repeat until it is released; takes everything else. */
    private final class Receiver implements Notifier {
        @Override
        public Notifier.Rendering render(Delivery delivery, Instant now) {
            return new Notifier.Rendering(new Delivery.Content("rendered"), Optional.empty());
        }

        @Override
        public Outcome send(Delivery delivery, Delivery.Content content, Instant now) {
            sent.add(delivery.id());
            if (isFirst) {
                isFirst = false;
                return new Outcome.Deferred("HTTP 503", Optional.empty());
            }
            if (delivery.id().equals("msg_1")) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return new Outcome.Delivered("taken");
        }

        @Override
        public void close() {}
    }
}
