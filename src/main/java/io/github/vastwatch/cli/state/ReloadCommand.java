package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.StateLock;
import io.github.vastwatch.store.Store;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** Tells the daemon to read its config again. */
@Command(
        name = "reload",
        description = {
            "Tells the daemon that uses the state to read its config again, now, and waits for what comes of it.",
            "Exit 0 when it was taken, 78 when it was refused, 1 when no daemon runs or it does not answer."
        },
        mixinStandardHelpOptions = true)
public final class ReloadCommand implements Callable<Integer> {
    /** A reload takes milliseconds, or seconds where a search must be broken off for it. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final long LOOK_MS = 100;

    @ParentCommand
    private Console console;

    @Mixin
    private final StateOption state = new StateOption();

    @Override
    public Integer call() throws Exception {
        Path file = StateOption.file(state.place());
        PrintWriter err = console.err();
        try (Store store = state.reading()) {
            Optional<Long> holder = StateLock.holder(file);
            if (holder.isEmpty()) {
                err.println("no daemon runs with the state " + file + "; start one: vastwatch run");
                return Exit.NO;
            }
            Optional<DaemonStatus> before = store.status().daemon();
            // The process that is noted may be long gone, and its number another's now.
            if (before.isEmpty() || before.get().pid() != holder.get()) {
                err.println("process " + holder.get() + " has the state and is no daemon, or is only starting");
                return Exit.NO;
            }
            hangUp(before.get().pid());
            for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; ) {
                DaemonStatus now = store.status().daemon().orElse(before.get());
                if (now.generation() != before.get().generation()) {
                    console.out().println("taken, generation " + now.generation());
                    return Exit.DONE;
                }
                if (now.refusal().isPresent()
                        && !now.refusal().equals(before.get().refusal())) {
                    err.println(now.refusal().get().reason());
                    err.println("refused; the config before goes on");
                    return Exit.BAD_CONFIG;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            }
        }
        err.println("the daemon did not answer within " + PATIENCE.toSeconds()
                + " s; its log says more, unless SIGHUP is ignored there, as below nohup");
        return Exit.NO;
    }

    private static void hangUp(long pid) throws IOException, InterruptedException {
        // The shell's own kill: there may be no other.
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -HUP \"$0\"", String.valueOf(pid))
                .redirectErrorStream(true)
                .start();
        String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (kill.waitFor() != 0) {
            throw new IOException("process " + pid + " cannot be told (" + said + "); run this as the daemon's user");
        }
    }
}
