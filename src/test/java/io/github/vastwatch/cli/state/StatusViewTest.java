package io.github.vastwatch.cli.state;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.cli.console.Json;
import io.github.vastwatch.cli.console.RowBudget;
import io.github.vastwatch.history.MarketThreshold;
import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.watch.Threshold;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusViewTest {
    private static final RowBudget BUDGET = new RowBudget(RowUsage.none(NOON), RowUsage.Limit.OFF, NOON);

    private static final StatusView.Daemon DAEMON = new StatusView.Daemon(
            7,
            "1.0",
            NOON.minus(Duration.ofDays(3)),
            259_200,
            "/etc/vastwatch/vastwatch.yaml",
            2,
            NOON.minus(Duration.ofHours(5)),
            Optional.of(new DaemonStatus.Refusal(NOON.minusSeconds(48), "vastwatch.yaml:1:1: no\nnothing was started")),
            1234,
            6,
            Optional.of(NOON.plusSeconds(180)),
            BUDGET.facts(),
            BUDGET);

    private static final StatusView.Watch WATCH = new StatusView.Watch(
            "cheap",
            NOON.minus(Duration.ofDays(3)),
            Optional.empty(),
            Optional.of(NOON.minusSeconds(48)),
            Optional.of("truncated"),
            Optional.of("HTTP 503"),
            Optional.of(NOON.plusSeconds(12)),
            Optional.of(NOON.minusSeconds(348)),
            Optional.of(3),
            Optional.of(new StatusView.Gap("2026-11-23", 348, "HTTP 503")),
            Optional.of(StatusView.Market.of(new MarketThreshold(
                    "dph_total <= p10(14d)",
                    Optional.of(Threshold.parse("dph_total <= 0.2835")),
                    NOON.minus(Duration.ofHours(2)),
                    Duration.ofDays(14),
                    Duration.ofDays(7),
                    Optional.of(NOON.minusSeconds(2400))))),
            Optional.of(NOON.minus(Duration.ofHours(2))),
            Optional.of("1b9f4c1e-0a54-4d4b-9a53-3b4d9f0b6a11"));

    private static final StatusView.Watch PAUSED = new StatusView.Watch(
            "new",
            NOON,
            Optional.of(NOON.minusSeconds(30)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(StatusView.Market.of(new MarketThreshold(
                    "dph_total < lowest(30d)",
                    Optional.empty(),
                    NOON,
                    Duration.ofDays(30),
                    Duration.ofHours(20),
                    Optional.empty()))),
            Optional.empty(),
            Optional.empty());

    private static final ChannelState FAILING = new ChannelState(
            "hook",
            2,
            1,
            Optional.empty(),
            Optional.empty(),
            Optional.of(NOON.minusSeconds(600)),
            Optional.empty(),
            false,
            Optional.of("HTTP 500"),
            Optional.of(NOON.minusSeconds(7200)),
            Optional.of("line 1: no field 'x'"));

    private static final ChannelState STOPPED = new ChannelState(
            "ops",
            0,
            0,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(NOON.minusSeconds(600)),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    private static final StatusView VIEW = new StatusView(
            NOON,
            true,
            "file:/var/lib/vastwatch/state.db",
            Optional.empty(),
            Optional.empty(),
            Optional.of(DAEMON),
            Optional.of(new StatusView.Heartbeat(
                    "https://hc-ping.com/***",
                    Optional.of(NOON.minusSeconds(30)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())),
            List.of(WATCH, PAUSED),
            List.of(FAILING, STOPPED));

    @Test
    void textShowsTheDaemonEachWatchAndEachChannel() {
        assertThat(VIEW.text()).isEqualTo("""
                vastwatch 1.0 is running: process 7, up 3 d
                config    /etc/vastwatch/vastwatch.yaml, generation 2, loaded 5 h ago
                          the file on disk was REJECTED 48 s ago:
                          vastwatch.yaml:1:1: no
                          nothing was started
                Vast.ai   1234 searches since the start, at most 6 a minute; paused for 3 min
                rows      %s
                state     file:/var/lib/vastwatch/state.db
                heartbeat https://hc-ping.com/***, last accepted 30 s ago

                watch 'cheap'
                  polled   48 s ago: truncated answer (HTTP 503); next in 12 s
                  complete 5 min ago; longest gap today 5 min: HTTP 503
                  market   dph_total <= p10(14d): dph_total <= 0.2835 since 2026-11-23T10:00:00Z (2 h ago); \
                50 %% of 14d seen, last scan 40 min ago
                  matches  3
                  message  2 h ago, 1b9f4c1e

                watch 'new', PAUSED 30 s ago
                  polled   never yet
                  complete never yet
                  market   dph_total < lowest(30d): not known yet: 3 %% of 30d seen, no scan lately
                  message  none yet

                channel 'hook': 2 pending deliveries, last delivered 2 h ago, 1 dead in 30 d; FAILING for 10 min: HTTP 500; \
                template FAILING: line 1: no field 'x'
                channel 'ops': no pending deliveries, nothing delivered yet; STOPPED 10 min ago: the receiver accepts no more messages
                """.formatted(BUDGET.words()));
    }

    @Test
    void textSaysThatNoDaemonRuns() {
        StatusView stopped = new StatusView(
                NOON,
                false,
                "file:s",
                Optional.empty(),
                Optional.empty(),
                Optional.of(DAEMON),
                Optional.empty(),
                List.of(WATCH),
                List.of());

        assertThat(stopped.text())
                .startsWith("vastwatch 1.0 is NOT running; last started 3 d ago\n")
                .contains("at most 6 a minute\n", "truncated answer (HTTP 503)\n");
        assertThat(new StatusView(
                                NOON,
                                false,
                                "file:s",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                List.of())
                        .text())
                .isEqualTo("no daemon has run with this state\nstate     file:s\n");
    }

    @Test
    void jsonHasAllFactsAndNullForWhatIsAbsent() {
        assertThat(Json.text(VIEW)).isEqualTo("""
                {
                  "at" : "2026-11-23T12:00:00Z",
                  "running" : true,
                  "state" : "file:/var/lib/vastwatch/state.db",
                  "state_failure" : null,
                  "daemon" : {
                    "pid" : 7,
                    "version" : "1.0",
                    "started_at" : "2026-11-20T12:00:00Z",
                    "uptime_s" : 259200,
                    "config" : "/etc/vastwatch/vastwatch.yaml",
                    "generation" : 2,
                    "loaded_at" : "2026-11-23T07:00:00Z",
                    "rejected" : {
                      "at" : "2026-11-23T11:59:12Z",
                      "reason" : "vastwatch.yaml:1:1: no\\nnothing was started"
                    },
                    "requests" : 1234,
                    "requests_per_minute" : 6,
                    "pause_until" : "2026-11-23T12:03:00Z",
                    "rows_today" : 0,
                    "row_limit" : null,
                    "row_limit_source" : "off",
                    "quota_paused_until" : null
                  },
                  "heartbeat" : {
                    "target" : "https://hc-ping.com/***",
                    "accepted_at" : "2026-11-23T11:59:30Z",
                    "failing_since" : null,
                    "suspended_since" : null,
                    "reason" : null
                  },
                  "watches" : [ {
                    "name" : "cheap",
                    "since" : "2026-11-20T12:00:00Z",
                    "paused_at" : null,
                    "polled_at" : "2026-11-23T11:59:12Z",
                    "result" : "truncated",
                    "reason" : "HTTP 503",
                    "next_at" : "2026-11-23T12:00:12Z",
                    "complete_at" : "2026-11-23T11:54:12Z",
                    "matches" : 3,
                    "worst_gap" : {
                      "day" : "2026-11-23",
                      "seconds" : 348,
                      "reason" : "HTTP 503"
                    },
                    "market" : {
                      "following" : "dph_total <= p10(14d)",
                      "threshold" : "dph_total <= 0.2835",
                      "since" : "2026-11-23T10:00:00Z",
                      "seen" : 0.5000,
                      "window_s" : 1209600,
                      "scanned_at" : "2026-11-23T11:20:00Z"
                    },
                    "alert_at" : "2026-11-23T10:00:00Z",
                    "alert_id" : "1b9f4c1e-0a54-4d4b-9a53-3b4d9f0b6a11"
                  }, {
                    "name" : "new",
                    "since" : "2026-11-23T12:00:00Z",
                    "paused_at" : "2026-11-23T11:59:30Z",
                    "polled_at" : null,
                    "result" : null,
                    "reason" : null,
                    "next_at" : null,
                    "complete_at" : null,
                    "matches" : null,
                    "worst_gap" : null,
                    "market" : {
                      "following" : "dph_total < lowest(30d)",
                      "threshold" : null,
                      "since" : "2026-11-23T12:00:00Z",
                      "seen" : 0.0277,
                      "window_s" : 2592000,
                      "scanned_at" : null
                    },
                    "alert_at" : null,
                    "alert_id" : null
                  } ],
                  "channels" : [ {
                    "name" : "hook",
                    "pending" : 2,
                    "dead" : 1,
                    "failing_since" : "2026-11-23T11:50:00Z",
                    "stopped_at" : null,
                    "answer" : "HTTP 500",
                    "delivered_at" : "2026-11-23T10:00:00Z",
                    "template_failure" : "line 1: no field 'x'"
                  }, {
                    "name" : "ops",
                    "pending" : 0,
                    "dead" : 0,
                    "failing_since" : null,
                    "stopped_at" : "2026-11-23T11:50:00Z",
                    "answer" : null,
                    "delivered_at" : null,
                    "template_failure" : null
                  } ],
                  "nodes" : [ ]
                }""");
    }

    private static Cluster.Node node(String host, String version, int generation, String aside, int seen) {
        return new Cluster.Node(
                host + "-7-0a1b",
                host,
                7,
                version,
                generation,
                NOON.minus(Duration.ofDays(3)),
                Optional.of(aside).filter(why -> !why.isEmpty()),
                Optional.of(NOON.minus(Duration.ofMinutes(3))).filter(since -> host.equals("d")),
                NOON.minusSeconds(seen));
    }

    private static StatusView shared(Cluster.Node... nodes) {
        return new StatusView(
                NOON.plus(Duration.ofMinutes(5)),
                true,
                "postgresql://vastwatch@db/vastwatch",
                Optional.empty(),
                Optional.of(new Cluster.Nodes(List.of(nodes), "a-7-0a1b", 3, NOON)),
                Optional.of(DAEMON),
                Optional.empty(),
                List.of(),
                List.of());
    }

    @Test
    void nodesAreListedByTheClockOfTheDatabase() {
        StatusView view = shared(
                node("a", "1.0", 3, "", 1),
                node("b", "0.9", 2, "its config is generation 2, and generation 3 is in force", 14),
                node("c", "0.8", 1, "", 15));

        assertThat(view.text())
                .startsWith("vastwatch 1.0 is running on 2 nodes\n")
                .contains("1234 searches since a node last started, at most 6 a minute")
                .contains("""
                        state     postgresql://vastwatch@db/vastwatch
                        nodes     a-7-0a1b, version 1.0, config generation 3, up 3 d, seen 1 s ago, took the last turn
                                  b-7-0a1b, version 0.9, config generation 2, up 3 d, seen 14 s ago; \
                        STANDS ASIDE: its config is generation 2, and generation 3 is in force
                                  c-7-0a1b, version 0.8, config generation 1; GONE, last seen 15 s ago
                                  versions DIFFER: 0.9, 1.0
                                  configs DIFFER: generations 2, 3; 3 is in force
                        """);
        assertThat(Json.text(view)).contains("""
                  "nodes" : [ {
                    "id" : "a-7-0a1b",
                    "host" : "a",
                    "pid" : 7,
                    "version" : "1.0",
                    "generation" : 3,
                    "started_at" : "2026-11-20T12:00:00Z",
                    "seen_at" : "2026-11-23T11:59:59Z",
                    "alive" : true,
                    "polling" : true,
                    "aside" : null,
                    "unanswered_since" : null
                  }, {
                """, """
                    "alive" : true,
                    "polling" : false,
                    "aside" : "its config is generation 2, and generation 3 is in force",
                    "unanswered_since" : null
                """, """
                    "alive" : false,
                    "polling" : false,
                    "aside" : null,
                    "unanswered_since" : null
                """).doesNotContain("cluster");
    }

    @Test
    void aNodeThatVastDoesNotAnswerIsMarked() {
        StatusView view = shared(node("a", "1.0", 3, "", 1), node("d", "1.0", 3, "", 1));

        assertThat(view.text())
                .contains("d-7-0a1b, version 1.0, config generation 3, up 3 d, seen 1 s ago;"
                        + " Vast.ai has NOT ANSWERED it for 3 min\n");
        assertThat(Json.text(view)).contains("\"unanswered_since\" : \"2026-11-23T11:57:00Z\"");
    }

    @Test
    void nodesThatAgreeDoNotDiffer() {
        assertThat(shared(node("a", "1.0", 3, "", 20), node("b", "1.0", 3, "", 1))
                        .text())
                .startsWith("vastwatch 1.0 is running on 1 node\n")
                .contains("a-7-0a1b, version 1.0, config generation 3; GONE, last seen 20 s ago\n")
                .contains("b-7-0a1b, version 1.0, config generation 3, up 3 d, seen 1 s ago\n")
                .doesNotContain("DIFFER", "last turn");
    }
}
