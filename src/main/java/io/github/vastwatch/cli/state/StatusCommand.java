package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.StateLock;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.text.RelativeTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the state of the daemon, its watches and its channels. */
@Command(
        name = "status",
        description = {
            "Shows the state of the daemon, each watch and each channel, whether the daemon is running or not; the nodes that "
                    + "share a state in PostgreSQL, of which one that was seen within 15 s counts as running.",
            "Exit 0 if it is running with the config on disk; 1 if it is not running, rejected the config or cannot write "
                    + "its state; 2 if the state is in memory; 74 if there is no state yet or it cannot be read."
        })
public final class StatusCommand extends Subcommand {
    @Mixin
    private final StateOption state = new StateOption();

    @Mixin
    private final Json.FormatOption format = new Json.FormatOption();

    @Override
    public Integer call() throws Exception {
        StateLocation place = state.source();
        try (Store store = Store.reading(place)) {
            StateStatus status = store.status();
            Optional<Path> file = place.file();
            boolean isRunning = file.isPresent() ? isHeld(file.get(), status) : isAnyNodeAlive(status);
            Optional<String> failure = isRunning ? stateFailure(status, file, now()) : Optional.empty();
            StatusView view = StatusView.of(status, isRunning, place.toString(), failure, clock());
            out().print(format.isJson() ? Json.text(view) + "\n" : view.text());
            out().flush();
            boolean isRejected = status.daemon().flatMap(DaemonStatus::refusal).isPresent();
            return isRunning && !isRejected && failure.isEmpty() ? Exit.DONE : Exit.NO;
        }
    }

    private static boolean isHeld(Path file, StateStatus status) throws IOException {
        Optional<Long> holder = StateLock.holder(file);
        // 'once' holds the lock as well, and is not a daemon.
        return holder.isPresent() && holder.equals(status.daemon().map(DaemonStatus::pid));
    }

    private static boolean isAnyNodeAlive(StateStatus status) {
        return status.nodes().filter(nodes -> nodes.alive() > 0).isPresent();
    }

    /** Why a running daemon does not write its state; empty if it does. */
    private static Optional<String> stateFailure(StateStatus status, Optional<Path> file, Instant now) {
        return status.unwritten(now)
                .map(late -> "not written for " + RelativeTime.span(late) + ": "
                        + file.map(StatusCommand::reason).orElse("no node takes turns; see their logs"));
    }

    private static String reason(Path file) {
        try {
            return Files.getFileStore(file).getUsableSpace() == 0
                    ? "the disk is full"
                    : "the daemon cannot write to it, or hangs; see its log";
        } catch (IOException e) {
            return "the disk does not respond";
        }
    }
}
