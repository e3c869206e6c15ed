package io.github.vastwatch.cli.console;

import java.time.Clock;
import picocli.CommandLine.Mixin;

/** What every command is given: the config and the clock. The root command is one. */
public class Console {
    @Mixin
    final ConfigOption config = new ConfigOption();

    final Clock clock;

    protected Console(Clock clock) {
        this.clock = clock;
    }
}
