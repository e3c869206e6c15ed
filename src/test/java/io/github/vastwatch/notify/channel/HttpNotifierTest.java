package io.github.vastwatch.notify.channel;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.alert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.http.Proxies;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.http.TrustedCertificates;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.vast.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.HttpUrl;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpNotifierTest {
    private static final Delivery DELIVERY = new Delivery("msg_1", "hook", alert("1"), NOON, 0, Optional.empty());

    @TempDir
    Path folder;

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
    void aRedirectIsNotFollowedSaysWhereItLeadsAndMayMeanThatTheRequestWasTaken() {
        server.enqueue(new MockResponse.Builder()
                .code(302)
                .setHeader("location", "http://127.0.0.1:9/")
                .build());

        assertThat(send(server.url("/hook")))
                .isEqualTo(Outcome.Deferred.unknown("HTTP 302: moved to 127.0.0.1:9; redirects are not followed"));
    }

    @ParameterizedTest
    @ValueSource(ints = {303, 307, 402, 409, 418, 425, 451, 500, 502, 504})
    void anAnswerThatDoesNotSayThatNothingWasDoneMayMeanThatTheRequestWasTaken(int status) {
        server.enqueue(new MockResponse.Builder().code(status).build());

        assertThat(send(server.url("/hook")))
                .isInstanceOfSatisfying(
                        Outcome.Deferred.class,
                        deferred -> assertThat(deferred.mayHaveArrived()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 503})
    void aReceiverThatAsksToWaitForNoTimeIsSentToOnce(int status) {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .setHeader("retry-after", "0")
                .build());
        server.enqueue(new MockResponse.Builder().code(204).build());

        assertThat(send(server.url("/hook"))).isInstanceOf(Outcome.Deferred.class);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void goneIsForEver() {
        server.enqueue(new MockResponse.Builder().code(410).build());

        assertThat(send(server.url("/hook"))).isEqualTo(new Outcome.Rejected("HTTP 410", true));
    }

    @Test
    void whatARedeployCanAnswerIsRefusedAndWhatAGatewaySaysIsUnknown() {
        server.enqueue(new MockResponse.Builder().code(404).build());
        server.enqueue(new MockResponse.Builder().code(502).build());

        assertThat(send(server.url("/hook"))).isEqualTo(new Outcome.Refused("HTTP 404"));
        assertThat(send(server.url("/hook"))).isEqualTo(Outcome.Deferred.unknown("HTTP 502"));
    }

    @Test
    void aTimeoutIsUnknownAndAClosedPortIsNot() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(mockwebserver3.SocketEffect.Stall.INSTANCE)
                .build());
        HttpTarget hasty = settings(server.url("/hook"), Duration.ofMillis(300), true);

        assertThat(send(hasty))
                .isEqualTo(Outcome.Deferred.unknown(server.getHostName() + " did not answer within 300 ms"));
        // Held, so that no other test gets it, and deaf.
        try (Socket deaf = new Socket()) {
            deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            int port = deaf.getLocalPort();

            assertThat(send(HttpUrl.get("http://127.0.0.1:" + port + "/")))
                    .isEqualTo(new Outcome.Deferred("127.0.0.1 refuses connections on port " + port, Optional.empty()));
        }
    }

    @Test
    void aPrivateAddressIsRefusedWhereItIsNotAllowedByNameAndByNumber() {
        assertThat(send(settings(server.url("/hook"), Duration.ofSeconds(5), false)))
                .isEqualTo(Outcome.Deferred.incident(
                        server.getHostName() + " is a private address, and allow_private is false"));
        assertThat(send(settings(HttpUrl.get("http://[::ffff:10.0.0.1]/"), Duration.ofSeconds(5), false)))
                .isInstanceOf(Outcome.Deferred.class);
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void aPrivateNameIsRefusedBehindAProxyTooWhichMayBePrivateItself() {
        server.enqueue(new MockResponse.Builder().code(204).build());
        Transport through =
                new Transport(Optional.of(Proxies.parse("http://localhost:" + server.getPort())), Optional.empty());

        assertThat(send(behind("http://localhost/hook", through)))
                .isEqualTo(Outcome.Deferred.incident("localhost is a private address, and allow_private is false"));
        assertThat(send(behind("http://vastwatch.invalid/hook", through))).isEqualTo(new Outcome.Delivered("HTTP 204"));
    }

    private static HttpTarget behind(String url, Transport transport) {
        return new HttpTarget(
                new Webhook(HttpUrl.get(url), List.of(), 256_000),
                "POST",
                Map.of(),
                Duration.ofSeconds(5),
                transport,
                false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.1.2.3",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "0.1.2.3",
                "192.0.0.8",
                "198.18.0.1",
                "198.19.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "224.0.0.1",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "ff02::1",
                "::ffff:10.0.0.1",
                "::10.0.0.1",
                "64:ff9b::10.0.0.1",
                "64:ff9b:1::1",
                "2002:a00:1::1",
                "2001:0:4136:e378::1"
            })
    void anAddressThatLeadsIntoANetworkIsPrivate(String address) throws Exception {
        assertThat(HttpNotifier.PrivateAddress.is(InetAddress.getByName(address)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "100.128.0.1",
                "192.0.1.1",
                "198.20.0.1",
                "223.255.255.255",
                "172.32.0.1",
                "2606:4700::1111",
                "2001:4860:4860::8888",
                "64:ff9b::1.1.1.1",
                "2002:101:101::1"
            })
    void anAddressOfTheInternetIsNotPrivate(String address) throws Exception {
        assertThat(HttpNotifier.PrivateAddress.is(InetAddress.getByName(address)))
                .isFalse();
    }

    @Test
    void duringARotationEachSecretSigns() throws Exception {
        server.enqueue(new MockResponse.Builder().build());
        Secret old = new Secret("whsec_aGVsbG8=");
        Secret next = new Secret("whsec_d29ybGQ=");
        try (HttpNotifier notifier = new HttpNotifier(
                Targets.plain(new Webhook(server.url("/"), List.of(next, old), 256_000)), Template.BUILT_IN)) {
            notifier.send(DELIVERY, notifier.render(DELIVERY, NOON).content(), NOON);
        }

        RecordedRequest request = server.takeRequest();
        byte[] body = request.getBody().toByteArray();
        String prefix = "msg_1." + NOON.getEpochSecond() + ".";
        assertThat(request.getHeaders().get("webhook-signature"))
                .isEqualTo(Webhook.signature(Webhook.key(next), prefix, body) + " "
                        + Webhook.signature(Webhook.key(old), prefix, body));
    }

    @Test
    void anOwnAuthorityIsTrustedAndNoOther() throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName(server.getHostName())
                .build();
        HandshakeCertificates handshake =
                new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        server.useHttps(handshake.sslSocketFactory());
        server.enqueue(new MockResponse.Builder().build());
        Path file = Files.writeString(folder.resolve("ca.pem"), certificate.certificatePem());
        HttpTarget trusting = new HttpTarget(
                new Webhook(server.url("/"), List.of(), 256_000),
                "PUT",
                Map.of("Authorization", new Secret("Bearer 1")),
                Duration.ofSeconds(5),
                new Transport(Optional.empty(), Optional.of(TrustedCertificates.read(file))),
                true);

        assertThat(send(trusting)).isEqualTo(new Outcome.Delivered("HTTP 200"));
        RecordedRequest request = server.takeRequest();
        assertThat(request.getMethod()).isEqualTo("PUT");
        assertThat(request.getHeaders().get("Authorization")).isEqualTo("Bearer 1");
        assertThat(send(server.url("/"))).isInstanceOf(Outcome.Deferred.class);
    }

    @Test
    void whatDoesNotFitIsLeftOutAndCounted() throws Exception {
        Webhook small = new Webhook(server.url("/"), List.of(), 4000);
        Alert one = alert("1");
        Alert many = Alert.matched(
                "1",
                "w",
                NOON,
                one.terms().orElseThrow(),
                Collections.nCopies(50, one.best().orElseThrow()),
                50);

        JsonNode data = new ObjectMapper()
                .readTree(small.render(many, Template.BUILT_IN, NOON))
                .path("data");

        assertThat(small.render(many, Template.BUILT_IN, NOON).length()).isBetween(3000, 4000);
        assertThat(data.path("offers").size() + data.path("left_out").asInt()).isEqualTo(50);
        assertThat(data.path("matching").asInt()).isEqualTo(50);
    }

    private static HttpTarget settings(HttpUrl url, Duration timeout, boolean allowPrivate) {
        return new HttpTarget(
                new Webhook(url, List.of(), 256_000), "POST", Map.of(), timeout, Transport.DIRECT, allowPrivate);
    }

    private static Outcome send(HttpTarget settings) {
        try (HttpNotifier notifier = new HttpNotifier(settings, Template.BUILT_IN)) {
            return send(notifier);
        }
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
    void aConnectionIsKeptOpenWhileThereIsMoreToSend() throws Exception {
        for (int i = 0; i < 3; i++) {
            server.enqueue(new MockResponse.Builder().code(204).build());
        }
        try (HttpNotifier notifier = notifier(server.url("/hook"))) {
            send(notifier);
            send(notifier);
            notifier.rest();
            send(notifier);
        }

        List<Integer> connections = List.of(
                server.takeRequest().getConnectionIndex(),
                server.takeRequest().getConnectionIndex(),
                server.takeRequest().getConnectionIndex());
        assertThat(connections).containsExactly(0, 0, 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0", "HTTP/1.1"})
    void aReceiverThatClosesEachConnectionUnannouncedGetsEveryAlertOnce(String version) throws Exception {
        AtomicInteger received = new AtomicInteger();
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread receiver = new Thread(() -> answerAndClose(socket, version, received), "receiver");
            receiver.setDaemon(true);
            receiver.start();
            HttpUrl url = HttpUrl.get("http://127.0.0.1:" + socket.getLocalPort() + "/hook");
            try (HttpNotifier notifier = notifier(url)) {
                for (int i = 0; i < 5; i++) {
                    assertThat(send(notifier)).isEqualTo(new Outcome.Delivered("HTTP 204"));
                }
            }
        }
        assertThat(received).hasValue(5);
    }

    /** As simple servers do it: not a word of the connection's end. */
    private static void answerAndClose(ServerSocket socket, String version, AtomicInteger received) {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                byte[] read = new byte[1 << 16];
                int length = 0;
                while (!new String(read, 0, length, StandardCharsets.UTF_8).endsWith("\"left_out\":0}}")) {
                    length += connection.getInputStream().read(read, length, read.length - length);
                }
                received.incrementAndGet();
                connection.getOutputStream().write((version + " 204 OK\r\n\r\n").getBytes(StandardCharsets.UTF_8));
                connection.getOutputStream().flush();
            } catch (IOException e) {
                return;
            }
        }
    }

    @Test
    void aBrokenConnectionOfItsOwnIsNotTriedAgainAtOnce() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .onResponseStart(SocketEffect.ShutdownConnection.INSTANCE)
                .build());
        server.enqueue(new MockResponse.Builder().code(204).build());

        assertThat(send(server.url("/hook"))).isInstanceOf(Outcome.Deferred.class);

        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    private static Outcome send(HttpNotifier notifier) {
        return notifier.send(DELIVERY, notifier.render(DELIVERY, NOON).content(), NOON);
    }

    private static Outcome send(HttpUrl url) {
        try (HttpNotifier notifier = notifier(url)) {
            return send(notifier);
        }
    }

    private static HttpNotifier notifier(HttpUrl url) {
        return new HttpNotifier(
                Targets.plain(new Webhook(url, List.of(new Secret("whsec_aGVsbG8=")), 256_000)), Template.BUILT_IN);
    }
}
