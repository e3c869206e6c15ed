package io.github.vastwatch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Daemons that share a state, while they and their database are killed, suspended and cut off. Run by hand:
 * {@code mvn -Pslow test-compile surefire:test -Dtest=ClusterTrial#nodesDie -Dcluster.minutes=20}. Other properties are
 * {@code cluster.nodes}, {@code cluster.seed}, {@code cluster.searches} (a minute), {@code cluster.state} (instead of a server
 * of the trial's own) and {@code cluster.java} (options of the daemons).
 */
@Tag("slow")
class ClusterTrial {
    private static final int NODES = Integer.getInteger("cluster.nodes", 3);
    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("cluster.minutes", 3));
    private static final long SEED = Long.getLong("cluster.seed", System.nanoTime() & 0xffff);
    private static final String STATE = System.getProperty("cluster.state", "");
    private static final Duration FAILOVER = Duration.ofSeconds(15);
    /** After this the trial goes on as if there were no failover. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private final Random random = new Random(SEED);
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(2);
    private final List<Future<Boolean>> later = new ArrayList<>();

    @Test
    void nodesDie() throws Exception {
        System.out.println("seed " + SEED + ", logs in " + folder);
        try (AutoCloseable database = STATE.isEmpty() ? DatabaseServer.start() : () -> {};
                ClusterRun run = new ClusterRun(NODES, location(database), folder, SEED)) {
            run.start();
            long end = System.nanoTime() + LENGTH.toNanos();
            while (System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(3_000 + random.nextInt(7_000));
                Optional<Node> victim = victim(run);
                if (victim.isPresent()) {
                    hit(run, victim.get());
                }
            }
            for (Future<Boolean> step : later) {
                step.get();
            }

            ClusterRun.Result result = run.settle();
            if (database instanceof DatabaseServer server) {
                System.out.println(server.query("select id, channel, state, attempts, leased_by,"
                        + " to_timestamp(next_attempt / 1000), to_timestamp(leased_until / 1000)"
                        + " from vastwatch.delivery where state <> 'delivered' and state <> 'superseded'"));
            }

            result.check();
            assertThat(result.failover(0.99)).isLessThanOrEqualTo(FAILOVER.toMillis());
        } finally {
            timer.shutdownNow();
        }
    }

    private static String location(AutoCloseable database) {
        return database instanceof DatabaseServer server ? DatabaseServer.location(server.port()) : STATE;
    }

    /** Half of the time the node that polls; empty while no other could go on. */
    private Optional<Node> victim(ClusterRun run) {
        List<Node> well = run.wellNodes();
        if (well.size() < Math.min(NODES, 2)) {
            return Optional.empty();
        }
        Optional<Node> poller = run.poller().filter(well::contains);
        return random.nextBoolean() && poller.isPresent() ? poller : Optional.of(well.get(random.nextInt(well.size())));
    }

    /** Kills or suspends a node, and waits until the others have taken over. */
    private void hit(ClusterRun run, Node node) throws Exception {
        Instant now = ClusterRun.CLOCK.instant();
        boolean isPoller = run.poller().filter(node::equals).isPresent();
        if (random.nextInt(10) < 6) {
            run.began(Fault.Kind.KILLED, node.name());
            node.kill();
            after(2_000 + random.nextInt(6_000), () -> {
                node.start();
                run.ended(node.name());
            });
        } else {
            run.began(Fault.Kind.SUSPENDED, node.name());
            node.suspend();
            after(30_000 + random.nextInt(30_000), () -> {
                run.ended(node.name());
                node.resume();
            });
        }
        if (isPoller && NODES > 1) {
            ClusterRun.await(PATIENCE, () -> run.isTakenOver(node, now));
        }
    }

    private interface Step {
        void take() throws Exception;
    }

    private void after(int milliseconds, Step step) {
        later.add(timer.schedule(
                () -> {
                    step.take();
                    return true;
                },
                milliseconds,
                TimeUnit.MILLISECONDS));
    }
}
