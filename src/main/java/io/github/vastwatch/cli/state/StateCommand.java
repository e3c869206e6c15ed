package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.console.AtomicFile;
import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.cli.console.TextTable;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.StateTransfer;
import io.github.vastwatch.text.Amount;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes all of a state to another place. */
@Command(
        name = "state",
        subcommands = {StateCommand.Export.class, StateCommand.Import.class, StateCommand.Migrate.class},
        description = {
            "Copies all of a state into a file, out of one, or to another kind of database: a backup, or a move.",
            "Exit 0; 2 if the state is in memory or an argument is wrong; 74 if a state or file cannot be used."
        },
        synopsisSubcommandLabel = "COMMAND")
public final class StateCommand extends Subcommand {
    /** Standard output or input in place of a file. */
    private static final String STREAM = "-";

    private static final AtomicFile.Advice ADVICE =
            new AtomicFile.Advice("name another file, or move this one away", "name a file in a folder of yours");

    /**
     * What was copied, as JSON.
     *
     * @param rows by table
     */
    record Copied(String from, String to, Map<String, Long> rows) {
        /** The same for people. */
        String text(String verb) {
            long all = rows.values().stream().mapToLong(Long::longValue).sum();
            List<List<String>> cells = rows.entrySet().stream()
                    .filter(each -> each.getValue() > 0)
                    .map(each -> List.of("  " + each.getKey(), String.valueOf(each.getValue())))
                    .toList();
            StringBuilder text = new StringBuilder(
                    verb + " " + Amount.count(all, "row", "rows") + " from " + from + " to " + to + "\n");
            new TextTable(1).lines(cells).forEach(line -> text.append(line).append('\n'));
            return text.toString();
        }
    }

    /** One of them. */
    private abstract static class Copy extends Subcommand {
        @Mixin
        final StateOption state = new StateOption();

        @Mixin
        private final Json.FormatOption format = new Json.FormatOption();

        /** Work that copies rows. */
        interface Work {
            Map<String, Long> with(StateTransfer transfer) throws IOException;
        }

        final Map<String, Long> copied(Work work) throws IOException {
            Terminal.Progress progress = progress();
            try {
                return work.with(new StateTransfer(
                        now(), (table, rows) -> progress.show(table + ", " + Amount.count(rows, "row", "rows"))));
            } finally {
                progress.clear();
            }
        }

        final void print(PrintWriter to, String verb, Copied copied) {
            to.print(format.isJson() ? Json.text(copied) + "\n" : copied.text(verb));
            to.flush();
        }
    }

    /** Writes a state into a file. */
    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = {
                "Writes all of the state into a file, beside a running daemon too. Only you can read the file; keep it as "
                        + "private as the state.",
                "What a daemon sends afterwards is not in it, so before a move stop the daemon."
            })
    static final class Export extends Copy {
        @Parameters(paramLabel = "FILE", description = "The file, which must not exist; - for standard output.")
        private String file = "";

        @Override
        public Integer call() throws Exception {
            StateLocation from = state.source();
            if (file.equals(STREAM)) {
                if (Terminal.readsOutput()) {
                    throw new InvalidInput("a terminal cannot show the file", "name a FILE, or send it to a program");
                }
                print(err(), "exported", copied(from, new FileOutputStream(FileDescriptor.out)));
                return Exit.DONE;
            }
            try (AtomicFile export = AtomicFile.drafted(Path.of(file), ADVICE);
                    OutputStream out = Files.newOutputStream(export.draft())) {
                Copied copied = copied(from, out);
                export.publish();
                print(out(), "exported", copied);
            }
            return Exit.DONE;
        }

        private Copied copied(StateLocation from, OutputStream out) throws IOException {
            return new Copied(from.toString(), file, copied(transfer -> transfer.export(from, out, file, version())));
        }

        private String version() {
            return Optional.ofNullable(mainClass().getPackage().getImplementationVersion())
                    .orElse("(unpackaged)");
        }
    }

    /** Takes over a state from a file. */
    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Takes over a state that 'export' wrote, into a state that is new or empty: all of it or nothing.",
                "What was being sent when it was exported is sent again."
            })
    static final class Import extends Copy {
        @Parameters(paramLabel = "FILE", description = "The file; - for standard input.")
        private String file = "";

        @Override
        public Integer call() throws Exception {
            StateLocation to = state.target();
            Path path = Path.of(file);
            if (Files.isRegularFile(path)) {
                try (InputStream in = Files.newInputStream(path)) {
                    copied(transfer -> transfer.check(in, file));
                }
            }
            try (InputStream in =
                    file.equals(STREAM) ? new FileInputStream(FileDescriptor.in) : Files.newInputStream(path)) {
                print(
                        out(),
                        "imported",
                        new Copied(file, to.toString(), copied(transfer -> transfer.importFrom(in, file, to))));
            }
            return Exit.DONE;
        }
    }

    /** Copies a state to another place. */
    @Command(
            name = "migrate",
            mixinStandardHelpOptions = true,
            description = {
                "Copies all of the state to another place that is new or empty, while the daemon is stopped: all of it or "
                        + "nothing.",
                "The state stays as it is; the config names the other one from then on."
            })
    static final class Migrate extends Copy {
        @Option(
                names = "--to",
                paramLabel = "STATE",
                required = true,
                description = "The other place: file:PATH or postgresql://USER@HOST/DATABASE.")
        private String to = "";

        @Override
        public Integer call() throws Exception {
            StateLocation from = state.source();
            StateLocation target = StateOption.parse(to);
            if (target.isMemory() || target.equals(from)) {
                throw new InvalidInput(
                        target.isMemory() ? "a state in memory does not last" : "the state is there already: " + from,
                        "name another place: file:PATH or postgresql://USER@HOST/DATABASE");
            }
            print(
                    out(),
                    "copied",
                    new Copied(from.toString(), target.toString(), copied(transfer -> transfer.copy(from, target))));
            err().println("next: write 'state: " + target + "' into the config, and start the daemon");
            return Exit.DONE;
        }
    }
}
