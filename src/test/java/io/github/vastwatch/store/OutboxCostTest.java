package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sqlite.ProgressHandler;

/** What the outbox costs, in steps of SQLite's machine: they are the same on every computer. */
class OutboxCostTest {
    private static final String BODY = """
            {"id": "a", "alert_kind": "watch.started", "watch": "w", "at": "2026-11-23T12:00:00Z", "count": 0, "matching": 0,
             "matches": [], "sentences": ["watching"], "facts": {}}""";

    /** How the deliveries of a channel wait. */
    enum Waiting {
        UNTRIED(0, 0),
        FAILED_AND_DUE(1, 0),
        FAILED_AND_NOT_DUE(1, 3_600_000),
        OF_A_STOPPED_CHANNEL(1, 0);

        private final int attempts;
        private final long pause;

        Waiting(int attempts, long pause) {
            this.attempts = attempts;
            this.pause = pause;
        }
    }

    @ParameterizedTest
    @EnumSource
    void takingTheNextDeliveryCostsTheSameHoweverManyWait(Waiting waiting) throws Exception {
        assertThat(steps(waiting, 20_000)).isLessThan(steps(waiting, 200) + 200);
    }

    /** Of one worker that takes a delivery, and another that finds the next of the same watch blocked. */
    private static long steps(Waiting waiting, int count) throws Exception {
        try (Store store = Store.open(StateLocation.MEMORY)) {
            fill(store, waiting, count);
            AtomicLong steps = new AtomicLong();
            count(store, steps);
            claim(store, true);
            claim(store, false);
            return steps.get();
        }
    }

    private static void claim(Store store, boolean retries) {
        Instant now = NOON;
        store.outbox()
                .claim(new Outbox.ClaimRequest(
                        "hook", 1, now, now.plusSeconds(900), now.minusSeconds(86_400), retries));
    }

    private static void fill(Store store, Waiting waiting, int count) {
        store.database().call(handle -> {
            handle.execute(
                    "insert into alert (id, watch, at, body) values ('a', 'w', ?, ?)", NOON.toEpochMilli(), BODY);
            if (waiting == Waiting.OF_A_STOPPED_CHANNEL) {
                handle.execute("insert into channel (name, stopped_at) values ('hook', 1)");
            }
            return handle.execute(
                    "with recursive n (i) as (select 1 union all select i + 1 from n where i < " + count + ")"
                            + " insert into delivery (id, alert_id, channel, watch, kind, offers, created_at, attempts, next_attempt)"
                            + " select 'msg_' || i, 'a', 'hook', 'w', 'watch.started', 0, ?, ?, ? from n",
                    NOON.toEpochMilli(),
                    waiting.attempts,
                    NOON.toEpochMilli() + waiting.pause);
        });
    }

    private static void count(Store store, AtomicLong steps) {
        store.database().call(handle -> {
            Connection connection = handle.getConnection();
            try {
                ProgressHandler.setHandler(connection, 1, new ProgressHandler() {
                    @Override
                    protected int progress() {
                        steps.incrementAndGet();
                        return 0;
                    }
                });
                return true;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
