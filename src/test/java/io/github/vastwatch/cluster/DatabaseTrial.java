package io.github.vastwatch.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Daemons whose database stops, dies, has no space, or is cut off. Run by hand, as {@link ClusterTrial}: {@code mvn -Pslow
 * test-compile surefire:test -Dtest=DatabaseTrial}. {@code cluster.outage} is how many seconds it is stopped.
 */
@Tag("slow")
class DatabaseTrial {
    private static final int NODES = Integer.getInteger("cluster.nodes", 3);
    private static final long SEED = Long.getLong("cluster.seed", System.nanoTime() & 0xffff);
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("cluster.outage", 120));
    private static final Duration CUTS = Duration.ofMinutes(Integer.getInteger("cluster.minutes", 3));
    private static final Duration FULL = Duration.ofSeconds(30);
    private static final int KILLS = 3;
    /** The data, and some for what the daemons write. */
    private static final int DISK_MB = 120;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private final Random random = new Random(SEED);

    @Test
    void serverIsStopped() throws Exception {
        try (DatabaseServer server = DatabaseServer.start();
                ClusterRun run = run(server.port())) {
            work(20);
            run.began(Fault.Kind.DATABASE_GONE, Fault.DATABASE);
            server.stop();
            TimeUnit.MILLISECONDS.sleep(OUTAGE.toMillis());
            server.boot();
            run.ended(Fault.DATABASE);
            work(40);

            run.settle().check();
        }
    }

    @Test
    void serverIsKilled() throws Exception {
        try (DatabaseServer server = DatabaseServer.start();
                ClusterRun run = run(server.port())) {
            for (int kill = 0; kill < KILLS; kill++) {
                work(15 + random.nextInt(10));
                run.began(Fault.Kind.DATABASE_GONE, Fault.DATABASE);
                server.kill();
                work(2 + random.nextInt(8));
                server.boot();
                run.ended(Fault.DATABASE);
            }
            work(30);

            run.settle().check();
        }
    }

    /** Needs root, for the file system. */
    @Test
    void diskIsFull() throws Exception {
        try (DatabaseServer server = DatabaseServer.startOnDisk(DISK_MB);
                ClusterRun run = run(server.port())) {
            work(20);
            run.began(Fault.Kind.DATABASE_GONE, Fault.DATABASE);
            server.fillDisk();
            TimeUnit.MILLISECONDS.sleep(FULL.toMillis());
            boolean hasEnded = !server.isRunning();
            server.freeDisk();
            if (hasEnded) {
                server.boot();
            }
            run.ended(Fault.DATABASE);
            System.out.println("the server " + (hasEnded ? "ended" : "went on") + " on the full disk");
            work(40);

            run.settle().check();
        }
    }

    @Test
    void connectionsAreCut() throws Exception {
        try (DatabaseServer server = DatabaseServer.start();
                CuttingProxy proxy = new CuttingProxy(server.port());
                ClusterRun run = run(proxy.port())) {
            long end = System.nanoTime() + CUTS.toNanos();
            while (System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(6_000));
                run.began(Fault.Kind.DATABASE_GONE, Fault.DATABASE);
                switch (random.nextInt(3)) {
                    case 0 -> proxy.cutAll();
                    case 1 -> proxy.cutAtCommit(CuttingProxy.Cut.BEFORE_COMMIT);
                    default -> proxy.cutAtCommit(CuttingProxy.Cut.AFTER_COMMIT);
                }
                TimeUnit.MILLISECONDS.sleep(200);
                run.ended(Fault.DATABASE);
            }
            proxy.cutAtCommit(CuttingProxy.Cut.NONE);
            System.out.println(proxy);

            run.settle().check();
        }
    }

    private ClusterRun run(int port) throws Exception {
        System.out.println("seed " + SEED + ", logs in " + folder);
        ClusterRun run = new ClusterRun(NODES, DatabaseServer.location(port), folder, SEED);
        run.start();
        return run;
    }

    private static void work(int seconds) throws InterruptedException {
        TimeUnit.SECONDS.sleep(seconds);
    }
}
