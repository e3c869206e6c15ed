package io.github.vastwatch.vast;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.LogCapture;
import io.github.vastwatch.http.Proxies;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class VastClientTest {
    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void theMarketIsReachedThroughTheProxyThatIsConfigured() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .setHeader("content-type", "application/json")
                .body("{\"success\":true,\"offers\":[]}")
                .build());
        Transport transport = new Transport(
                Optional.of(Proxies.parse("http://bob:s3cret@" + server.getHostName() + ":" + server.getPort())),
                Optional.empty());
        VastSettings settings = new VastSettings(
                HttpUrl.get("http://vast.example"),
                Optional.of(new Secret("key")),
                List.of(Protocol.ASKS),
                600,
                RowUsage.Limit.OFF,
                transport);

        try (VastClient client = new VastClient(settings, Clock.fixed(NOON, ZoneOffset.UTC))) {
            assertThat(client.search(CHEAP_4090.question())).isInstanceOf(SearchResult.Found.class);
        }

        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).contains(" http://vast.example/");
        assertThat(request.getHeaders().get("proxy-authorization")).isEqualTo("Basic Ym9iOnMzY3JldA==");
        assertThat(request.getHeaders().get("authorization")).isEqualTo("Bearer key");
    }

    @Test
    void asksWithEverythingInsideQAndTheKeyInAHeaderAlone() throws Exception {
        server.enqueue(json("{\"success\":true,\"offers\":[]}"));

        search(Protocol.ASKS);

        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("PUT /api/v0/search/asks/ HTTP/1.1");
        assertThat(request.getHeaders().get("authorization")).isEqualTo("Bearer top-secret");
        assertThat(request.getHeaders().get("accept-encoding")).isEqualTo("gzip");
        assertThat(request.getBody().utf8())
                .isEqualTo("{\"select_cols\":[\"*\"],\"q\":{\"verified\":{\"eq\":true},\"external\":{\"eq\":false},"
                        + "\"rentable\":{\"eq\":true},\"gpu_name\":{\"eq\":\"RTX 4090\"},\"num_gpus\":{\"eq\":1},"
                        + "\"order\":[[\"dph_total\",\"asc\"]],\"type\":\"on-demand\",\"limit\":10000,"
                        + "\"allocated_storage\":20}}");
    }

    @Test
    void asksFlatByBundles() throws Exception {
        server.enqueue(json("{\"offers\":[]}"));

        search(Protocol.BUNDLES);

        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST /api/v0/bundles/ HTTP/1.1");
        assertThat(request.getBody().utf8())
                .startsWith("{\"verified\":{\"eq\":true}")
                .contains("\"limit\":10000");
    }

    @Test
    void asksAsThePublishedPageShowsByAsksBody() throws Exception {
        server.enqueue(json("{\"offers\":[]}"));

        search(Protocol.ASKS_BODY);

        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("PUT /api/v0/search/asks/ HTTP/1.1");
        assertThat(request.getBody().utf8())
                .startsWith("{\"body\":{\"q\":{\"verified\":{\"eq\":true}")
                .endsWith("\"allocated_storage\":20}}}");
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void theTargetReliabilityIsAPlainNumberBesideTheDisk(Protocol protocol) {
        Question question = Fixtures.withSla(CHEAP_4090, "0.995").question();

        assertThat(protocol.body(question).toString())
                .contains(",\"limit\":10000,\"allocated_storage\":20,\"target_reliability\":0.995}");
        assertThat(protocol.body(CHEAP_4090.question()).toString()).doesNotContain("target_reliability");
    }

    @Test
    void theFeeOfAServiceLevelIsReadFromTheBreakdownOfThePrice() throws Exception {
        server.enqueue(json("{\"offers\":[{\"id\":5,\"dph_total\":0.38,\"search\":{\"slaPremiumPerHour\":0.012}},"
                + "{\"id\":6,\"search\":{\"slaPremiumPerHour\":-1}}]}"));

        SearchResult.Found found = (SearchResult.Found) search(Protocol.ASKS);

        assertThat(found.offers().get(0).number(Field.SLA_PREMIUM_PER_HOUR)).contains(0.012);
        assertThat(found.offers().get(1).number(Field.SLA_PREMIUM_PER_HOUR)).isEmpty();
    }

    @Test
    void readsWhatARowSaysAndLeavesOutWhatItDoesNot() throws Exception {
        server.enqueue(json("{\"offers\":[{\"id\":5,\"id\":6,\"dph_total\":0.38,\"external\":null,\"dlperf\":NaN,"
                + "\"public_ipaddr\":\"203.0.113.9\",\"search\":{\"x\":[1]},\"reliability2\":\"0.99\"}, 7]}"));

        SearchResult.Found found = (SearchResult.Found) search(Protocol.ASKS);

        assertThat(found.offers().get(0).row())
                .containsOnly(
                        Map.entry(Field.ID, Value.of(6)),
                        Map.entry(Field.DPH_TOTAL, Value.of(0.38)),
                        Map.entry(Field.EXTERNAL, Value.Null.NULL),
                        Map.entry(Field.RELIABILITY, Value.of("0.99")));
        assertThat(found.dropped())
                .containsOnly(Map.entry("number is not finite", 1), Map.entry("row is not an object", 1));
        assertThat(found.complete()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"63, true", "64, false", "65, true", "512, false"})
    void anAnswerOfASuspectSizeIsTruncated(int rows, boolean isComplete) throws Exception {
        server.enqueue(json("{\"offers\":[" + "{},".repeat(rows - 1) + "{}]}"));

        assertThat(((SearchResult.Found) search(Protocol.ASKS)).complete()).isEqualTo(isComplete);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"truncated":true,"offers":[%s]}                    | 3   | truncated
            {"offers":[%s],"truncated":true}                    | 3   | truncated
            {"offers":[%s],"truncated":"true"}                  | 3   | truncated
            {"offers":[%s],"truncated":1}                       | 3   | truncated
            {"offers":[%s],"truncated":{"by":1}}                | 3   | truncated
            {"truncated":true,"offers":[%s],"truncated":false}  | 3   | truncated
            {"truncated":false,"offers":[%s],"truncated":true}  | 3   | truncated
            {"truncated":false,"offers":[%s]}                   | 3   | complete
            {"truncated":false,"offers":[%s]}                   | 64  | complete
            {"offers":[%s],"truncated":false}                   | 512 | complete
            {"offers":[%s],"truncated":"false"}                 | 512 | complete
            {"offers":[%s],"truncated":0}                       | 512 | complete
            {"offers":[%s],"truncated":false}                   | 10000 | complete
            {"offers":[%s],"truncated":null}                    | 3   | complete
            {"offers":[%s],"truncated":null}                    | 512 | truncated
            {"offers":[%s]}                                     | 10000 | truncated
            """)
    void anAnswerIsCompleteOrTruncatedAsItSaysWhateverItsSize(String answer, int rows, String expected)
            throws Exception {
        server.enqueue(json(answer.replace("%s", "{},".repeat(rows - 1) + "{}")));

        SearchResult.Found found = (SearchResult.Found) search(Protocol.ASKS);

        assertThat(found.complete()).isEqualTo(expected.equals("complete"));
        assertThat(found.truncated()).isEqualTo(!found.complete());
        assertThat(found.rows()).isEqualTo(rows);
        assertThat(found.dropped()).isEmpty();
    }

    @Test
    void whatIsOddAboutAnswersIsReportedOnce() throws Exception {
        String odd = "{\"offers\":[{\"num_gpus\":2},{\"num_gpus\":4},{\"dlperf\":NaN},7]}";
        server.enqueue(json(odd));
        server.enqueue(json(odd));
        server.enqueue(json("{\"offers\":[{\"min_bid\":-1},8]}"));

        try (LogCapture log = new LogCapture(VastClient.class);
                VastClient client =
                        Bench.client(server.url("/"), VastClient.http(VastSettings.DEFAULTS), List.of(Protocol.ASKS))) {
            for (int i = 0; i < 3; i++) {
                client.search(CHEAP_4090.question());
            }

            assertThat(log.lines())
                    .containsExactly(
                            "WARN Vast.ai's answer is partly unusable: number is not finite (1×), "
                                    + "row is not an object (1×); using the rest",
                            "WARN Vast.ai returned 2 offers that fail the query's num_gpus; ignoring them",
                            "WARN Vast.ai's answer is partly unusable: price below 0 (1×); using the rest");
        }
    }

    @Test
    void everyAnswerIsCountedAndAfterARefusalForTheQuotaNothingIsAsked() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .setHeader("content-type", "application/json")
                .body("{\"success\":true,\"offers\":[{\"id\":1},{\"id\":2}]}")
                .build());
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .setHeader("retry-after", "43200")
                .body("{\"error\":\"search_quota_exceeded\",\"msg\":\"Daily search row quota exhausted\"}")
                .build());

        try (VastClient client =
                Bench.client(server.url("/"), VastClient.http(VastSettings.DEFAULTS), List.of(Protocol.ASKS))) {
            client.search(CHEAP_4090.question());
            client.search(CHEAP_4090.question());

            Instant reset = NOON.plus(Duration.ofHours(12));
            assertThat(client.rowUsage().rows()).isEqualTo(2);
            assertThat(client.quotaPause()).contains(reset);
            assertThat(client.nextAttempt()).isEqualTo(reset);
            assertThat(client.search(CHEAP_4090.question())).isEqualTo(SearchResult.NotAsked.quota(reset));
            assertThat(server.getRequestCount()).isEqualTo(2);
        }
    }

    @Test
    void aPriceThatIsNotTheSumOfItsPartsIsReplacedAndOneThatCannotBeTrueDroppedAndBothAreReportedOnce()
            throws Exception {
        String rows = "{\"offers\":[{\"dph_base\":0.3,\"storage_cost\":0.72,\"dph_total\":0.31},"
                + "{\"storage_cost\":0.2,\"dph_total\":0},{\"dph_total\":NaN},{\"dph_total\":0.5}],\"truncated\":false}";
        server.enqueue(json(rows));
        server.enqueue(json(rows));

        try (LogCapture log = new LogCapture(VastClient.class);
                VastClient client =
                        Bench.client(server.url("/"), VastClient.http(VastSettings.DEFAULTS), List.of(Protocol.ASKS))) {
            client.search(CHEAP_4090.question());
            SearchResult.Found found = (SearchResult.Found) client.search(CHEAP_4090.question());

            assertThat(found.offers())
                    .extracting(offer -> offer.value(Field.DPH_TOTAL))
                    .containsExactly(Value.of(0.32), Value.Null.NULL, Value.Null.NULL, Value.of(0.5));
            assertThat(found.computed()).isEqualTo(1);
            assertThat(found.dropped())
                    .containsOnly(Map.entry("implausible price", 2), Map.entry("number is not finite", 1));
            assertThat(found.complete()).isTrue();
            assertThat(log.lines())
                    .containsExactly(
                            "WARN Vast.ai's answer is partly unusable: implausible price (2×), number is not finite (1×);"
                                    + " using the rest",
                            "WARN dph_total is not dph_base + storage_cost × 20 GB / 720 in 1 rows of Vast.ai; using"
                                    + " the sum in such rows");
        }
    }

    /** As other programs have left it; counts what it is asked. */
    private static final class Ledger implements SearchLedger {
        private final Deque<Optional<Duration>> waits = new ArrayDeque<>();
        private final List<String> calls = new ArrayList<>();
        private Duration pause = Duration.ZERO;

        @Override
        public Optional<Duration> take(String account, int perMinute, Duration interval) {
            calls.add("take " + perMinute + " " + interval);
            return waits.isEmpty() ? Optional.of(Duration.ZERO) : waits.pop();
        }

        @Override
        public void pause(String account, Duration time) {
            calls.add("pause " + time);
        }

        @Override
        public Duration pause(String account) {
            return pause;
        }
    }

    @Test
    void eachSearchIsCountedInTheLedgerAfterTheWaitThatItAsksFor() throws Exception {
        Ledger ledger = new Ledger();
        ledger.waits.add(Optional.of(Duration.ofMillis(2)));
        server.enqueue(json("{\"success\":true,\"offers\":[]}"));

        try (VastClient client = sharing(ledger)) {
            assertThat(client.search(CHEAP_4090.question())).isInstanceOf(SearchResult.Found.class);
            assertThat(client.nextAttempt()).isBeforeOrEqualTo(NOON);
        }

        assertThat(ledger.calls).containsExactly("take 600 PT0.05S", "take 600 PT0.05S");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aLongWaitOfTheLedgerIsAPause() throws Exception {
        Ledger ledger = new Ledger();
        ledger.waits.add(Optional.of(Duration.ofMinutes(7)));

        try (VastClient client = sharing(ledger)) {
            assertThat(client.search(CHEAP_4090.question()))
                    .isEqualTo(
                            new SearchResult.NotAsked(NOON.plusSeconds(420), "Vast.ai asked another daemon to wait"));
            assertThat(client.nextAttempt()).isEqualTo(NOON.plusSeconds(420));
            assertThat(client.outage()).as("it was not asked").isEmpty();
        }

        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void withoutALedgerThatCanBeWrittenNothingIsSent() throws Exception {
        Ledger ledger = new Ledger();
        ledger.waits.add(Optional.empty());

        try (VastClient client = sharing(ledger)) {
            assertThat(client.search(CHEAP_4090.question()))
                    .isEqualTo(new SearchResult.NotAsked(
                            NOON.plusSeconds(5), "searches cannot be counted, because the state cannot be written"));
        }

        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void aPauseThatTheServerAsksForIsForAllThatShareTheLedger() throws Exception {
        Ledger ledger = new Ledger();
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .setHeader("retry-after", "600")
                .body("{\"success\":false}")
                .build());

        try (VastClient client = sharing(ledger)) {
            assertThat(client.search(CHEAP_4090.question())).isInstanceOf(SearchResult.Throttled.class);
        }
        assertThat(ledger.calls).containsExactly("take 600 PT0.05S", "pause PT10M");

        ledger.pause = Duration.ofMinutes(9);
        try (VastClient client = sharing(ledger)) {
            assertThat(client.nextAttempt()).isEqualTo(NOON.plusSeconds(540));
        }
    }

    @Test
    void aServerThatOneProgramDoesNotReachPausesNoOther() throws Exception {
        Ledger ledger = new Ledger();
        server.close();

        try (VastClient client = sharing(ledger)) {
            assertThat(client.search(CHEAP_4090.question())).isInstanceOf(SearchResult.Failed.class);
            assertThat(client.nextAttempt()).isAfter(NOON);
        }

        assertThat(ledger.calls).containsExactly("take 600 PT0.05S");
    }

    private VastClient sharing(SearchLedger ledger) {
        VastSettings settings =
                new VastSettings(server.url("/"), Optional.of(new Secret("top-secret")), List.of(Protocol.ASKS), 600);
        VastClient client = new VastClient(settings, Clock.fixed(NOON, ZoneOffset.UTC));
        client.shareSearches(ledger);
        return client;
    }

    private SearchResult search(Protocol protocol) throws InterruptedException {
        VastSettings settings =
                new VastSettings(server.url("/"), Optional.of(new Secret("top-secret")), List.of(protocol), 600);
        try (VastClient client = new VastClient(settings, Clock.fixed(NOON, ZoneOffset.UTC))) {
            return client.search(CHEAP_4090.question());
        }
    }

    private static MockResponse json(String body) {
        return new MockResponse.Builder()
                .setHeader("content-type", "application/json")
                .body(body)
                .build();
    }
}
