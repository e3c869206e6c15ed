package io.github.vastwatch.health;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.store.OutboxEntry;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.PollOutcome.Result;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreRows;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line of life; NOON is that of a Monday, and it is due on Mondays at nine. */
class ActivityReporterTest {
    private static final Instant NINE = NOON.plus(Duration.ofDays(7)).minus(Duration.ofHours(3));

    @TempDir
    Path folder;

    private Store store;
    private ActivityReporter line;

    @BeforeEach
    void open() throws Exception {
        store = Store.open(new StateLocation(Optional.of(folder.resolve("state.db"))));
        line = new ActivityReporter(store, new Metrics());
        report(config(""), NOON);
    }

    @AfterEach
    public void close() {
        store.close();
    }

    @Test
    void saysWhatWasDoneSinceTheLastOneAlsoOverARestart() throws Exception {
        for (int minute = 0; minute < 1200; minute++) {
            if (minute < 600 || minute > 605) {
                polled(NOON.plus(Duration.ofMinutes(minute)), Result.COMPLETE);
            }
        }
        polled(NOON.plus(Duration.ofHours(20)), Result.FAILED);
        alert("a", new Outcome.Delivered("HTTP 200"));
        alert("b", new Outcome.Rejected("HTTP 410"));
        store.close();
        store = Store.open(new StateLocation(Optional.of(folder.resolve("state.db"))));
        line = new ActivityReporter(store, new Metrics());
        store.watches().pause("w", Optional.of(NOON.plus(Duration.ofMinutes(1201))));

        report(config(""), NINE.minusSeconds(1));
        assertThat(reported()).isEmpty();
        report(config(""), NINE);
        report(config(""), NINE.plusSeconds(5));

        assertThat(reported()).hasSize(1);
        Alert alert = alert(reported().get(0));
        assertThat(reported().get(0).channel()).isEqualTo("hook");
        assertThat(alert.sentences())
                .containsExactly(
                        "alive: 1,194 polls, 2 alerts, 1 undelivered, worst gap 6 min, since 2026-11-23 12:00 UTC");
        assertThat(alert.facts())
                .containsEntry("polls", "1194")
                .containsEntry("worst_gap_s", "360")
                .containsEntry("undelivered", "1");
    }

    @Test
    void whatWasDueWhileItWasDownIsSentOnceWhenItIsUp() throws Exception {
        Instant later = NINE.plus(Duration.ofDays(15));

        report(config(""), later);
        report(config(""), later.plusSeconds(5));

        assertThat(reported()).hasSize(1);
        assertThat(store.daemon().activity(later.plusSeconds(5)).since()).isEqualTo(later);
    }

    @Test
    void theGapThatIsOpenCountsAndGoesToWhomTheConfigSays() throws Exception {
        polled(NINE.minus(Duration.ofHours(3)), Result.COMPLETE);

        report(config(", notify: [other]"), NINE);

        assertThat(reported()).hasSize(1);
        assertThat(reported().get(0).channel()).isEqualTo("other");
        assertThat(alert(reported().get(0)).sentences().get(0))
                .contains(" 1 polls, 0 alerts, ")
                .contains("worst gap 2 h 59 min");
    }

    @Test
    void aClockThatIsSetBackDoesNotMakeItWait() throws Exception {
        report(config(""), NOON.minus(Duration.ofDays(30)));
        report(config(""), NOON.minus(Duration.ofDays(30)).plus(Duration.ofDays(7)));

        assertThat(reported()).hasSize(1);
    }

    private void polled(Instant at, Result result) {
        store.commit(
                List.of(),
                List.of(new PollOutcome("w", at, result, "", Optional.of(1), Optional.of(at.plusSeconds(60)))),
                LocalDate.ofInstant(at, ZoneOffset.UTC),
                1,
                Optional.empty());
    }

    private void alert(String id, Outcome outcome) {
        Instant at = NOON.plusSeconds(60);
        Alert own = Fixtures.alert(id);
        Alert later = new Alert(
                own.id(), own.alertKind(), own.watch(), at, own.terms(), own.matches(), 1, List.of(), own.facts());
        Delivery delivery = new Delivery("msg_" + id, "hook", later, at, 0, Optional.empty());
        store.commit(new WatchUpdate("w", at, List.of(), List.of(), List.of(delivery)));
        store.outbox().record(List.of(new Attempt(delivery, outcome, at, Optional.empty())));
    }

    private Alert alert(OutboxEntry outboxEntry) {
        return store.outbox().find(outboxEntry.id()).orElseThrow().alert();
    }

    private List<OutboxEntry> reported() {
        return StoreRows.entries(store).stream()
                .filter(outboxEntry -> outboxEntry.alertKind() == AlertKind.DAEMON_ALIVE)
                .toList();
    }

    private void report(Config config, Instant now) {
        line.report(config.alive(), config.usedChannels(), now);
    }

    private Config config(String more) throws Exception {
        Path file = Files.writeString(folder.resolve("vastwatch.yaml"), """
                alive: {at: "weekly Mon 09:00", timezone: UTC%s}
                channels:
                  hook: {type: webhook, url: "http://127.0.0.1:9/"}
                  other: {type: webhook, url: "http://127.0.0.1:9/"}
                watches:
                  - {name: w, query: gpu_name=RTX_4090, threshold: dph_total <= 0.4, every: 1m, notify: hook}
                """.formatted(more));
        return Config.read(file, name -> null);
    }
}
