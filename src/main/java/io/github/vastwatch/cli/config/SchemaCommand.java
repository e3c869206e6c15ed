package io.github.vastwatch.cli.config;

import io.github.vastwatch.cli.console.Subcommand;
import io.github.vastwatch.config.JsonSchema;
import picocli.CommandLine.Command;

/** The config's JSON Schema, for editors. */
@Command(
        name = "schema",
        description = {
            "Prints the JSON Schema of the config, by which editors complete and check it.",
            "A config that begins with '# yaml-language-server: $schema=FILE' names it."
        })
public final class SchemaCommand extends Subcommand {
    @Override
    public Integer call() {
        out().print(JsonSchema.text());
        out().flush();
        return Exit.DONE;
    }
}
