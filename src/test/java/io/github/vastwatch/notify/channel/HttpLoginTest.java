package io.github.vastwatch.notify.channel;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.alert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.http.Proxies;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.http.TrustedCertificates;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.HttpUrl;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logins in URLs, and proxies with logins, as they are sent. */
class HttpLoginTest {
    private static final Delivery DELIVERY = new Delivery("msg_1", "hook", alert("1"), NOON, 0, Optional.empty());
    private static final String BASIC = basic("jürgen:pa:ss wörd@");

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
    void aLoginInAUrlIsSentAsBasicAuthenticationByEveryFormat() throws Exception {
        HttpUrl url = withLogin(server.url("/hook"));
        for (HttpService httpService : List.of(
                new Webhook(url, List.of(), 256_000),
                ntfy(url, Optional.empty()),
                new Apprise(url, ""),
                new Telegram(url, new Secret("1:A"), "5", Optional.empty()),
                new Discord(url),
                new Slack(url))) {
            server.enqueue(new MockResponse.Builder().build());

            assertThat(send(Targets.plain(httpService)))
                    .as(httpService.toString())
                    .isEqualTo(new Outcome.Delivered("HTTP 200"));
            RecordedRequest request = server.takeRequest();
            assertThat(request.getHeaders().get("authorization")).isEqualTo(BASIC);
            assertThat(request.getRequestLine()).startsWith("POST /").doesNotContain("@", "rgen");
            assertThat(httpService.toString()).doesNotContain("rgen", "ss");
        }
    }

    @Test
    void aLoginInTheUrlOfAHeartbeatIsSentAsBasicAuthentication() throws Exception {
        server.enqueue(new MockResponse.Builder().body("OK").build());
        Heartbeat heartbeat = new Heartbeat(withLogin(server.url("/ping")), Duration.ofMinutes(5), Transport.DIRECT);

        assertThat(heartbeat.call()).isEmpty();

        assertThat(server.takeRequest().getHeaders().get("authorization")).isEqualTo(BASIC);
        assertThat(heartbeat.toString()).doesNotContain("rgen", "ss");
    }

    @Test
    void aLoginThatAReceiverRepeatsIsMasked() {
        String secret = BASIC.substring("Basic ".length());
        server.enqueue(new MockResponse.Builder()
                .code(401)
                .body("{\"error\":\"pa:ss wörd@ and " + secret + " are wrong, so is token-of-16-letters\"}")
                .build());

        HttpUrl url = withLogin(server.url("/?token=token-of-16-letters"));
        Outcome outcome = send(Targets.plain(new Apprise(url, "")));

        assertThat(outcome).isEqualTo(new Outcome.Refused("HTTP 401: *** and *** are wrong, so is ***"));
    }

    @Test
    void twoLoginsAtOnceAreRefused() {
        HttpUrl url = HttpUrl.get("https://me:pw@hook.example/");

        assertThatThrownBy(() -> new HttpTarget(
                        new Webhook(url, List.of(), 256_000),
                        "POST",
                        Map.of("Authorization", new Secret("Bearer 1")),
                        Duration.ofSeconds(5),
                        Transport.DIRECT,
                        true))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("the URL contains a login, but an Authorization header is also set");
        assertThatThrownBy(() -> Targets.plain(ntfy(url, Optional.of(new Ntfy.Login("", new Secret("tk_1"))))))
                .isInstanceOf(InvalidInput.class);
        assertThatThrownBy(() -> Targets.plain(new Slack(HttpUrl.get("https://a%3Ab:pw@hook.example/"))))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("the user of a login cannot have a colon");
    }

