package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.vastwatch.simulate.FaultyMarket;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.Receivers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret in every place that takes one, and a walk past everything that the program shows. */
class SecretIT {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    /** So that it is found in any guise: as it is, and in base64. */
    private static final String MARK = "PLANTED";

    private static final String KEY = "key-" + MARK + "-1";
    private static final String PASSWORD = "password-" + MARK + "-2";
    private static final String TOKEN = "token-" + MARK + "-3";
    /** Base64 of {@code PLANTED-secret-of-a-webhook-4}. */
    private static final String TELEGRAM = "123456789:" + MARK + "AAbbccddeeffgghhiijjkkllmmnnoo";

    private static final String TOPIC = "topic-" + MARK + "-5";
    private static final String SWITCH = "switch-" + MARK + "-7";
    private static final String HEADER = "header-" + MARK + "-6";

    private static final String PROXY = "proxy-" + MARK + "-8";
    private static final String LOGIN = "login-" + MARK + "-9";
    private static final String ACCESS = "access-" + MARK + "-11";
    private static final String REFRESH = "refresh-" + MARK + "-12";
    private static final String CLIENT = "client-" + MARK + "-10";

    private static final String SECRET = "whsec_UExBTlRFRC1zZWNyZXQtb2YtYS13ZWJob29rLTQ=";

    @TempDir
    Path folder;

    private final Map<String, String> shown = new LinkedHashMap<>();

    @Test
    void noSecretIsShownAnywhere() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (FaultyMarket server = FaultyMarket.start(Market.generated(3, 300, NOON, 0), () -> NOON);
                Receivers receivers = Receivers.start()) {
            // Now and then the market refuses the key, and says which one it means.
            server.faults(() -> asked.getAndIncrement() % 4 == 3
                    ? Optional.of(new FaultyMarket.Fault(401, "application/json", "{\"msg\": \"bad key " + KEY + "\"}"))
                    : Optional.empty());
            // The receiver refuses, so that a failure has to be told.
            receivers.answer(() -> 500);
            Path config = Files.writeString(folder.resolve("vastwatch.yaml"), yaml(server, receivers));

            daemon(config, receivers);
            for (String command : List.of(
                    "check",
                    "check --print",
                    "check --format json",
                    "check --online",
                    "check --online --format json",
                    "schema",
                    "status",
                    "status --format json",
                    "pause w",
                    "resume w",
                    "notify test",
                    "outbox list",
                    "outbox list --format json",
                    "reload",
                    "rehearse w",
                    "rehearse w --format json",
                    "search w",
                    "search w --format json",
                    "explain w",
                    "once",
                    "once --dry-run",
                    "query gpu_name=RTX_4090 --request",
                    "rent-command on-demand/1/1/X")) {
                command(config, command);
            }
            Matcher ids = Pattern.compile("msg_[0-9a-f-]{36}").matcher(shown.get("outbox list --format json") + "");
            for (int i = 0; ids.find() && i < 20; i++) {
                command(config, "outbox show " + ids.group());
            }
            mistakes(config);
            // Its owner alone may read it, and the bodies that wait in it are as they will be sent: ntfy's name the
            // topic.
            shown.put(
                    "the state",
                    Files.readString(folder.resolve("state.db"), StandardCharsets.ISO_8859_1)
                            .replace(TOPIC, ""));
        }

