package io.github.vastwatch.cli.lab;

import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.Progress;
import io.github.vastwatch.cli.console.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Everything at once: a market, the daemon, and somewhere to tell. */
@Command(
        name = "demo",
        description = {
            "Runs the daemon on a simulated market with a local mail server and webhook receiver, and shows what they "
                    + "get: a new offer, a price that falls, an id that changes, a daemon that is killed. Needs no network, no key "
                    + "and no file, and takes about half a minute.",
            "Exit 0 when each alert arrived once, otherwise 1.",
            "With --drill the daemon is killed (SIGKILL) four times midway on a market that moves; exit 0 when nothing "
                    + "was lost and nothing told under two ids. It takes less than a minute."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "7",
            description = "Which market (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--drill", description = "Kill the daemon again and again, and count what arrives.")
    private boolean drill;

    @ParentCommand
    private Console console;

    @Override
    public Integer call() throws Exception {
        if (drill) {
            return drill();
        }
        PrintWriter out = console.out();
        boolean isFilmed = Terminal.standardOutput().width().isPresent();
        Progress progress = new Progress(console.err(), isFilmed && Terminal.readsErrors());
        DemoStory demoStory = new DemoStory(console.getClass(), seed, console.now(), out, progress, isFilmed);
        Thread hook = atEnd(demoStory);
        try (demoStory) {
            return demoStory.run() ? Exit.DONE : Exit.NO;
        } finally {
            forget(hook);
        }
    }

    private int drill() throws Exception {
        PrintWriter err = console.err();
        CrashDrill own = new CrashDrill(console.getClass(), seed, console.now(), console.progress());
        Thread hook = atEnd(own);
        boolean isKept = false;
        try {
            DrillResult drillResult = own.run();
            isKept = !drillResult.isFlawless();
            console.out().println(drillResult);
            if (isKept) {
                drillResult.lost().forEach(key -> err.println("lost " + key));
                drillResult.twice().forEach(key -> err.println("told under two ids " + key));
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

    /** Ctrl-C leaves no process and no file behind. */
    private Thread atEnd(AutoCloseable own) {
        Thread hook = new Thread(
                () -> {
                    try {
                        own.close();
                    } catch (IOException e) {
                        console.err().println("the files could not be removed: " + e.getMessage());
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                "end-demo");
        Runtime.getRuntime().addShutdownHook(hook);
        return hook;
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs already, and does the same.
        }
    }
}
