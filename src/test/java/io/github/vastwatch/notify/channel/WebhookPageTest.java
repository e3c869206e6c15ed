package io.github.vastwatch.notify.channel;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.alert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.vast.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The receivers of the page accept what we send, and nothing else. */
class WebhookPageTest {
    private static final String OLD = "whsec_aGVsbG8=";

    @TempDir
    Path folder;

    @Test
    void theReceiverInPython() throws Exception {
        accepts("python3", "python", """

                import json, sys
                headers = json.load(open(sys.argv[1]))
                body = open(sys.argv[2], "rb").read()
                print(verify(sys.argv[3], headers, body), verify(sys.argv[3], headers, body + b" "))
                """, "True False\n");
    }

    @Test
    void theReceiverInJavaScript() throws Exception {
        accepts("node", "javascript", """

                const fs = require("fs");
                const [headers, body] = [JSON.parse(fs.readFileSync(process.argv[2])), fs.readFileSync(process.argv[3])];
                const more = Buffer.concat([body, Buffer.from(" ")]);
                console.log(verify(process.argv[4], headers, body), verify(process.argv[4], headers, more));
                """, "true false\n");
    }

    private void accepts(String program, String language, String use, String expected) throws Exception {
        assumeTrue(isInstalled(program), program + " is not installed");
        Matcher block = Pattern.compile("```" + language + "\\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs", "webhook.md")));
        assertThat(block.find()).isTrue();
        Path script = Files.writeString(folder.resolve("receiver.txt"), block.group(1) + use);
        Webhook webhook = new Webhook(
                HttpUrl.get("https://example.org/"),
                List.of(new Secret("whsec_d29ybGQ="), new Secret(OLD)),
                Webhook.DEFAULT_MAX_BODY);
        byte[] body = webhook.render(alert("1"), Template.BUILT_IN, NOON).getBytes(StandardCharsets.UTF_8);
        Instant now = Clock.systemUTC().instant();
        Map<String, String> headers = webhook.headers("msg_1", body, now);

        Process process = new ProcessBuilder(
                        program,
                        script.toString(),
                        Files.writeString(folder.resolve("headers"), new ObjectMapper().writeValueAsString(headers))
                                .toString(),
                        Files.write(folder.resolve("body"), body).toString(),
                        OLD)
                .redirectErrorStream(true)
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(expected);
    }

    private static boolean isInstalled(String program) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(program, "--version").start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