        assertThat(shown).hasSizeGreaterThan(30);
        // What is planted was read: these say so.
        assertThat(shown.get("check --print")).contains("***");
        assertThat(shown.get("log")).contains("deferred").contains("refuses the API key");
        shown.forEach((where, text) -> assertThat(text)
                .as(where)
                .doesNotContainIgnoringCase(MARK)
                .doesNotContain(SECRET)
                .doesNotContain("UExBTlRFRC"));
    }

    /** Each secret where it is wrong, so that the value or its line would be quoted. */
    private void mistakes(Path config) throws Exception {
        String good = Files.readString(config);
        Map<String, String> edits = new LinkedHashMap<>();
        for (String key : List.of("api_key", "password", "secret", "url", "client_secret", "refresh_token")) {
            edits.put(key + " misspelt", key.substring(0, key.length() - 1) + "x");
            edits.put(key + " unknown", "q" + key + "zzzz");
        }
        for (Map.Entry<String, String> edit : edits.entrySet()) {
            String key = edit.getKey().substring(0, edit.getKey().indexOf(' '));
            Path bad = Files.writeString(
                    folder.resolve("bad.yaml"),
                    good.replaceAll("(?m)^(\\s*)" + key + ":", "$1" + edit.getValue() + ":"));
            command(bad, "check", edit.getKey());
        }
        for (String replacement : List.of("[%s]", "{a: %s}", "%s\"", "'%s", "\t%s", "*%s", "${%s}", "%s # ${")) {
            String text = good;
            for (String secret : List.of(
                    KEY, PASSWORD, SECRET, TOKEN, TELEGRAM, TOPIC, HEADER, SWITCH, PROXY, LOGIN, REFRESH, CLIENT)) {
                text = text.replaceFirst(
                        "(?m): \"?([^\"\\n]*" + secret + "[^\"\\n]*)\"?$",
                        ": "
                                + replacement
                                        .formatted("\\$1")
                                        .replace("${", "\\${")
                                        .replace("\\$1", "$1"));
            }
            Path bad = Files.writeString(folder.resolve("bad.yaml"), text);
            command(bad, "check", "as " + replacement);
        }
    }

    private void command(Path config, String command) {
        command(config, command, command);
    }

    private void command(Path config, String command, String name) {
        StringWriter all = new StringWriter();
        String[] arguments = (command + " -c " + config).split(" ");
        int exit = Cli.run(new PrintWriter(all, true), new PrintWriter(all, true), arguments);
        shown.put(name, all + "\nexit " + exit);
    }

    private void daemon(Path config, Receivers receivers) throws Exception {
        Process daemon = Jar.run(config, folder.resolve("log"), Map.of("SMTP_PASSWORD", PASSWORD));
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Files.readString(folder.resolve("log")).contains("refuses the API key")
                            && !receivers.hooks().isEmpty());
            shown.put(
                    "process list",
                    Files.readString(Path.of("/proc", String.valueOf(daemon.pid()), "cmdline"))
                            + daemon.info().commandLine().orElse(""));
            command(config, "status", "status of a running daemon");
            command(config, "reload", "reload of a running daemon");
        } finally {
            daemon.destroy();
            daemon.waitFor(10, TimeUnit.SECONDS);
            daemon.destroyForcibly();
        }
        shown.put("log", Files.readString(folder.resolve("log")));
    }

    private String yaml(FaultyMarket server, Receivers receivers) throws Exception {
        Path file = Files.writeString(folder.resolve("password"), PASSWORD);
        Path access = Files.writeString(folder.resolve("access"), ACCESS);
        return """
                vast:
                  api_key: %s
                  url: "%s"
                  requests_per_minute: 600
                state: file:%s/state.db
                heartbeat:
                  url: "%s"
                  every: 10s
                  proxy: "http://bob:%s@127.0.0.1:9"
                channels:
                  hook:
                    type: webhook
                    url: "%s?token=%s"
                    proxy: "off"
                    secret: %s
                  bot:
                    type: telegram
                    url: "%s"
                    token: "%s"
                    chat_id: "1"
                  push:
                    type: ntfy
                    url: "%s"
                    topic: "%s"
                    token: "%s"
                  team:
                    type: discord
                    url: "%s/%s"
                    headers: {authorization: "Bearer %s"}
                  login:
                    type: apprise
                    url: "%s"
                  proxied:
                    type: slack
                    url: "%s"
                    proxy: "http://bob:%s@127.0.0.1:9"
                  mail:
                    type: email
                    to: [me@example.org]
                    from: vastwatch@example.org
                    smtp:
                      host: 127.0.0.1
                      port: %d
                      tls: none
                      user: me
                      password: ${SMTP_PASSWORD:-%s}
                  other:
                    type: email
                    to: [me@example.org]
                    from: vastwatch@example.org
                    smtp:
                      host: 127.0.0.1
                      port: 9
                      tls: none
                      user: me
                      password_file: %s
                  program:
                    type: email
                    to: [me@example.org]
                    from: vastwatch@example.org
                    smtp:
                      host: 127.0.0.1
                      port: %d
                      tls: none
                      user: me
                      token_command: [cat, %s]
                  provider:
                    type: email
                    to: [me@example.org]
                    from: vastwatch@example.org
                    smtp:
                      host: 127.0.0.1
                      port: 9
                      tls: none
                      user: me
                      oauth:
                        token_url: "http://127.0.0.1:9/token"
                        client_id: app
                        client_secret: "%s"
                        refresh_token: "%s"
                watches:
                  - name: w
                    query: gpu_name=RTX_4090
                    threshold: dph_total <= 0.50
                    every: 1s
                    notify: [hook, mail, other, program, provider, bot, push, team, login, proxied]
                """.formatted(
                        KEY,
                        server.url(),
                        folder,
                        // Refused at once, so that it has to be told.
                        "http://127.0.0.1:9/" + SWITCH,
                        PROXY,
                        receivers.hookUrl(),
                        TOKEN,
                        SECRET,
                        receivers.hookUrl(),
                        TELEGRAM,
                        receivers.hookUrl(),
                        TOPIC,
                        TOKEN,
                        receivers.hookUrl(),
                        TOKEN,
                        HEADER,
                        receivers.hookUrl().replace("://", "://bob:" + LOGIN + "@"),
                        receivers.hookUrl(),
                        PROXY,
                        receivers.smtpPort(),
                        PASSWORD,
                        file,
                        receivers.smtpPort(),
                        access,
                        CLIENT,
                        REFRESH);
    }
}
