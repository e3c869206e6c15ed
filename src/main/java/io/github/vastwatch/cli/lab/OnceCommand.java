package io.github.vastwatch.cli.lab;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.ForceOption;
import io.github.vastwatch.cli.console.SharedRowLedger;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.deliver.Dispatcher;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.mail.MailContent;
import io.github.vastwatch.poll.ActiveWatches;
import io.github.vastwatch.poll.Poller;
import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.StateLock;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Watch;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** One round for real. */
@Command(
        name = "once",
        description = {
            "Asks once, records and tells, then ends: for cron and timers. What an earlier run could not deliver is tried "
                    + "again, unless its receiver asked to wait longer. It needs 'state: file:PATH': with a state in memory each run "
                    + "tells everything again, and loses what it could not deliver.",
            "Exit 0 when something was told, 1 when nothing was, 3 when Vast.ai gave no answer, 74 when the state cannot "
                    + "be used or a daemon runs with it, 75 when an alert was not delivered: what waits is kept for the next run."
        },
        mixinStandardHelpOptions = true)
public final class OnceCommand implements Callable<Integer> {
    @ParentCommand
    private Console console;

    @Option(
            names = "--dry-run",
            description =
                    "Only print what would be told. Writes nothing but how many rows were read, and may be used beside a running daemon.")
    private boolean dryRun;

    @Mixin
    private final ForceOption force = new ForceOption();

    @Parameters(
            paramLabel = "WATCH",
            arity = "0..*",
            description = "The watches to run; otherwise all that are enabled.")
    private List<String> names = List.of();

    private final Metrics numbers = new Metrics();

    @Override
    public Integer call() throws Exception {
        Config read =
                dryRun ? console.config().read() : console.config().source().readToDeliver();
        List<Watch> watches = names.isEmpty()
                ? read.watches().stream().filter(Watch::enabled).toList()
                : names.stream().map(read::watch).toList();
        Optional<Path> file = read.state().file();
        if (dryRun) {
            try (Store store = file.isEmpty() || Files.notExists(file.get())
                    ? Store.open(StateLocation.MEMORY)
                    : Store.reading(file.get())) {
                return exit(ask(read, watches, store));
            }
        }
        if (file.isEmpty()) {
            err().println("warning: the state is in memory: each run of 'once' tells everything that matches again");
            err().println("    write state: file:/var/lib/vastwatch/state.db");
            try (Store store = Store.open(read.state())) {
                return run(read, watches, store);
            }
        }
        StateLock lock = StateLock.take(file.get(), console.now());
        try (Store store = Store.open(read.state())) {
            lock.holdDatabase();
            return run(read, watches, store);
        } finally {
            lock.close();
        }
    }

    private int run(Config read, List<Watch> watches, Store store) throws InterruptedException {
        long dead =
                store.channels().all().stream().mapToLong(ChannelState::dead).sum();
        boolean hasWaited = store.channels().all().stream().anyMatch(channel -> channel.pending() > 0);
        Poller.Round round = ask(read, watches, store);
        // After the answer: what has waited is held against it.
        store.outbox().releaseLeases(console.now());
        store.outbox().retryNow(console.now());
        read.channels().values().forEach(channel -> Dispatcher.drain(channel, store, numbers, console.clock()));
        List<ChannelState> channels = store.channels().all().stream()
                .filter(channel -> read.channels().containsKey(channel.name()))
                .toList();
        channels.stream().filter(channel -> channel.pending() > 0).forEach(channel -> waits(channel, read.state()));
        boolean isDelivered = channels.stream().allMatch(channel -> channel.pending() == 0)
                && store.channels().all().stream().mapToLong(ChannelState::dead).sum() <= dead;
        return !isDelivered ? Exit.UNDELIVERED : hasWaited ? Exit.DONE : exit(round);
    }

    private Poller.Round ask(Config read, List<Watch> watches, Store store) throws InterruptedException {
        try (VastClient vast = new VastClient(read.vast(), console.clock())) {
            Poller poller = new Poller(vast, store, new ActiveWatches(watches), numbers, console.clock());
            if (dryRun || force.isGiven()) {
                // A dry run reads a state that it does not write, or one of its own.
                vast.shareRowCount(new SharedRowLedger(read.state(), force.isGiven()));
            }
            Poller.Round round = poller.once(awake(watches, store), dryRun);
            round.alerts().forEach(this::print);
            vast.quotaPause()
                    .filter(until -> round.unanswered() > 0)
                    .ifPresent(until ->
                            err().println("Vast.ai gave no answer: " + ForceOption.usedUp(until, console.clock())));
            return round;
        }
    }

    /** A watch that is named is polled though it is paused. */
    private List<Watch> awake(List<Watch> watches, Store store) {
        Set<String> paused = names.isEmpty() ? store.watches().paused() : Set.of();
        return watches.stream().filter(watch -> !paused.contains(watch.name())).toList();
    }

    private void print(Alert alert) {
        console.out().println(MailContent.text(alert, alert.at(), ZoneId.systemDefault()));
    }

    private void waits(ChannelState channel, StateLocation state) {
        boolean isOne = channel.pending() == 1;
        err().println(channel.pending() + (isOne ? " alert" : " alerts") + " for channel '" + channel.name() + "' "
                + (isOne ? "is " : "are ")
                + (state.file().isPresent()
                        ? "kept for the next run"
                        : "lost: the state is in memory, and the next run tells what matches then")
                + channel.answer().map(answer -> " (" + answer + ")").orElse(""));
    }

    private static int exit(Poller.Round round) {
        return !round.alerts().isEmpty() ? Exit.DONE : round.unanswered() > 0 ? Exit.NO_ANSWER : Exit.NO;
    }

    private PrintWriter err() {
        return console.err();
    }
}
