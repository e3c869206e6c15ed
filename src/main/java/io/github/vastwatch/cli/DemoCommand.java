package io.github.vastwatch.cli;

import io.github.vastwatch.config.Amounts;
import io.github.vastwatch.config.ConfigSource;
import io.github.vastwatch.daemon.Daemon;
import io.github.vastwatch.metrics.Numbers;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.Receivers;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Everything at once: a market, the daemon, and somewhere to tell. */
@Command(
        name = "demo",
        description = {
            "Runs the daemon on a simulated market with a local mail server and webhook receiver,",
            "and shows what they get. Needs no network, no key and no file.",
            "Exit 0 when an alert arrived on each channel, otherwise 1.",
            "With --drill the daemon is a process of its own that is killed (SIGKILL) four times midway; exit 0 when",
            "nothing was lost and nothing told under two ids. It takes less than a minute."
        },
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    /** Enough for every watch of the demo, few enough to read. */
    private static final int OFFERS = 2000;
    /** Half an hour of the market in half a minute of ours. */
    private static final int SPEED = 60;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            defaultValue = "30s",
            description = "How long (default: ${DEFAULT-VALUE}).")
    private String time = "30s";

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "7",
            description = "Which market (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--drill", description = "Kill the daemon again and again, and count what arrives.")
    private boolean drill;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (drill) {
            return drill();
        }
        Duration duration = Amounts.duration(time);
        PrintWriter out = spec.commandLine().getOut();
        Instant start = Instant.now();
        long began = System.nanoTime();
        Numbers numbers = new Numbers();
        Path folder = Files.createTempDirectory("vastwatch-demo");
        try (MarketServer market = MarketServer.start(
                        Market.generated(seed, OFFERS, start, 0.12),
                        0,
                        () -> start.plusNanos((System.nanoTime() - began) * SPEED));
                Receivers receivers = Receivers.start()) {
            try (Daemon daemon = new Daemon(config(folder, market, receivers), Clock.systemUTC(), numbers)) {
                out.println("a market of " + OFFERS + " offers at " + market.url() + ", " + SPEED
                        + " times as fast as the clock; two watches, an inbox and a webhook; for " + time);
                daemon.start();
                DemoScreen screen = new DemoScreen(out, receivers);
                for (long end = began + duration.toNanos(); System.nanoTime() - end < 0; ) {
                    TimeUnit.MILLISECONDS.sleep(250);
                    screen.show();
                }
            }
            new DemoScreen(out, receivers).summary(numbers);
            return numbers.delivered("inbox") > 0 && numbers.delivered("hook") > 0 ? Exit.DONE : Exit.NO;
        } finally {
            Files.deleteIfExists(folder.resolve("demo.yaml"));
            Files.deleteIfExists(folder);
        }
    }

    private int drill() throws Exception {
        PrintWriter err = spec.commandLine().getErr();
        Drill own = new Drill(seed, Instant.now(), new Progress(err, Terminal.readsErrors()));
        // Ctrl-C leaves no process and no file behind.
        Thread hook = new Thread(
                () -> {
                    try {
                        own.close();
                    } catch (IOException e) {
                        err.println("the drill's files could not be removed: " + e.getMessage());
                    }
                },
                "end-drill");
        Runtime.getRuntime().addShutdownHook(hook);
        boolean isKept = false;
        try {
            Tally tally = own.run();
            isKept = !tally.isFlawless();
            spec.commandLine().getOut().println(tally);
            if (isKept) {
                tally.lost().forEach(key -> err.println("lost " + key));
                tally.twice().forEach(key -> err.println("told under two ids " + key));
                err.println("the log and the state are kept in " + own.folder());
            }
            return isKept ? Exit.NO : Exit.DONE;
        } finally {
            own.stop();
            if (!isKept) {
                own.close();
            }
            forget(hook);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs already, and does the same.
        }
    }

    /** The demo's own config file, read like any other. */
    private static ConfigSource config(Path folder, MarketServer market, Receivers receivers) throws Exception {
        try (InputStream in = DemoCommand.class.getResourceAsStream("demo.yaml")) {
            if (in == null) {
                throw new IOException("the demo's config is missing from the program");
            }
            Path file = Files.write(folder.resolve("demo.yaml"), in.readAllBytes());
            Map<String, String> environment = Map.of(
                    "MARKET", market.url(),
                    "SMTP_PORT", String.valueOf(receivers.smtpPort()),
                    "HOOK", receivers.hookUrl());
            return new ConfigSource(file, environment::get);
        }
    }
}
