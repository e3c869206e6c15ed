package io.github.vastwatch.web;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.store.Listing.DeliveryFilter;
import io.github.vastwatch.store.OutboxEntry;
import io.github.vastwatch.web.Site.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be changed from the page and by a program. */
class ActionsTest {
    @TempDir
    Path folder;

    @Test
    void aWatchIsMutedAndUnmuted() throws Exception {
        try (Site site = Site.withToken(folder)) {
            Site.Browser browser = site.signedIn();

            Answer muted = browser.submit("/watches/cheap-4090/mute", "for", "8h", "to", "/watches/cheap-4090");

            assertThat(muted.status()).isEqualTo(303);
            assertThat(muted.header("Location")).isEqualTo("/watches/cheap-4090");
            assertThat(muted.cookie("vastwatch_done")).isEqualTo("MUTED");
            assertThat(site.store.silences().all())
                    .containsExactly(new Silence(
                            1, "cheap-4090", Optional.empty(), NOON, NOON.plus(Duration.ofHours(8)), "from the page"));
            assertThat(site.get("/api/v1/watches/cheap-4090").body())
                    .contains("\"muted_until\":\"2026-11-23T20:00:00Z\"");

            assertThat(site.post("/api/v1/watches/cheap-4090/unmute").body())
                    .isEqualTo("{\"done\":\"'cheap-4090' no longer muted\"}");
            assertThat(site.store.silences().all()).isEmpty();
        }
    }

    @Test
    void aProgramMayWriteJson() throws Exception {
        try (Site site = Site.withToken(folder)) {
            assertThat(json(site, "{\"for\": \"1h\"}").body())
                    .isEqualTo("{\"done\":\"'cheap-4090' muted until 2026-11-23T13:00:00Z\"}");
            assertThat(json(site, "[1]").body()).isEqualTo("{\"error\":\"the body is not a JSON object of strings\"}");
            assertThat(json(site, "{\"for\": null}").body())
                    .isEqualTo("{\"error\":\"for how long is missing: send for=1h\"}");
        }
    }

    private static Answer json(Site site, String body) throws Exception {
        return Site.send(site.request("/api/v1/watches/cheap-4090/mute")
                .header("Authorization", "Bearer " + Site.TOKEN)
                .post(RequestBody.create(body, MediaType.get("application/json")))
                .build());
    }

    @Test
    void aWrongTimeIsRefused() throws Exception {
        try (Site site = Site.withToken(folder)) {
            assertThat(site.post("/api/v1/watches/cheap-4090/mute", "for", "soon")
                            .body())
                    .isEqualTo("{\"error\":\"not a duration: 'soon'\"}");
            assertThat(site.post("/api/v1/watches/cheap-4090/mute", "for", "0s").body())
                    .isEqualTo("{\"error\":\"for must be longer than 0: 0s\"}");
            assertThat(site.post("/api/v1/watches/cheap-4090/mute").status()).isEqualTo(400);
        }
    }

    @Test
    void aWatchIsPausedAndResumed() throws Exception {
        try (Site site = Site.withToken(folder)) {
            assertThat(site.post("/api/v1/watches/cheap-4090/pause").body())
                    .isEqualTo("{\"done\":\"'cheap-4090' paused\"}");
            assertThat(site.store.watches().paused()).containsExactly("cheap-4090");
            assertThat(site.get("/api/v1/watches/cheap-4090").body()).contains("\"state\":\"paused\"");

            assertThat(site.signedIn().submit("/watches/cheap-4090/resume").cookie("vastwatch_done"))
                    .isEqualTo("RESUMED");
            assertThat(site.store.watches().paused()).isEmpty();
        }
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        try (Site site = Site.withToken(folder)) {
            for (String action : List.of("mute", "unmute", "pause", "resume")) {
                Answer answer = site.post("/api/v1/watches/nix/" + action, "for", "1h");

                assertThat(answer.status()).as(action).isEqualTo(404);
                assertThat(answer.body()).isEqualTo("{\"error\":\"no watch is called 'nix'\"}");
            }
            assertThat(site.post("/deliveries/nix/retry").status()).isEqualTo(404);
            assertThat(site.post("/api/v1/deliveries/nix/drop").body())
                    .isEqualTo("{\"error\":\"delivery 'nix' not found\"}");
            assertThat(site.post("/api/v1/channels/nix/test").body())
                    .isEqualTo("{\"error\":\"no channel is called 'nix'\"}");
            assertThat(site.post("/api/v1/channels/nix/retry").status()).isEqualTo(404);
        }
    }

    @Test
    void aDeadLetterIsSentAgainAtOnce() throws Exception {
        try (Site site = Site.withToken(folder)) {
            Delivery delivery = site.alert("a", "msg_1");
            site.kill(delivery, "HTTP 400");
            assertThat(state(site)).isEqualTo("dead");
            long waking = site.store.outbox().changes("hook").count();
            site.pass(Duration.ofHours(1));

            Answer answer = site.signedIn().submit("/deliveries/msg_1/retry", "to", "/deliveries?state=dead");

            assertThat(answer.header("Location")).isEqualTo("/deliveries?state=dead");
            assertThat(answer.cookie("vastwatch_done")).isEqualTo("RETRIED");
            assertThat(state(site)).isEqualTo("pending");
            assertThat(site.store.outbox().changes("hook").count())
                    .as("the thread of the channel is woken")
                    .isGreaterThan(waking);
        }
    }

