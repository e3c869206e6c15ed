package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.Layout;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.KeyValuePair;

class LogFormatTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final LoggerContext loggers = new LoggerContext();

    @Test
    void aLineForPeopleHasItsTimeAndItsLevel() {
        assertThat(LogFormat.lines(loggers).doLayout(event(Level.WARN, "a\nb", null)))
                .matches("2026-11-23T\\d\\d:00:00.000\\S+ WARN  Poller - a b\n");
    }

    @Test
    void theJournalGetsThePriorityOfEachLine() {
        Layout<ILoggingEvent> journal = LogFormat.journal(loggers);

        assertThat(List.of(Level.ERROR, Level.WARN, Level.INFO, Level.DEBUG).stream()
                        .map(level -> journal.doLayout(event(level, "a", null))))
                .containsExactly("<3>Poller - a\n", "<4>Poller - a\n", "<6>Poller - a\n", "<7>Poller - a\n");
        assertThat(journal.doLayout(event(Level.ERROR, "a bug", new IllegalStateException("why"))))
                .startsWith("<3>Poller - a bug\n<3>java.lang.IllegalStateException: why\n<3>\tat ");
    }

    @Test
    void aJsonLineHasTheFieldsOfTheLine() throws Exception {
        JsonLog layout = new JsonLog();
        layout.start();
        LoggingEvent event = event(Level.INFO, "watch 'a\nb' sends", null);
        event.addKeyValuePair(new KeyValuePair("watch", "a\nb"));
        event.addKeyValuePair(new KeyValuePair("watches", List.of("a", "b")));

        assertThat(layout.doLayout(event)).isEqualTo("""
                {"time":"2026-11-23T12:00:00.000Z","level":"info","logger":"Poller","message":"watch 'a\\nb' sends",\
                "watch":"a\\nb","watches":["a","b"]}
                """);
        JsonNode failed = JSON.readTree(layout.doLayout(event(Level.ERROR, "a bug", new IllegalStateException("why"))));
        assertThat(failed.get("error").textValue()).startsWith("java.lang.IllegalStateException: why\n\tat ");
    }

    @Test
    void aStreamIsTheJournalsIfItsDeviceAndNumberAre() throws Exception {
        Path stream = Files.createFile(folder.resolve("stream"));
        String identity = Files.getAttribute(stream, "unix:dev") + ":" + Files.getAttribute(stream, "unix:ino");

        assertThat(LogFormat.isRead(identity, stream)).isTrue();
        assertThat(LogFormat.isRead(identity + "0", stream)).isFalse();
        assertThat(LogFormat.isRead(identity, folder.resolve("none"))).isFalse();
        assertThat(LogFormat.isRead(null, stream)).isFalse();
    }

    @Test
    void aDaemonLogsForTheJournalOrAsJsonWithTheLevelsOfItsConfig() throws Exception {
        Path journal = Files.createFile(folder.resolve("journal"));
        String identity = Files.getAttribute(journal, "unix:dev") + ":" + Files.getAttribute(journal, "unix:ino");

        List<String> lines = logOfRun(journal, Map.of("JOURNAL_STREAM", identity), "log: info");
        List<String> json = logOfRun(folder.resolve("json"), Map.of(), "log: debug", "--log-format", "json");

        assertThat(lines).allMatch(line -> line.matches("<[3467]>\\S.*"));
        assertThat(lines).contains("<6>Daemon - watching: 1 watch, state memory");
        assertThat(json)
                .allSatisfy(line -> assertThat(JSON.readTree(line).get("time").textValue())
                        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));
        assertThat(json).anyMatch(line -> line.contains("\"message\":\"watching: 1 watch, state memory\""));
    }

    private List<String> logOfRun(Path log, Map<String, String> environment, String settings, String... options)
            throws Exception {
        Path config = Files.writeString(folder.resolve("vastwatch.yaml"), settings + """

                vast: {url: "http://127.0.0.1:1/", api_key: key}
                channels:
                  hook: {type: webhook, url: "http://127.0.0.1:1/"}
                watches:
                  - {name: w, query: gpu_name=RTX_4090, threshold: dph_total <= 0.01, every: 1h, notify: hook}
                """);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "-c",
                config.toString()));
        command.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            Callable<List<String>> lines = () -> Files.readAllLines(log);
            return await().atMost(Duration.ofSeconds(60))
                    .until(lines, all -> all.stream().anyMatch(line -> line.contains("watching: ")));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private LoggingEvent event(Level level, String message, @Nullable Throwable failure) {
        LoggingEvent event = new LoggingEvent(
                "", loggers.getLogger("io.github.vastwatch.poll.Poller"), level, message, failure, new Object[0]);
        event.setInstant(NOON);
        return event;
    }
}
