package io.github.vastwatch.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;

/** Runs commands in this process, at the time of the system. */
public final class Cli {
    private Cli() {}

    static int run(String... args) {
        return run(new PrintWriter(System.out, true, StandardCharsets.UTF_8), args);
    }

    static int run(PrintWriter out, String... args) {
        return run(out, new PrintWriter(System.err, true, StandardCharsets.UTF_8), args);
    }

    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return Main.run(Clock.system(ZoneId.systemDefault()), out, err, args);
    }
}
