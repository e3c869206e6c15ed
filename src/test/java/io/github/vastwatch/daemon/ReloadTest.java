package io.github.vastwatch.daemon;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vastwatch.config.ConfigSource;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketServer;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running daemon whose config changes, over a real file and HTTP. */
class ReloadTest {
    @TempDir
    Path folder;

    private final Metrics numbers = new Metrics();
    private MarketServer market;
    private Receivers receivers;
    private Daemon daemon;
    private Store beside;

    @BeforeEach
    void start() throws Exception {
        market = MarketServer.start(Market.generated(3, 300, NOON, 0), 0, () -> NOON);
        receivers = Receivers.start();
        write("watch");
        daemon = new Daemon(new ConfigSource(file(), Map.<String, String>of()::get), Clock.systemUTC(), numbers);
        daemon.start();
        beside = Store.open(new StateLocation(Optional.of(folder.resolve("state.db"))));
    }

    @AfterEach
    void stop() throws Exception {
        beside.close();
        daemon.close();
        market.close();
        receivers.close();
    }

    @Test
    void aRefusalThatCannotBeReportedIsReportedWhenThereIsRoomAgain() throws Exception {
        sql("create trigger full before insert on alert begin select raise(abort, 'database or disk is full'); end");
        write("wacht");
        daemon.reload();
        until(() -> numbers.storeFailures() > 0);
        assertThat(sentAlerts("incident.started")).isZero();

        sql("drop trigger full");

        until(() -> refusal(beside).isPresent() && sentAlerts("incident.started") == 1);
        assertThat(refusal(beside).orElseThrow().reason()).contains("unknown key 'wacht'");
    }

    @Test
    void aConfigThatCannotBeStoredChangesNothingUntilThereIsRoomAgain() throws Exception {
        write("wacht");
        daemon.reload();
        until(() -> sentAlerts("incident.started") == 1);
        sql(
                "create trigger full before update of generation on daemon begin select raise(abort, 'database or disk is full'); end");
        write("watch");
        daemon.reload();
        until(() -> numbers.storeFailures() > 0);
        assertThat(generation()).isEqualTo(1);
        assertThat(refusal(beside)).as("the one that is told").isPresent();

        sql("drop trigger full");

        until(() -> generation() == 2 && sentAlerts("incident.resolved") == 1);
        assertThat(refusal(beside)).isEmpty();
    }

    @Test
    void anEditedTemplateIsNoticedAndAWrongOneIsRefused() throws Exception {
        Path template = Files.writeString(folder.resolve("body.peb"), "\"{{ title }}\"");
        write("watch");
        Files.writeString(
                file(),
                Files.readString(file())
                        .replace("{type: webhook,", "{type: webhook, template: {body_file: body.peb},"));
        daemon.reload();
        until(() -> generation() == 2);

        Files.writeString(template, "\"{{ titel }}\"");
        until(() -> refusal(beside).isPresent());
        assertThat(refusal(beside).orElseThrow().reason())
                .isEqualTo(template + ":1:5: unknown variable 'titel'; did you mean 'title'?");

        Files.writeString(template, "\"it is {{ title }}\"");
        until(() -> generation() == 3
                && receivers.hooks().stream().anyMatch(hook -> hook.body().contains("the config is valid again")));
        assertThat(receivers.hooks())
                .anyMatch(hook -> hook.body().startsWith("\"[vastwatch] TROUBLE: the changed config was rejected"));
    }

    private int generation() {
        return beside.status().daemon().map(DaemonStatus::generation).orElse(0);
    }

    private long sentAlerts(String type) {
        return receivers.hooks().stream()
                .filter(hook -> hook.body().contains("\"type\":\"" + type + "\""))
                .map(Receivers.Hook::id)
                .distinct()
                .count();
    }

    private static void until(Callable<Boolean> condition) {
        await().atMost(Duration.ofSeconds(20)).until(condition);
    }

    private void sql(String statement) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state.db"));
                Statement each = connection.createStatement()) {
            for (String one : List.of("pragma busy_timeout = 10000", statement)) {
                each.execute(one);
            }
        }
    }

    private Path file() {
        return folder.resolve("vastwatch.yaml");
    }

    private void write(String key) throws Exception {
        Files.writeString(file(), """
                vast: {url: "%s", api_key: key, requests_per_minute: 600, rows_per_day: off}
                state: file:%s/state.db
                channels:
                  hook: {type: webhook, url: "%s"}
                %ses:
                  - {name: w, query: gpu_name=RTX_4090, threshold: dph_total <= 0.01, every: 1h, notify: hook, hello: off}
                """.formatted(market.url(), folder, receivers.hookUrl(), key)
                .replace("wachtes:", "wacht: 1\nwatches:"));
    }

    private static Optional<DaemonStatus.Refusal> refusal(Store store) {
        return store.status().daemon().flatMap(DaemonStatus::refusal);
    }
}
