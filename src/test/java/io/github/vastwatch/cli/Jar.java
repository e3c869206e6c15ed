package io.github.vastwatch.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** The built program, as a process of its own. */
final class Jar {
    private Jar() {}

    /** A daemon; what it says is added to a file. */
    static Process run(Path config, Path log) throws IOException {
        return run(config, log, Map.of());
    }

    static Process run(Path config, Path log, Map<String, String> environment) throws IOException {
        File said = log.toFile();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-jar",
                        System.getProperty("vastwatch.jar"),
                        "run",
                        "-c",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(said));
        builder.environment().putAll(environment);
        return builder.start();
    }
}
