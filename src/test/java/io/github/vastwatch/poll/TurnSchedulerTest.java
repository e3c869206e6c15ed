package io.github.vastwatch.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.vastwatch.store.PostgresServer;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Nodes that take turns through one PostgreSQL. */
class TurnSchedulerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final StateLocation location = PostgresServer.database();
    private final LinkedBlockingQueue<String> began = new LinkedBlockingQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private final List<Throwable> broken = new CopyOnWriteArrayList<>();
    private Store one;
    private Store other;

    @BeforeEach
    void open() throws Exception {
        one = Store.open(location, "one");
        other = Store.open(location, "other");
    }

    @AfterEach
    void close() {
        one.close();
        other.close();
        assertThat(broken).isEmpty();
    }

    @Test
    void oneNodeHasTheTurnAtATimeAndTheOtherWhenItStops() throws Exception {
        TurnScheduler first = scheduler(one, "one", this::untilInterrupted);
        first.start();
        assertThat(began.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("one");
        TurnScheduler second = scheduler(other, "other", this::untilInterrupted);
        second.start();
        // It has looked for its turn more than once.
        Awaitility.await().atMost(PATIENCE).until(() -> checkIns() == 2);
        assertThat(began).isEmpty();

        first.close();

        assertThat(began.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("other");
        second.close();
        assertThat(running).hasValue(0);
    }

    @Test
    void turnsFollowEachOther() throws Exception {
        TurnScheduler turns = scheduler(one, "one", began::add);
        turns.start();

        for (int turn = 0; turn < 3; turn++) {
            assertThat(began.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("one");
        }
        turns.close();
    }

    @Test
    void stopsThoughTheDatabaseIsDown() throws Exception {
        AtomicBoolean isDown = new AtomicBoolean();
        TurnScheduler turns = new TurnScheduler(
                failing(one.cluster().orElseThrow().connections(), isDown),
                "one",
                () -> {
                    untilInterrupted("one");
                    isDown.set(true);
                },
                (thread, error) -> broken.add(error));
        turns.start();
        assertThat(began.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("one");

        assertTimeoutPreemptively(PATIENCE, turns::close);
    }

    private void untilInterrupted(String node) {
        assertThat(running.incrementAndGet()).isEqualTo(1);
        began.add(node);
        try {
            new LinkedBlockingQueue<String>().take();
        } catch (InterruptedException e) {
            running.decrementAndGet();
        }
    }

    private TurnScheduler scheduler(Store store, String node, Consumer<String> turn) {
        return new TurnScheduler(
                store.cluster().orElseThrow().connections(),
                node,
                () -> turn.accept(node),
                (thread, error) -> broken.add(error));
    }

    private int checkIns() {
        return PostgresServer.number(location, "select count(*) from vastwatch.qrtz_scheduler_state");
    }

    /** Connections that cannot be had while the database is down. */
    private static DataSource failing(DataSource connections, AtomicBoolean isDown) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (isDown.get()) {
                        throw new SQLException("the server is down");
                    }
                    try {
                        return method.invoke(connections, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
