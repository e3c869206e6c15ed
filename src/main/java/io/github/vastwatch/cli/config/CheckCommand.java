package io.github.vastwatch.cli.config;

import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.FormatOption;
import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.cli.market.PlanView;
import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.store.FileErrors;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Checks a config and shows what it means. */
@Command(
        name = "check",
        description = {
            "Checks the config and shows what it does. Online it also logs in to each mail server, checks that the "
                    + "heartbeat server answers, without sending a heartbeat, and searches once per watch: what matches now, or why "
                    + "nothing does. Sends nothing.",
            "Exit 0; 78 when the config is wrong; 74 when this user cannot use the state, or it is damaged; 3 when Vast.ai gave no "
                    + "answer; 1 when a mail server or the server of the heartbeat failed, or when there are warnings "
                    + "and --strict is given."
        })
public final class CheckCommand extends Subcommand {
    /** Whether servers are asked. */
    static final class Reach {
        @Option(
                names = "--online",
                description =
                        "Ask the mail servers, the server of the heartbeat and Vast.ai; the default on a terminal.")
        private boolean online;

        @Option(names = "--offline", description = "Contact no server.")
        private boolean offline;
    }

    @ArgGroup
    private final Reach reach = new Reach();

    @Option(names = "--strict", description = "Exit 1 when there are warnings.")
    private boolean strict;

    @Mixin
    private final FormatOption format = new FormatOption();

    @Option(
            names = "--print",
            description =
                    "Print the effective config, with includes, defaults and variables filled in and secrets as ***.")
    private boolean print;

    @Override
    public Integer call() throws InterruptedException, BadConfig {
        Config config;
        try {
            config = config().read();
        } catch (BadConfig failure) {
            if (!format.isJson()) {
                throw failure;
            }
            out().println(Json.text(CheckReport.facts(failure)));
            return Exit.BAD_CONFIG;
        }
        Optional<String> unusable = unusable(config.state());
        Optional<OnlineCheck> online =
                isOnline() ? Optional.of(OnlineCheck.ask(config, clock(), progress())) : Optional.empty();
        Instant now = now();
        CheckReport report = new CheckReport(config, online, PlanView.asFarAsKnown(config, now), now);
        if (format.isJson()) {
            out().println(Json.text(report.facts(unusable)));
        } else {
            print(config, report);
        }
        if (unusable.isPresent()) {
            err().println(unusable.get());
            return Exit.FILE_TROUBLE;
        }
        int exit = online.map(OnlineCheck::exit).orElse(Exit.DONE);
        return exit == Exit.DONE && strict && !config.warnings().isEmpty() ? Exit.NO : exit;
    }

    /** Why this user cannot use the state, if so. */
    private static Optional<String> unusable(StateLocation state) {
        try {
            Store.check(state);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(FileErrors.withName(e));
        }
    }

    private boolean isOnline() {
        return reach.online || (!reach.offline && !print && Terminal.readsOutput());
    }

    private void print(Config config, CheckReport report) {
        if (print) {
            out().print(config.effectiveConfig().yaml());
            out().flush();
            // The output stays a config.
            report.answers().forEach(err()::println);
        } else {
            out().println(config().path() + " is fine");
            report.lines().forEach(out()::println);
        }
        boolean pointed = Terminal.readsErrors();
        report.shortages().forEach(each -> err().println("warning: " + each));
        config.warnings().forEach(each -> err().println("warning: " + (pointed ? each.pointed() : each.toString())));
    }
}
