package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.console.StateOption;
import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.store.Store;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Adds to the record of the market. */
@Command(
        name = "record",
        subcommands = RecordCommand.Import.class,
        description = {
            "Adds recorded offers to what is known of the market, for 'history'.",
            "Exit 0; 2 if the state is in memory or an argument is wrong; 74 if a file is not readable or broken."
        })
public final class RecordCommand extends Subcommand {
    /** Imports dumps of offers. */
    @Command(
            name = "import",
            mixinStandardHelpOptions = true,
            description = {
                "Imports dumps of the whole market: one offer a line, as JSON or CSV, plain or gzip, with the keys of Vast.ai's "
                        + "rows, scraped_at and rental_type. All offers of one scraped_at and rental_type are a sweep.",
                "Skips sweeps at whose time something is recorded already. If a line is broken, imports nothing."
            })
    static final class Import extends Subcommand {
        @Mixin
        private final StateOption state = new StateOption();

        @Parameters(paramLabel = "FILE", arity = "1..*", description = "The files, best all at once, in any order.")
        private List<Path> files = List.of();

        @Override
        public Integer call() throws Exception {
            DumpImport dumps = DumpImport.of(files, now(), progress());
            try (Store store = state.openOrCreate()) {
                out().println(dumps.into(store.history()));
            }
            return Exit.DONE;
        }
    }
}
