package io.github.vastwatch.simulate;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarketTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void theSameSeedIsTheSameMarketHoweverItIsAsked() {
        Market asked = Market.generated(5, 300, NOON, 0.12);
        for (int minute = 0; minute < 60; minute++) {
            asked.rows("bid", 8, NOON.plusSeconds(minute * 60L));
        }
        Market fresh = Market.generated(5, 300, NOON, 0.12);

        assertThat(asked.rows("on-demand", 20, NOON.plusSeconds(3600)))
                .isEqualTo(fresh.rows("on-demand", 20, NOON.plusSeconds(3600)));
    }

    @Test
    void theMarketMovesAndIdsRotateWhileNothingChanged() {
        Market market = Market.generated(5, 1000, NOON, 0);

        List<ObjectNode> before = market.rows("on-demand", 20, NOON);
        List<ObjectNode> after = market.rows("on-demand", 20, NOON.plus(Duration.ofMinutes(5)));

        Set<Long> ids = before.stream().map(row -> row.path("id").asLong()).collect(Collectors.toSet());
        long same = after.stream()
                .filter(row -> ids.contains(row.path("id").asLong()))
                .count();
        assertThat(same).isLessThan(after.size()).isGreaterThan(after.size() / 3);
        assertThat(after).isNotEqualTo(before);
    }

    @Test
    void thePriceIncludesTheDiskThatIsAskedFor() {
        ObjectNode row =
                Market.generated(5, 100, NOON, 0).rows("on-demand", 144, NOON).get(0);

        assertThat(row.path("dph_total").asDouble())
                .isEqualTo(row.path("dph_base").asDouble()
                        + row.path("storage_cost").asDouble() * 144 / 720);
        assertThat(row.path("dlperf_per_dphtotal").asDouble())
                .isEqualTo(row.path("dlperf").asDouble() / row.path("dph_total").asDouble());
    }

    @Test
    void thePriceIncludesTheFeeForTheReliabilityThatIsAskedFor() throws Exception {
        ServerSearch search = new ServerSearch(Market.generated(5, 100, NOON, 0), MarketLimits.UNLIMITED);

        ObjectNode plain =
                search.search(JSON.readTree("{}"), false, NOON).rows().get(0);
        ObjectNode row = search.search(JSON.readTree("{\"target_reliability\":0.99}"), false, NOON)
                .rows()
                .get(0);

        double fee = row.path("search").path("slaPremiumPerHour").asDouble();
        assertThat(fee).isEqualTo(row.path("dph_base").asDouble() * 0.05 * 0.99);
        assertThat(row.path("dph_total").asDouble())
                .isEqualTo(plain.path("dph_total").asDouble() + fee);
        assertThat(plain.path("search").has("slaPremiumPerHour")).isFalse();
        for (String wrong : List.of("{\"eq\":0.99}", "1", "0", "\"0.99\"")) {
            assertThatThrownBy(
                            () -> search.search(JSON.readTree("{\"target_reliability\":" + wrong + "}"), false, NOON))
                    .hasMessage("target_reliability must be a number between 0 and 1");
        }
    }

    @Test
    void withoutAKeyAnAnswerIsAThinnedSampleInOrder() throws Exception {
        ServerSearch search = new ServerSearch(Market.generated(5, 3000, NOON, 0), MarketLimits.UNLIMITED);

        List<ObjectNode> all = search.search(JSON.readTree("{\"order\":[[\"dph_total\",\"asc\"]]}"), false, NOON)
                .rows();
        ServerSearch.Result found =
                search.search(JSON.readTree("{\"order\":[[\"dph_total\",\"asc\"]],\"limit\":1000}"), true, NOON);
        List<ObjectNode> sample = found.rows();

        assertThat(found.truncated()).isTrue();
        assertThat(sample).hasSize(64).isNotEqualTo(all.subList(0, 64));
        assertThat(all).containsAll(sample);
        assertThat(sample)
                .isSortedAccordingTo((a, b) -> Double.compare(
                        a.path("dph_total").asDouble(), b.path("dph_total").asDouble()));
    }

    @Test
    void anAnswerIsTruncatedWhereMoreMatchThanItsLimit() throws Exception {
        ServerSearch search = new ServerSearch(Market.generated(5, 100, NOON, 0), MarketLimits.UNLIMITED);
        int all = search.search(JSON.readTree("{}"), false, NOON).rows().size();

        assertThat(search.search(JSON.readTree("{\"limit\":" + all + "}"), false, NOON)
                        .truncated())
                .isFalse();
        assertThat(search.search(JSON.readTree("{\"limit\":" + (all - 1) + "}"), false, NOON)
                        .truncated())
                .isTrue();
    }

    @Test
    void anOpThatTheServerDoesNotKnowIsRefused() {
        ServerSearch search = new ServerSearch(Market.generated(5, 10, NOON, 0), MarketLimits.UNLIMITED);

        assertThatThrownBy(() -> search.search(JSON.readTree("{\"num_gpus\":{\"like\":1}}"), false, NOON))
                .hasMessage("'like' is not a valid search op");
    }

    @Test
    void aReplayShowsOneSweepAfterAnotherAndKeepsTheLast() throws IOException {
        Path file = Files.writeString(folder.resolve("rows.jsonl"), """
                {"id":2,"dph_base":0.2,"storage_cost":0.72,"rental_type":"on-demand","scraped_at":"2026-02"}
                {"id":1,"dph_base":0.1,"storage_cost":0.72,"rental_type":"on-demand","scraped_at":"2026-01"}
                {"id":3,"dph_base":0.1,"storage_cost":0.72,"rental_type":"bid","scraped_at":"2026-01"}
                """);
        Market replay = RecordedMarket.read(List.of(file), Duration.ofSeconds(10), NOON);

        assertThat(replay.rows("on-demand", 100, NOON.plusSeconds(9)))
                .extracting(row ->
                        row.path("id").asInt() + " " + row.path("dph_total").asDouble())
                .containsExactly("1 0.2");
        assertThat(replay.rows("on-demand", 100, NOON.plusSeconds(99)))
                .extracting(row -> row.path("id").asInt())
                .containsExactly(2);
        assertThat(replay.rows("bid", 100, NOON).get(0).has("scraped_at")).isFalse();
    }
}
