package io.github.vastwatch.notify;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.vast.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookNotifierTest {
    private static final Delivery DELIVERY = new Delivery("msg_1", "hook", alert("1"), NOON, 0, Optional.empty());

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
    void sendsTheHeadersOfStandardWebhooks() throws Exception {
        server.enqueue(new MockResponse.Builder().code(204).build());

        assertThat(send(server.url("/hook"))).isEqualTo(new Outcome.Delivered("HTTP 204"));

        RecordedRequest request = server.takeRequest();
        assertThat(request.getHeaders().get("webhook-id")).isEqualTo("msg_1");
        assertThat(request.getHeaders().get("webhook-timestamp")).isEqualTo(String.valueOf(NOON.getEpochSecond()));
        assertThat(request.getHeaders().get("webhook-signature")).startsWith("v1,");
    }

    @Test
    void aRedirectIsNotFollowed() {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .setHeader("location", "http://127.0.0.1:9/")
                .build());

        assertThat(send(server.url("/hook"))).isEqualTo(new Outcome.Deferred("HTTP 302", Optional.empty()));
    }

    @Test
    void goneIsForEver() {
        server.enqueue(new MockResponse.Builder().code(410).build());

        assertThat(send(server.url("/hook"))).isEqualTo(new Outcome.Rejected("HTTP 410"));
    }

    @Test
    void waitsAsLongAsABusyReceiverAsks() {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .setHeader("retry-after", "Mon, 23 Nov 2026 12:10:00 GMT")
                .build());

        assertThat(send(server.url("/hook")))
                .isEqualTo(new Outcome.Deferred("HTTP 429", Optional.of(Duration.ofMinutes(10))));
    }

    @Test
    void aReceiverThatClosesEachConnectionUnannouncedGetsEveryAlert() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread receiver = new Thread(() -> answerAndClose(socket), "receiver");
            receiver.setDaemon(true);
            receiver.start();
            HttpUrl url = HttpUrl.get("http://127.0.0.1:" + socket.getLocalPort() + "/hook");
            try (WebhookNotifier notifier = notifier(url)) {
                for (int i = 0; i < 5; i++) {
                    assertThat(notifier.send(DELIVERY, notifier.render(DELIVERY), NOON))
                            .isEqualTo(new Outcome.Delivered("HTTP 204"));
                }
            }
        }
    }

    /** As simple servers do it: HTTP/1.0, and not a word of the connection's end. */
    private static void answerAndClose(ServerSocket socket) {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                byte[] read = new byte[1 << 16];
                int length = 0;
                while (!new String(read, 0, length, StandardCharsets.UTF_8).endsWith("\"left_out\":0}}")) {
                    length += connection.getInputStream().read(read, length, read.length - length);
                }
                connection.getOutputStream().write("HTTP/1.0 204 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                connection.getOutputStream().flush();
            } catch (IOException e) {
                return;
            }
        }
    }

    private static Outcome send(HttpUrl url) {
        try (WebhookNotifier notifier = notifier(url)) {
            return notifier.send(DELIVERY, notifier.render(DELIVERY), NOON);
        }
    }

    private static WebhookNotifier notifier(HttpUrl url) {
        return new WebhookNotifier(new WebhookSettings(url, Optional.of(new Secret("whsec_aGVsbG8="))));
    }
}
