package io.github.vastwatch.cli;

import io.github.vastwatch.cli.config.CheckCommand;
import io.github.vastwatch.cli.config.ImportCommand;
import io.github.vastwatch.cli.config.InitCommand;
import io.github.vastwatch.cli.config.NotifyCommand;
import io.github.vastwatch.cli.config.SchemaCommand;
import io.github.vastwatch.cli.config.TemplateCommand;
import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Subcommand.Exit;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.cli.history.BacktestCommand;
import io.github.vastwatch.cli.history.HistoryCommand;
import io.github.vastwatch.cli.history.SuggestCommand;
import io.github.vastwatch.cli.lab.DemoCommand;
import io.github.vastwatch.cli.lab.OnceCommand;
import io.github.vastwatch.cli.lab.RehearseCommand;
import io.github.vastwatch.cli.lab.SimulateCommand;
import io.github.vastwatch.cli.market.ExplainCommand;
import io.github.vastwatch.cli.market.FieldsCommand;
import io.github.vastwatch.cli.market.PlanCommand;
import io.github.vastwatch.cli.market.PrintRentCommand;
import io.github.vastwatch.cli.market.QueryCommand;
import io.github.vastwatch.cli.market.SearchCommand;
import io.github.vastwatch.cli.state.AlertsCommand;
import io.github.vastwatch.cli.state.ForgetCommand;
import io.github.vastwatch.cli.state.OutboxCommand;
import io.github.vastwatch.cli.state.PauseCommand;
import io.github.vastwatch.cli.state.RecordCommand;
import io.github.vastwatch.cli.state.ReloadCommand;
import io.github.vastwatch.cli.state.SilenceCommand;
import io.github.vastwatch.cli.state.StateCommand;
import io.github.vastwatch.cli.state.StatusCommand;
import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.FileErrors;
import io.github.vastwatch.store.FileNames;
import io.github.vastwatch.store.StoreFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParseResult;

/** The program's entry. */
@Command(
        name = "vastwatch",
        description = "Alerts you the moment a GPU offer on Vast.ai is cheap enough.",
        synopsisSubcommandLabel = "COMMAND",
        commandListHeading = "",
        footer = {
            "",
            "Exit codes: 0 done, 1 asked and answered no, 2 wrong usage, 3 Vast.ai could not",
            "be reached or refused, 74 the state or a file could not be read or written,",
            "75 an alert of 'once' was not delivered, 78 the config is wrong.",
            "'vastwatch COMMAND --help' explains each command."
        })
public final class Main extends Console {
    private static final Map<String, Class<?>> COMMANDS = new TreeMap<>(Map.ofEntries(
            Map.entry("init", InitCommand.class),
            Map.entry("run", RunCommand.class),
            Map.entry("check", CheckCommand.class),
            Map.entry("state", StateCommand.class),
            Map.entry("status", StatusCommand.class),
            Map.entry("plan", PlanCommand.class),
            Map.entry("reload", ReloadCommand.class),
            Map.entry("pause", PauseCommand.Pause.class),
            Map.entry("resume", PauseCommand.Resume.class),
            Map.entry("once", OnceCommand.class),
            Map.entry("search", SearchCommand.class),
            Map.entry("import", ImportCommand.class),
            Map.entry("rent-command", PrintRentCommand.class),
            Map.entry("query", QueryCommand.class),
            Map.entry("explain", ExplainCommand.class),
            Map.entry("history", HistoryCommand.class),
            Map.entry("record", RecordCommand.class),
            Map.entry("backtest", BacktestCommand.class),
            Map.entry("suggest", SuggestCommand.class),
            Map.entry("alerts", AlertsCommand.class),
            Map.entry("silence", SilenceCommand.class),
            Map.entry("forget", ForgetCommand.class),
            Map.entry("fields", FieldsCommand.class),
            Map.entry("outbox", OutboxCommand.class),
            Map.entry("notify", NotifyCommand.class),
            Map.entry("template", TemplateCommand.class),
            Map.entry("rehearse", RehearseCommand.class),
            Map.entry("schema", SchemaCommand.class),
            Map.entry("simulate", SimulateCommand.class),
            Map.entry("demo", DemoCommand.class)));

    private Main(Clock clock) {
        super(clock);
    }

    public static void main(String[] args) {
        Optional<String> problem = Arguments.problem(args.length);
        problem.ifPresent(System.err::println);
        System.exit(
                problem.isPresent()
                        ? Exit.WRONG_USAGE
                        : run(Clock.system(ZoneId.systemDefault()), utf8(System.out), utf8(System.err), args));
    }

