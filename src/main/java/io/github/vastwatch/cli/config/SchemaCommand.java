package io.github.vastwatch.cli.config;

import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.config.JsonSchema;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The config's JSON Schema, for editors. */
@Command(
        name = "schema",
        description = {
            "Prints the JSON Schema of the config, by which editors complete and check it.",
            "A config that begins with '# yaml-language-server: $schema=FILE' names it."
        },
        mixinStandardHelpOptions = true)
public final class SchemaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(JsonSchema.text());
        spec.commandLine().getOut().flush();
        return Exit.DONE;
    }
}
