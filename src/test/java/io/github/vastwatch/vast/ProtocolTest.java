package io.github.vastwatch.vast;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.LogCapture;
import io.github.vastwatch.offer.InvalidInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Finding the way to ask that the server understands. */
class ProtocolTest {
    private static final MockResponse GONE = answer(410, "{\"error\":\"deprecated_endpoint\"}");
    private static final MockResponse FOUND = answer(200, "{\"offers\":[{\"id\":1}]}");

    private final MockWebServer server = new MockWebServer();
    private final List<String> asked = new ArrayList<>();
    private final LogCapture log = new LogCapture(VastClient.class);
    private MockResponse asks = GONE;
    private MockResponse bundles = GONE;
    private MockResponse asksBody = GONE;
    private VastClient client;

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                boolean flat = request.getUrl().encodedPath().equals("/api/v0/bundles/");
                boolean inBody = request.getBody().utf8().startsWith("{\"body\":");
                asked.add(flat ? "bundles" : inBody ? "asks-body" : "asks");
                return flat ? bundles : inBody ? asksBody : asks;
            }
        });
        server.start();
        client = Bench.client(server.url("/"), VastClient.http(VastSettings.DEFAULTS), Protocol.AUTO);
    }

    @AfterEach
    void stop() {
        log.close();
        client.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            404 | {"detail":"Not Found"}                     | gone (HTTP 404: Not Found)
            405 | {"message":"Method Not Allowed"}           | gone (HTTP 405: Method Not Allowed)
            410 | {"error":"deprecated_endpoint"}            | gone (HTTP 410: deprecated_endpoint)
            400 | {"msg":"select_cols must be a list"}       | not understood (HTTP 400: select_cols must be a list)
            400 | {"msg":"'q' is required"}                  | not understood (HTTP 400: 'q' is required)
            400 | {"msg":"missing body"}                     | not understood (HTTP 400: missing body)
            400 | {"msg":"Failed to parse the request"}      | not understood (HTTP 400: Failed to parse the request)
            400 | {"msg":"Invalid JSON"}                     | not understood (HTTP 400: Invalid JSON)
            """)
    void aProtocolThatIsRefusedIsTriedOnceAndTheNextIsRemembered(int status, String body, String why) throws Exception {
        asks = answer(status, body);
        bundles = FOUND;

        assertThat(search()).isEqualTo("[1] of 1, complete");
        assertThat(search()).isEqualTo("[1] of 1, complete");

        assertThat(asked).containsExactly("asks", "bundles", "bundles");
        assertThat(log.lines()).containsExactly("WARN protocol asks is " + why + "; using bundles from now on");
    }

    @Test
    void theLastIsTriedToo() throws Exception {
        asksBody = FOUND;

        search();
        search();

        assertThat(asked).containsExactly("asks", "bundles", "asks-body", "asks-body");
        assertThat(log.lines())
                .containsExactly(
                        "WARN protocol asks is gone (HTTP 410: deprecated_endpoint); using asks-body from now on");
    }

    @Test
    void whenTheOneThatWasRememberedGoesTheOthersAreTriedAgain() throws Exception {
        bundles = FOUND;
        search();
        bundles = GONE;
        asks = FOUND;

        search();
        search();

        assertThat(asked).containsExactly("asks", "bundles", "bundles", "asks", "asks");
        assertThat(log.lines())
                .hasSize(2)
                .last()
                .isEqualTo("WARN protocol bundles is gone (HTTP 410: deprecated_endpoint); using asks from now on");
    }

    @Test
    void whenAllRefuseItStaysWithTheFirst() throws Exception {
        assertThat(search())
                .isEqualTo(
                        "PROTOCOL_REFUSED: HTTP 410: deprecated_endpoint; the server does not understand the other protocols either; "
                                + "next in 15s");
        asks = FOUND;
        search();

        assertThat(asked).containsExactly("asks", "bundles", "asks-body", "asks");
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void aQuestionThatEveryProtocolRefusesIsWrongItself() throws Exception {
        asks = answer(400, "{\"msg\":\"could not parse the value of cpu_ram\"}");

        assertThat(search())
                .isEqualTo("QUESTION_REFUSED: HTTP 400: could not parse the value of cpu_ram; "
                        + "the server does not understand the other protocols either");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            400 | {"error":"invalid_request","msg":"'q' is not a valid search op"}
            400 | {"error":"invalid_request","msg":"unknown field"}
            401 | {}
            404 | {"msg":"Invalid user key"}
            429 | {}
            500 | {"msg":"body"}
            """)
    void whatIsNoMatterOfTheProtocolTriesNoOther(int status, String body) throws Exception {
        asks = answer(status, body);

        search();

        assertThat(asked).containsExactly("asks");
    }

    @Test
    void anotherThatFailsIsNotRemembered() throws Exception {
        bundles = answer(503, "");
        search();
        bundles = FOUND;
        search();

        assertThat(asked).containsExactly("asks", "bundles", "asks", "bundles");
    }

    @Test
    void isReadFromTheConfig() {
        assertThat(Protocol.parseAll("auto")).containsExactly(Protocol.ASKS, Protocol.BUNDLES, Protocol.ASKS_BODY);
        assertThat(Protocol.parseAll("asks-body")).containsExactly(Protocol.ASKS_BODY);
        assertThat(Protocol.name(Protocol.AUTO)).isEqualTo("auto");
        assertThat(Protocol.name(Protocol.parseAll("bundles"))).isEqualTo("bundles");
        assertThatThrownBy(() -> Protocol.parseAll("bundle"))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        invalidInput -> assertThat(invalidInput.withAdvice())
                                .isEqualTo("unknown protocol 'bundle'\n    did you mean 'bundles'?"));
    }

    private String search() throws InterruptedException {
        return Bench.describe(client.search(CHEAP_4090.question()), client);
    }

    private static MockResponse answer(int status, String body) {
        return new MockResponse.Builder()
                .code(status)
                .setHeader("content-type", "application/json")
                .body(body)
                .build();
    }
}
