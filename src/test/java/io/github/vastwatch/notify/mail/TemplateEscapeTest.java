package io.github.vastwatch.notify.mail;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.notify.channel.Apprise;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Discord;
import io.github.vastwatch.notify.channel.HttpService;
import io.github.vastwatch.notify.channel.Notifier;
import io.github.vastwatch.notify.channel.Ntfy;
import io.github.vastwatch.notify.channel.Slack;
import io.github.vastwatch.notify.channel.Targets;
import io.github.vastwatch.notify.channel.Telegram;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.notify.message.AlertFixtures;
import io.github.vastwatch.notify.message.Message;
import io.github.vastwatch.notify.template.Escaping;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.notify.template.TemplateText;
import io.github.vastwatch.vast.Secret;
import jakarta.mail.internet.InternetAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

/** Names that try to be more than names, in the words of users' templates: each stays in its place. */
class TemplateEscapeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpUrl SERVER = HttpUrl.get("https://example.org/");
    private static final Instant SENT = NOON.plusSeconds(4);
    private static final Alert NASTY = AlertFixtures.nasty();
    private static final Template WORDS = new Template(
            List.of(
                    new TemplateText(
                            TemplateText.Part.SUBJECT, Escaping.NONE, "{{ offers[4].gpu_name }} {{ title }}\nBcc: x"),
                    new TemplateText(
                            TemplateText.Part.TEXT,
                            Escaping.NONE,
                            "{% for offer in offers %}{{ offer.gpu_name }} | {{ offer.cpu_name }} | {{ offer.headline }}\n"
                                    + "{% endfor %}")),
            ZoneOffset.UTC);

    @Test
    void telegramShowsNoMarkupButItsOwn() throws Exception {
        JsonNode body = rendered(new Telegram(SERVER, new Secret("123:secret"), "42", Optional.empty()));

        String text = body.path("text").asText();
        assertThat(text.replaceAll("</?b>", "")).doesNotContain("<", ">");
        assertThat(text).doesNotContain("@everyone", "://", "\u202e", "\r").hasSizeLessThanOrEqualTo(4096);
        assertThat(text.lines().count()).isEqualTo(6);
        assertThat(body.path("disable_notification").asBoolean()).isFalse();
    }

    @Test
    void discordCallsNobodyAndFormatsNothing() throws Exception {
        JsonNode body = rendered(new Discord(SERVER));

        assertThat(body.toString())
                .doesNotContain("@everyone", "[x](", "://evil")
                .doesNotContainPattern("<@[0-9&]");
        assertThat(body.path("embeds")).hasSize(1);
        assertThat(body.at("/embeds/0/description").asText())
                .contains("\\*b\\*")
                .doesNotContain("\u202e");
    }

    @Test
    void slackReadsPlainTextOnly() throws Exception {
        JsonNode body = rendered(new Slack(SERVER));

        assertThat(body.path("text").asText()).doesNotContain("<");
        body.findValuesAsText("type").forEach(type -> assertThat(type).isNotEqualTo("mrkdwn"));
        assertThat(body.path("blocks"))
                .allSatisfy(block -> assertThat(
                                block.at("/text/text").isTextual()
                                        ? block.at("/text/text").asText()
                                        : "a button")
                        .isNotEmpty());
    }

    @Test
    void ntfyAndAppriseKeepTheirLines() throws Exception {
        JsonNode push = rendered(new Ntfy(
                SERVER,
                new Secret("topic"),
                Optional.empty(),
                new Ntfy.ByKind<>(Map.of()),
                new Ntfy.ByKind<>(Map.of())));
        JsonNode rest = rendered(new Apprise(SERVER, ""));

        assertThat(push.path("message").asText().lines().count()).isEqualTo(5);
        assertThat(push.path("message").asText())
                .isEqualTo(rest.path("body").asText())
                .doesNotContain("\u202e", "\r");
        assertThat(push.path("title").asText())
                .startsWith("RTX Bcc: evil@example.org")
                .doesNotContain("\n", "\r");
        assertThat(push.path("tags").get(0).asText()).isEqualTo("moneybag");
    }

    @Test
    void aBodyStaysJsonAndAPageStaysAPage() throws Exception {
        Template body = template(
                TemplateText.Part.BODY,
                Escaping.JSON,
                "[{% for o in offers %}\"{{ o.gpu_name }}\", {{ o.gpu_name | json }}, {% endfor %}\"{{ text }}\"]");
        JsonNode names = JSON.readTree(new Webhook(SERVER, List.of(), 256_000).render(NASTY, body, SENT));
        String page = template(
                        TemplateText.Part.HTML,
                        Escaping.HTML,
                        "{% for o in offers %}<p>{{ o.gpu_name }}{{ o | json }}{% endfor %}")
                .render(TemplateText.Part.HTML, NASTY, Message.of(NASTY, SENT, ZoneOffset.UTC))
                .orElseThrow();

        assertThat(names).hasSize(11);
        assertThat(names.get(0)).isEqualTo(names.get(1));
        assertThat(page.replace("<p>", "")).doesNotContain("<", ">").contains("&lt;b onclick=a()&gt;");
    }

    @Test
    void aSubjectCannotBecomeAHeaderAndAPlainMailHasNoPage() throws Exception {
        EmailSettings settings = new EmailSettings(
                List.of(new InternetAddress("me@example.org")),
                false,
                new InternetAddress("v@example.org"),
                "127.0.0.1",
                25,
                EmailSettings.Tls.NONE,
                Optional.empty(),
                "example.org",
                Optional.empty());
        Delivery delivery = new Delivery("msg_1", "me", NASTY, NOON, 0, Optional.empty());
        try (Notifier notifier =
                new Channel("me", Channel.Limits.DEFAULT, new EmailNotifier.Target(settings), WORDS).notifier()) {
            String mail = notifier.render(delivery, SENT).content().text();

            assertThat(mail.substring(0, mail.indexOf("\r\n\r\n"))).doesNotContainPattern("(?m)^Bcc:");
            assertThat(mail).contains("text/plain").doesNotContain("text/html");
        }
    }

    @Test
    void whatFailsForOneAlertIsReportedInTheBuiltInWords() {
        Template odd = template(TemplateText.Part.BODY, Escaping.JSON, "{\"third\": \"{{ offers[2].headline }}\"}");
        Webhook webhook = new Webhook(SERVER, List.of(), 256_000);
        try (Notifier notifier = new Channel("hook", Channel.Limits.DEFAULT, Targets.plain(webhook), odd).notifier()) {
            Notifier.Rendering three = notifier.render(delivery(AlertFixtures.of(3)), SENT);
            Notifier.Rendering one = notifier.render(delivery(AlertFixtures.of(1)), SENT);

            assertThat(three.failure()).isEmpty();
            assertThat(three.content().text()).startsWith("{\"third\": \"$0.291/h");
            assertThat(one.failure()).contains("a list of 1 has no '2'");
            assertThat(one.content().text()).isEqualTo(webhook.render(AlertFixtures.of(1), Template.BUILT_IN, SENT));
        }
    }

    private static Delivery delivery(Alert alert) {
        return new Delivery("msg_1", "hook", alert, NOON, 0, Optional.empty());
    }

    private static Template template(TemplateText.Part part, Escaping escaping, String source) {
        return new Template(List.of(new TemplateText(part, escaping, source)), ZoneOffset.UTC);
    }

    private static JsonNode rendered(HttpService httpService) throws Exception {
        return JSON.readTree(httpService.render(NASTY, WORDS, SENT));
    }
}
