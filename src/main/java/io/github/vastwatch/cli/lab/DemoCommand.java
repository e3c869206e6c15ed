package io.github.vastwatch.cli.lab;

import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.Progress;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.cli.console.Terminal;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
        })
public final class DemoCommand extends Subcommand {
    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "7",
            description = "Seed of the market (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--drill", description = "Kill the daemon repeatedly and count what arrives.")
    private boolean drill;

    @Override
    public Integer call() throws Exception {
        return (drill ? drill() : demo()) ? Exit.DONE : Exit.NO;
    }

    private boolean demo() throws Exception {
        boolean hasReader = Terminal.standardOutput().width().isPresent();
        Progress progress = new Progress(err(), hasReader && Terminal.readsErrors());
        try (DaemonProcess daemon = DaemonProcess.of(mainClass(), err(), "vastwatch-demo");
                Demo demo = new Demo(daemon, seed, clock(), out(), progress, hasReader)) {
            return demo.play();
        }
    }

    private boolean drill() throws Exception {
        PrintWriter err = err();
        try (DaemonProcess daemon = DaemonProcess.of(mainClass(), err(), "vastwatch-drill")) {
            CrashDrill.Result result = new CrashDrill(daemon, seed, now(), progress()).run();
            out().println(result);
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