    @Test
    void aProxyGetsItsLoginAtOnceAndTheReceiverDoesNot() throws Exception {
        server.enqueue(new MockResponse.Builder().build());

        assertThat(send(through("http://bob:s3cret@", HttpUrl.get("http://me:pw@hook.example/x"), Optional.empty())))
                .isEqualTo(new Outcome.Delivered("HTTP 200"));

        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST http://hook.example/x HTTP/1.1");
        assertThat(request.getHeaders().get("proxy-authorization")).isEqualTo(basic("bob:s3cret"));
        assertThat(request.getHeaders().get("authorization")).isEqualTo(basic("me:pw"));
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void aTunnelOfAProxyGetsTheProxysLoginAndWhatGoesThroughItDoesNot() throws Exception {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("hook.example")
                .build();
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(certificate)
                .build()
                .sslSocketFactory());
        Path file = Files.writeString(folder.resolve("ca.pem"), certificate.certificatePem());
        server.enqueue(new MockResponse.Builder().inTunnel().build());
        server.enqueue(new MockResponse.Builder().build());

        assertThat(send(through(
                        "http://bob:s3cret@",
                        HttpUrl.get("https://me:pw@hook.example/x"),
                        Optional.of(TrustedCertificates.read(file)))))
                .isEqualTo(new Outcome.Delivered("HTTP 200"));

        RecordedRequest connect = server.takeRequest();
        assertThat(connect.getRequestLine()).isEqualTo("CONNECT hook.example:443 HTTP/1.1");
        assertThat(connect.getHeaders().get("proxy-authorization")).isEqualTo(basic("bob:s3cret"));
        assertThat(connect.getHeaders().get("authorization")).isNull();
        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).startsWith("POST /x ");
        assertThat(request.getHeaders().get("authorization")).isEqualTo(basic("me:pw"));
        assertThat(request.getHeaders().get("proxy-authorization")).isNull();
    }

    @Test
    void aHeartbeatGoesThroughItsProxyToo() throws Exception {
        server.enqueue(new MockResponse.Builder().body("OK").build());
        Heartbeat heartbeat = new Heartbeat(
                HttpUrl.get("http://hc.example/secret-id"),
                Duration.ofMinutes(5),
                new Transport(Optional.of(Proxies.parse(proxy("http://bob:s3cret@"))), Optional.empty()));

        assertThat(heartbeat.call()).isEmpty();

        assertThat(server.takeRequest().getRequestLine()).isEqualTo("GET http://hc.example/secret-id HTTP/1.1");
        assertThat(heartbeat)
                .hasToString(
                        "http://hc.example/***, through http://***@" + server.getHostName() + ":" + server.getPort());
    }

    @Test
    void aProxyInThisNetworkIsUsedThoughPrivateAddressesAreNotAllowed() {
        server.enqueue(new MockResponse.Builder().build());
        HttpTarget strict = through("http://", HttpUrl.get("http://hook.example/x"), Optional.empty());

        assertThat(send(new HttpTarget(
                        strict.httpService(), "POST", Map.of(), Duration.ofSeconds(5), strict.transport(), false)))
                .isEqualTo(new Outcome.Delivered("HTTP 200"));
        assertThat(send(new HttpTarget(
                        new Slack(HttpUrl.get("http://10.0.0.1/x")),
                        "POST",
                        Map.of(),
                        Duration.ofSeconds(5),
                        strict.transport(),
                        false)))
                .isEqualTo(Outcome.Deferred.incident("10.0.0.1 is a private address, and allow_private is false"));
    }

    private HttpTarget through(String start, HttpUrl url, Optional<TrustedCertificates> authorities) {
        return new HttpTarget(
                new Webhook(url, List.of(), 256_000),
                "POST",
                Map.of(),
                Duration.ofSeconds(5),
                new Transport(Optional.of(Proxies.parse(proxy(start))), authorities),
                true);
    }

    private String proxy(String start) {
        return start + server.getHostName() + ":" + server.getPort();
    }

    private static HttpUrl withLogin(HttpUrl url) {
        return HttpUrl.get(url.toString().replace("://", "://j%C3%BCrgen:pa%3Ass%20w%C3%B6rd%40@"));
    }

    private static String basic(String login) {
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    private static Outcome send(HttpTarget settings) {
        try (HttpNotifier notifier = new HttpNotifier(settings, Template.BUILT_IN)) {
            return notifier.send(DELIVERY, notifier.render(DELIVERY, NOON).content(), NOON);
        }
    }

    private static Ntfy ntfy(HttpUrl url, Optional<Ntfy.Login> login) {
        return new Ntfy(url, new Secret("topic"), login, new Ntfy.ByKind<>(Map.of()), new Ntfy.ByKind<>(Map.of()));
    }
}
