package io.github.vastwatch.cli;

import io.github.vastwatch.config.BadConfig;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Order;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A watch from a command that one already has. */
@Command(
        name = ImportCommand.NAME,
        description = {
            "Prints the watch that a 'vastai search offers' means, to put below watches:. Asks nobody, writes nothing.",
            "Exit 0, or 2 when the command cannot become a watch."
        },
        mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
    static final String NAME = "import";
    /** What the vendor's command line prices where --storage is not given. */
    private static final int VENDOR_DISK_GB = 5;

    @ParentCommand
    private Main main;

    @Option(names = "--name", paramLabel = "NAME", description = "The watch's name; otherwise from its GPU.")
    private @Nullable String name;

    @Parameters(
            paramLabel = "COMMAND",
            arity = "1..*",
            description = "The command in quotes, or its words, or - to read it from standard input.")
    private List<String> words = List.of();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        VendorCommand command = VendorCommand.of(split());
        Query query = QueryText.read(command.query(), command.hasDefaults() ? Query.DEFAULTS : Query.EVERYTHING, err);
        List<Order> order = command.order().map(QueryText::order).orElse(List.of());
        ImportedThreshold bound = ImportedThreshold.of(query, order);
        Optional<Config> config = config();
        WatchText watch = new WatchText(
                named(query, config),
                bound.rest(),
                command.type(),
                command.diskGb().orElse(VENDOR_DISK_GB),
                bound.line(),
                config.map(read -> read.watches().get(0).channels()).orElse(List.of("me")));
        watch.lines().forEach(spec.commandLine().getOut()::println);
        notes(command, order, bound, config.isPresent()).forEach(note -> err.println("note: " + note));
        return Exit.DONE;
    }

    private List<String> split() throws IOException {
        return words.size() > 1
                ? words
                : ShellWords.of(
                        words.get(0).equals("-")
                                ? new String(System.in.readAllBytes(), StandardCharsets.UTF_8)
                                : words.get(0));
    }

    /** The config, where there is one that can be read: it is only looked at for names. */
    private Optional<Config> config() {
        try {
            return main.config().readIfThere();
        } catch (BadConfig e) {
            return Optional.empty();
        }
    }

    private String named(Query query, Optional<Config> config) {
        if (name != null) {
            return name;
        }
        String gpu = query.clauses().stream()
                .filter(clause -> clause.field() == Field.GPU_NAME && clause.operator() == Operator.EQ)
                .map(clause -> clause.operands().get(0).toString())
                .filter(text -> text.matches(".*[A-Za-z0-9].*"))
                .findFirst()
                .orElse("imported");
        return WatchText.name(
                gpu,
                config.map(read -> read.watches().stream().map(Watch::name).toList())
                        .orElse(List.of()));
    }

    private static List<String> notes(
            VendorCommand command, List<Order> order, ImportedThreshold bound, boolean knowsChannels) {
        List<String> notes = new ArrayList<>(command.notes());
        if (bound.threshold().isEmpty()) {
            notes.add("there is no price in the command: fill in the threshold, on " + bound.metric());
        }
        if (!order.isEmpty() && order.get(0).field() != bound.metric().field()) {
            notes.add("the order '" + command.order().orElse("") + "' is left out: a watch ranks by its threshold, "
                    + bound.metric());
        }
        if (command.diskGb().isEmpty()) {
            notes.add("disk is " + VENDOR_DISK_GB + "GB as in the vendor's prices where --storage is not given; few"
                    + " images fit into that");
        }
        if (!knowsChannels) {
            notes.add("notify names a channel 'me': put in one of yours");
        }
        return notes;
    }
}
