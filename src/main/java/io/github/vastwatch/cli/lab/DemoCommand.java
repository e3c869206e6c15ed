package io.github.vastwatch.cli.lab;

import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.Progress;
import io.github.vastwatch.cli.console.Terminal;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Runs the daemon on a simulated market, from a new offer to its alert. */
@Command(
        name = "demo",
        description = {
            "Runs the daemon on a simulated market with a local mail server and webhook receiver, and shows the alerts: "
                    + "a new offer, a lower price, a changed id, a killed daemon. It needs no network, no key and no "
                    + "file, and takes about half a minute.",
            "Exit 0 if each alert arrived exactly once, otherwise 1.",
            "--drill kills the daemon (SIGKILL) four times on a market that changes, and takes less than a minute. "
                    + "Exit 0 if no alert was lost and none was sent under two ids, otherwise 1."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "7",
            description = "Seed of the market (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--drill", description = "Kill the daemon repeatedly and count what arrives.")
    private boolean drill;

    @ParentCommand
    private Console console;

    @Override
    public Integer call() throws Exception {
        return (drill ? drill() : demo()) ? Exit.DONE : Exit.NO;
    }

    private boolean demo() throws Exception {
        boolean hasReader = Terminal.standardOutput().width().isPresent();
        Progress progress = new Progress(console.err(), hasReader && Terminal.readsErrors());
        try (DaemonProcess daemon = DaemonProcess.of(console, "vastwatch-demo");
                Demo demo = new Demo(daemon, seed, console.clock(), console.out(), progress, hasReader)) {
            return demo.play();
        }
    }

    private boolean drill() throws Exception {
        PrintWriter err = console.err();
        try (DaemonProcess daemon = DaemonProcess.of(console, "vastwatch-drill")) {
            CrashDrill.Result result = new CrashDrill(daemon, seed, console.now(), console.progress()).run();
            console.out().println(result);
            if (!result.isFlawless()) {
                daemon.keepFiles();
                result.lost().forEach(key -> err.println("lost " + key));
                result.twice().forEach(key -> err.println("sent under two ids " + key));
                err.println("the log and the state are kept in " + daemon.folder());
            }
            return result.isFlawless();
        }
    }
}
