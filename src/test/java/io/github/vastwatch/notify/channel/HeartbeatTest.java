package io.github.vastwatch.notify.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.http.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeartbeatTest {
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
    @CsvSource(delimiter = '|', nullValues = "taken", textBlock = """
            200 | text/plain       | OK                                          | taken
            200 | text/plain       | ''                                          | taken
            200 | application/json | {"ok":true}                                 | taken
            202 | text/plain       | Got it, thanks!                             | taken
            202 | application/json | {"result":"PONG - Heartbeat received"}      | taken
            204 | text/plain       | ''                                          | taken
            200 | text/plain       | OK (not found)                              | HTTP 200, but not found
            200 | text/plain       | OK (rate limited)                           | HTTP 200, but rate limited
            200 | application/json | {"ok":false,"msg":"Monitor not found or not active."} | HTTP 200, but Monitor not found or not active.
            404 | application/json | {"ok":false,"msg":"Monitor not found or not active."} | HTTP 404: Monitor not found or not active.
            200 | application/json | {"success":false}                           | HTTP 200, but it reports a failure
            200 | application/json | {"status":"error","message":"no such key"}  | HTTP 200, but no such key
            200 | application/json | {"error":"no such secret-identifier-1234"}  | HTTP 200, but no such ***
            200 | text/html        | <!DOCTYPE html><html>Dashboard</html>       | HTTP 200 with an HTML page; the url may not be that of the heartbeat
            400 | text/plain       | invalid url format                          | HTTP 400: invalid url format
            409 | text/plain       | ambiguous slug                              | HTTP 409: ambiguous slug
            429 | text/html        | <html>slow down</html>                      | HTTP 429
            500 | text/plain       | ''                                          | HTTP 500
            """)
    void anAnswerThatDropsTheCallIsAFailureWhateverItsStatus(int status, String type, String body, String failure) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .setHeader("content-type", type)
                .body(body)
                .build());

        assertThat(heartbeat().call()).isEqualTo(Optional.ofNullable(failure));
    }

    @Test
    void aRedirectIsAFailureThatSaysWhereItLeads() {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .setHeader("location", "https://login.example/?next=secret-identifier-1234")
                .build());

        assertThat(heartbeat().call()).contains("HTTP 302: moved to https://login.example; redirects are not followed");
    }

    @Test
    void findingOutWhetherItsHostCanBeReachedIsNoSignOfLife() throws Exception {
        server.enqueue(new MockResponse.Builder().code(404).build());

        assertThat(heartbeat().reach()).isEmpty();

        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("HEAD /robots.txt HTTP/1.1");
    }

    private Heartbeat heartbeat() {
        return new Heartbeat(server.url("/secret-identifier-1234"), Duration.ofMinutes(5), Transport.DIRECT);
    }
}
