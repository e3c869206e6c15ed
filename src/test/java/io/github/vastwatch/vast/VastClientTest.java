package io.github.vastwatch.vast;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Value;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    void asksWithEverythingInsideQAndTheKeyInAHeaderAlone() throws Exception {
        server.enqueue(json("{\"success\":true,\"offers\":[]}"));

        search(Protocol.ASKS);

        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("PUT /api/v0/search/asks/ HTTP/1.1");
        assertThat(request.getHeaders().get("authorization")).isEqualTo("Bearer top-secret");
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
    void readsWhatARowSaysAndLeavesOutWhatItDoesNot() throws Exception {
        server.enqueue(json("{\"offers\":[{\"id\":5,\"id\":6,\"dph_total\":0.38,\"external\":null,\"dlperf\":NaN,"
                + "\"public_ipaddr\":\"203.0.113.9\",\"search\":{\"x\":[1]},\"reliability2\":\"0.99\"}, 7]}"));

        SearchResult.Found found = (SearchResult.Found) search(Protocol.ASKS);

        assertThat(found.offers().get(0).row())
                .containsOnly(
                        java.util.Map.entry(Field.ID, Value.of(6)),
                        java.util.Map.entry(Field.DPH_TOTAL, Value.of(0.38)),
                        java.util.Map.entry(Field.EXTERNAL, Value.Null.NULL),
                        java.util.Map.entry(Field.RELIABILITY, Value.of("0.99")));
        assertThat(found.dropped()).isEqualTo(1);
        assertThat(found.whole()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"63, true", "64, false", "65, true", "512, false"})
    void anAnswerOfASuspectSizeIsNotTakenForWhole(int rows, boolean whole) throws Exception {
        server.enqueue(json("{\"offers\":[" + "{},".repeat(rows - 1) + "{}]}"));

        assertThat(((SearchResult.Found) search(Protocol.ASKS)).whole()).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | application/json | {"success":false,"error":"auth","msg":"Invalid user key"} | the API key was refused (HTTP 404: Invalid user key)
            401 | text/plain       | no                                                      | the API key was refused (HTTP 401: no)
            400 | application/json | {"error":"invalid_request","msg":"'x' is not a valid search op"} | HTTP 400: 'x' is not a valid search op
            503 | text/html        | <html>down</html>                                       | HTTP 503: an HTML page
            302 | text/plain       | moved                                                   | HTTP 302: moved: redirects are not followed
            200 | text/html        | <html>hello</html>                                      | HTTP 200 with text/html where JSON was expected
            200 | application/json | {"success":false,"msg":"top-secret is bad"}             | HTTP 200, but *** is bad
            200 | application/json | {"offers":[{"id":1                                      | the answer is cut off
            200 | application/json | []                                                      | the answer is no JSON object
            """)
    void saysWhatIsWrongWithABadAnswer(int status, String type, String body, String reason) throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .setHeader("content-type", type)
                .setHeader("location", "http://127.0.0.1:9/")
                .body(body)
                .build());

        SearchResult result = search(Protocol.ASKS);

        assertThat(result).isInstanceOf(SearchResult.Failed.class);
        assertThat(((SearchResult.Failed) result).reason())
                .startsWith(reason.substring(0, 10))
                .doesNotContain("top-secret");
        assertThat(((SearchResult.Failed) result).reason()).isEqualTo(reason);
    }

    @Test
    void honoursHowLongItIsAskedToWait() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .setHeader("retry-after", "7200")
                .body("API requests too frequent: endpoint threshold=3.0")
                .build());

        assertThat(search(Protocol.ASKS))
                .isEqualTo(new SearchResult.Throttled(
                        "HTTP 429: API requests too frequent: endpoint threshold=3.0",
                        Optional.of(Duration.ofHours(2))));
    }

    @Test
    void theBudgetHoldsOverAnyMinute() {
        long[] now = {0};
        Budget budget = new Budget(2, () -> now[0]);

        assertThat(budget.tryTake()).isZero();
        now[0] = 10_000_000_000L;
        assertThat(budget.tryTake()).isZero();
        assertThat(budget.tryTake()).isEqualTo(50_000_000_000L);
        now[0] = 60_000_000_000L;
        assertThat(budget.tryTake()).isZero();
        assertThat(budget.tryTake()).isEqualTo(10_000_000_000L);
    }

    private SearchResult search(Protocol protocol) throws InterruptedException {
        VastSettings settings = new VastSettings(server.url("/"), Optional.of(new Secret("top-secret")), protocol, 600);
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
