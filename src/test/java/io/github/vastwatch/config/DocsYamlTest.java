package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every YAML block of the README and the docs is a config, or a part of one. */
class DocsYamlTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "VAST_API_KEY", "key",
            "HOOK_SECRET", "whsec_aGVsbG8=",
            "SMTP_PASSWORD", "password",
            "TELEGRAM_TOKEN", "123456:token",
            "NTFY_TOPIC", "topic",
            "NTFY_PASSWORD", "password",
            "HEARTBEAT_URL", "https://heartbeat.example/id",
            "DISCORD_WEBHOOK", "https://discord.com/api/webhooks/1/path",
            "SLACK_WEBHOOK", "https://hooks.slack.com/services/path",
            "OAUTH_CLIENT_SECRET", "secret");
    private static final Pattern BLOCK = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    @Test
    void everyBlockIsRead() throws Exception {
        String secret = Files.writeString(folder.resolve("secret"), "secret").toString();
        List<Path> pages;
        try (Stream<Path> docs = Files.list(Path.of("docs"))) {
            pages = Stream.concat(Stream.of(Path.of("README.md")), docs)
                    .filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }

        int count = 0;
        for (Path page : pages) {
            for (MatchResult block :
                    BLOCK.matcher(Files.readString(page)).results().toList()) {
                String yaml =
                        completed(block.group(1)).replaceAll("/(?:etc|var/lib)/vastwatch/(?!state\\.)[a-z-]+", secret);
                Path file = Files.writeString(folder.resolve("vastwatch.yaml"), yaml);
                assertThatCode(() -> Config.read(file, ENVIRONMENT::get))
                        .as("%s:%n%s", page, yaml)
                        .doesNotThrowAnyException();
                count++;
            }
        }

        assertThat(count).isGreaterThan(10);
    }

    /** The block with what a config needs beside it: a channel that it notifies, a watch that its keys belong to. */
    private static String completed(String block) {
        if (!Pattern.compile("(?m)^(channels|watches|heartbeat|log|state):")
                .matcher(block)
                .find()) {
            return completed("watches:\n  - "
                    + (block.startsWith("name:")
                            ? ""
                            : "name: w\n    threshold: dph_total <= 1\n    notify: [me]\n    ")
                    + (block.startsWith("query:") || block.contains("\nquery:") ? "" : "query: num_gpus=1\n    ")
                    + block.strip().replace("\n", "\n    ") + "\n");
        }
        String complete = block;
        if (!complete.contains("channels:")) {
            complete += "channels:\n  me: {type: webhook, url: \"http://127.0.0.1:9/\"}\n";
        }
        if (!complete.contains("watches:")) {
            String channels = Pattern.compile("(?m)^ {2}([a-z]+):")
                    .matcher(complete.substring(complete.indexOf("channels:")))
                    .results()
                    .map(channel -> channel.group(1))
                    .collect(Collectors.joining(", "));
            complete += "watches:\n  - {name: w, query: num_gpus=1, threshold: dph_total <= 1, notify: [" + channels
                    + "]}\n";
        }
        return complete;
    }
}
