package io.github.vastwatch.config;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.message.SampleAlert;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the page about templates, as they are rendered. */
class TemplatesPageTest {
    @TempDir
    Path folder;

    @Test
    void everyExampleSaysSomethingOnEveryOccasion() throws Exception {
        Map<String, Channel> channels = channels();

        assertThat(channels).containsOnlyKeys("me", "bot", "chat", "line");
        assertThat(channels.values())
                .allSatisfy(channel -> assertThat(SampleAlert.values())
                        .allSatisfy(sampleAlert ->
                                assertThat(said(channel, sampleAlert)).isNotBlank()));
    }

    @Test
    void theExamplesSayWhatTheyAreMeantTo() throws Exception {
        Map<String, Channel> channels = channels();

        assertThat(said(Objects.requireNonNull(channels.get("me")), SampleAlert.NEW))
                .isEqualTo("""
                Subject: [TEST] NEW: $0.289/h (limit $0.35) 1× RTX 4090, Sweden, reliability 0.995

                1x RTX 4090 for $0.289/h in Sweden, SE
                24.6 GB, another 21 days, seen 13:00
                vastai create instance 1 --image pytorch/pytorch:latest --disk 20 --ssh --direct
                alert test-1795435200
                """);
        assertThat(said(Objects.requireNonNull(channels.get("me")), SampleAlert.TROUBLE))
                .endsWith("""
                channel 'TEST' fails: HTTP 503

                vastwatch, alert test-1795435200
                alert test-1795435200
                """);
        assertThat(said(Objects.requireNonNull(channels.get("bot")), SampleAlert.BETTER))
                .contains(
                        "\"text\":\"<b>[TEST] ▼ 12 %: $0.289/h (was $0.328) 1× RTX 4090, Sweden, reliability 0.995</b>\\n"
                                + "▼ 12 %: $0.289/h (was $0.328) 1× RTX 4090, Sweden, reliability 0.995\"")
                .contains("\"disable_notification\":false");
        assertThat(said(Objects.requireNonNull(channels.get("chat")), SampleAlert.NEW))
                .contains("\"fields\": [\n  {\"gpu\": \"RTX 4090\", \"price\": 0.289}]}");
        assertThat(said(Objects.requireNonNull(channels.get("line")), SampleAlert.DONE))
                .isEqualTo("watch.done [TEST] DONE: watch TEST is done after 1 alert");
    }

    private static String said(Channel channel, SampleAlert sampleAlert) {
        Channel.Preview preview = Channel.Preview.of(channel, sampleAlert.sample(NOON), NOON.plusSeconds(4));
        assertThat(preview.failure()).isEmpty();
        return preview.text();
    }

    private Map<String, Channel> channels() throws Exception {
        Matcher blocks = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs", "templates.md")));
        Map<String, Channel> channels = new LinkedHashMap<>();
        while (blocks.find()) {
            Path file = Files.writeString(
                    folder.resolve("page.yaml"),
                    blocks.group(1)
                            + "watches:\n  - {name: w, query: num_gpus=1, threshold: dph_total <= 1, notify: "
                            + (blocks.group(1).contains("  me:") ? "me" : "[bot, chat, line]") + "}\n");
            channels.putAll(
                    Config.read(file, Map.of("TELEGRAM_TOKEN", "123:abc")::get).channels());
        }
        return channels;
    }
}
