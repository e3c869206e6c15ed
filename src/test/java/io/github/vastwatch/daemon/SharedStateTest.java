package io.github.vastwatch.daemon;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.config.ConfigSource;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.PostgresServer;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real daemons that share a PostgreSQL, over HTTP. */
class SharedStateTest {
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration WRONG = Duration.ofMinutes(5);

    @TempDir
    Path folder;

    private final StateLocation location = PostgresServer.database();
    private final List<Daemon> daemons = new ArrayList<>();
    private MarketServer market;
    private Receivers receivers;
    private Store beside;

    @BeforeEach
    void start() throws Exception {
        // Time stands still in this market, so that each match is sent once.
        market = MarketServer.start(Market.generated(3, 300, NOON, 0), 0, () -> NOON);
        receivers = Receivers.start();
        beside = Store.beside(location);
    }

    @AfterEach
    void stop() throws Exception {
        for (Daemon daemon : daemons) {
            daemon.close();
        }
        beside.close();
        market.close();
        receivers.close();
    }

    @Test
    void aQuestionIsAskedOnceInItsIntervalByAllTogetherAndStillIsWhenOneStops() throws Exception {
        Instant began = Instant.now();
        Daemon first = start(write("one", 0.36), Clock.systemUTC());
        await(() -> market.answered() > 0);
        start(write("other", 0.36), Clock.systemUTC());
        await(() -> nodes().size() == 2 && takingPart() == 2);
        int before = market.answered();
        await(() -> market.answered() >= before + 5);
        assertAskedOnceInEachInterval(began);

        close(first);
        int after = market.answered();
        await(() -> market.answered() >= after + 2);

        assertAskedOnceInEachInterval(began);
        assertThat(nodes()).hasSize(1);
        assertThat(receivers.hooks()).hasSize(1);
    }

    /** It is due at once, and then at each full interval; two that ask by themselves would ask twice as often. */
    private void assertAskedOnceInEachInterval(Instant began) {
        Map<?, Instant> asked = beside.cluster().orElseThrow().asked();
        long intervals = Duration.between(began, Instant.now()).dividedBy(EVERY);
        assertThat(Set.copyOf(asked.values())).as("one question").hasSize(1);
        assertThat((long) market.answered()).isLessThanOrEqualTo(intervals + 2);
    }

    @Test
    void aDaemonWhoseClockIsWrongStandsAsideUntilItIsRight() throws Exception {
        AtomicReference<Duration> ahead = new AtomicReference<>(WRONG);
        InstantSource clock = () -> Instant.now().plus(ahead.get());
        start(write("one", 0.36), clock.withZone(ZoneOffset.UTC));
        assertThat(aside()).contains("its clock is 5m ahead of the database's");
        Instant seen = nodes().get(0).seenAt();
        ahead.set(WRONG.negated());
        await(() -> aside().equals(Optional.of("its clock is 5m behind the database's")));
        assertThat(nodes().get(0).seenAt()).isAfter(seen);
        assertThat(nodes().get(0).generation()).as("it decides on no config").isZero();
        assertThat(market.answered()).isZero();

        ahead.set(Duration.ZERO);

        await(() ->
                aside().isEmpty() && market.answered() > 0 && !receivers.hooks().isEmpty());
        // It also stands aside when its clock becomes wrong later, and another goes on.
        ahead.set(WRONG);
        await(() -> aside().isPresent());
        int before = market.answered();
        start(write("other", 0.35), Clock.systemUTC());
        await(() -> market.answered() > before);
        ahead.set(Duration.ZERO);
        await(() -> aside().equals(Optional.of("its config is generation 1, and generation 2 is in force")));
    }

    @Test
    void ofTwoConfigsTheNewerIsInForce() throws Exception {
        Path old = write("one", 0.36);
        Daemon first = start(old, Clock.systemUTC());
        await(() -> market.answered() > 0);

        start(write("other", 0.35), Clock.systemUTC());

        Optional<String> older = Optional.of("its config is generation 1, and generation 2 is in force");
        await(() -> aside().equals(older));
        int before = market.answered();
        await(() -> market.answered() >= before + 2);
        // A daemon that starts with the older one does not undo it.
        Daemon third = start(write("third", 0.36), Clock.systemUTC());
        assertThat(nodes()).hasSize(3);
        assertThat(nodes().get(2).aside()).isEqualTo(older);
        close(third);

        write("one", 0.35);
        first.reload();
        await(() -> takingPart() == 2);
        assertThat(nodes()).extracting(Cluster.Node::generation).containsExactly(2, 2);

        // Who changes it again is followed as soon as the others have it, too.
        write("one", 0.34);
        first.reload();
        await(() -> nodes().get(0).generation() == 3
                && nodes().get(1).aside().isPresent()
                && nodes().get(0).aside().isEmpty());
        int after = market.answered();
        await(() -> market.answered() >= after + 2);
    }

    @Test
    void aDaemonGoesOnThoughANewerVersionHasMigratedTheState() throws Exception {
        start(write("one", 0.36), Clock.systemUTC());
        // From then on, the server has plans of its statements.
        await(() -> market.answered() >= 8);

        PostgresServer.sql(location, """
                do $$ declare each name; begin
                  for each in select tablename from pg_tables where schemaname = 'vastwatch' and tablename not like 'qrtz%' loop
                    execute format('alter table vastwatch.%I add column later text', each);
                  end loop;
                end $$;
                update vastwatch.schema_version set version = 2;
                update vastwatch.change set number = number + 1""");

        int before = market.answered();
        await(() -> market.answered() >= before + 8);
        assertThat(aside()).isEmpty();
        assertThatThrownBy(() -> start(write("other", 0.36), Clock.systemUTC()))
                .hasMessageContaining("was written by a newer vastwatch (schema 2, this one knows 1)");
    }

    private Daemon start(Path config, Clock clock) throws Exception {
        Daemon daemon = new Daemon(new ConfigSource(config, Map.<String, String>of()::get), clock, new Metrics());
        daemons.add(daemon);
        daemon.start();
        return daemon;
    }

    private void close(Daemon daemon) throws Exception {
        daemons.remove(daemon);
        daemon.close();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(50))
                .until(condition);
    }

    /** In the order in which they started. */
    private List<Cluster.Node> nodes() {
        return beside.cluster().orElseThrow().nodes().all();
    }

    private long takingPart() {
        return nodes().stream().filter(node -> node.aside().isEmpty()).count();
    }

    /** Why a daemon stands aside, if one does. */
    private Optional<String> aside() {
        return nodes().stream().flatMap(node -> node.aside().stream()).findFirst();
    }

    private Path write(String name, double limit) throws Exception {
        return Files.writeString(folder.resolve(name + ".yaml"), """
                vast: {url: "%s", api_key: key, requests_per_minute: 600, rows_per_day: off}
                state: %s
                channels:
                  hook: {type: webhook, url: "%s"}
                defaults: {every: %ds, disk: 20GB, trouble_after: 1d, notify: hook, hello: off}
                watches:
                  - name: cheap-4090
                    query: gpu_name=RTX_4090 num_gpus=1
                    threshold: dph_total <= %s
                """.formatted(
                        market.url(), location, receivers.hookUrl(), EVERY.toSeconds(), limit));
    }
}
