package io.github.vastwatch.notify.mail;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.channel.Apprise;
import io.github.vastwatch.notify.channel.Discord;
import io.github.vastwatch.notify.channel.HttpService;
import io.github.vastwatch.notify.channel.Ntfy;
import io.github.vastwatch.notify.channel.Slack;
import io.github.vastwatch.notify.channel.Telegram;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.notify.message.AlertFixtures;
import io.github.vastwatch.notify.message.Title;
import io.github.vastwatch.notify.template.Escaping;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.notify.template.TemplateText;
import io.github.vastwatch.vast.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What each format says of one, of five and of 200 offers, and of names that try to be more than names. {@code
 * -Dgolden=write} writes what is said now; look at what has changed before you commit it.
 */
class GoldenMessageTest {
    private static final Path FOLDER = Path.of("src", "test", "resources", "golden-messages");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpUrl SERVER = HttpUrl.get("https://example.org/");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant SENT = NOON.plusSeconds(4);

    /** In a user's words, of every part that there is. */
    private static final Template OWN = new Template(
            List.of(
                    new TemplateText(
                            TemplateText.Part.SUBJECT,
                            Escaping.NONE,
                            "{{ matching }} for {{ watch }}: {{ offers[0].gpu_name }}"),
                    new TemplateText(
                            TemplateText.Part.TEXT,
                            Escaping.NONE,
                            "{% for o in offers %}{{ loop.index + 1 }}. {{ o.gpu_name }}, {{ o.dph_total | money }}/h\n"
                                    + "   {{ o.cpu_name }}\n{% endfor %}"),
                    new TemplateText(
                            TemplateText.Part.BODY,
                            Escaping.JSON,
                            "{\"t\": \"{{ title }}\", \"o\": [{% for o in offers %}\"{{ o.gpu_name }}\""
                                    + "{% if not loop.last %}, {% endif %}{% endfor %}]}")),
            ZoneOffset.UTC);

    @TestFactory
    Stream<DynamicTest> saysWhatItSaid() {
        Map<String, Alert> alerts = new LinkedHashMap<>();
        alerts.put("1", AlertFixtures.of(1));
        alerts.put("5", AlertFixtures.of(5));
        alerts.put("200", AlertFixtures.of(200));
        alerts.put("nasty", AlertFixtures.nasty());
        alerts.put("alive", AlertFixtures.alive());
        return alerts.entrySet().stream().flatMap(each -> {
            Map<String, HttpService> formats = new LinkedHashMap<>();
            // What the standard advises.
            formats.put("webhook", new Webhook(SERVER, List.of(), 20_000));
            formats.put("telegram", new Telegram(SERVER, new Secret("123:secret"), "42", Optional.empty()));
            formats.put(
                    "ntfy",
                    new Ntfy(
                            SERVER,
                            new Secret("topic"),
                            Optional.empty(),
                            new Ntfy.ByKind<>(Map.of()),
                            new Ntfy.ByKind<>(Map.of())));
            formats.put("discord", new Discord(SERVER));
            formats.put("slack", new Slack(SERVER));
            formats.put("apprise", new Apprise(SERVER, "phone"));
            Stream<DynamicTest> own = !each.getKey().equals("nasty")
                    ? Stream.empty()
                    : formats.entrySet().stream()
                            .map(format -> golden(
                                    "template-" + format.getKey() + ".json",
                                    () -> pretty(format.getValue().render(each.getValue(), OWN, SENT))));
            return Stream.concat(
                    Stream.concat(
                            own,
                            formats.entrySet().stream()
                                    .map(format -> golden(
                                            format.getKey() + "-" + each.getKey() + ".json",
                                            () -> pretty(format.getValue()
                                                    .render(each.getValue(), Template.BUILT_IN, SENT))))),
                    Stream.of(
                            golden(
                                    "email-" + each.getKey() + ".txt",
                                    () -> Title.of(each.getValue()) + "\n\n"
                                            + MailContent.text(each.getValue(), SENT, BERLIN)),
                            golden(
                                    "email-" + each.getKey() + ".html",
                                    () -> MailContent.of(each.getValue(), new Template(List.of(), BERLIN), SENT)
                                            .html()
                                            .orElseThrow())));
        });
    }

    private interface Saying {
        String said() throws IOException;
    }

    private static DynamicTest golden(String name, Saying saying) {
        return DynamicTest.dynamicTest(name, () -> {
            Path golden = FOLDER.resolve(name);
            if ("write".equals(System.getProperty("golden"))) {
                Files.createDirectories(FOLDER);
                Files.writeString(golden, saying.said());
            }
            assertThat(saying.said()).isEqualTo(Files.readString(golden));
        });
    }

    private static String pretty(String json) throws IOException {
        return JSON.readTree(json).toPrettyString().replace(System.lineSeparator(), "\n") + "\n";
    }
}
