package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.OfferDecision;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.notify.channel.Telegram;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.HeartbeatStatus;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.StateLock;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.Secret;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Threshold;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How what the state holds is listed. */
class StateListsTest {
    private static final BigDecimal BINARY = new BigDecimal("0.30000000000000004");
    private static final String ID = "1b9f4c1e-0a54-4d4b-9a53-3b4d9f0b6a11";
    /** Half a day after {@link io.github.vastwatch.Fixtures#NOON}. */
    private static final Instant NOW = NOON.plus(Duration.ofHours(12));

    private static final String AGE = " \\(12 h ago\\)";

    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() throws Exception {
        store = Store.open(new StateLocation(Optional.of(folder.resolve("state.db"))));
    }

    @AfterEach
    public void close() {
        store.close();
    }

    @Test
    void alertsHavePricesAsEverywhereShortIdsAndAges() {
        sentAlerts(Optional.of(new BigDecimal("0.41000000000000003")));

        assertThat(run("alerts", "--since", "1d"))
                .matches("2026-11-23T12:00:00Z" + AGE + "  cheap-4090  offers\\.matched  1b9f4c1e  hook pending\n"
                        + "    on-demand/7/1/RTX 4090  \\$0\\.30/h  better than last sent, sent at \\$0\\.41/h\n");
        assertThat(run("alerts", "--since", "1d", "--format", "json")).contains("\"" + ID + "\"");
    }

    @Test
    void whatWasHeldHasPricesByTheMetricOfItsWatchAndAges() {
        OfferKey key = Fixtures.offer(7, 1, 0.38, NOON).key().orElseThrow();
        OfferDecision offerDecision = new OfferDecision(key, BINARY, Reason.SILENCED, Optional.of(Reason.FIRST_SEEN));
        for (String watch : List.of("cheap-4090", "gone-from-the-config")) {
            store.commit(new WatchUpdate(
                    watch,
                    NOON,
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    List.of(),
                    List.of(offerDecision),
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    0));
        }

        assertThat(run("alerts", "--suppressed", "--since", "1d"))
                .matches("2026-11-23T12:00:00Z" + AGE + "  cheap-4090  on-demand/7/1/RTX 4090  \\$0\\.30/h"
                        + "  first seen: silenced \\(1 poll since 2026-11-23T12:00:00Z" + AGE + "\\)\n"
                        + "2026-11-23T12:00:00Z" + AGE + "  gone-from-the-config  on-demand/7/1/RTX 4090  0\\.3"
                        + "  first seen: silenced \\(1 poll since 2026-11-23T12:00:00Z" + AGE + "\\)\n");
    }

    @Test
    void anEmptyListSaysWhatIsMissing() {
        String since = " since 2026-11-23T00:00:00Z (24 h ago)";

        assertThat(run(1, "alerts")).isEqualTo("no alerts" + since + "\n");
        assertThat(run(1, "alerts", "--suppressed")).isEqualTo("nothing was suppressed" + since + "\n");
        assertThat(run(1, "alerts", "--watch", "cheap-4090"))
                .isEqualTo("no alerts" + since + " for watch 'cheap-4090'\n");
        assertThat(run(1, "alerts", "--watch", "nope")).isEqualTo("no watch 'nope' in the config or the state\n");
    }

    @Test
    void silencesSayWhenTheyEndAndInHowLong() {
        store.silences()
                .add(new Silence(0, "cheap-4090", Optional.of(7L), NOW, NOW.plusSeconds(8 * 3600 + 59), "asleep"));

        assertThat(run("silence", "list")).matches("1  cheap-4090 machine 7  until \\S+Z \\(in 8 h\\)  asleep\n");
    }

    @Test
    void theOutboxSaysInHowLongTheNextAttemptIs() {
        Delivery delivery = sentAlerts(Optional.empty());
        store.outbox()
                .record(List.of(new Attempt(
                        delivery,
                        new Outcome.Deferred("HTTP 503", Optional.empty()),
                        NOW,
                        Optional.of(NOW.plusSeconds(8 * 3600 + 59)))));

        assertThat(run("outbox", "list")).matches("""
                ID +CHANNEL +ABOUT +STATE +ATTEMPTS +NEXT +LAST ANSWER
                7c0d1e2f +hook +offers\\.matched cheap-4090 +pending +1 +in 8 h +HTTP 503
                """);
    }

