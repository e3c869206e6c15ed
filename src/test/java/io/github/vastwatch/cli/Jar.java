package io.github.vastwatch.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The built program, as a process of its own. */
final class Jar {
    private Jar() {}

    /** A daemon; what it says is added to a file. */
    static Process run(Path config, Path log) throws IOException {
        return run(config, log, Map.of());
    }

    static Process run(Path config, Path log, Map<String, String> environment) throws IOException {
        return run(List.of(), config, log, environment);
    }

    /** A daemon that ignores SIGHUP, as under nohup. */
    static Process runIgnoringHangup(Path config, Path log) throws IOException {
        return run(List.of("/bin/sh", "-c", "trap '' HUP; exec \"$0\" \"$@\""), config, log, Map.of());
    }

    private static Process run(List<String> before, Path config, Path log, Map<String, String> environment)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                System.getProperty("vastwatch.jar"),
                "run",
                "-c",
                config.toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
