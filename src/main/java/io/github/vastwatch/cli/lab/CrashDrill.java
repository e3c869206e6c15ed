package io.github.vastwatch.cli.lab;

import io.github.vastwatch.cli.console.Progress;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketLimits;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.OfferSource;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.store.StateLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A daemon in a process of its own, killed again and again over a market that moves, and a receiver that counts. */
final class CrashDrill implements AutoCloseable {
    /** About fifty matches come and go in half a minute. */
    private static final int OFFERS = 1000;
    /** Half an hour of the market in half a minute of ours. */
    private static final int SPEED = 60;

    /** What may be read of the real market. */
    private static final int ROWS_A_DAY = 20_000;

    private static final int SEARCHES_A_MINUTE = 10;

    private static final int KILLS = 4;
    /** A machine that is busy with other things starts a program in some seconds. */
    private static final Duration START = Duration.ofSeconds(15);
    /** Whoever tries it waits for no more than a minute. */
    private static final Duration END = Duration.ofSeconds(52);
    /** From an answer of the market until what follows from it is committed and on its way. */
    private static final int COMMIT_MS = 900;
    /** The receiver takes its time, so that some deliveries are under way when the process dies. */
    private static final int ANSWER_MS = 100;

    private static final String WATCH = """
            vast: {url: "%s", api_key: drill, requests_per_minute: 600, rows_per_day: 1200000}
            state: file:%s
            channels:
              hook: {type: webhook, url: "%s"}
            watches:
              - name: drill
                query: gpu_name=RTX_4090 num_gpus=1
                threshold: dph_total <= %s
                every: 1s
                notify: hook
                hello: off
                events: [new]
                at_most: off
            """;

    private final DaemonProcess daemonProcess;
    private final Random random;
    private final Progress progress;
    private final Market market;
    private final Instant start;
    private final long began = System.nanoTime();
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Optional<Instant> frozen = Optional.empty();

    CrashDrill(Class<?> program, long seed, Instant start, Progress progress) throws IOException {
        this.daemonProcess = new DaemonProcess(program, "vastwatch-drill");
        this.random = new Random(seed);
        this.progress = progress;
        this.start = start;
        this.market = Market.generated(seed, OFFERS, start, 0.12);
    }

    /** Kills, lets it come to rest, and counts. */
    DrillResult run() throws IOException, InterruptedException {
        OfferSource offerSource = (type, disk, now) -> market.rows(type, disk, frozen.orElse(now));
        MarketLimits marketLimits =
                new MarketLimits(OptionalInt.of(ROWS_A_DAY), OptionalInt.of(SEARCHES_A_MINUTE), OptionalInt.empty());
        try (MarketServer server = MarketServer.start(offerSource, 0, this::clock, marketLimits);
                Receivers receivers = Receivers.start()) {
            receivers.answer(this::answer);
            Files.writeString(
                    daemonProcess.config(),
                    WATCH.formatted(
                            server.url(),
                            daemonProcess.state(),
                            receivers.hookUrl(),
                            DrillResult.LIMIT.toPlainString()));
            for (int kill = 1; kill <= KILLS; kill++) {
                progress.show("the daemon runs; kill " + kill + " of " + KILLS + " comes, " + requests.get()
                        + " requests so far …");
                Process killed = daemonProcess.start();
                int answers = server.answered();
                int sends = requests.get();
                // In turn about the commit and about a delivery.
                boolean isAtCommit = kill % 2 == 1;
                await(START, () -> isAtCommit ? server.answered() > answers : requests.get() > sends);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(isAtCommit ? COMMIT_MS : 2 * ANSWER_MS));
                killed.destroyForcibly().waitFor();
            }
            // From here on there is nothing new to tell.
            frozen = Optional.of(now());
            List<String> truth = DrillResult.truth(market, now());
            progress.show("started once more; what waits is delivered …");
            Process last = daemonProcess.start();
            await(
                    END.minusNanos(System.nanoTime() - began),
                    () -> DrillResult.arrived(receivers.hooks()).keySet().containsAll(truth)
                            && DrillResult.pending(place()) == 0);
            DaemonProcess.end(last);
            progress.clear();
            return DrillResult.of(place(), truth, receivers.hooks());
        }
    }

    /** Every third is refused, so that retries wait when the process dies. */
    private int answer() {
        int number = requests.getAndIncrement();
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ANSWER_MS));
        return frozen.isEmpty() && number % 3 == 0 ? 503 : 200;
    }

    private Instant now() {
        return frozen.orElseGet(this::clock);
    }

    /** The market's own clock, by which it rations also when nothing changes any more. */
    private Instant clock() {
        return start.plusNanos((System.nanoTime() - began) * SPEED);
    }

    private static void await(Duration patience, BooleanSupplier condition) throws InterruptedException {
        for (long end = System.nanoTime() + patience.toNanos();
                !condition.getAsBoolean() && System.nanoTime() - end < 0; ) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private StateLocation place() {
        return new StateLocation(Optional.of(daemonProcess.state()));
    }

    /** Where what happened can be read. */
    Path folder() {
        return daemonProcess.folder();
    }

    /** Ends the daemon, if one is running, and removes all files. */
    @Override
    public void close() throws IOException {
        daemonProcess.close();
    }

    /** Ends the daemon, if one is running, and starts no other. */
    void stop() {
        daemonProcess.stop();
    }
}
