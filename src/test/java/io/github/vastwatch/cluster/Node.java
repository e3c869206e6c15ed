package io.github.vastwatch.cluster;

import io.github.vastwatch.cli.Main;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A daemon in a process of its own, which can be killed, suspended and started again. */
final class Node implements AutoCloseable {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration STOP = Duration.ofSeconds(15);
    /** Without the tests, which log to nowhere. */
    private static final String PROGRAM = Arrays.stream(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(path -> !path.endsWith("test-classes"))
            .collect(Collectors.joining(File.pathSeparator));

    private final String name;
    private final Path config;
    private final Path log;
    private Optional<Process> process = Optional.empty();
    /** Where the log of this process begins. */
    private long logged;

    private boolean isSuspended;
    private Instant undisturbedSince = Instant.MAX;

    Node(String name, Path config, Path folder) {
        this.name = name;
        this.config = config;
        this.log = folder.resolve(name + ".log");
    }

    String name() {
        return name;
    }

    Path log() {
        return log;
    }

    synchronized void start() throws IOException {
        logged = Files.exists(log) ? Files.size(log) : 0;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx160m",
                "-cp",
                PROGRAM));
        String options = System.getProperty("cluster.java", "");
        command.addAll(options.isEmpty() ? List.of() : List.of(options.split(" ")));
        command.addAll(List.of(Main.class.getName(), "run", "-c", config.toString()));
        process = Optional.of(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start());
        isSuspended = false;
        undisturbedSince = CLOCK.instant();
    }

    /** SIGKILL. */
    synchronized void kill() {
        process.ifPresent(running -> running.destroyForcibly().onExit().join());
    }

    /** SIGSTOP. */
    synchronized void suspend() throws IOException, InterruptedException {
        isSuspended = true;
        signal("STOP");
    }

    /** SIGCONT. */
    synchronized void resume() throws IOException, InterruptedException {
        signal("CONT");
        isSuspended = false;
        undisturbedSince = CLOCK.instant();
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder(
                        "kill",
                        "-" + signal,
                        String.valueOf(process.orElseThrow().pid()))
                .start()
                .waitFor();
    }

    /** Stops it with SIGTERM, as systemd does; whether that sufficed. */
    synchronized boolean stop() throws InterruptedException {
        if (process.isEmpty()) {
            return true;
        }
        process.get().destroy();
        boolean hasEnded = process.get().waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS);
        kill();
        return hasEnded;
    }

    synchronized boolean isAlive() {
        return process.filter(Process::isAlive).isPresent();
    }

    /** Whether it has started, and runs undisturbed for a while. */
    synchronized boolean isWell() {
        return isAlive()
                && !isSuspended
                && undisturbedSince.isBefore(CLOCK.instant().minusSeconds(3))
                && logSinceStart().contains("watching: ");
    }

    double cpuSeconds() {
        return process.flatMap(running -> running.info().totalCpuDuration())
                        .orElse(Duration.ZERO)
                        .toMillis()
                / 1000.0;
    }

    /** Whether it has a connection from this port. */
    boolean has(int port) {
        // Not synchronized: a killed process is waited for.
        return process.filter(running -> Sockets.isOf(running.pid(), port)).isPresent();
    }

    private String logSinceStart() {
        try {
            byte[] all = Files.readAllBytes(log);
            return new String(all, (int) logged, all.length - (int) logged, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        kill();
    }
}
