package io.github.vastwatch.cli.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A daemon in a process of its own, in a folder of its own, which can be killed. */
final class DaemonProcess implements AutoCloseable {
    private static final int END_S = 8;

    private final Class<?> program;
    private final Path folder;
    private @Nullable Process daemon;
    private boolean isClosed;

    /**
     * @param program the main class
     * @param name the folder begins with it
     */
    DaemonProcess(Class<?> program, String name) throws IOException {
        this.program = program;
        this.folder = Files.createTempDirectory(name);
    }

    /** Where its config, its state and its log are. */
    Path folder() {
        return folder;
    }

    Path config() {
        return folder.resolve("vastwatch.yaml");
    }

    Path state() {
        return folder.resolve("state.db");
    }

    /** Starts this program again, by the class path that it was started with. */
    synchronized Process start() throws IOException {
        if (isClosed) {
            throw new IOException("it was stopped");
        }
        daemon = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        "run",
                        "-c",
                        config().toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
        return daemon;
    }

    /** Ends a daemon as systemd does. */
    static void end(Process daemon) throws InterruptedException {
        daemon.destroy();
        if (!daemon.waitFor(END_S, TimeUnit.SECONDS)) {
            daemon.destroyForcibly().waitFor();
        }
    }

    /** Ends the daemon, if one is running, and starts no other. */
    synchronized void stop() {
        isClosed = true;
        if (daemon != null) {
            daemon.destroyForcibly().onExit().join();
        }
    }

    /** The same, and removes all files. */
    @Override
    public synchronized void close() throws IOException {
        stop();
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
