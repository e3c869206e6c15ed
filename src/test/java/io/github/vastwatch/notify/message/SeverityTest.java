package io.github.vastwatch.notify.message;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.notify.channel.Apprise;
import io.github.vastwatch.notify.channel.Discord;
import io.github.vastwatch.notify.channel.HttpService;
import io.github.vastwatch.notify.channel.Notifier;
import io.github.vastwatch.notify.channel.Ntfy;
import io.github.vastwatch.notify.channel.Slack;
import io.github.vastwatch.notify.channel.Telegram;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.notify.mail.EmailNotifier;
import io.github.vastwatch.notify.mail.EmailSettings;
import io.github.vastwatch.notify.mail.MailContent;
import io.github.vastwatch.notify.template.Escaping;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.notify.template.TemplateText;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.vast.Secret;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Threshold;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a title says, and how loud a message is on each channel. */
class SeverityTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpUrl SERVER = HttpUrl.get("https://example.org/");
    private static final Ntfy.ByKind<Integer> USUAL = new Ntfy.ByKind<>(Map.of());
    private static final Ntfy.ByKind<List<String>> USUAL_TAGS = new Ntfy.ByKind<>(Map.of());
    private static final String MACHINE = "1× RTX 4090, Sweden";
    private static final String OFFER = MACHINE + ", reliability 0.995";

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            value = {
                "NEW§[TEST] NEW: $0.289/h (limit $0.35) " + OFFER,
                "URGENT§[TEST] URGENT, NEW: $0.289/h (limit $0.35) " + OFFER,
                "BETTER§[TEST] ▼ 12 %: $0.289/h (was $0.328) " + OFFER,
                "BACK§[TEST] BACK: $0.289/h (limit $0.35) " + OFFER,
                "REMINDER§[TEST] STILL: $0.289/h (limit $0.35) " + OFFER,
                "WORSE§[TEST] ▲ 37 %: $0.397/h (was $0.289, limit $0.35) " + OFFER,
                "GONE§[TEST] GONE: " + MACHINE + " (was $0.289/h)",
                "MIXED§[TEST] ▼ 12 %: $0.289/h (was $0.328) " + OFFER + " and 1 more (new)",
                "LATE§[TEST] LATE, NEW: $0.328/h (limit $0.35) " + OFFER + " and 1 more (gone)",
                "BARE§[TEST] NEW: $0.289/h (limit $0.35) 1× RTX 4090, place unknown",
                "STARTED§[TEST] STARTED: 15 offers fit the query, none under 0.35, best $0.361/h, 3 % over;"
                        + " complete answer",
                "DIGEST§[TEST] DIGEST: 2 match now, best $0.289/h (limit $0.35) " + OFFER,
                "COUNT§[TEST] COUNT: 8 gpus match now (gpus >= 8)",
                "ABSENT§[TEST] ABSENT: nothing has matched for 6h",
                "DONE§[TEST] DONE: watch TEST is done after 1 alert",
                "TROUBLE§[vastwatch] TROUBLE: channel 'TEST' fails: HTTP 503",
                "RECOVERED§[vastwatch] RESOLVED: channel 'TEST' works again",
                "ALIVE§[vastwatch] alive: 10,080 polls, 4 alerts, 0 undelivered, worst gap 3 min, since 2026-11-16 12:00"
                        + " UTC"
            })
    void aTitleSaysWhatHappened(SampleAlert sampleAlert, String title) {
        assertThat(Title.of(sampleAlert.sample(NOON))).isEqualTo(title);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            NEW       | normal |   |      | 3 | moneybag                   | 3066993  | success | false
            URGENT    | urgent | 1 | high | 5 | rotating_light,moneybag    | 15844367 | success | false
            BETTER    | normal |   |      | 3 | chart_with_downwards_trend | 3066993  | success | false
            BACK      | normal |   |      | 3 | leftwards_arrow_with_hook  | 3066993  | success | false
            REMINDER  | normal |   |      | 3 | bell                       | 3447003  | info    | false
            WORSE     | low    | 5 | low  | 2 | chart_with_upwards_trend   | 15105570 | warning | true
            GONE      | low    | 5 | low  | 2 | wave                       | 9807270  | info    | true
            MIXED     | normal |   |      | 3 | moneybag                   | 3066993  | success | false
            LATE      | normal |   |      | 3 | moneybag                   | 3066993  | success | false
            BARE      | normal |   |      | 3 | moneybag                   | 3066993  | success | false
            STARTED   | low    | 5 | low  | 2 | eyes                       | 3447003  | info    | true
            DIGEST    | low    | 5 | low  | 2 | newspaper                  | 3447003  | info    | true
            COUNT     | normal |   |      | 3 | 1234                       | 3066993  | success | false
            ABSENT    | normal |   |      | 3 | mag                        | 15105570 | warning | false
            DONE      | normal |   |      | 3 | checkered_flag             | 3447003  | info    | false
            TROUBLE   | high   | 2 | high | 4 | warning                    | 15158332 | failure | false
            RECOVERED | low    | 5 | low  | 2 | white_check_mark           | 3066993  | success | true
            ALIVE     | low    | 5 | low  | 2 | green_heart                | 3447003  | info    | true
            """)
    void onEachChannelThePriorityTheColourAndTheTagFitWhatHappened(
            SampleAlert sampleAlert,
            String severity,
            String priority,
            String importance,
            int ntfy,
            String tags,
            int colour,
            String apprise,
            boolean isSilent)
            throws Exception {
        Alert alert = sampleAlert.sample(NOON);
        MimeMessage mail = mail(alert);

        assertThat(Webhook.Body.of(alert, 9).at("/data/severity").asText()).isEqualTo(severity);
        assertThat(Webhook.Body.of(alert, 9).at("/data/title").asText()).isEqualTo(Title.of(alert));
        assertThat(mail.getHeader("X-Priority", null)).isEqualTo(priority);
        assertThat(mail.getHeader("Importance", null)).isEqualTo(importance);
        assertThat(mail.getSubject()).isEqualTo(Title.of(alert));
        JsonNode push = push(alert, USUAL, USUAL_TAGS);
        assertThat(push.path("priority").asInt()).isEqualTo(ntfy);
        assertThat(push.path("tags").toString().replaceAll("[\\[\\]\"]", "")).isEqualTo(tags);
        assertThat(rendered(new Discord(SERVER), alert).path("embeds"))
                .allSatisfy(embed -> assertThat(embed.path("color").asInt()).isEqualTo(colour));
        assertThat(rendered(new Slack(SERVER), alert).at("/attachments/0/color").asText())
                .isEqualTo(String.format("#%06x", colour));
        assertThat(rendered(new Apprise(SERVER, ""), alert).path("type").asText())
                .isEqualTo(apprise);
        assertThat(rendered(new Telegram(SERVER, new Secret("1:a"), "42", Optional.empty()), alert)
                        .path("disable_notification")
                        .asBoolean())
                .isEqualTo(isSilent);
    }

    @Test
    void whatIsFarBetterThanTheThresholdIsHighOnlyWhereTheWatchDoesNotSayWhatIsUrgent() {
        assertThat(Severity.of(alert("0.32", Optional.empty()))).isEqualTo(Severity.HIGH);
        assertThat(Severity.of(alert("0.33", Optional.empty()))).isEqualTo(Severity.NORMAL);
        assertThat(Severity.of(alert("0.30", Optional.of("dph_total <= 0.25")))).isEqualTo(Severity.NORMAL);
        assertThat(Severity.of(alert("0.25", Optional.of("dph_total <= 0.25")))).isEqualTo(Severity.URGENT);
        assertThat(Severity.of(alert("0.39", Optional.of("reliability >= 0.99"))))
                .isEqualTo(Severity.URGENT);
    }

    @Test
    void aPriceReadsAlikeEverywhere() throws Exception {
        Alert alert = alert("0.30000000000000004", Optional.empty());

        for (HttpService httpService : List.of(
                new Telegram(SERVER, new Secret("1:a"), "42", Optional.empty()),
                new Ntfy(SERVER, new Secret("t"), Optional.empty(), USUAL, USUAL_TAGS),
                new Discord(SERVER),
                new Slack(SERVER),
                new Apprise(SERVER, ""))) {
            assertThat(httpService.render(alert, Template.BUILT_IN, NOON))
                    .contains("$0.30/h")
                    .doesNotContain("0000000");
        }
        assertThat(MailContent.of(alert, Template.BUILT_IN, NOON).html().orElseThrow())
                .contains("$0.30/h")
                .doesNotContain("0000000");
        assertThat(Title.of(alert)).contains("$0.30/h (limit $0.40)");
        TemplateText prices = new TemplateText(
                TemplateText.Part.TEXT, Escaping.NONE, "{{ offers[0].dph_total }} {{ offers[0].value }}");
        assertThat(new Template(List.of(prices), ZoneOffset.UTC)
                        .message(alert, NOON)
                        .sentences())
                .containsExactly("0.3 0.3");
    }

    @Test
    void aPriorityOrTagsByKindOfMessageReplaceTheBuiltInOnes() throws Exception {
        Ntfy.ByKind<Integer> priorities = new Ntfy.ByKind<>(Map.of("urgent", 4, "gone", 1));
        Ntfy.ByKind<List<String>> tags = new Ntfy.ByKind<>(Map.of("new", List.of("gpu", "vast")));

        assertThat(push(SampleAlert.URGENT.sample(NOON), priorities, tags)
                        .path("priority")
                        .asInt())
                .isEqualTo(4);
        assertThat(push(SampleAlert.GONE.sample(NOON), priorities, tags)
                        .path("priority")
                        .asInt())
                .isEqualTo(1);
        assertThat(push(SampleAlert.NEW.sample(NOON), priorities, tags)
                        .path("priority")
                        .asInt())
                .isEqualTo(3);
        assertThat(push(SampleAlert.NEW.sample(NOON), priorities, tags).path("tags"))
                .hasToString("[\"gpu\",\"vast\"]");
        JsonNode trouble = push(SampleAlert.TROUBLE.sample(NOON), Ntfy.ByKind.all(2), Ntfy.ByKind.all(List.of("x")));
        assertThat(trouble.path("priority").asInt()).isEqualTo(2);
        assertThat(trouble.path("tags")).hasToString("[\"x\"]");
    }

    @Test
    void aUserOfNtfyLogsInWithAPasswordAndNeitherIsEverShown() {
        Ntfy ntfy = new Ntfy(
                SERVER, new Secret("t"), Optional.of(new Ntfy.Login("me", new Secret("pässword"))), USUAL, USUAL_TAGS);

        assertThat(ntfy.headers("id", new byte[0], NOON)).containsEntry("authorization", "Basic bWU6cMOkc3N3b3Jk");
        assertThat(ntfy.secrets()).extracting(Secret::reveal).containsExactly("t", "pässword", "bWU6cMOkc3N3b3Jk");
        assertThat(ntfy.login().toString()).doesNotContain("pässword");
    }

    @Test
    void aMessageToATopicOfTelegramNamesTheTopic() throws Exception {
        Alert alert = SampleAlert.NEW.sample(NOON);

        assertThat(rendered(new Telegram(SERVER, new Secret("1:a"), "-100", Optional.of(17)), alert)
                        .path("message_thread_id"))
                .hasToString("17");
        assertThat(rendered(new Telegram(SERVER, new Secret("1:a"), "-100", Optional.empty()), alert)
                        .has("message_thread_id"))
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(SampleAlert.class)
    void aSampleDoesNotContradictItself(SampleAlert sampleAlert) {
        Alert alert = sampleAlert.sample(NOON);

        assertThat(alert.facts()).containsEntry("test", "true");
        assertThat(alert.matches()).allSatisfy(match -> {
            boolean isKnown = match.reason() != Reason.FIRST_SEEN;
            assertThat(match.previous().isPresent())
                    .as("only what was told before has a price of then")
                    .isEqualTo(isKnown
                            && (sampleAlert != SampleAlert.DIGEST
                                    || match.previous().isPresent()));
            assertThat(match.offer().number(io.github.vastwatch.offer.Field.DPH_TOTAL))
                    .contains(match.value().doubleValue());
            WatchTerms watchTerms = alert.terms().orElseThrow();
            assertThat(watchTerms.threshold().matches(match.value()))
                    .as("it matches unless it is worse")
                    .isEqualTo(match.reason() != Reason.OUTSIDE);
        });
    }

    private static Alert alert(String price, Optional<String> urgent) {
        Offer offer = offer(1, 1, Double.parseDouble(price), NOON);
        return Alert.matched(
                "a",
                "w",
                NOON,
                new WatchTerms(
                        Threshold.parse("dph_total <= 0.40"),
                        20,
                        Optional.empty(),
                        Optional.empty(),
                        Rent.DEFAULT,
                        5,
                        urgent.map(Threshold::parse)),
                List.of(new Match(
                        Reason.FIRST_SEEN, offer.key().orElseThrow(), offer, new BigDecimal(price), Optional.empty())),
                1);
    }

    private static JsonNode push(Alert alert, Ntfy.ByKind<Integer> priorities, Ntfy.ByKind<List<String>> tags)
            throws Exception {
        return rendered(new Ntfy(SERVER, new Secret("t"), Optional.empty(), priorities, tags), alert);
    }

    private static JsonNode rendered(HttpService httpService, Alert alert) throws Exception {
        return JSON.readTree(httpService.render(alert, Template.BUILT_IN, NOON));
    }

    private static MimeMessage mail(Alert alert) throws Exception {
        EmailSettings settings = new EmailSettings(
                List.of(EmailSettings.parseAddress("me@example.org")),
                false,
                EmailSettings.parseAddress("v@example.org"),
                "localhost",
                25,
                EmailSettings.Tls.NONE,
                Optional.empty(),
                "example.org",
                Optional.empty());
        try (Notifier notifier = new EmailNotifier.Target(settings).notifier("c", Template.BUILT_IN)) {
            String text = notifier.render(new Delivery("msg_1", "c", alert, NOON, 0, Optional.empty()), NOON)
                    .content()
                    .text();
            return new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }
}
