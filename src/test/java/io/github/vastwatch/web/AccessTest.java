package io.github.vastwatch.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.web.Site.Answer;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may read and who may change something, at the wire. */
class AccessTest {
    private static final List<String> PAGES = List.of(
            "/",
            "/alerts",
            "/alerts/suppressed",
            "/alerts/a",
            "/deliveries",
            "/api/v1/status",
            "/api/v1/watches",
            "/api/v1/watches/cheap-4090",
            "/api/v1/alerts",
            "/api/v1/deliveries",
            "/api/v1/channels",
            "/feed/all.atom",
            "/badge/cheap-4090.svg",
            "/events");
    private static final List<String> ACTIONS = List.of(
            "watches/cheap-4090/mute",
            "watches/cheap-4090/unmute",
            "watches/cheap-4090/pause",
            "watches/cheap-4090/resume",
            "deliveries/retry-dead",
            "deliveries/msg_1/retry",
            "deliveries/msg_1/drop",
            "channels/hook/retry",
            "channels/hook/test");

    @TempDir
    Path folder;

    @Test
    void nothingIsReadWithoutTheToken() throws Exception {
        try (Site site = Site.withToken(folder)) {
            for (String page : PAGES) {
                Answer answer = Site.send(site.request(page).build());

                assertThat(answer.status()).as(page).isEqualTo(401);
                assertThat(answer.body()).as(page).doesNotContain("cheap-4090", "hook");
            }
            assertThat(site.get("/api/v1/status").status()).isEqualTo(200);
        }
    }

    @Test
    void everyActionNeedsTheToken() throws Exception {
        try (Site site = Site.withToken(folder)) {
            site.alert("a", "msg_1");
            for (String action : ACTIONS) {
                for (String path : List.of("/" + action, "/api/v1/" + action)) {
                    Answer answer = Site.send(site.request(path)
                            .header("Origin", site.url(""))
                            .post(Site.form("for", "1h"))
                            .build());

                    assertThat(answer.status()).as(path).isEqualTo(401);
                }
            }
            assertThatNothingHappened(site);
        }
    }

    @Test
    void everyActionOfABrowserNeedsAFormOfThisPage() throws Exception {
        try (Site site = Site.withToken(folder)) {
            site.alert("a", "msg_1");
            Site.Browser browser = site.signedIn();
            String csrf = browser.csrf();
            for (String action : ACTIONS) {
                for (String path : List.of("/" + action, "/api/v1/" + action)) {
                    Answer foreign = Site.send(browser.request(path)
                            .header("Origin", "http://evil.example")
                            .post(Site.form("for", "1h", Access.CSRF, csrf))
                            .build());
                    Answer noOrigin = Site.send(browser.request(path)
                            .post(Site.form("for", "1h", Access.CSRF, csrf))
                            .build());
                    Answer noCsrf = Site.send(browser.request(path)
                            .header("Origin", site.url(""))
                            .post(Site.form("for", "1h"))
                            .build());

                    assertThat(foreign.status()).as(path).isEqualTo(403);
                    assertThat(foreign.body()).contains("the request comes from a page of another site");
                    assertThat(noOrigin.status()).as(path).isEqualTo(403);
                    assertThat(noCsrf.status()).as(path).isEqualTo(403);
                    assertThat(noCsrf.body()).contains("the form has expired; reload the page");
                }
            }
            assertThatNothingHappened(site);
        }
    }

    private static void assertThatNothingHappened(Site site) {
        assertThat(site.store.silences().all()).isEmpty();
        assertThat(site.store.watches().paused()).isEmpty();
        assertThat(site.store.status().channels().get(0).pending()).isEqualTo(1);
    }

