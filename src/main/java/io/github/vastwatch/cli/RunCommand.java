package io.github.vastwatch.cli;

import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.daemon.Daemon;
import io.github.vastwatch.daemon.SighupHandler;
import io.github.vastwatch.daemon.SystemdNotifier;
import io.github.vastwatch.metrics.Metrics;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the daemon. */
@Command(
        name = "run",
        description = {
            "Runs the daemon until it is stopped; SIGTERM or Ctrl-C stop it cleanly. It takes a changed config within "
                    + "10 s, or at SIGHUP; it refuses a wrong one and keeps the one before."
        })
final class RunCommand extends Subcommand {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    enum Log {
        text,
        json
    }

    @Option(
            names = "--log-format",
            paramLabel = "FORMAT",
            description = "How the log reads: text, or json with one object a line (default: ${DEFAULT-VALUE}).")
    private Log log = Log.text;

    @Override
    @SuppressWarnings("SystemExitOutsideMain")
    public Integer call() throws Exception {
        if (log == Log.json) {
            LogFormat.useJson();
        }
        AtomicReference<@Nullable Daemon> started = new AtomicReference<>();
        // First of all: until it is handled, SIGHUP ends the process. What is still starting reads the config anyway.
        SighupHandler.handle(() -> Optional.ofNullable(started.get()).ifPresent(Daemon::reload));
        Daemon daemon = new Daemon(config().source(), clock(), new Metrics());
        SystemdNotifier.of(System::getenv).ifPresent(daemon::notifies);
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(daemon, stopped), "stop"));
        daemon.start();
        started.set(daemon);
        stopped.await();
        return Exit.DONE;
    }

    private static void close(Daemon daemon, CountDownLatch stopped) {
        try {
            daemon.close();
        } catch (IOException e) {
            LOG.error("stopping failed ({}); what was committed is safe", e.getMessage());
        } finally {
            stopped.countDown();
        }
    }
}