    @Test
    void whatWasDeliveredIsShownAsItWasSentWithTheTimeAndWithoutSecrets() throws Exception {
        Delivery delivery = sentAlerts(Optional.empty());
        store.outbox()
                .storeContents(
                        List.of(new Delivery.Rendered(
                                delivery.with(
                                        new Delivery.Content(
                                                "{\"text\":\"cheap\",\"token\":\"s3cr3t-token\",\"key\":\"kkkk\",\"on\":true}")),
                                Optional.empty())),
                        NOON.plusSeconds(2));
        store.outbox()
                .record(List.of(new Attempt(
                        delivery, new Outcome.Delivered("HTTP 200"), NOON.plusSeconds(3), Optional.empty())));

        String shown = run("outbox", "show", "7c0d");
        JsonNode json = new ObjectMapper().readTree(run("outbox", "show", "7c0d", "--format", "json"));

        assertThat(shown)
                .contains("state    delivered\n")
                .contains("sent     2026-11-23T12:00:03Z (11 h 59 min ago)\n")
                .contains("answer   HTTP 200\n")
                .contains("$0.30")
                .contains("about    offers.matched cheap-4090, 1 offer\n")
                .contains("Seen 2026-11-23 12:00:00 UTC, 3 seconds before this was sent.\n");
        assertThat(json.path("done_at").asText()).isEqualTo("2026-11-23T12:00:03Z");
        assertThat(json.path("body").asText())
                .isEqualTo("{\"text\":\"cheap\",\"token\":\"***\",\"key\":\"***\",\"on\":true}");
    }

    @Test
    void theStatusSaysHowTheHeartbeatFares() throws Exception {
        String target = "https://hc-ping.com/***";
        assertThat(run(1, "status")).doesNotContain("heartbeat");
        store.daemon().heartbeat(Optional.of(HeartbeatStatus.expected(target)));
        assertThat(run(1, "status")).contains("\nheartbeat https://hc-ping.com/***, never accepted yet\n");

        store.daemon().heartbeat(Optional.of(HeartbeatStatus.accepted(target, NOW.minusSeconds(7 * 3600 + 20))));
        assertThat(run(1, "status")).contains("\nheartbeat https://hc-ping.com/***, last accepted 7 h ago\n");

        store.daemon()
                .heartbeat(Optional.of(HeartbeatStatus.failing(target, NOW.minusSeconds(6 * 3600 + 20), "HTTP 404")));
        assertThat(run(1, "status"))
                .contains("\nheartbeat https://hc-ping.com/***, last accepted 7 h ago; FAILING for 6 h: HTTP 404\n");

        store.daemon()
                .heartbeat(Optional.of(HeartbeatStatus.suspended(target, NOW.minusSeconds(5 * 3600 + 20), "blind")));
        assertThat(run(1, "status"))
                .contains("\nheartbeat https://hc-ping.com/***, last accepted 7 h ago; SUSPENDED for 5 h: blind\n");
        JsonNode json = new ObjectMapper()
                .readTree(run(1, "status", "--format", "json"))
                .path("heartbeat");
        assertThat(json.path("target").asText()).isEqualTo(target);
        assertThat(json.path("failing_since").isNull()).isTrue();
        assertThat(Instant.parse(json.path("suspended_since").asText())).isBefore(NOW);
        assertThat(json.path("reason").asText()).isEqualTo("blind");
    }

    @Test
    void aGroupOfTelegramThatMovedIsShownUntilTheConfigHasItsNewId() {
        String advice = new Telegram(HttpUrl.get(Telegram.SERVER), new Secret("1:a"), "-5", Optional.empty())
                .moved("{}", "{\"parameters\":{\"migrate_to_chat_id\":-1001234567890}}")
                .orElseThrow()
                .advice();
        Delivery delivery = sentAlerts(Optional.empty());
        store.outbox()
                .record(List.of(
                        new Attempt(delivery, new Outcome.Delivered("HTTP 200; " + advice), NOON, Optional.empty())));

        assertThat(run(1, "status"))
                .contains("; MOVED: the group -5 became a supergroup; write chat_id: \"-1001234567890\"\n");

        store.outbox()
                .record(List.of(new Attempt(delivery, new Outcome.Delivered("HTTP 200"), NOON, Optional.empty())));
        assertThat(run(1, "status")).doesNotContain("MOVED");
    }

