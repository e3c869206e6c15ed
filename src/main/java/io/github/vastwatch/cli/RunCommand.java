package io.github.vastwatch.cli;

import io.github.vastwatch.config.Config;
import io.github.vastwatch.daemon.Daemon;
import io.github.vastwatch.metrics.Numbers;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The daemon. */
@Command(
        name = "run",
        description = "Watches until it is stopped; SIGTERM or Ctrl-C end it cleanly.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

    @ParentCommand
    private Main main;

    @Override
    @SuppressWarnings("SystemExitOutsideMain")
    public Integer call() throws Exception {
        Config read = main.config().read();
        read.doubts().forEach(doubt -> LOG.warn("{}", doubt.oneLine()));
        Daemon daemon = new Daemon(read, Clock.systemUTC(), new Numbers());
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(daemon, stopped), "stop"));
        daemon.start();
        LOG.info("watching: {} watches, state {}", read.watches().size(), read.state());
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
