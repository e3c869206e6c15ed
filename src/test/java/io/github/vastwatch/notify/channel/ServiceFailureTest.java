package io.github.vastwatch.notify.channel;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.alert;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.vast.Secret;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What services say when they refuse, and what is made of it. */
class ServiceFailureTest {
    private static final Delivery DELIVERY = new Delivery("msg_1", "c", alert("1"), NOON, 0, Optional.empty());

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
    void aGroupOfTelegramThatBecameASupergroupGetsTheAlertAndItsNewIdIsReported() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(400)
                .body("{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: group chat was upgraded to a"
                        + " supergroup chat\",\"parameters\":{\"migrate_to_chat_id\":-1001234567890}}")
                .build());
        server.enqueue(new MockResponse.Builder().body("{\"ok\":true}").build());

        assertThat(send("telegram"))
                .isEqualTo(new Outcome.Delivered(
                        "HTTP 200; the group -5 became a supergroup; write chat_id: \"-1001234567890\""));

        String first = server.takeRequest().getBody().utf8();
        String second = server.takeRequest().getBody().utf8();
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(first).path("chat_id").asText()).isEqualTo("-5");
        assertThat(json.readTree(second).path("chat_id").asLong()).isEqualTo(-1001234567890L);
        assertThat(json.readTree(second).path("text"))
                .isEqualTo(json.readTree(first).path("text"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            telegram | 403 | {"description":"Forbidden: bot was blocked by the user"} | HTTP 403: Forbidden: bot was blocked by the user; unblock the bot in Telegram
            telegram | 403 | {"description":"Forbidden: bot was kicked from the group chat"} | HTTP 403: Forbidden: bot was kicked from the group chat; add the bot to the chat again
            telegram | 400 | {"description":"Bad Request: chat not found"} | HTTP 400: Bad Request: chat not found; check chat_id, and write to the bot first
            telegram | 401 | {"description":"Unauthorized"} | HTTP 401: Unauthorized; the token is wrong or was revoked; @BotFather shows it
            slack    | 404 | no_service | HTTP 404: no_service; the webhook was removed or switched off; make a new one
            slack    | 404 | channel_is_archived | HTTP 404: channel_is_archived; unarchive its channel, or make a webhook for another
            discord  | 404 | {"message":"Unknown Webhook","code":10015} | HTTP 404: Unknown Webhook; it was deleted; make a new one in the channel's settings
            ntfy     | 403 | {"code":40301,"http":403,"error":"forbidden"} | HTTP 403: forbidden; this login may not publish to the topic
            """)
    void aRefusalSaysWhatToDo(String service, int status, String body, String answer) {
        server.enqueue(new MockResponse.Builder().code(status).body(body).build());

        assertThat(send(service)).isEqualTo(new Outcome.Refused(answer));
    }

    private Outcome send(String service) {
        HttpUrl url = server.url("/");
        HttpService httpService = switch (service) {
            case "telegram" -> new Telegram(url, new Secret("1:A"), "-5", Optional.empty());
            case "slack" -> new Slack(url);
            case "discord" -> new Discord(url);
            default ->
                new Ntfy(
                        url,
                        new Secret("alarm-7"),
                        Optional.empty(),
                        new Ntfy.ByKind<>(Map.of()),
                        new Ntfy.ByKind<>(Map.of()));
        };
        try (HttpNotifier notifier = new HttpNotifier(Targets.plain(httpService), Template.BUILT_IN)) {
            return notifier.send(DELIVERY, notifier.render(DELIVERY, NOON).content(), NOON);
        }
    }
}
