package io.github.vastwatch.cli.lab;

import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.config.Amounts;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketLimits;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.OfferSource;
import io.github.vastwatch.simulate.Replay;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The simulated market alone. */
@Command(
        name = "simulate",
        description = "Serves a simulated Vast.ai market on this machine until it is stopped.",
        mixinStandardHelpOptions = true)
public final class SimulateCommand implements Callable<Integer> {
    @Option(
            names = "--port",
            paramLabel = "P",
            defaultValue = "0",
            description = "The port; otherwise any that is free.")
    private int port;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Which market (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(
            names = "--offers",
            paramLabel = "N",
            defaultValue = "5000",
            description = "How large it is, in offers (default: ${DEFAULT-VALUE}).")
    private int offers;

    @Option(
            names = "--speed",
            paramLabel = "X",
            defaultValue = "1",
            description = "How many times faster than the clock its time goes (default: ${DEFAULT-VALUE}).")
    private double speed;

    @Option(
            names = "--flicker",
            paramLabel = "SHARE",
            defaultValue = "0.12",
            description = "The share of rows that one answer lacks though they are there (default: ${DEFAULT-VALUE}).")
    private double flicker;

    @Option(
            names = "--rows-per-day",
            paramLabel = "N",
            description = "How many rows may be read in a day of the market's own clock; otherwise without bounds.")
    private @Nullable Integer rowsPerDay;

    @Option(
            names = "--requests-per-minute",
            paramLabel = "N",
            description = "How many searches are answered in any minute; otherwise without bounds.")
    private @Nullable Integer requestsPerMinute;

    @Option(
            names = "--truncated-at",
            paramLabel = "N",
            description = "How many rows an answer holds at most; it then says that it is truncated.")
    private @Nullable Integer truncatedAt;

    @Option(
            names = "--replay",
            paramLabel = "FILE",
            arity = "1..*",
            description = "Captured rows instead, as JSON lines, gzip or not.")
    private List<Path> replay = List.of();

    @Option(
            names = "--step",
            paramLabel = "TIME",
            defaultValue = "10s",
            description = "How long each captured sweep is shown (default: ${DEFAULT-VALUE}).")
    private String step = "10s";

    @ParentCommand
    private Console console;

    @Override
    public Integer call() throws Exception {
        if (port < 0 || port > 65535 || offers < 1 || speed <= 0 || flicker < 0 || flicker > 1) {
            throw new InvalidInput(
                    "--port is 0 to 65535, --offers at least 1, --speed above 0, --flicker 0 to 1",
                    "'vastwatch simulate --help' says what they mean");
        }
        Instant start = console.now();
        OfferSource offerSource = replay.isEmpty()
                ? Market.generated(seed, offers, start, flicker)
                : Replay.of(replay, Amounts.duration(step), start);
        long began = System.nanoTime();
        try (MarketServer server = MarketServer.start(
                offerSource,
                port,
                () -> start.plus(Duration.ofNanos((long) ((System.nanoTime() - began) * speed))),
                new MarketLimits(optional(rowsPerDay), optional(requestsPerMinute), optional(truncatedAt)))) {
            console.out().println("listening on " + server.url());
            new CountDownLatch(1).await();
        }
        return Exit.DONE;
    }

    private static OptionalInt optional(@Nullable Integer number) {
        if (number == null) {
            return OptionalInt.empty();
        }
        if (number < 1) {
            throw new InvalidInput("a ration must be at least 1: " + number);
        }
        return OptionalInt.of(number);
    }
}
