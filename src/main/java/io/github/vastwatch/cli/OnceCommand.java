package io.github.vastwatch.cli;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.deliver.Dispatcher;
import io.github.vastwatch.metrics.Numbers;
import io.github.vastwatch.notify.Channel;
import io.github.vastwatch.notify.MailBody;
import io.github.vastwatch.notify.Notifier;
import io.github.vastwatch.poll.Poller;
import io.github.vastwatch.poll.Roster;
import io.github.vastwatch.store.StateLock;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** One round for real. */
@Command(
        name = "once",
        description = {
            "Asks once, records and tells, then ends: for cron and timers.",
            "Exit 0 when something was told, 1 when nothing was, 3 when Vast.ai gave no answer."
        },
        mixinStandardHelpOptions = true)
final class OnceCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Option(names = "--dry-run", description = "Only print what would be told.")
    private boolean dryRun;

    @Parameters(
            paramLabel = "WATCH",
            arity = "0..*",
            description = "The watches to run; otherwise all that are enabled.")
    private List<String> names = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Config read = main.config().read();
        List<Watch> watches = names.isEmpty()
                ? read.watches().stream().filter(Watch::enabled).toList()
                : names.stream().map(read::watch).toList();
        Clock clock = Clock.systemUTC();
        @Nullable
        StateLock lock = read.state().file().isPresent()
                ? StateLock.take(read.state().file().get(), clock.instant())
                : null;
        Numbers numbers = new Numbers();
        try (Store store = Store.open(read.state());
                VastClient vast = new VastClient(read.vast(), clock)) {
            Poller.Round round =
                    new Poller(vast, store, new Roster(watches), numbers, clock).once(awake(watches, store), dryRun);
            round.alerts().forEach(this::print);
            if (!dryRun) {
                store.releaseLeases();
                read.channels().values().forEach(channel -> deliver(channel, store, numbers, clock));
            }
            return round.unanswered() > 0 && round.alerts().isEmpty()
                    ? Exit.NO_ANSWER
                    : round.alerts().isEmpty() ? Exit.NO : Exit.DONE;
        } finally {
            close(lock);
        }
    }

    /** Who is named is polled though it is paused. */
    private List<Watch> awake(List<Watch> watches, Store store) {
        Set<String> paused = names.isEmpty() ? store.paused() : Set.of();
        return watches.stream().filter(watch -> !paused.contains(watch.name())).toList();
    }

    private void print(Alert alert) {
        spec.commandLine().getOut().println(MailBody.text(alert, alert.at(), ZoneId.systemDefault()));
    }

    private static void deliver(Channel channel, Store store, Numbers numbers, Clock clock) {
        try (Notifier notifier = channel.notifier()) {
            Dispatcher dispatcher = new Dispatcher(channel, notifier, store, numbers, clock);
            // What is deferred waits in the outbox for the next round.
            while (dispatcher.flush()) {}
        }
    }

    private static void close(@Nullable StateLock lock) throws IOException {
        if (lock != null) {
            lock.close();
        }
    }
}