    /** Runs one command and returns its exit code. */
    static int run(Clock clock, PrintWriter out, PrintWriter err, String... args) {
        int exit = commandLine(clock, args)
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler(new Failures(err))
                .execute(args);
        if (!out.checkError()) {
            return exit;
        }
        err.println("the output could not be written: the disk is full, or the program that reads it has ended");
        return Exit.FILE_TROUBLE;
    }

    private static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** The command that the arguments start with, as setting up all of them slows a start; otherwise every command. */
    static CommandLine commandLine(Clock clock, String... args) {
        CommandLine vastwatch = new CommandLine(new Main(clock));
        Optional<Class<?>> asked = Arrays.stream(args).limit(1).findFirst().map(COMMANDS::get);
        for (Class<?> command : asked.map(List::<Class<?>>of).orElseGet(() -> List.copyOf(COMMANDS.values()))) {
            vastwatch.addSubcommand(command);
        }
        vastwatch.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, new CommandList());
        addHelp(vastwatch);
        return vastwatch.setUsageHelpAutoWidth(true);
    }

    /** The parameters of a command that is a method are its options: such a command asks for help and version itself. */
    private static void addHelp(CommandLine command) {
        if (!(command.getCommandSpec().userObject() instanceof Method)) {
            command.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version());
        }
        for (CommandLine subcommand : command.getSubcommands().values()) {
            addHelp(subcommand);
        }
    }

    /**
     * Turns failures into messages and exit codes.
     *
     * <p>Neither this nor a call of picocli is a lambda: making one links picocli's classes, and Java archives classes of
     * their old format only unlinked.
     */
    private record Failures(PrintWriter err) implements IExecutionExceptionHandler {
        @Override
        public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed)
                throws Exception {
            if (failure instanceof BadConfig bad) {
                err.println(Terminal.readsErrors() ? bad.pointed() : bad.getMessage());
                return Exit.BAD_CONFIG;
            }
            if (failure instanceof InvalidInput invalidInput) {
                err.println(invalidInput.withAdvice());
                return Exit.WRONG_USAGE;
            }
            if (failure instanceof InvalidPathException name) {
                err.println(FileNames.invalidInput(name).withAdvice());
                return Exit.FILE_TROUBLE;
            }
            if (failure instanceof StoreFailure
                    || failure instanceof IOException
                    || failure instanceof UncheckedIOException) {
                err.println(failure instanceof StoreFailure ? failure.getMessage() : FileErrors.withName(failure));
                return Exit.FILE_TROUBLE;
            }
            throw failure;
        }
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            @Nullable String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"vastwatch " + (version == null ? "(unpackaged)" : version)};
        }
    }

    /** The list of commands in the program's help: in groups, each with a sentence that fits its line. */
    static final class CommandList implements IHelpSectionRenderer {
        private static final String GROUPS = """
            Getting started
              init          Writes a first config, from a few questions or from options.
              check         Checks the config and shows what it does.
              import        Turns a pasted search into a watch.
              demo          Shows the whole program on a simulated market, without a key.
              schema        Prints the JSON Schema of the config, for editors.
            Watching
              run           Runs the daemon until it is stopped.
              once          Polls once, sends what is new and ends, for cron and timers.
              status        Shows the state of the daemon, each watch and each channel.
              plan          Shows what Vast.ai is asked, how often, and what that costs.
              reload        Makes the daemon read its config now.
              pause         Stops polling a watch, also across restarts.
              resume        Polls a paused watch again.
              state         Writes all of the state into a file, or moves it.
            The market
              search        Searches once and prints the offers, best first.
              explain       Explains why offers match a watch, and which come near.
              rent-command  Prints the vendor's command that rents an offer.
              query         Prints the filters that a query means.
              fields        Lists the fields of the query language.
              history       Shows the recorded offers of a watch over time.
              backtest      Shows what a watch would have sent in the recorded time.
              suggest       Suggests a threshold from the recorded time.
              record        Adds recorded offers to what is known of the market.
            Alerts
              alerts        Lists what was sent and why, and what was suppressed.
              silence       Mutes offers for a while.
              forget        Forgets what a watch has sent, so that it is sent again.
              outbox        Shows the deliveries of each channel, and sends or drops them.
            Channels and trials
              notify        Sends a test message to each channel.
              rehearse      Sends an invented offer all the way to the channels.
              template      Shows what templates can use, and renders one.
              simulate      Runs a simulated market to try against.
            """;

        @Override
        public String render(Help help) {
            String end = System.lineSeparator();
            return Arrays.stream(GROUPS.split("\n"))
                    .map(line -> line.startsWith(" ") ? line + end : end + line + ":" + end)
                    .collect(Collectors.joining());
        }
    }
}
