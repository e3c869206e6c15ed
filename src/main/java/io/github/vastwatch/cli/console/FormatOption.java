package io.github.vastwatch.cli.console;

import picocli.CommandLine.Option;

/** The format of a command's output. */
public final class FormatOption {
    enum Format {
        text,
        json
    }

    @Option(names = "--format", paramLabel = "FORMAT", description = "text or json (default: ${DEFAULT-VALUE}).")
    private Format format = Format.text;

    public boolean isJson() {
        return format == Format.json;
    }
}
