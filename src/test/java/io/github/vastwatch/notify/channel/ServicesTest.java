package io.github.vastwatch.notify.channel;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.notify.message.AlertFixtures;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.vast.Secret;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServicesTest {
    private final MockWebServer server = new MockWebServer();
    private final FakeServices fakeServices = new FakeServices();

    @BeforeEach
    void start() throws Exception {
        server.setDispatcher(fakeServices);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"telegram", "ntfy", "discord", "slack", "apprise"})
    void takesWhateverThereIsToTell(String service) {
        List<String> long80 = List.of("\u00fc<&\"@*".repeat(100));
        Alert manySentences = new Alert(
                "alert-1",
                AlertKind.WATCH_DIGEST,
                Optional.of("w"),
                NOON,
                Optional.empty(),
                List.of(),
                0,
                Collections.nCopies(300, "a sentence that says something & more <b>".repeat(20)),
                Map.of());

        Stream.of(
                        AlertFixtures.of(1),
                        AlertFixtures.of(5),
                        AlertFixtures.of(200),
                        AlertFixtures.nasty(),
                        AlertFixtures.of(200, AlertFixtures.NASTY),
                        AlertFixtures.of(200, long80),
                        top(AlertFixtures.of(200), 50),
                        top(AlertFixtures.of(200, long80), 50),
                        manySentences)
                .forEach(alert -> assertThat(send(service, alert)).isInstanceOf(Outcome.Delivered.class));
    }

    @ParameterizedTest
    @CsvSource({
        "telegram, HTTP 429: Too Many Requests: retry after 7, 7",
        "ntfy, HTTP 429: limit reached: too many requests,",
        "discord, HTTP 429: You are being rate limited., 7",
        "slack, HTTP 429: rate_limited, 30"
    })
    void aBusyServiceIsAskedAgainWhenItSays(String service, String answer, Integer seconds) {
        fakeServices.areBusy = true;

        assertThat(send(service, AlertFixtures.of(1)))
                .isEqualTo(new Outcome.Deferred(
                        answer, Optional.ofNullable(seconds).map(Duration::ofSeconds)));
    }

    @Test
    void whatAppriseCouldNotSendToAllMayHaveReachedSome() {
        fakeServices.areBusy = true;

        assertThat(send("apprise", AlertFixtures.of(1)))
                .isEqualTo(Outcome.Deferred.unknown("HTTP 424: One or more notification could not be sent."));
    }

    @ParameterizedTest
    @CsvSource({
        "telegram, '{\"text\":\"<u>x</u>\"}', HTTP 400: Bad Request: can't parse entities: Unsupported start tag",
        "ntfy, '{\"topic\":\"t\",\"priority\":9}', HTTP 400: invalid request: actions invalid",
        "discord, '{\"embeds\":[{}]}', HTTP 400: Invalid Form Body",
        "slack, '{\"blocks\":[{\"type\":\"section\",\"fields\":[]}]}', HTTP 400: invalid_blocks",
        "slack, '{}', HTTP 400: no_text",
        "apprise, '{\"body\":\"\"}', HTTP 400: Bad Request."
    })
    void whatBreaksItsRulesIsRefusedInItsWords(String service, String body, String answer) {
        try (Notifier notifier = Targets.plain(httpService(service)).notifier("c", Template.BUILT_IN)) {
            assertThat(notifier.send(delivery(AlertFixtures.of(1)), new Delivery.Content(body), NOON))
                    .isEqualTo(new Outcome.Refused(answer));
        }
    }

    private Outcome send(String service, Alert alert) {
        try (Notifier notifier = Targets.plain(httpService(service)).notifier("c", Template.BUILT_IN)) {
            return notifier.send(
                    delivery(alert), notifier.render(delivery(alert), NOON).content(), NOON);
        }
    }

    private static Delivery delivery(Alert alert) {
        return new Delivery("msg_1", "c", alert, NOON, 0, Optional.empty());
    }

    private static Alert top(Alert alert, int top) {
        WatchTerms watchTerms = alert.terms().orElseThrow();
        return Alert.matched(
                alert.id(),
                "cheap-4090",
                alert.at(),
                new WatchTerms(
                        watchTerms.threshold(),
                        watchTerms.diskGb(),
                        watchTerms.sla(),
                        watchTerms.workload(),
                        watchTerms.rent(),
                        top,
                        Optional.empty()),
                alert.matches(),
                alert.matching());
    }

    private HttpService httpService(String service) {
        return switch (service) {
            case "telegram" -> new Telegram(server.url("/"), new Secret("123:secret"), "42", Optional.empty());
            case "ntfy" ->
                new Ntfy(
                        server.url("/"),
                        new Secret("topic"),
                        Optional.empty(),
                        new Ntfy.ByKind<>(Map.of()),
                        new Ntfy.ByKind<>(Map.of()));
            case "discord" -> new Discord(server.url("/discord"));
            case "slack" -> new Slack(server.url("/slack"));
            default -> new Apprise(server.url("/notify/key"), "phone");
        };
    }
}
