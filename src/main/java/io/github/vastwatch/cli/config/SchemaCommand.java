package io.github.vastwatch.cli.config;

import io.github.vastwatch.cli.console.Console;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.config.JsonSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** The config's JSON Schema, for editors. */
@Command(
        name = "schema",
        description = {
            "Prints the JSON Schema of the config, by which editors complete and check it.",
            "A config that begins with '# yaml-language-server: $schema=FILE' names it."
        })
public final class SchemaCommand implements Callable<Integer> {
    @ParentCommand
    private Console console;

    @Override
    public Integer call() {
        console.out().print(JsonSchema.text());
        console.out().flush();
        return Exit.DONE;
    }
}