    /** An alert of an offer that costs thirty cents, in binary. */
    @Test
    void aDaemonThatCannotWriteItsStateIsNotWell() throws Exception {
        store.takeConfig(
                new DaemonStatus(
                        ProcessHandle.current().pid(),
                        "1",
                        NOW.minusSeconds(7200),
                        "c",
                        1,
                        NOW.minusSeconds(7200),
                        Optional.empty(),
                        0,
                        6,
                        Optional.empty(),
                        "",
                        RowUsage.Limit.OFF),
                Set.of(),
                Map.of());
        try (StateLock daemon = StateLock.take(folder.resolve("state.db"), NOW)) {
            assertThat(daemon).isNotNull();
            store.daemon().testWrite(NOW);
            assertThat(run(0, "status")).contains("\nstate     file:" + folder.resolve("state.db") + "\n");

            store.daemon().testWrite(NOW.minusSeconds(3600));

            assertThat(run(1, "status"))
                    .contains("\nstate     file:" + folder.resolve("state.db")
                            + "; NOT WRITTEN for 1 h: the daemon cannot write to it, or hangs; see its log\n");
            assertThat(run(1, "status", "--format", "json"))
                    .contains("\"state_failure\" : \"not written for 1 h: the daemon cannot write to it");
        }
    }

    @Test
    void aStateThatWasTakenAwayFromItsDaemonIsNotOneThatIsYetToCome() throws Exception {
        Path file = folder.resolve("state.db");
        try (StateLock daemon = StateLock.take(file, NOON)) {
            assertThat(daemon).isNotNull();
            Files.delete(file);
            StringWriter err = new StringWriter();

            int exit = Cli.run(
                    new PrintWriter(new StringWriter()),
                    new PrintWriter(err, true),
                    "status",
                    "--state",
                    "file:" + file);

            assertThat(exit).isEqualTo(74);
            assertThat(err.toString())
                    .isEqualTo("the state " + file + " was moved or deleted while a vastwatch uses it (process "
                            + ProcessHandle.current().pid() + "); stop that, put the file back, and start it again\n");
        }
    }

    private Delivery sentAlerts(Optional<BigDecimal> previous) {
        Offer offer = Fixtures.offer(7, 1, BINARY.doubleValue(), NOON);
        Alert alert = Alert.matched(
                ID,
                "cheap-4090",
                NOON,
                new WatchTerms(Threshold.parse("dph_total <= 0.40"), 20, Rent.DEFAULT),
                List.of(new Match(
                        previous.isPresent() ? Reason.IMPROVED : Reason.FIRST_SEEN,
                        offer.key().orElseThrow(),
                        offer,
                        BINARY,
                        previous)),
                1);
        Delivery delivery = new Delivery("msg_7c0d1e2f-1111", "hook", alert, NOON, 0, Optional.empty());
        store.commit(new WatchUpdate("cheap-4090", NOON, List.of(), List.of(), List.of(delivery)));
        return delivery;
    }

    private String run(String... args) {
        return run(0, args);
    }

    private String run(int code, String... args) {
        try {
            String config = Files.writeString(folder.resolve("vastwatch.yaml"), """
                    state: file:%s/state.db
                    channels:
                      hook:
                        type: webhook
                        url: "http://127.0.0.1:9/?key=kkkk&wait=true"
                        headers: {X-Token: s3cr3t-token}
                    watches:
                      - {name: cheap-4090, query: gpu_name=RTX_4090, threshold: dph_total <= 0.40, notify: hook}
                    """.formatted(folder))
                    .toString();
            StringWriter out = new StringWriter();
            String[] all = new String[args.length + 2];
            System.arraycopy(args, 0, all, 2, args.length);
            all[0] = "-c";
            all[1] = config;
            assertThat(Main.run(
                            Clock.fixed(NOW, ZoneOffset.UTC),
                            new PrintWriter(out, true),
                            new PrintWriter(out, true),
                            all))
                    .isEqualTo(code);
            return out.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
