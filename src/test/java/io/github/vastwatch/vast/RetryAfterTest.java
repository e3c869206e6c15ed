package io.github.vastwatch.vast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How long a server may ask to wait, over the wire, on a clock that stands at 2026-11-23 12:00. */
class RetryAfterTest {
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
            429 | 7                             |                               | THROTTLED: HTTP 429; next in 7s
            429 | 7200                          |                               | THROTTLED: HTTP 429; next in 2h
            429 | Mon, 23 Nov 2026 12:10:00 GMT |                               | THROTTLED: HTTP 429; next in 10m
            429 | Mon, 23 Nov 2026 15:10:00 GMT | Mon, 23 Nov 2026 15:00:00 GMT | THROTTLED: HTTP 429; next in 10m
            429 | Mon, 23 Nov 2026 15:10:00 GMT | yesterday                     | THROTTLED: HTTP 429; next in 3h10m
            429 | Fri, 01 Jan 2100 00:00:00 GMT |                               | THROTTLED: HTTP 429; next in 1d
            429 | 999999999999999999            |                               | THROTTLED: HTTP 429; next in 1d
            429 | 9999999999999999999           |                               | THROTTLED: HTTP 429; next in 30s
            429 | 0                             |                               | THROTTLED: HTTP 429; next in 30s
            429 | -5                            |                               | THROTTLED: HTTP 429; next in 30s
            429 | soon                          |                               | THROTTLED: HTTP 429; next in 30s
            429 | Mon, 23 Nov 2026 11:00:00 GMT |                               | THROTTLED: HTTP 429; next in 30s
            503 | 120                           |                               | UNAVAILABLE: HTTP 503; next in 2m
            """)
    void isHonoured(int status, String after, String date, String told) throws Exception {
        MockResponse.Builder answer = new MockResponse.Builder().code(status).setHeader("retry-after", after);
        server.enqueue((date == null ? answer : answer.setHeader("date", date)).build());

        assertThat(Bench.search(server.url("/"))).isEqualTo(told);
    }
}