    @Test
    void allDeadLettersAreSentAgain() throws Exception {
        try (Site site = Site.withToken(folder)) {
            site.kill(site.alert("a", "msg_1"), "HTTP 400");
            site.kill(site.alert("b", "msg_2"), "HTTP 400");
            long waking = site.store.outbox().changes("hook").count();

            assertThat(site.post("/api/v1/deliveries/retry-dead").body())
                    .isEqualTo("{\"done\":\"2 dead letters are sent again\"}");
            assertThat(site.store.status().channels().get(0).pending()).isEqualTo(2);
            assertThat(site.store.outbox().changes("hook").count()).isGreaterThan(waking);
        }
    }

    @Test
    void aStoppedChannelIsResumed() throws Exception {
        try (Site site = Site.withToken(folder)) {
            Delivery delivery = site.alert("a", "msg_1");
            site.alert("b", "msg_2");
            site.store
                    .outbox()
                    .record(List.of(new io.github.vastwatch.alert.Attempt(
                            delivery,
                            new io.github.vastwatch.alert.Outcome.Rejected("HTTP 410", true),
                            NOON,
                            Optional.empty())));
            site.board.changed();
            assertThat(site.get("/api/v1/channels").body()).contains("\"state\":\"stopped\"");

            assertThat(site.post("/api/v1/channels/hook/retry").body())
                    .isEqualTo("{\"done\":\"1 pending delivery to 'hook' is sent again\"}");
            assertThat(site.store.channels().all().get(0).stoppedAt()).isEmpty();
        }
    }

    @Test
    void aDroppedDeliveryIsNotDroppedTwice() throws Exception {
        try (Site site = Site.withToken(folder)) {
            site.alert("a", "msg_1");

            assertThat(site.post("/api/v1/deliveries/msg_1/drop").body())
                    .isEqualTo("{\"done\":\"delivery msg_1 to 'hook' dropped\"}");
            assertThat(state(site)).isEqualTo("dropped");
            assertThat(site.post("/api/v1/deliveries/msg_1/drop").status()).isEqualTo(409);
            assertThat(site.signedIn().submit("/deliveries/msg_1/drop").cookie("vastwatch_done"))
                    .isEqualTo("NOT_DROPPED");
        }
    }

    private static String state(Site site) {
        return site
                .store
                .listing()
                .deliveries(new DeliveryFilter(Set.of(), Optional.empty(), Optional.empty()), 1)
                .stream()
                .map(OutboxEntry::state)
                .findFirst()
                .orElse("");
    }

    @Test
    void aTestIsMarkedAndItsAnswerShown() throws Exception {
        try (MockWebServer receiver = new MockWebServer()) {
            receiver.enqueue(new MockResponse(503, okhttp3.Headers.of(), "try later"));
            receiver.start();
            try (Site site =
                    new Site(folder, "token: " + Site.TOKEN, receiver.url("/").toString())) {
                Site.Browser browser = site.signedIn();

                Answer answer = browser.submit("/channels/hook/test", "to", "/deliveries");

                RecordedRequest sent = receiver.takeRequest();
                assertThat(sent.getBody().utf8()).contains("\"test\":\"true\"");
                assertThat(answer.cookie("vastwatch_done")).isEqualTo("TESTED");
                assertThat(browser.get("/deliveries").body()).contains("not delivered: HTTP 503");
                assertThat(site.get("/api/v1/channels").body()).contains("\"delivered\":false,\"answer\":\"HTTP 503");
            }
        }
    }

    @Test
    void theNextPageSaysOnceWhatWasDone() throws Exception {
        try (Site site = Site.withToken(folder)) {
            Site.Browser browser = site.signedIn();
            String session = browser.request("/").build().header("Cookie");

            Answer page = Site.send(browser.request("/deliveries")
                    .header("Cookie", session + "; vastwatch_done=PAUSED")
                    .build());
            Answer forged = Site.send(browser.request("/deliveries")
                    .header("Cookie", session + "; vastwatch_done=<b>x")
                    .build());

            assertThat(page.body()).contains("<p class=\"done\" role=\"status\">The watch is paused.</p>");
            assertThat(page.header("Set-Cookie")).startsWith("vastwatch_done=;").endsWith("Max-Age=0");
            assertThat(forged.body()).doesNotContain("<b>x", "class=\"done\"");
        }
    }

    @Test
    void aFormComesBackToNoOtherSite() throws Exception {
        try (Site site = Site.withToken(folder)) {
            for (String to : List.of("http://evil.example/", "//evil.example", "/\\evil.example", "/a\r\nX: y")) {
                assertThat(site.signedIn()
                                .submit("/watches/cheap-4090/pause", "to", to)
                                .header("Location"))
                        .as(to)
                        .isEqualTo("/");
            }
        }
    }
}
