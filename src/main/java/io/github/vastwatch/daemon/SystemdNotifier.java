package io.github.vastwatch.daemon;

import io.github.vastwatch.health.Liveness;
import java.io.IOException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells systemd how the service is, by the messages of sd_notify(3). {@code systemd-notify} sends them, at 13 ms of
 * processor time each: Java has no datagrams over UNIX sockets, and a library that has them would take 2 MB.
 */
public final class SystemdNotifier {
    private static final Logger LOG = LoggerFactory.getLogger(SystemdNotifier.class);

    private static final String SOCKET = "NOTIFY_SOCKET";
    /** A status is not older than this. */
    private static final Duration LONGEST_PERIOD = Duration.ofMinutes(1);
    /** systemd-notify itself waits 5 s for systemd. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String socket;
    private final boolean isWatched;
    private final Duration period;
    private final LongSupplier nanos;
    private long sentAt;
    private String status = "";
    private boolean isStopping;
    private boolean isHanging;
    private boolean hasFailed;

    /**
     * @param watchdog how long systemd waits for a sign of life; empty where it waits for none
     * @param nanos a monotonic clock, in nanoseconds
     */
    SystemdNotifier(String socket, Optional<Duration> watchdog, LongSupplier nanos) {
        this.socket = socket;
        this.isWatched = watchdog.isPresent();
        this.period = watchdog.map(each -> each.dividedBy(2))
                .filter(half -> half.compareTo(LONGEST_PERIOD) < 0)
                .orElse(LONGEST_PERIOD);
        this.nanos = nanos;
    }

    /** Made where systemd, or another program that speaks its protocol, started this process and waits for messages. */
    public static Optional<SystemdNotifier> of(Function<String, @Nullable String> environment) {
        @Nullable String socket = environment.apply(SOCKET);
        if (socket == null) {
            return Optional.empty();
        }
        String self = String.valueOf(ProcessHandle.current().pid());
        @Nullable String watched = environment.apply("WATCHDOG_PID");
        Optional<Duration> watchdog = Optional.ofNullable(environment.apply("WATCHDOG_USEC"))
                .filter(micros -> (watched == null || watched.equals(self)) && micros.matches("[1-9]\\d{0,14}"))
                .map(micros -> Duration.of(Long.parseLong(micros), ChronoUnit.MICROS));
        return Optional.of(new SystemdNotifier(socket, watchdog, System::nanoTime));
    }

    /** The config is in force, after a start or a reload. */
    synchronized void ready(String now) {
        status = now;
        send("READY=1", "STATUS=" + now);
        // By the next look, the first answer is there.
        sentAt -= period.toNanos();
    }

    /** The config is being read again. */
    synchronized void reloading() {
        // On Linux, this is the clock that systemd compares with.
        send("RELOADING=1", "MONOTONIC_USEC=" + TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    }

    /** The daemon stops; nothing is sent after that. */
    synchronized void stopping() {
        send("STOPPING=1", "STATUS=stopping");
        isStopping = true;
    }

    /** Whether the next message is due, if it is sent by {@code later}. */
    synchronized boolean isDue(Duration later) {
        return nanos.getAsLong() - sentAt + later.toNanos() > period.toNanos();
    }

    /**
     * The daemon works, or does not: then systemd gets no sign of life, and starts it again.
     *
     * @param liveness of the threads that watch the market
     */
    synchronized void report(String now, Liveness liveness) {
        Optional<String> hang = liveness.hang();
        if (hang.isPresent() && !isHanging) {
            LOG.error("{}; {}", hang.get(), isWatched ? "the watchdog restarts the daemon" : "restart the daemon");
        }
        isHanging = hang.isPresent();
        String next = hang.orElse(now);
        List<String> message = new ArrayList<>();
        if (isWatched && !isHanging) {
            message.add("WATCHDOG=1");
        }
        if (!next.equals(status)) {
            message.add("STATUS=" + next);
        }
        status = next;
        if (!message.isEmpty()) {
            send(message.toArray(String[]::new));
        }
    }

    private void send(String... message) {
        if (isStopping) {
            return;
        }
        sentAt = nanos.getAsLong();
        List<String> command = new ArrayList<>(List.of("systemd-notify"));
        command.addAll(List.of(message));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        // The rest of the environment may hold secrets.
        builder.environment().keySet().retainAll(Set.of("PATH"));
        builder.environment().put(SOCKET, socket);
        try {
            Process process = builder.start();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                failed("systemd-notify did not end within " + PATIENCE.toSeconds() + " s");
            } else if (process.exitValue() != 0) {
                failed("systemd-notify ended with exit code " + process.exitValue());
            }
        } catch (IOException e) {
            failed("systemd-notify cannot be started");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(String reason) {
        if (!hasFailed) {
            LOG.warn("systemd cannot be told how the daemon is: {}; a unit without it needs Type=exec", reason);
        }
        hasFailed = true;
    }
}
