package io.github.vastwatch.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.notify.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
    private static final Map<String, String> ENVIRONMENT =
            Map.of("VAST_API_KEY", "top-secret", "HOOK_SECRET", "whsec_aGVsbG8=", "SMTP_PASSWORD", "pw");

    @TempDir
    Path folder;

    @Test
    void theExampleIsRead() throws Exception {
        Config config = read(Files.readString(Path.of("config", "vastwatch.yaml")));

        assertThat(config.watches()).extracting(watch -> watch.name()).containsExactly("cheap-4090", "best-value");
    }

    @Test
    void everyKeyThatTheExampleLeavesOutIsReadToo() throws Exception {
        String example = Files.readString(Path.of("config", "vastwatch.yaml"));
        String all = example.replaceAll("(?m)^( *)# (api_key|user|password_file|secret|timezone|until): ", "$1$2: ")
                .replaceAll("/etc/vastwatch/smtp +#.*", secretFile().toString())
                .replaceAll("(?m)(secret: \\$\\{HOOK_SECRET}) +#.*", "$1");

        Config config = read(all);

        assertThat(config.vast().apiKey().orElseThrow().reveal()).isEqualTo("top-secret");
        assertThat(config.watches().get(0).until()).contains(Instant.parse("2026-12-31T23:00:00Z"));
        assertThat(config.channels().get("hook"))
                .extracting(channel -> ((Channel.Webhook) channel)
                        .settings()
                        .secret()
                        .orElseThrow()
                        .reveal())
                .isEqualTo("whsec_aGVsbG8=");
    }

    @Test
    void everyYamlBlockOfTheReadmeIsRead() throws Exception {
        Matcher blocks =
                Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("README.md")));

        int count = 0;
        for (; blocks.find(); count++) {
            read(blocks.group(1));
        }

        assertThat(count).isPositive();
    }

    @Test
    void scalarsMeanWhatTheyLookLike() throws Exception {
        Config config = read("""
                state: memory
                channels: {no: {type: webhook, url: "http://127.0.0.1:9/"}}
                watches:
                  - name: 0123
                    enabled: off
                    query: geolocation notin [NO] num_gpus=1
                    threshold: dph_total <= 0.40
                    notify: no
                """);

        assertThat(config.watches().get(0).name()).isEqualTo("0123");
        assertThat(config.watches().get(0).enabled()).isFalse();
        assertThat(config.watches().get(0).channels()).isEqualTo(List.of("no"));
        assertThat(config.watches().get(0).query().toString()).contains("geolocation notin [NO]");
    }

    @Test
    void noSecretIsEverPrinted() throws Exception {
        Config config = read(Files.readString(Path.of("config", "vastwatch.yaml"))
                .replace("# api_key: $", "api_key: $")
                .replace("https://example.org/hook", "https://example.org/token-in-the-path"));

        assertThat(config.toString()).doesNotContain("top-secret").doesNotContain("token-in-the-path");
    }

    private Path secretFile() throws IOException {
        return Files.writeString(folder.resolve("smtp"), "pw\n");
    }

    private Config read(String yaml) throws Exception {
        Path file = folder.resolve("vastwatch.yaml");
        Files.writeString(
                file,
                yaml.replace("file:/var/lib/vastwatch", "file:" + folder)
                        .replace("/etc/vastwatch/smtp", secretFile().toString()));
        return Config.read(file, ENVIRONMENT::get);
    }
}
