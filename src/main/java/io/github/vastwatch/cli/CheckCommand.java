package io.github.vastwatch.cli;

import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.notify.Channel;
import io.github.vastwatch.poll.Load;
import io.github.vastwatch.vast.Protocol;
import io.github.vastwatch.watch.Watch;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Says what a config means. */
@Command(
        name = "check",
        description = {
            "Reads the config and says what it would do.",
            "Exit 0, 78 when something is wrong, 1 when there are warnings and --strict is given."
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @ParentCommand
    private Main main;

    @Spec
    private CommandSpec spec;

    enum Format {
        text,
        json
    }

    @Option(names = "--strict", description = "Exit 1 when there are warnings.")
    private boolean strict;

    @Option(names = "--format", defaultValue = "text", description = "text or json (default: ${DEFAULT-VALUE}).")
    private Format format = Format.text;

    @Option(
            names = "--print",
            description =
                    "Print the config as it holds, with includes, defaults and variables put in and secrets as ***.")
    private boolean print;

    @Override
    public Integer call() throws BadConfig {
        PrintWriter out = spec.commandLine().getOut();
        Config read;
        try {
            read = main.config().read();
        } catch (BadConfig failure) {
            if (format == Format.text) {
                throw failure;
            }
            out.println(CheckReport.of(failure));
            return Exit.BAD_CONFIG;
        }
        if (format == Format.json) {
            out.println(CheckReport.of(read));
        } else {
            text(read, out);
        }
        return strict && !read.doubts().isEmpty() ? Exit.NO : Exit.DONE;
    }

    private void text(Config read, PrintWriter out) {
        if (print) {
            out.print(read.effective().yaml());
            out.flush();
        } else {
            out.println(main.config().path() + " is fine");
            out.println("Vast.ai   " + read.vast().url() + ", protocol "
                    + Protocol.name(read.vast().protocols()) + ", "
                    + (read.vast().apiKey().isPresent() ? "with a key" : "without a key (at most 64 offers an answer)")
                    + ", at most " + read.vast().requestsPerMinute() + " searches a minute");
            out.println("state     " + read.state());
            read.watches().forEach(watch -> describe(out, watch, read));
        }
        Load.shortage(
                        read.watches(),
                        read.vast().requestsPerMinute(),
                        read.vast().apiKey().isEmpty(),
                        Clock.systemUTC().instant())
                .forEach(late -> spec.commandLine().getErr().println("warning: " + late));
        boolean pointed = Terminal.readsErrors();
        read.doubts()
                .forEach(doubt -> spec.commandLine()
                        .getErr()
                        .println("warning: " + (pointed ? doubt.pointed() : doubt.toString())));
    }

    private static void describe(PrintWriter out, Watch watch, Config config) {
        out.println();
        out.println("watch '" + watch.name() + "'" + (watch.enabled() ? "" : " (not enabled)"));
        out.println("  asks    " + watch.query());
        out.println("  rents   " + watch.type() + ", prices with " + watch.diskGb() + " GB disk");
        out.println("  tells   when " + watch.threshold() + ", to " + told(watch, config));
        out.println("  runs    " + watch.schedule()
                + watch.until().map(until -> ", until " + until).orElse("") + "; next "
                + String.join(", ", times(watch)));
    }

    private static String told(Watch watch, Config config) {
        List<String> channels = new ArrayList<>();
        for (String name : watch.channels()) {
            @Nullable Channel channel = config.channels().get(name);
            channels.add(name + " (" + (channel == null ? "" : channel.target()) + ")");
        }
        return String.join(", ", channels);
    }

    private static List<String> times(Watch watch) {
        List<String> times = new ArrayList<>();
        Optional<Instant> next = watch.next(Clock.systemUTC().instant());
        while (next.isPresent() && times.size() < 3) {
            times.add(next.get().truncatedTo(ChronoUnit.SECONDS).toString());
            next = watch.next(next.get());
        }
        return times.isEmpty() ? List.of("never") : times;
    }
}
