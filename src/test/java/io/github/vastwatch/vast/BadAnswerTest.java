package io.github.vastwatch.vast;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.watch.Threshold;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.HttpUrl;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every bad answer: its reason, what of it is used, and when to ask again. */
class BadAnswerTest {
    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            401 | text/plain       | no                                          | BAD_ANSWER: HTTP 401: no; Vast.ai rejects keys in JSON, so a firewall, a proxy or a login page may have answered; next in 15s
            403 | text/html        | <html>blocked</html>                        | BAD_ANSWER: HTTP 403: an HTML page; Vast.ai rejects keys in JSON, so a firewall, a proxy or a login page may have answered; next in 15s
            403 | application/json | "blocked"                                   | BAD_ANSWER: HTTP 403; Vast.ai rejects keys in JSON, so a firewall, a proxy or a login page may have answered; next in 15s
            401 | application/json | {"msg":"no"}                                | KEY_REFUSED: Vast.ai refuses the API key (HTTP 401: no); next in 5m
            403 | text/plain       | Invalid user key                            | KEY_REFUSED: Vast.ai refuses the API key (HTTP 403: Invalid user key); next in 5m
            200 | application/json | {"success":false,"msg":"Daily search row quota exhausted"} | THROTTLED: HTTP 200: Daily search row quota exhausted; next in 30s
            403 | application/json | {"detail":"Forbidden"}                      | KEY_REFUSED: Vast.ai refuses the API key (HTTP 403: Forbidden); next in 5m
            404 | application/json | {"success":false,"error":"auth","msg":"Invalid user key"} | KEY_REFUSED: Vast.ai refuses the API key (HTTP 404: Invalid user key); next in 5m
            200 | application/json | {"success":false,"msg":"Invalid user key"}  | KEY_REFUSED: Vast.ai refuses the API key (HTTP 200, but Invalid user key); next in 5m
            400 | application/json | {"error":"invalid_request","msg":"'x' is not a valid search op"} | QUESTION_REFUSED: HTTP 400: 'x' is not a valid search op
            400 | application/json | {"msg":"select_cols must be a list"}        | QUESTION_REFUSED: HTTP 400: select_cols must be a list
            422 | application/json | {"detail":[{"loc":["body","q"]}]}           | QUESTION_REFUSED: HTTP 422: [{"loc":["body","q"]}]
            404 | text/html        | <html>nothing here</html>                   | PROTOCOL_REFUSED: HTTP 404: an HTML page; protocol auto tries the others; next in 15s
            405 | application/json | {"message":"Method Not Allowed"}            | PROTOCOL_REFUSED: HTTP 405: Method Not Allowed; protocol auto tries the others; next in 15s
            410 | application/json | {"error":"deprecated_endpoint"}             | PROTOCOL_REFUSED: HTTP 410: deprecated_endpoint; protocol auto tries the others; next in 15s
            429 | text/plain       | API requests too frequent                   | THROTTLED: HTTP 429: API requests too frequent; next in 30s
            429 | text/html        | API requests too frequent: endpoint threshold=3.0 | THROTTLED: HTTP 429: API requests too frequent: endpoint threshold=3.0; next in 30s
            429 | application/json | {"detail":"Too many requests"}              | THROTTLED: HTTP 429: Too many requests; next in 30s
            429 | application/json | {"success":false,"error":"rate_limit_exceeded","msg":"slow down"} | THROTTLED: HTTP 429: slow down; next in 30s
            429 | application/json | ''                                          | THROTTLED: HTTP 429; next in 30s
            403 | application/json | {"error":"rate_limit_exceeded"}             | THROTTLED: HTTP 403: rate_limit_exceeded; next in 30s
            200 | application/json | {"success":false,"error":"rate_limit_exceeded","msg":"slow down"} | THROTTLED: HTTP 200: slow down; next in 30s
            200 | application/json | {"offers":[],"msg":"API requests too frequent"} | THROTTLED: HTTP 200: API requests too frequent; next in 30s
            200 | text/plain       | API requests too frequent                   | THROTTLED: HTTP 200 with text/plain where JSON was expected; next in 30s
            500 | text/html        | <html>down</html>                           | UNAVAILABLE: HTTP 500: an HTML page; next in 15s
            502 | text/html        | <html>down</html>                           | UNAVAILABLE: HTTP 502: an HTML page; next in 15s
            503 | text/html        | <!doctype html>                             | UNAVAILABLE: HTTP 503: an HTML page; next in 15s
            504 | text/html        | ''                                          | UNAVAILABLE: HTTP 504; next in 15s
            302 | text/plain       | moved                                       | BAD_ANSWER: HTTP 302: moved to no URL; redirects are not followed; next in 15s
            204 | application/json | ''                                          | BAD_ANSWER: HTTP 204; next in 15s
            418 | application/json | {"error":"","message":"I am a teapot"}      | BAD_ANSWER: HTTP 418: I am a teapot; next in 15s
            200 | text/html        | <html>hello</html>                          | BAD_ANSWER: HTTP 200 with an HTML page where JSON was expected; a proxy or a login page may have answered; next in 15s
            200 | ''               | {"offers":[]}                               | BAD_ANSWER: HTTP 200 with no content type where JSON was expected; next in 15s
            200 | text/plain       | {"offers":[]}                               | BAD_ANSWER: HTTP 200 with text/plain where JSON was expected; next in 15s
            200 | application/json | <html>hello</html>                          | BAD_ANSWER: HTTP 200 with an HTML page where JSON was expected; a proxy or a login page may have answered; next in 15s
            200 | application/json | ''                                          | BAD_ANSWER: HTTP 200, but the answer is empty; next in 15s
            200 | application/json | []                                          | BAD_ANSWER: HTTP 200, but the answer is not a JSON object; next in 15s
            200 | application/json | {"success":false}                           | BAD_ANSWER: HTTP 200, but no offers in the answer; next in 15s
            200 | application/json | {"success":false,"offers":[]}               | BAD_ANSWER: HTTP 200, but it reports a failure; next in 15s
            200 | application/json | {"success":false,"error":"oops","msg":"top+secret/key and Top%2Bsecret%2fkey are bad"} | BAD_ANSWER: HTTP 200, but *** and *** are bad; next in 15s
            200 | application/json | {"offers":[],"error":"internal"}            | BAD_ANSWER: HTTP 200, but internal; next in 15s
            200 | application/json | {"offers":[],"msg":"search backend timed out"} | BAD_ANSWER: HTTP 200, but search backend timed out; next in 15s
            200 | application/json | {"offers":[],"detail":"internal error"}     | BAD_ANSWER: HTTP 200, but internal error; next in 15s
            200 | application/json | {"success":null,"error":{"code":500},"offers":[]} | BAD_ANSWER: HTTP 200, but it reports a failure; next in 15s
            200 | application/json | {"success":"false","offers":[]}             | BAD_ANSWER: HTTP 200, but it reports a failure; next in 15s
            200 | application/json | {"success":0,"offers":[]}                   | BAD_ANSWER: HTTP 200, but it reports a failure; next in 15s
            200 | application/json | {"error":true,"offers":[]}                  | BAD_ANSWER: HTTP 200, but it reports a failure; next in 15s
            200 | application/json | {"offer":[]}                                | BAD_ANSWER: HTTP 200, but no offers in the answer; next in 15s
            200 | application/json | {"offers":null}                             | BAD_ANSWER: HTTP 200, but offers is not a list but null; next in 15s
            200 | application/json | {"offers":7}                                | BAD_ANSWER: HTTP 200, but offers is not a list but a number; next in 15s
            200 | application/json | {"offers":"none"}                           | BAD_ANSWER: HTTP 200, but offers is not a list but a text; next in 15s
            200 | application/json | {"offers":[{"id":1                          | BAD_ANSWER: the answer is cut off; next in 15s
            """)
    void saysWhatIsWrongAndWhenToAskAgain(int status, String type, String body, String told) throws Exception {
        server.enqueue(answer(status, type, body).build());

        assertThat(Bench.search(server.url("/"))).isEqualTo(told).doesNotContainIgnoringCase("secret");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [{"id":1,"id":2,"num_gpus":2,"num_gpus":1}]                | [2] of 1, complete
            [{"id":"1","num_gpus":"1","dph_total":"0.3"}]              | [1] of 1, complete
            [{"id":1},7,"x",null,[{"id":2}],{"id":3}]                  | [1 3] of 6, truncated, dropped {row is not an object=4}
            {"1":{"id":1},"2":{"id":2}}                                | [1 2] of 2, complete
            {"1":{"id":1},"2":null}                                    | [1] of 2, truncated, dropped {row is not an object=1}
            {"1":{"id":1},"2":{"id":2                                  | [1] of 1, truncated, dropped {the answer is cut off=1}
            {}                                                         | [-] of 1, truncated, dropped {offers is a single row, not a list=1}
            [{"id":1,"dph_total":1e-300,"machine_id":1e300}]           | [1] of 1, complete, dropped {implausible number=2, implausible price=1}
            [{"id":1,"dlperf":"0x1p-3","score":"0.2f"}]                | [1] of 1, complete
            {"id":1}                                                   | [1] of 1, truncated, dropped {offers is a single row, not a list=1}
            [{"id":1,"dlperf":NaN,"score":-Infinity,"cpu_ghz":1e999}]  | [1] of 1, complete, dropped {number is not finite=3}
            [{"id":1,"dph_total":-0.1,"min_bid":"-1","inet_up_cost":-0.0}] | [1] of 1, complete, dropped {implausible price=1, price below 0=1}
            [{"id":1,"dph_base":-1,"storage_cost":-1,"inet_down_cost":-1}] | [1] of 1, complete, dropped {price below 0=3}
            [{"id":1,"gpu_name":["RTX 4090"],"public_ipaddr":{"x":[1]}}]   | [1] of 1, complete, dropped {list or object instead of a value=1}
            [{"id":1,"num_gpus":2,"gpu_name":"RTX 3090"},{"id":2,"num_gpus":4},{"id":3,"num_gpus":1}] | [1 2 3] of 3, truncated, disagreed {num_gpus=2, gpu_name=1}
            [{"id":1,"num_gpus":2},{"id":3,"num_gpus":1}]              | [1 3] of 2, complete, disagreed {num_gpus=1}
            [{"id":1},{"id":2},{"id":3                                 | [1 2] of 2, truncated, dropped {the answer is cut off=1}
            [{"id":1},{"id":02}]                                       | [1] of 1, truncated, dropped {the answer is not valid JSON=1}
            [{"id":1}                                                  | [1] of 1, truncated, dropped {the answer is cut off=1}
            """)
    void usesWhatCanBeUsed(String offers, String told) throws Exception {
        server.enqueue(json("{\"success\":true,\"offers\":" + offers + (told.contains("cut off") ? "" : "}")));

        assertThat(Bench.search(server.url("/"))).isEqualTo(told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1000   | complete
            1001   | complete, dropped {number over 1000 digits=1}
            100000 | complete, dropped {number over 1000 digits=1}
            """)
    void passesOverNumbersThatAreTooLong(int digits, String told) throws Exception {
        server.enqueue(json("{\"offers\":[{\"id\":1,\"dlperf\":0." + "1".repeat(digits - 2) + ",\"other\":"
                + "1".repeat(digits) + "},{\"id\":2}]}"));

        assertThat(Bench.search(server.url("/"))).isEqualTo("[1 2] of 2, " + told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            other    | complete
            gpu_name | complete, dropped {text over 1000 characters=1}
            """)
    void passesOverATextOfTenMegabytes(String key, String told) throws Exception {
        server.enqueue(json("{\"offers\":[{\"id\":1,\"" + key + "\":\"" + "x".repeat(10_000_000) + "\"},{\"id\":2}],\""
                + key + "\":\"" + "y".repeat(10_000_000) + "\"}"));

        assertThat(Bench.search(server.url("/"), VastClient.http(VastSettings.DEFAULTS), CHEAP_4090.question()))
                .isEqualTo("[1 2] of 2, " + told);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            9000   | [1 2] of 2, complete
            200000 | [1] of 1, truncated, dropped {the answer is not valid JSON=1}
            """)
    void deepNestingIsPassedOver(int depth, String told) throws Exception {
        server.enqueue(
                json("{\"offers\":[{\"id\":1},{\"id\":2,\"other\":" + "[".repeat(depth) + "]".repeat(depth) + "}]}"));

        assertThat(Bench.search(server.url("/"))).isEqualTo(told);
    }

    @Test
    void anAnswerOfOverAHundredThousandRowsEndsThere() throws Exception {
        server.enqueue(json("{\"offers\":[" + "{},".repeat(25_000) + "{}]}"));

        assertThat(Bench.search(server.url("/"), VastClient.http(VastSettings.DEFAULTS), CHEAP_4090.question()))
                .endsWith("] of 25000, truncated, dropped {the answer has more than 25000 rows=1}");
    }

    @Test
    void anAnswerOfOver128MegabytesEndsThere() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write("{\"offers\":[{\"id\":1},{\"id\":2,\"other\":\"".getBytes(US_ASCII));
            for (int i = 0; i < 129; i++) {
                gzip.write("x".repeat(1 << 20).getBytes(US_ASCII));
            }
        }
        server.enqueue(answer(200, "application/json", "")
                .setHeader("content-encoding", "gzip")
                .body(new Buffer().write(zipped.toByteArray()))
                .build());

        assertThat(Bench.search(server.url("/"), VastClient.http(VastSettings.DEFAULTS), CHEAP_4090.question()))
                .isEqualTo("[1] of 1, truncated, dropped {the answer is larger than 128 MB=1}");
    }

    @Test
    void compressionThatIsCorruptIsSaid() throws Exception {
        server.enqueue(answer(200, "application/json", "{\"offers\":[]}")
                .setHeader("content-encoding", "gzip")
                .build());

        assertThat(Bench.search(server.url("/")))
                .isEqualTo("BAD_ANSWER: the compression of the answer is corrupt; next in 15s");
    }

    @Test
    void compressionThatBreaksInTheMiddleKeepsTheRowsBefore() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped, 512, true)) {
            // More than the last buffer, which goes with the error.
            gzip.write(("{\"offers\":[" + "{\"id\":1},".repeat(5_000)).getBytes(US_ASCII));
            gzip.flush();
            // No block begins so.
            zipped.write(new byte[] {-1, -1, -1, -1});
        }
        server.enqueue(answer(200, "application/json", "")
                .setHeader("content-encoding", "gzip")
                .body(new Buffer().write(zipped.toByteArray()))
                .build());

        assertThat(Bench.search(server.url("/")))
                .startsWith("[1 1 1 ")
                .endsWith(", truncated, dropped {the compression of the answer is corrupt=1}");
    }

    @Test
    void aRowWithoutAMachineIsEvaluatedAndNeverRemembered() throws Exception {
        server.enqueue(json("{\"offers\":[{\"id\":1,\"num_gpus\":1,\"gpu_name\":\"RTX 4090\",\"dph_total\":0.3}]}"));

        SearchResult.Found found = (SearchResult.Found) found();

        assertThat(found.offers()).hasSize(1);
        assertThat(found.offers().get(0).key()).isEmpty();
        assertThat(Threshold.parse("dph_total <= 0.40").matches(found.offers().get(0)))
                .isTrue();
    }

    @Test
    void aThresholdOnADroppedPriceNeverMatches() throws Exception {
        server.enqueue(json("{\"offers\":[{\"id\":1,\"num_gpus\":1,\"dph_total\":-0.3}]}"));

        SearchResult.Found found = (SearchResult.Found) found();

        assertThat(found.offers().get(0).number(Field.DPH_TOTAL)).isEmpty();
        assertThat(Threshold.parse("dph_total <= 0.40").matches(found.offers().get(0)))
                .isFalse();
    }

    @Test
    void theKeyIsInNoReasonEvenWhereARedirectRepeatsIt() throws Exception {
        server.enqueue(answer(301, "text/plain", "x".repeat(195) + Bench.KEY)
                .setHeader("location", "http://127.0.0.1:9/?api_key=" + Bench.KEY)
                .build());

        assertThat(Bench.search(server.url("/")))
                .isEqualTo("BAD_ANSWER: HTTP 301: moved to 127.0.0.1:9; redirects are not followed; next in 15s");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"content-length, -5", "content-length, x", "content-type, no/ /type"})
    void aHeaderThatMeansNothingIsABadAnswer(String name, String value) throws Exception {
        try (ServerSocket bare = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> {
                try (Socket socket = bare.accept()) {
                    socket.getInputStream().read(new byte[4096]);
                    socket.getOutputStream()
                            .write(("HTTP/1.1 200 ok\r\nconnection: close\r\n" + name + ": " + value + "\r\n\r\n{}")
                                    .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // The client says what it saw.
                }
            });
            thread.start();
            HttpUrl url = HttpUrl.get("http://127.0.0.1:" + bare.getLocalPort());

            assertThat(Bench.search(url)).startsWith("BAD_ANSWER: ").endsWith("; next in 15s");
            thread.join();
        }
    }

    @ParameterizedTest
    @CsvSource({"408, ''", "408, 0", "503, 0"})
    void oneTryIsOneRequest(int status, String after) throws Exception {
        MockResponse.Builder refusal = answer(status, "text/plain", "later");
        server.enqueue((after.isEmpty() ? refusal : refusal.setHeader("retry-after", after)).build());
        server.enqueue(json("{\"offers\":[]}"));

        assertThat(Bench.search(server.url("/"))).endsWith(": HTTP " + status + ": later; next in 15s");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void withoutAKeyARefusalAsksForOne() throws Exception {
        server.enqueue(
                answer(401, "application/json", "{\"msg\":\"who are you?\"}").build());
        VastSettings settings = new VastSettings(server.url("/"), Optional.empty(), List.of(Protocol.ASKS), 600);

        try (VastClient client = new VastClient(settings, Clock.fixed(NOON, ZoneOffset.UTC))) {
            assertThat(client.search(CHEAP_4090.question()))
                    .isEqualTo(new SearchResult.Failed(
                            SearchResult.Cause.KEY_REFUSED, "Vast.ai requires an API key (HTTP 401: who are you?)"));
        }
    }

    private SearchResult found() throws InterruptedException {
        try (VastClient client =
                Bench.client(server.url("/"), VastClient.http(VastSettings.DEFAULTS), List.of(Protocol.ASKS))) {
            return client.search(CHEAP_4090.question());
        }
    }

    private static MockResponse json(String body) {
        return answer(200, "application/json", body).build();
    }

    private static MockResponse.Builder answer(int status, String type, String body) {
        MockResponse.Builder answer = new MockResponse.Builder().code(status).body(body);
        return type.isEmpty() ? answer : answer.setHeader("content-type", type);
    }
}
