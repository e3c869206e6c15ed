package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChannelsPageTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "SMTP_PASSWORD", "p4ssw0rd",
            "HOOK_SECRET", "whsec_aGVsbG8=",
            "TELEGRAM_TOKEN", "123456:secret-token",
            "NTFY_TOPIC", "secret-topic",
            "NTFY_PASSWORD", "secret-password",
            "DISCORD_WEBHOOK", "https://discord.com/api/webhooks/1/secret-path",
            "OAUTH_CLIENT_SECRET", "secret-of-the-application",
            "SLACK_WEBHOOK", "https://hooks.slack.com/services/secret-path");

    @TempDir
    Path folder;

    @Test
    void everyTypeHasAnExampleThatIsReadAndShowsNoSecret() throws Exception {
        Matcher blocks = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs", "channels.md")));
        Path refreshToken = Files.writeString(folder.resolve("refresh"), "secret-token");
        Set<String> types = new TreeSet<>();
        while (blocks.find()) {
            Path file = Files.writeString(
                    folder.resolve("page.yaml"),
                    blocks.group(1).replace("/var/lib/vastwatch/refresh-token", refreshToken.toString())
                            + """
                    watches:
                      - {name: w, query: num_gpus=1, threshold: dph_total <= 1, notify: [NAMES]}
                    """.replace(
                                            "NAMES",
                                            Pattern.compile("(?m)^  ([a-z]+):")
                                                    .matcher(blocks.group(1))
                                                    .results()
                                                    .map(match -> match.group(1))
                                                    .collect(Collectors.joining(", "))));
            Config config = Config.read(file, ENVIRONMENT::get);
            Matcher type = Pattern.compile("type: ([a-z]+)").matcher(blocks.group(1));
            while (type.find()) {
                types.add(type.group(1));
            }
            assertThat(config.effectiveConfig().yaml() + config.channels())
                    .doesNotContain("secret-")
                    .doesNotContain("p4ssw0rd")
                    .doesNotContain("whsec_");
        }

        assertThat(types)
                .containsExactlyInAnyOrderElementsOf(
                        Channels.TYPES.stream().map(ChannelType::name).toList());
    }
}
