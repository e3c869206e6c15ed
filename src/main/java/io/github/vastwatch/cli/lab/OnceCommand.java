package io.github.vastwatch.cli.lab;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.cli.console.ForceOption;
import io.github.vastwatch.cli.console.Subcommand;
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
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Polls and sends once. */
@Command(
        name = "once",
        description = {
            "Polls once, sends what is new and exits; for cron and timers. It also retries what earlier runs could not "
                    + "deliver, unless the receiver asked for a longer wait. It needs 'state: file:PATH': with a state in "
                    + "memory, each run sends all matches again and loses what it could not deliver.",
            "Exit 0 if something was sent; 1 if there was nothing to send; 3 if Vast.ai did not answer; 74 if the state "
                    + "cannot be used or a daemon is using it; 75 if an alert was not delivered, which is kept for the next "
                    + "run."
        })
public final class OnceCommand extends Subcommand {
    @Option(
            names = "--dry-run",
            description =
                    "Only print what would be sent. Changes nothing except the count of rows read, and works beside a running"
                            + " daemon.")
    private boolean dryRun;

    @Mixin
    private final ForceOption force = new ForceOption();

    @Parameters(
            paramLabel = "WATCH",
            arity = "0..*",
            description = "Names of watches, which are polled even if paused (default: all enabled).")
    private List<String> names = List.of();

    @Override
    public Integer call() throws Exception {
        Config config = dryRun ? config().read() : config().source().readToDeliver();
        List<Watch> watches = names.isEmpty()
                ? config.watches().stream().filter(Watch::enabled).toList()
                : names.stream().map(config::watch).toList();
        if (dryRun) {
            try (Store store = toRead(config.state())) {
                return exit(poll(config, watches, store, new Metrics()));
            }
        }
        if (config.state().postgres().isPresent()) {
            try (Store store = Store.open(config.state())) {
                if (store.status().nodes().filter(nodes -> nodes.alive() > 0).isPresent()) {
                    throw new IOException("the state " + config.state() + " is in use by another vastwatch");
                }
                return run(config, watches, store);
            }
        }
        Optional<Path> file = config.state().file();
        if (file.isEmpty()) {
            err().println("warning: the state is in memory, so each run of 'once' sends all matches again");
            err().println("    write state: file:/var/lib/vastwatch/state.db");
            try (Store store = Store.open(config.state())) {
                return run(config, watches, store);
            }
        }
        StateLock lock = StateLock.take(file.get(), now());
        try (Store store = Store.open(config.state())) {
            lock.holdDatabase();
            return run(config, watches, store);
        } finally {
            lock.close();
        }
    }

    /** The state, which a dry run does not change, except for the budget of searches that daemons of a database share. */
    private static Store toRead(StateLocation state) throws IOException {
        Optional<Store> present = Store.readingIfAny(state);
        if (present.isPresent() && state.postgres().isPresent()) {
            present.get().close();
            return Store.beside(state);
        }
        return present.isPresent() ? present.get() : Store.open(StateLocation.MEMORY);
    }

    private int run(Config config, List<Watch> watches, Store store) throws InterruptedException {
        Metrics metrics = new Metrics();
        long dead =
                store.channels().all().stream().mapToLong(ChannelState::dead).sum();
        boolean hadPending = store.channels().all().stream().anyMatch(channel -> channel.pending() > 0);
        Poller.Round round = poll(config, watches, store, metrics);
        // After the poll, so that late alerts are compared with the new answer.
        store.outbox().releaseLeases(now());
        store.outbox().retryNow(now());
        config.channels().values().forEach(channel -> Dispatcher.drain(channel, store, metrics, clock()));
        List<ChannelState> channels = store.channels().all().stream()
                .filter(channel -> config.channels().containsKey(channel.name()))
                .toList();
        channels.stream()
                .filter(channel -> channel.pending() > 0)
                .forEach(channel -> reportPending(channel, config.state()));
        boolean isDelivered = channels.stream().allMatch(channel -> channel.pending() == 0)
                && store.channels().all().stream().mapToLong(ChannelState::dead).sum() <= dead;
        return !isDelivered ? Exit.UNDELIVERED : hadPending ? Exit.DONE : exit(round);
    }

    private Poller.Round poll(Config config, List<Watch> watches, Store store, Metrics metrics)
            throws InterruptedException {
        try (VastClient vast = new VastClient(config.vast(), clock())) {
            Poller poller = new Poller(vast, store, new ActiveWatches(watches), metrics, clock());
            if (dryRun || force.isGiven()) {
                // A dry run has no state of its own to count in.
                vast.shareRowCount(force.ledger(config.state()));
            }
            Poller.Round round = poller.once(active(watches, store), dryRun);
            round.alerts().forEach(this::print);
            vast.quotaPause()
                    .filter(until -> round.unanswered() > 0)
                    .ifPresent(until -> err().println("Vast.ai gave no answer: " + ForceOption.usedUp(until, clock())));
            return round;
        }
    }

    /** The watches without paused ones; one that is named is polled even if it is paused. */
    private List<Watch> active(List<Watch> watches, Store store) {
        Set<String> paused = names.isEmpty() ? store.watches().paused() : Set.of();
        return watches.stream().filter(watch -> !paused.contains(watch.name())).toList();
    }

    private void print(Alert alert) {
        out().println(MailContent.text(alert, alert.at(), clock().getZone()));
    }

    private void reportPending(ChannelState channel, StateLocation state) {
        boolean isOne = channel.pending() == 1;
        err().println(channel.pending() + (isOne ? " alert" : " alerts") + " for channel '" + channel.name() + "' "
                + (isOne ? "is " : "are ")
                + (state.isMemory()
                        ? "lost, because the state is in memory; the next run sends what matches then"
                        : "kept for the next run")
                + channel.answer().map(answer -> " (" + answer + ")").orElse(""));
    }

    private static int exit(Poller.Round round) {
        return !round.alerts().isEmpty() ? Exit.DONE : round.unanswered() > 0 ? Exit.NO_ANSWER : Exit.NO;
    }
}
