package io.github.vastwatch.cli.lab;

import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.config.Amounts;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketLimits;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.RecordedMarket;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves a simulated market to try against. */
@Command(name = "simulate", description = "Serves a simulated Vast.ai market on this machine until it is stopped.")
public final class SimulateCommand extends Subcommand {
    @Option(names = "--port", paramLabel = "P", description = "Port to listen on (default: a free one).")
    private int port;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the market (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--offers", paramLabel = "N", description = "Number of offers (default: ${DEFAULT-VALUE}).")
    private int offers = 5000;

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "1",
            description = "How many times faster than real time the market changes (default: ${DEFAULT-VALUE}).")
    private double speed;

    @Option(
            names = "--flicker",
            paramLabel = "SHARE",
            description = "Share of offers that an answer omits although they exist (default: ${DEFAULT-VALUE}).")
    private double flicker = 0.12;

    @Option(
            names = "--rows-per-day",
            paramLabel = "N",
            description = "Quota of rows a day, by the market's time (default: unlimited).")
    private int rowsPerDay = MarketLimits.UNLIMITED;

    @Option(
            names = "--requests-per-minute",
            paramLabel = "N",
            description = "Limit of searches a minute (default: unlimited).")
    private int requestsPerMinute = MarketLimits.UNLIMITED;

    @Option(
            names = "--truncated-at",
            paramLabel = "N",
            description = "Maximum rows of an answer; more are reported as truncated (default: unlimited).")
    private int truncatedAt = MarketLimits.UNLIMITED;

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Serve captured offers instead: JSON lines, gzip or plain.")
    private List<Path> replay = List.of();

    @Option(
            names = "--step",
            paramLabel = "TIME",
            description = "How long each captured sweep is served (default: ${DEFAULT-VALUE}).")
    private String step = "10s";

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > 65535 || offers < 1 || speed <= 0 || flicker < 0 || flicker > 1) {
            throw new InvalidInput(
                    "--port must be 0 to 65535, --offers at least 1, --speed above 0, --flicker 0 to 1",
                    "see 'vastwatch simulate --help'");
        }
        if (rowsPerDay < 1 || requestsPerMinute < 1 || truncatedAt < 1) {
            throw new InvalidInput("--rows-per-day, --requests-per-minute and --truncated-at must be at least 1");
        }
        Instant start = now();
        long began = System.nanoTime();
        Market market = replay.isEmpty()
                ? Market.generated(seed, offers, start, flicker)
                : RecordedMarket.read(replay, Amounts.duration(step), start);
        try (MarketServer server = MarketServer.start(
                market,
                port,
                () -> start.plus(Duration.ofNanos((long) ((System.nanoTime() - began) * speed))),
                new MarketLimits(rowsPerDay, requestsPerMinute, truncatedAt))) {
            out().println("listening on " + server.url());
            if (!out().checkError()) {
                new CountDownLatch(1).await();
            }
        } catch (BindException e) {
            throw new InvalidInput("port " + port + " cannot be used: " + e.getMessage(), "name another with --port");
        }
        return Exit.DONE;
    }
}
