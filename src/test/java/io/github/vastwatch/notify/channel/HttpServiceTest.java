package io.github.vastwatch.notify.channel;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static io.github.vastwatch.Fixtures.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.vast.Secret;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Threshold;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each service takes, by its published limits, and what it answers. */
class HttpServiceTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpUrl SERVER = HttpUrl.get("https://example.org/");
    private static final String NASTY =
            "\"<b>&amp; @everyone <!channel> *_~`|[x](http://evil.example) \u202e\u05d0\u05d1\r\nBcc: x";

    static Stream<Alert> alerts() {
        return Stream.of(1, 5, 200).flatMap(count -> Stream.of(alert(count, "RTX 4090"), alert(count, NASTY)));
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void telegramTakes4096CharactersAndOnlyItsOwnMarkup(Alert alert) throws Exception {
        JsonNode body = JSON.readTree(telegram(SERVER).render(alert, Template.BUILT_IN, NOON));

        String text = body.path("text").asText();
        assertThat(text).hasSizeLessThanOrEqualTo(4096).doesNotContain("@everyone", "<!", "\u202e", "\r");
        assertThat(text.replaceAll("</?(b|i|code)>", "")).doesNotContain("<", ">");
        assertThat(body.at("/reply_markup/inline_keyboard/0/0/url").asText())
                .startsWith("https://cloud.vast.ai/create/?gpuModelNames=");
        saysHowManyMore(alert, text);
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void ntfyTakes4096BytesAndThreeActions(Alert alert) throws Exception {
        JsonNode body = JSON.readTree(new Ntfy(
                        SERVER,
                        new Secret("topic"),
                        Optional.empty(),
                        new Ntfy.ByKind<>(Map.of()),
                        new Ntfy.ByKind<>(Map.of()))
                .render(alert, Template.BUILT_IN, NOON));

        String text = body.path("message").asText();
        assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(4096);
        assertThat(text + body.path("title").asText()).doesNotContain("\u202e", "\r");
        assertThat(body.path("actions")).hasSizeLessThanOrEqualTo(3);
        saysHowManyMore(alert, text);
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void discordTakesTenEmbedsAnd6000CharactersAndCallsNobody(Alert alert) throws Exception {
        JsonNode body = JSON.readTree(new Discord(SERVER).render(alert, Template.BUILT_IN, NOON));

        assertThat(body.path("embeds")).hasSizeBetween(1, 10);
        assertThat(body.path("content").asText()).hasSizeLessThanOrEqualTo(2000);
        assertThat(body.at("/allowed_mentions/parse")).isEmpty();
        int length = 0;
        for (JsonNode embed : body.path("embeds")) {
            assertThat(embed.path("title").asText()).hasSizeLessThanOrEqualTo(256);
            assertThat(embed.path("fields")).hasSizeLessThanOrEqualTo(25);
            length += embed.path("title").asText().length()
                    + embed.path("description").asText().length();
            for (JsonNode field : embed.path("fields")) {
                assertThat(field.path("value").asText()).hasSizeBetween(1, 1024);
                length += field.path("name").asText().length()
                        + field.path("value").asText().length();
            }
        }
        assertThat(length).isLessThanOrEqualTo(6000);
        assertThat(body.toString()).doesNotContain("@everyone", "[x](");
        saysHowManyMore(alert, body.toString());
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void slackTakesFiftyBlocksOfPlainText(Alert alert) throws Exception {
        JsonNode body = JSON.readTree(new Slack(SERVER).render(alert, Template.BUILT_IN, NOON));

        assertThat(body.path("blocks")).hasSizeBetween(1, 50);
        assertThat(body.path("text").asText()).doesNotContain("<");
        for (JsonNode block : body.path("blocks")) {
            assertThat(block.at("/text/text").asText())
                    .hasSizeLessThanOrEqualTo(block.path("type").asText().equals("header") ? 150 : 3000);
            assertThat(block.path("fields")).hasSizeLessThanOrEqualTo(10);
            if (block.has("fields")) {
                assertThat(block.path("fields")).isNotEmpty();
            }
            block.findValues("type").stream()
                    .map(JsonNode::asText)
                    .forEach(type -> assertThat(type).isNotEqualTo("mrkdwn"));
        }
        saysHowManyMore(alert, body.toString());
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void appriseGetsATitleAndAText(Alert alert) throws Exception {
        JsonNode body = JSON.readTree(new Apprise(SERVER, "phone").render(alert, Template.BUILT_IN, NOON));

        assertThat(body.path("title").asText()).startsWith("[cheap-4090] NEW: $0.389/h (limit $0.40) 1×");
        assertThat(body.path("body").asText()).hasSizeLessThanOrEqualTo(4096);
        assertThat(body.path("tag").asText()).isEqualTo("phone");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429|{\"ok\":false,\"description\":\"Too Many Requests\",\"parameters\":{\"retry_after\":7}}|7",
                "429|{\"message\":\"You are being rate limited.\",\"retry_after\":6.2}|7"
            })
    void waitsAsLongAsTheBodySays(int status, String answer, int seconds) {
        for (HttpService httpService : List.of(telegram(SERVER), new Discord(SERVER))) {
            httpService.retryAfter(answer).ifPresent(wait -> assertThat(wait).isEqualTo(Duration.ofSeconds(seconds)));
        }
        assertThat(Stream.of(telegram(SERVER), new Discord(SERVER))
                        .flatMap(format -> format.retryAfter(answer).stream()))
                .hasSize(1);
        assertThat(status).isEqualTo(429);
    }

    @Test
    void whatTheServiceSaysIsReportedWithoutItsSecrets() throws Exception {
        try (MockWebServer server = new MockWebServer()) {
            server.start();
            server.enqueue(new MockResponse.Builder()
                    .code(400)
                    .body("{\"description\":\"chat not found for 123:secret\"}")
                    .build());
            server.enqueue(new MockResponse.Builder().code(204).build());
            Delivery delivery = new Delivery("msg_1", "c", alert(1, "RTX 4090"), NOON, 0, Optional.empty());

            assertThat(send(telegram(server.url("/")), delivery))
                    .isEqualTo(new Outcome.Refused(
                            "HTTP 400: chat not found for ***; check chat_id, and write to the bot first"));
            assertThat(send(new Apprise(server.url("/notify/k"), ""), delivery))
                    .isEqualTo(new Outcome.Refused("HTTP 204: nothing is configured under this key"));
            assertThat(server.takeRequest().getTarget()).isEqualTo("/bot123:secret/sendMessage");
        }
    }

    private static Outcome send(HttpService httpService, Delivery delivery) {
        try (Notifier notifier = Targets.plain(httpService).notifier("c", Template.BUILT_IN)) {
            return notifier.send(delivery, notifier.render(delivery, NOON).content(), NOON);
        }
    }

    private static void saysHowManyMore(Alert alert, String text) {
        int count = alert.matches().size();
        if (count == 200) {
            assertThat(text).containsPattern("and 19[5-9] more");
        }
    }

    private static Telegram telegram(HttpUrl server) {
        return new Telegram(server, new Secret("123:secret"), "42", Optional.empty());
    }

    private static Alert alert(int count, String name) {
        List<Match> matches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Offer offer = with(offer(146113 + i, 46832030 + i, 0.389, NOON), Field.CPU_NAME, Value.of(name));
            OfferKey key = new OfferKey(RentalType.ON_DEMAND, 146113 + i, 1, name);
            matches.add(new Match(Reason.FIRST_SEEN, key, offer, new BigDecimal("0.389"), Optional.empty()));
        }
        return Alert.matched(
                "alert-1",
                "cheap-4090",
                NOON,
                new WatchTerms(Threshold.parse("dph_total <= 0.40"), 20, Rent.DEFAULT),
                matches,
                count);
    }
}
