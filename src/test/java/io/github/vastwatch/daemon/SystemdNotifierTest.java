package io.github.vastwatch.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.vastwatch.LogCapture;
import io.github.vastwatch.config.ConfigSource;
import io.github.vastwatch.health.Liveness;
import io.github.vastwatch.metrics.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The messages as they arrive at a datagram socket that systemd's own program opens, as Java cannot. */
class SystemdNotifierTest {
    private static final String END = "\n--\n";
    /** What systemd-notify adds, to wait until its message was read. */
    private static final String BARRIER = "BARRIER=1";

    @TempDir
    Path folder;

    private Process receiver;
    private Path socket;
    private long nanos;

    @BeforeEach
    void receive() throws Exception {
        assumeTrue(
                Stream.of("systemd-notify", "systemd-socket-activate").allMatch(SystemdNotifierTest::isInstalled)
                        || System.getenv("CI") != null,
                "systemd is not installed");
        socket = folder.resolve("notify");
        receiver = new ProcessBuilder(
                        "systemd-socket-activate",
                        "--datagram",
                        "--listen=" + socket,
                        "sh",
                        "-c",
                        "while dd bs=4096 count=1 <&3 2>/dev/null; do printf '\\n--\\n'; done")
                .redirectOutput(folder.resolve("received").toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        await().until(() -> Files.exists(socket));
    }

    @AfterEach
    void stop() throws Exception {
        if (receiver != null) {
            receiver.descendants().forEach(ProcessHandle::destroyForcibly);
            receiver.destroyForcibly().waitFor();
        }
    }

    @Test
    void aDaemonSaysThatItIsReadyReloadsAndStopsWithoutAnyAnswerOfTheMarket() throws Exception {
        Path config = folder.resolve("vastwatch.yaml");
        Files.writeString(config, """
                vast: {url: "http://127.0.0.1:1/", api_key: key}
                channels:
                  hook: {type: webhook, url: "http://127.0.0.1:1/"}
                watches:
                  - {name: w, query: gpu_name=RTX_4090, threshold: dph_total <= 0.01, every: 1h, notify: hook}
                """);
        String line = "STATUS=1 watch, no answer yet, 0 matches, no delivery pending";
        Daemon daemon =
                new Daemon(new ConfigSource(config, Map.<String, String>of()::get), Clock.systemUTC(), new Metrics());
        daemon.notifies(notifier(Optional.empty()));
        daemon.start();
        assertThat(received(1)).containsExactly("READY=1\n" + line);

        daemon.reload();
        List<String> reload = received(3).subList(1, 3);
        Files.writeString(config, Files.readString(config).replace("threshold", "treshold"));
        daemon.reload();
        String refused = received(5).get(4);
        daemon.close();

        assertThat(reload.get(0)).matches("RELOADING=1\nMONOTONIC_USEC=\\d+");
        assertThat(reload.get(1)).isEqualTo("READY=1\n" + line);
        assertThat(refused)
                .isEqualTo("READY=1\nSTATUS=1 watch, no answer yet, 0 matches, 1 delivery pending,"
                        + " 1 open incident, the changed config is rejected");
        assertThat(received(6).get(5)).isEqualTo("STOPPING=1\nSTATUS=stopping");
    }

    @Test
    void aDaemonThatWorksGivesASignOfLifeAndSaysWhatIsNew() throws Exception {
        SystemdNotifier notifier = notifier(Optional.of(Duration.ofSeconds(40)));

        notifier.ready("3 watches");
        notifier.report("3 watches", new Liveness(false, Duration.ZERO));
        notifier.report("2 watches", new Liveness(false, Duration.ZERO));

        assertThat(received(3))
                .containsExactly("READY=1\nSTATUS=3 watches", "WATCHDOG=1", "WATCHDOG=1\nSTATUS=2 watches");
    }

    @Test
    void aDaemonThatHangsGivesNoSignOfLife() throws Exception {
        SystemdNotifier notifier = notifier(Optional.of(Duration.ofSeconds(40)));

        List<String> logged;
        try (LogCapture log = new LogCapture(SystemdNotifier.class)) {
            notifier.report("fine", new Liveness(true, Duration.ZERO));
            notifier.report("fine", new Liveness(true, Duration.ZERO));
            notifier.report("fine", new Liveness(false, Duration.ofMinutes(5)));
            notifier.report("fine", new Liveness(false, Duration.ofMinutes(6)));
            logged = log.lines();
        }

        assertThat(received(3))
                .containsExactly(
                        "STATUS=the scheduler woke no watch for 60 seconds after its time",
                        "WATCHDOG=1\nSTATUS=fine",
                        "STATUS=polling has not moved for 6 minutes");
        assertThat(logged)
                .containsExactly(
                        "ERROR the scheduler woke no watch for 60 seconds after its time; the watchdog restarts the daemon",
                        "ERROR polling has not moved for 6 minutes; the watchdog restarts the daemon");
    }

    @Test
    void aSignOfLifeIsDueInHalfTheTimeAndAStatusEveryMinuteAndSoonAfterTheStart() {
        Duration next = Duration.ofSeconds(6);
        SystemdNotifier watched = notifier(Optional.of(Duration.ofSeconds(40)));
        SystemdNotifier unwatched = notifier(Optional.empty());
        watched.ready("fine");
        unwatched.ready("fine");

        nanos = 1;
        assertThat(watched.isDue(Duration.ZERO)).isTrue();
        nanos = 0;
        watched.report("fine", new Liveness(false, Duration.ZERO));
        unwatched.report("better", new Liveness(false, Duration.ZERO));
        nanos = Duration.ofSeconds(14).toNanos();
        assertThat(watched.isDue(next)).isFalse();
        nanos = Duration.ofSeconds(15).toNanos();
        assertThat(watched.isDue(next)).isTrue();
        nanos = Duration.ofSeconds(54).toNanos();
        assertThat(unwatched.isDue(next)).isFalse();
        nanos = Duration.ofSeconds(55).toNanos();
        assertThat(unwatched.isDue(next)).isTrue();
    }

    @Test
    void nothingIsSentAfterTheStop() throws Exception {
        SystemdNotifier notifier = notifier(Optional.empty());

        notifier.stopping();
        notifier.ready("fine");
        notifier(Optional.empty()).ready("another");

        assertThat(received(2)).containsExactly("STOPPING=1\nSTATUS=stopping", "READY=1\nSTATUS=another");
    }

    @Test
    void onlyTheProcessThatSystemdWatchesGivesSignsOfLife() throws Exception {
        String self = String.valueOf(ProcessHandle.current().pid());

        of(Map.of("WATCHDOG_USEC", "40000000", "WATCHDOG_PID", self))
                .report("watched", new Liveness(false, Duration.ZERO));
        of(Map.of("WATCHDOG_USEC", "40000000", "WATCHDOG_PID", "1"))
                .report("another", new Liveness(false, Duration.ZERO));
        of(Map.of()).report("none", new Liveness(false, Duration.ZERO));

        assertThat(received(3)).containsExactly("WATCHDOG=1\nSTATUS=watched", "STATUS=another", "STATUS=none");
        assertThat(SystemdNotifier.of(Map.<String, String>of()::get)).isEmpty();
    }

    @Test
    void aSocketThatIsGoneIsLoggedOnce() {
        SystemdNotifier notifier =
                new SystemdNotifier(folder.resolve("gone").toString(), Optional.empty(), () -> nanos);

        try (LogCapture log = new LogCapture(SystemdNotifier.class)) {
            notifier.ready("fine");
            notifier.ready("fine");

            assertThat(log.lines())
                    .containsExactly(
                            "WARN systemd cannot be told how the daemon is: systemd-notify ended with exit code"
                                    + " 1; a unit without it needs Type=exec");
        }
    }

    private SystemdNotifier of(Map<String, String> watchdog) {
        return SystemdNotifier.of(
                        name -> name.equals("NOTIFY_SOCKET") ? socket.toString() : watchdog.getOrDefault(name, null))
                .orElseThrow();
    }

    private SystemdNotifier notifier(Optional<Duration> watchdog) {
        return new SystemdNotifier(socket.toString(), watchdog, () -> nanos);
    }

    /** What arrived, but that the market of a test does not answer. */
    private List<String> received(int count) throws Exception {
        Callable<List<String>> messages =
                () -> Arrays.stream(Files.readString(folder.resolve("received")).split(END))
                        .filter(message -> !message.isBlank() && !message.equals(BARRIER))
                        .map(message -> message.replaceAll(", no answer since [\\d:]+ \\(.*?\\)(?=,|$)", ""))
                        .toList();
        return await().atMost(Duration.ofSeconds(30)).until(messages, all -> all.size() >= count);
    }

    private static boolean isInstalled(String program) {
        try {
            return new ProcessBuilder(program, "--version")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
