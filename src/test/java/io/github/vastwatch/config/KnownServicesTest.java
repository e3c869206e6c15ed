package io.github.vastwatch.config;

import static io.github.vastwatch.config.Read.channel;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** URLs of services that do not take what a channel of another type sends. */
class KnownServicesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://discord.com/api/webhooks/1/abc             | Discord          | write type: discord
            https://ptb.discord.com/api/v10/webhooks/1/abc     | Discord          | write type: discord
            https://discordapp.com/api/webhooks/1/abc/slack    | Discord          | write type: discord
            https://hooks.slack.com/services/T0/B0/abc         | Slack            | write type: slack
            https://api.telegram.org/bot1:abc/sendMessage      | Telegram         | write type: telegram, with token: and chat_id:
            http://apprise.example.org:8000/notify/key         | an Apprise server | write type: apprise
            https://chat.googleapis.com/v1/spaces/x/messages   | Google Chat      | write a template with the body that it takes; docs/templates.md says how
            https://example.webhook.office.com/webhookb2/x     | Microsoft Teams  | write a template with the body that it takes; docs/templates.md says how
            """)
    void aWebhookToAChatServiceIsRefusedWithTheTypeToWrite(String url, String label, String advice) {
        assertThat(Read.in(folder).problems(channel("{type: webhook, url: \"" + url + "\"}")))
                .containsExactly(
                        "2:31: this is " + label + ", which refuses what a channel of type webhook sends / " + advice);
    }

    /** With a body of one's own the service gets what it takes. */
    @Test
    void aWebhookWithABodyOfItsOwnMayGoToAChatService() throws Exception {
        assertThat(Read.in(folder)
                        .doubts(channel("{type: webhook, url: \"https://discord.com/api/webhooks/1/abc\","
                                + " template: {body: '{\"content\": \"{{title}}\"}'}}")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            https://ntfy.sh/mine        | 2:31: this is ntfy, which shows the JSON as it is / write type: ntfy, with topic:
            https://hc-ping.com/1-2     | 2:31: this is a dead man's switch, which a channel calls for each alert, not while all is well / write it below heartbeat: at the top
            """)
    void aWebhookToAServiceThatTakesAnythingIsDoubted(String url, String doubt) throws Exception {
        assertThat(Read.in(folder).doubts(channel("{type: webhook, url: \"" + url + "\"}")))
                .containsExactly(doubt);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            type: slack, url: "https://discord.com/api/webhooks/1/abc/slack" | this is Discord, which refuses what a channel of type slack sends / write type: discord
            type: discord, url: "https://hooks.slack.com/services/T/B/x"     | this is Slack, which refuses what a channel of type discord sends / write type: slack
            type: discord, url: "https://discord.com/api/webhooks/1/a/slack" | the URL ends in /slack, where Discord takes messages of another form / remove /slack from its end
            type: discord, url: "https://discord.com/api/webhooks/1/a/github" | the URL ends in /github, where Discord takes messages of another form / remove /github from its end
            type: discord, url: "https://discord.com/channels/1/2"           | not a Discord webhook URL / copy it from the channel's settings: Integrations, Webhooks
            type: ntfy, topic: mine, url: "https://ntfy.sh/mine"             | the URL must contain only the server / write url: https://ntfy.sh, with topic:
            type: telegram, token: "1:a", chat_id: 5, url: "https://api.telegram.org/bot1:a/" | the URL must contain only the server / write url: https://api.telegram.org, with token: and chat_id:
            """)
    void aChannelTakesTheUrlsOfItsOwnService(String keys, String problem) {
        assertThat(Read.in(folder).problems(channel("{" + keys + "}")))
                .singleElement()
                .asString()
                .endsWith(": " + problem);
    }

    @Test
    void aHeartbeatGoesToNoChatService() {
        assertThat(Read.in(folder)
                        .problems(
                                "heartbeat: {url: \"https://discord.com/api/webhooks/1/abc\"}\n" + channel(Read.HOOK)))
                .containsExactly(
                        "1:19: this is Discord, which does not take heartbeats / write the address that a dead man's"
                                + " switch names, as https://hc-ping.com/ID");
    }

    @Test
    void aServerOfOnesOwnIsTakenAsItIs() throws Exception {
        assertThat(Read.in(folder).doubts(channel("{type: discord, url: \"https://proxy.mine.net/discord/1\"}")))
                .isEmpty();
        assertThat(Read.in(folder).doubts(channel("{type: ntfy, topic: t, url: \"https://mine.net/ntfy\"}")))
                .isEmpty();
    }
}