    @Test
    void anErrorOfTheApiIsJson() throws Exception {
        try (Site site = Site.withToken(folder)) {
            Answer refused = Site.send(site.request("/api/v1/status").build());
            Answer unknown = site.get("/api/v1/nix");
            Answer method = site.get("/api/v1/watches/cheap-4090/mute");

            assertThat(refused.body())
                    .isEqualTo("{\"error\":\"sign in, or send the token as Authorization: Bearer TOKEN\"}");
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.body()).isEqualTo("{\"error\":\"there is nothing here\"}");
            assertThat(method.status()).isEqualTo(405);
            assertThat(method.body()).isEqualTo("{\"error\":\"this takes another method than GET\"}");
            assertThat(List.of(refused, unknown, method))
                    .allSatisfy(answer ->
                            assertThat(answer.header("Content-Type")).isEqualTo("application/json; charset=utf-8"));
        }
    }

    @Test
    void aFeedReaderSendsTheTokenAsPassword() throws Exception {
        try (Site site = Site.withToken(folder)) {
            Answer asked = Site.send(site.request("/feed/all.atom").build());

            assertThat(asked.status()).isEqualTo(401);
            assertThat(asked.header("WWW-Authenticate")).isEqualTo("Basic realm=\"vastwatch\"");
            assertThat(basic(site, "/feed/all.atom", "me:" + Site.TOKEN)).isEqualTo(200);
            assertThat(basic(site, "/feed/all.atom", "me:wrong")).isEqualTo(401);
        }
    }

    private static int basic(Site site, String path, String login) throws Exception {
        return Site.send(site.request(path)
                        .header(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                        .build())
                .status();
    }

    /** A browser adds such a password to the requests of any page by itself. */
    @Test
    void aPasswordChangesNothing() throws Exception {
        try (Site site = Site.withToken(folder)) {
            site.alert("a", "msg_1");
            for (String action : ACTIONS) {
                Answer answer = Site.send(site.request("/" + action)
                        .header(
                                "Authorization",
                                "Basic "
                                        + Base64.getEncoder()
                                                .encodeToString(("me:" + Site.TOKEN).getBytes(StandardCharsets.UTF_8)))
                        .header("Origin", site.url(""))
                        .post(Site.form("for", "1h"))
                        .build());

                assertThat(answer.status()).as(action).isEqualTo(401);
            }
            assertThatNothingHappened(site);
        }
    }

    @Test
    void aTokenInTheAddressIsNoToken() throws Exception {
        try (Site site = Site.withToken(folder)) {
            assertThat(Site.send(site.request("/feed/all.atom?token=" + Site.TOKEN)
                                    .build())
                            .status())
                    .isEqualTo(401);
        }
    }

    @Test
    void tenWrongTokensInAMinuteAreLookedAt() throws Exception {
        try (Site site = Site.withToken(folder)) {
            int[] statuses = new int[10_000];
            for (int i = 0; i < statuses.length; i++) {
                statuses[i] = wrong(site, i);
            }

            assertThat(statuses[0]).isEqualTo(401);
            assertThat(statuses[8]).isEqualTo(401);
            assertThat(java.util.Arrays.stream(statuses).skip(9).distinct()).containsExactly(429);
            assertThat(site.get("/api/v1/status").status())
                    .as("the right one, too")
                    .isEqualTo(429);
            assertThat(site.store.status().daemon()).as("the daemon works on").isPresent();

            site.pass(Duration.ofSeconds(61));

            assertThat(site.get("/api/v1/status").status()).isEqualTo(200);
        }
    }

    private static int wrong(Site site, int number) throws Exception {
        return Site.send(site.request("/api/v1/status")
                        .header("Authorization", "Bearer guess-" + number)
                        .build())
                .status();
    }

    /** A session that was signed in before goes on. */
    @Test
    void wrongTokensOfOthersEndNoSession() throws Exception {
        try (Site site = Site.withToken(folder)) {
            Site.Browser browser = site.signedIn();
            for (int i = 0; i < 20; i++) {
                wrong(site, i);
            }

            assertThat(browser.get("/alerts").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/assets/../WebPage.class",
                "/assets/..%2fWebPage.class",
                "/assets/%2e%2e/%2e%2e/1.sql",
                "/assets/..;/page.css",
                "/assets//page.css",
                "/assets/page.css%00.png",
                "/assets/../../../../../../etc/passwd",
                "/assets/overview.peb",
                "/assets/openapi.json",
                "/feed/..%2f..%2fetc%2fpasswd.atom",
                "/badge/%2e%2e.svg",
                "/alerts/..%2fdeliveries"
            })
    void noPathLeavesTheListOfFiles(String path) throws Exception {
        try (Site site = Site.withToken(folder)) {
            // A client would tidy the path up.
            assertThat(raw(
                            site,
                            "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer " + Site.TOKEN
                                    + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 404 ");
        }
    }

    private static String raw(Site site, String request) throws Exception {
        String url = site.url("");
        try (Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(url.substring(url.lastIndexOf(':') + 1)));
                OutputStream out = socket.getOutputStream();
                InputStream in = socket.getInputStream()) {
            socket.setSoTimeout(20_000);
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** A page of another name that a stranger's DNS points at this machine must not read what is open here. */
    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8480", ""})
    void anOpenPageAnswersNoOtherHostName(String host) throws Exception {
        try (Site site = new Site(folder, "public: true, token: " + Site.TOKEN, "http://127.0.0.1:9/")) {
            assertThat(raw(site, "GET /api/v1/status HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 421 ");
            assertThat(Site.send(site.request("/api/v1/status").build()).status())
                    .isEqualTo(200);
        }
    }

    @Test
    void anOpenPageChangesNothingWithoutTheToken() throws Exception {
        try (Site site = new Site(folder, "public: true, token: " + Site.TOKEN, "http://127.0.0.1:9/")) {
            assertThat(Site.send(site.request("/watches/cheap-4090/pause")
                                    .post(Site.form())
                                    .build())
                            .status())
                    .isEqualTo(401);
        }
        try (Site site = new Site(folder, "public: true", "http://127.0.0.1:9/")) {
            Answer answer = site.post("/watches/cheap-4090/pause");

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).isEqualTo("nothing can be changed here: the config sets no token for web\n");
        }
    }

    @Test
    void aLargeFormIsRefused() throws Exception {
        try (Site site = Site.withToken(folder)) {
            Answer answer = site.post("/api/v1/watches/cheap-4090/mute", "for", "1".repeat(20_000));

            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).isEqualTo("{\"error\":\"the form is larger than 16384 bytes\"}");
        }
    }
}
