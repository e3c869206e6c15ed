package io.github.vastwatch.cli.lab;

import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.FileErrors;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A daemon with a temporary folder and a process of its own, which can be killed. Ctrl-C leaves neither behind. */
final class DaemonProcess implements AutoCloseable {
    private static final int STOP_S = 8;
    private static final long CHECK_MS = 20;

    private final Class<?> program;
    private final PrintWriter err;
    private final Path folder;
    private final Thread shutdownHook = new Thread(this::close, "end-demo");
    private volatile @Nullable Process process;
    private boolean isClosed;
    private boolean keepsFiles;

    /** Makes the folder; nothing runs yet. */
    static DaemonProcess of(Class<?> program, PrintWriter err, String folderPrefix) throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Path folder;
        try {
            folder = Files.createTempDirectory(temporary, folderPrefix);
        } catch (IOException e) {
            throw new IOException("no folder can be created in " + temporary + ": " + FileErrors.of(e), e);
        }
        DaemonProcess daemon = new DaemonProcess(program, err, folder);
        Runtime.getRuntime().addShutdownHook(daemon.shutdownHook);
        return daemon;
    }

    private DaemonProcess(Class<?> program, PrintWriter err, Path folder) {
        this.program = program;
        this.err = err;
        this.folder = folder;
    }

    /** Where its config, state and log are. */
    Path folder() {
        return folder;
    }

    StateLocation state() {
        return new StateLocation(Optional.of(folder.resolve("state.db")));
    }

    /** Writes the config without its state, which is always in the folder. */
    void configure(String yaml) throws IOException {
        Path file = folder.resolve("vastwatch.yaml");
        try {
            Files.writeString(file, "state: " + state() + "\n" + yaml);
        } catch (IOException e) {
            throw new IOException(file + " cannot be written: " + FileErrors.of(e), e);
        }
    }

    /** Starts this program again, with its own class path. */
    synchronized void start() throws IOException {
        if (isClosed) {
            throw new IOException("the demo was stopped");
        }
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        "run",
                        "-c",
                        folder.resolve("vastwatch.yaml").toString())
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        // Where a service runs this, only its own daemon reports to systemd.
        builder.environment().remove("NOTIFY_SOCKET");
        process = builder.start();
    }

    /** Kills it with SIGKILL. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    /** Stops it with SIGTERM, as systemd does. */
    void stop() throws InterruptedException {
        Process running = process;
        if (running != null) {
            running.destroy();
            running.waitFor(STOP_S, TimeUnit.SECONDS);
        }
        kill();
    }

    /** How many deliveries are pending; 1 if it has no state yet. */
    int pending() {
        try (Store store = Store.beside(state())) {
            return store.channels().all().stream()
                    .mapToInt(ChannelState::pending)
                    .sum();
        } catch (IOException e) {
            return 1;
        }
    }

    /** Waits for a condition and returns whether it became true in time. */
    static boolean await(Duration timeout, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(CHECK_MS);
        }
        return true;
    }

    void keepFiles() {
        keepsFiles = true;
    }

    /** Kills the process and deletes the folder. */
    @Override
    public synchronized void close() {
        isClosed = true;
        kill();
        try {
            Runtime.getRuntime().removeShutdownHook(shutdownHook);
        } catch (IllegalStateException e) {
            // The program is ending: this may be the hook itself.
        }
        if (keepsFiles || Files.notExists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            err.println(folder + " could not be deleted: " + e.getMessage());
        }
    }
}
