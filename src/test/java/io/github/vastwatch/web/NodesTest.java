package io.github.vastwatch.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.PostgresServer;
import io.github.vastwatch.store.StateLocation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page and programs see of daemons that share a state, on the page of node a. */
class NodesTest {
    @TempDir
    Path folder;

    private StateLocation state;
    private Site site;
    private Cluster cluster;

    @BeforeEach
    void start() throws Exception {
        state = PostgresServer.database();
        site = new Site(folder, "token: " + Site.TOKEN, "http://127.0.0.1:9/", state, "a-1");
        cluster = site.store.cluster().orElseThrow();
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private Optional<Instant> unanswered = Optional.empty();

    private void seen(String host, String version, int generation, String aside) {
        Instant now = cluster.nodes().at();
        cluster.seen(new Cluster.Node(
                host + "-1",
                host,
                1,
                version,
                generation,
                now.minus(Duration.ofHours(3)),
                Optional.of(aside).filter(why -> !why.isEmpty()),
                unanswered,
                now));
        site.board.changed();
    }

    /** Three nodes: this one took the last turn, one stands aside, one is gone. */
    private void three() {
        seen("a", "0.3", 2, "");
        seen("b", "0.2", 1, "its config is generation 1, and generation 2 is in force");
        seen("c", "0.3", 2, "");
        PostgresServer.sql(state, "update vastwatch.node set seen_at = seen_at - 300000 where host = 'c'");
        PostgresServer.sql(state, "insert into vastwatch.config_generation values ('one', 1), ('two', 2)");
        cluster.begin();
    }

    @Test
    void thePageListsThem() throws Exception {
        three();

        String page = site.get("/").body();

        assertThat(page.substring(page.indexOf("<h2>Nodes</h2>"))
                        .replaceAll("<[^>]*>", " ")
                        .replaceAll("\\s+", " "))
                .startsWith(" Nodes State Node Version Config Started Seen Note"
                        + " ● turn a-1 0.3 config 2 3 h ago now took the last turn"
                        + " ▲ aside b-1 0.2 config 1 3 h ago now"
                        + " stands aside: its config is generation 1, and generation 2 is in force"
                        + " □ gone c-1 0.3 config 2 3 h ago 5 min ago"
                        + " ▲ versions differ: 0.2, 0.3 ▲ configs differ: generations 1, 2; 2 is in force ");
        assertThat(page)
                .contains("<p>node b-1 stands aside</p>", "searches: 7 since a node last started, at most 10 a minute")
                .contains("vastwatch 0.3, up since <time");
    }

    @Test
    void thePageOfADaemonAloneListsNone() throws Exception {
        try (Site alone = Site.withToken(folder)) {
            assertThat(alone.get("/").body()).doesNotContain("Nodes");
            assertThat(alone.get("/api/v1/status").body()).endsWith(",\"nodes\":[]}");
            assertThat(alone.get("/metrics").body())
                    .contains("# TYPE vastwatch_nodes gauge")
                    .doesNotContain("vastwatch_nodes{", "\nvastwatch_polling ", "\nvastwatch_turns_total ");
        }
    }

    @Test
    void aPageThatIsOpenShowsWhatChanges() {
        seen("a", "0.3", 2, "");
        long before = site.board.version();
        assertThat(site.board.version()).isEqualTo(before);

        site.board.store().cluster().orElseThrow().begin();
        site.pass(Duration.ofSeconds(1));

        assertThat(site.board.version()).isNotEqualTo(before);
    }

    @Test
    void whatAnotherNodePollsMayShowLate() {
        seen("a", "0.3", 2, "");
        site.poll("cheap-4090", 1);
        cluster.begin();
        site.pass(site.board
                .watches()
                .get(0)
                .interval(site.board.now())
                .orElseThrow()
                .multipliedBy(2)
                .plusSeconds(1));
        assertThat(Summary.of(site.board).answer().isStale()).isTrue();

        PostgresServer.sql(state, "update vastwatch.turn set node = 'b-1'");
        site.pass(Duration.ZERO);
        assertThat(Summary.of(site.board).answer().isStale()).isFalse();
        assertThat(WatchRow.all(site.board))
                .extracting(row -> row.look().isStale())
                .containsOnly(false);

        site.pass(Duration.ofSeconds(30));
        assertThat(Summary.of(site.board).answer().isStale()).isTrue();
    }

    @Test
    void theApiListsThem() throws Exception {
        three();

        JsonNode status = new ObjectMapper().readTree(site.get("/api/v1/status").body());

        assertThat(status.get("well").asBoolean()).isFalse();
        assertThat(status.get("problems").toString()).isEqualTo("[\"node b-1 stands aside\"]");
        assertThat(status.get("nodes")).hasSize(3);
        assertThat(status.get("nodes").get(0).toString())
                .matches("\\{\"id\":\"a-1\",\"host\":\"a\",\"pid\":1,\"version\":\"0.3\",\"generation\":2,"
                        + "\"started_at\":\"[-0-9T:.]+Z\",\"seen_at\":\"[-0-9T:.]+Z\","
                        + "\"alive\":true,\"polling\":true,\"aside\":null,\"unanswered_since\":null}");
        assertThat(status.get("nodes").get(1).get("aside").asText())
                .isEqualTo("its config is generation 1, and generation 2 is in force");
        assertThat(status.get("nodes").get(2).get("alive").asBoolean()).isFalse();
    }

    @Test
    void metricsCountThem() throws Exception {
        three();

        assertThat(site.get("/metrics").body().lines())
                .contains(
                        "vastwatch_build_info{java=\"" + System.getProperty("java.version") + "\",version=\"0.3\"} 1",
                        "vastwatch_config_generation 2",
                        "vastwatch_nodes{state=\"takes_part\"} 1",
                        "vastwatch_nodes{state=\"aside\"} 1",
                        "vastwatch_polling 1",
                        "vastwatch_aside 0",
                        "vastwatch_unanswered 0",
                        "vastwatch_turns_total 1",
                        "vastwatch_turn_refusals_total 0");
    }

    @Test
    void aNodeThatVastDoesNotAnswerIsMarked() throws Exception {
        unanswered = Optional.of(Instant.parse("2026-11-23T12:00:00Z"));
        seen("a", "0.3", 2, "");

        assertThat(site.get("/").body()).contains("Vast.ai does not answer it");
        assertThat(site.get("/metrics").body().lines()).contains("vastwatch_unanswered 1");
        assertThat(site.get("/api/v1/status").body()).contains("\"unanswered_since\":\"2026-11-23T12:00:00Z\"");
    }

    @Test
    void whatComesAfterItsTurnIsCounted() throws Exception {
        seen("a", "0.3", 2, "its clock is 10 seconds ahead of the database's");
        Cluster.Turn turn = cluster.begin();
        PostgresServer.sql(state, "update vastwatch.turn set number = number + 1, node = 'b-1'");
        try {
            cluster.inTurn(turn, () -> site.store.daemon().testWrite(Instant.EPOCH));
        } catch (RuntimeException e) {
            assertThat(e).hasMessage("another daemon's turn to poll has begun");
        }

        assertThat(site.get("/metrics").body().lines())
                .contains(
                        "vastwatch_nodes{state=\"takes_part\"} 0",
                        "vastwatch_nodes{state=\"aside\"} 1",
                        "vastwatch_polling 0",
                        "vastwatch_aside 1",
                        "vastwatch_turns_total 1",
                        "vastwatch_turn_refusals_total 1");
    }

    @Test
    void aNodeThatStandsAsideIsNotReadyAndLives() throws Exception {
        site.aside = Optional.of("its clock is 10 seconds ahead of the database's");

        assertThat(site.get("/readyz").body())
                .startsWith(
                        "{\"ready\":false,\"reasons\":[\"this node stands aside: its clock is 10 seconds ahead of the"
                                + " database's\"");
        assertThat(Site.send(site.request("/readyz").build()).body())
                .startsWith("{\"ready\":false,\"reasons\":[\"this node stands aside\"");
        assertThat(site.get("/healthz").body()).isEqualTo("{\"status\":\"ok\"}");
    }
}
