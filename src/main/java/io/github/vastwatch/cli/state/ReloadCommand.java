package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.StateLock;
import io.github.vastwatch.store.Store;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes the daemon read its config now. */
@Command(
        name = "reload",
        description = {
            "Makes the daemon that uses the state read its config now, and waits for the result.",
            "Exit 0 if the config was loaded, 78 if it was rejected, 1 if no daemon is running or it does not respond."
        })
public final class ReloadCommand extends Subcommand {
    /** A reload takes milliseconds, or seconds if a search must be aborted first. */
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private static final long CHECK_MS = 100;

    @Mixin
    private final StateOption state = new StateOption();

    @Override
    public Integer call() throws Exception {
        StateLocation place = state.place();
        StateOption.require(place);
        Path file = place.file()
                .orElseThrow(
                        () -> new InvalidInput(
                                "the daemons of a state in PostgreSQL may be on other machines, where no command can signal them",
                                "each reads a changed config within 10 s; to make one read it now: systemctl reload vastwatch"));
        PrintWriter err = err();
        DaemonStatus last;
        try (Store store = state.reading()) {
            Optional<Long> holder = StateLock.holder(file);
            if (holder.isEmpty()) {
                err.println("no daemon is running with the state " + file + "; start one: vastwatch run");
                return Exit.NO;
            }
            Optional<DaemonStatus> before = store.status().daemon();
            // The recorded process may have ended, and another may have its id now.
            if (before.isEmpty() || before.get().pid() != holder.get()) {
                err.println("process " + holder.get() + " uses the state but is not a daemon, or is still starting");
                return Exit.NO;
            }
            last = before.get();
            signal(last.pid());
            for (long end = System.nanoTime() + TIMEOUT.toNanos(); System.nanoTime() < end; ) {
                DaemonStatus now = store.status().daemon().orElse(last);
                if (now.generation() != last.generation()) {
                    out().println("loaded, generation " + now.generation());
                    return Exit.DONE;
                }
                if (now.refusal().isPresent() && !now.refusal().equals(last.refusal())) {
                    return rejected(now.refusal().get());
                }
                TimeUnit.MILLISECONDS.sleep(CHECK_MS);
            }
        }
        // It ignores the signal, but a change since then would have been noticed within this time.
        if (last.refusal().isPresent()) {
            return rejected(last.refusal().get());
        }
        err.println("the daemon did not respond within " + TIMEOUT.toSeconds()
                + " s; see its log, and restart it if it was started by nohup, which makes it ignore SIGHUP");
        return Exit.NO;
    }

    private int rejected(DaemonStatus.Refusal refusal) {
        err().println(refusal.reason());
        err().println("rejected; the daemon keeps the previous config");
        return Exit.BAD_CONFIG;
    }

    private static void signal(long pid) throws IOException, InterruptedException {
        // The kill that is built into the shell: there may be no other.
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -HUP \"$0\"", String.valueOf(pid))
                .redirectErrorStream(true)
                .start();
        String output = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (kill.waitFor() != 0) {
            throw new IOException(
                    "process " + pid + " could not be signalled (" + output + "); run this as the daemon's user");
        }
    }
}
