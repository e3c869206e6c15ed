package io.github.vastwatch.notify.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;

/** Telegram, ntfy, Discord, Slack and Apprise as far as their published limits and their words for what breaks them go. */
final class FakeServices extends Dispatcher {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern TAG = Pattern.compile("<(/?)([^>]*)>");

    /** Whether each asks to come back later. */
    volatile boolean areBusy;

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        String path = request.getTarget();
        try {
            JsonNode body = JSON.readTree(request.getBody().utf8());
            return path.startsWith("/bot")
                    ? telegram(body)
                    : switch (path) {
                        case "/" -> ntfy(body);
                        case "/discord" -> discord(body);
                        case "/slack" -> slack(body);
                        case "/notify/key" -> apprise(body);
                        default -> answer(404, "");
                    };
        } catch (JsonProcessingException e) {
            return answer(400, "no JSON");
        }
    }

    /** https://core.telegram.org/bots/api#sendmessage and #html-style. */
    private MockResponse telegram(JsonNode body) {
        if (areBusy) {
            return answer(429, """
                    {"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7",\
                    "parameters":{"retry_after":7}}""");
        }
        String text = body.path("text").asText();
        Matcher tags = TAG.matcher(text);
        String open = "";
        while (tags.find()) {
            if (!Set.of("b", "i", "code").contains(tags.group(2))
                    || open.isEmpty() == tags.group(1).equals("/")) {
                return refusedByTelegram("can't parse entities: Unsupported start tag");
            }
            open = tags.group(1).isEmpty() ? tags.group(2) : "";
        }
        String shown = TAG.matcher(text).replaceAll("");
        if (shown.contains("<") || shown.contains(">") || !open.isEmpty()) {
            return refusedByTelegram("can't parse entities");
        }
        if (shown.isBlank()) {
            return refusedByTelegram("message text is empty");
        }
        return shown.length() > 4096 ? refusedByTelegram("message is too long") : answer(200, "{\"ok\":true}");
    }

    private static MockResponse refusedByTelegram(String why) {
        return answer(400, "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: " + why + "\"}");
    }

    /** https://docs.ntfy.sh/publish/#limitations; attachments are off, so that what is too long is refused. */
    private MockResponse ntfy(JsonNode body) {
        if (areBusy) {
            return answer(429, """
                    {"code":42901,"http":429,"error":"limit reached: too many requests"}""");
        }
        int length = body.path("message").asText().getBytes(StandardCharsets.UTF_8).length;
        if (length > 4096) {
            return answer(413, """
                    {"code":41301,"http":413,"error":"attachment too large, or bandwidth limit reached"}""");
        }
        boolean isRight = body.path("topic").asText().matches("[-_A-Za-z0-9]{1,64}")
                && body.path("actions").size() <= 3
                && body.path("priority").asInt() >= 1
                && body.path("priority").asInt() <= 5;
        return isRight
                ? answer(200, "{\"id\":\"x\"}")
                : answer(400, "{\"code\":40018,\"http\":400,\"error\":\"invalid request: actions invalid\"}");
    }

    /** https://discord.com/developers/docs/resources/message#embed-object-embed-limits. */
    private MockResponse discord(JsonNode body) {
        if (areBusy) {
            return answer(429, """
                    {"message":"You are being rate limited.","retry_after":6.2,"global":false}""");
        }
        int all = 0;
        boolean isRight = body.path("embeds").size() <= 10
                && body.path("content").asText().length() <= 2000
                && !body.path("username")
                        .asText()
                        .toLowerCase(java.util.Locale.ROOT)
                        .contains("discord");
        for (JsonNode embed : body.path("embeds")) {
            int title = embed.path("title").asText().length();
            int description = embed.path("description").asText().length();
            isRight &= title <= 256
                    && description <= 4096
                    && title + description > 0
                    && embed.path("fields").size() <= 25;
            all += title + description;
            for (JsonNode field : embed.path("fields")) {
                int name = field.path("name").asText().length();
                int value = field.path("value").asText().length();
                isRight &= name >= 1 && name <= 256 && value >= 1 && value <= 1024;
                all += name + value;
            }
        }
        return isRight && all <= 6000
                ? answer(204, "")
                : answer(400, "{\"code\":50035,\"message\":\"Invalid Form Body\",\"errors\":{}}");
    }

    /** https://docs.slack.dev/reference/block-kit/blocks and /messaging/sending-messages-using-incoming-webhooks. */
    private MockResponse slack(JsonNode body) {
        if (areBusy) {
            return new MockResponse.Builder()
                    .code(429)
                    .setHeader("retry-after", "30")
                    .body("rate_limited")
                    .build();
        }
        if (body.path("text").asText().isEmpty() && body.path("blocks").isEmpty()) {
            return answer(400, "no_text");
        }
        boolean isRight = body.path("blocks").size() <= 50;
        for (JsonNode block : body.path("blocks")) {
            isRight &= switch (block.path("type").asText()) {
                case "divider" -> true;
                case "header" -> isText(block.path("text"), 150);
                case "section" ->
                    (block.has("text") || block.has("fields"))
                            && (!block.has("text") || isText(block.path("text"), 3000))
                            && block.path("fields").size() <= 10
                            && (!block.has("fields") || !block.path("fields").isEmpty())
                            && all(block.path("fields"), 2000);
                case "actions" ->
                    block.path("elements").size() <= 25
                            && block.at("/elements/0/url").asText().length() <= 3000
                            && isText(block.at("/elements/0/text"), 75);
                default -> false;
            };
        }
        return isRight ? answer(200, "ok") : answer(400, "invalid_blocks");
    }

    private static boolean all(JsonNode texts, int most) {
        boolean areRight = true;
        for (JsonNode text : texts) {
            areRight &= isText(text, most);
        }
        return areRight;
    }

    private static boolean isText(JsonNode text, int most) {
        int length = text.path("text").asText().length();
        return length >= 1
                && length <= most
                && Set.of("plain_text", "mrkdwn").contains(text.path("type").asText());
    }

    /** https://github.com/caronc/apprise-api: stateful notifications by key. */
    private MockResponse apprise(JsonNode body) {
        if (areBusy) {
            return answer(424, "{\"error\":\"One or more notification could not be sent.\"}");
        }
        boolean isRight = !body.path("body").asText().isEmpty()
                && Set.of("info", "success", "warning", "failure")
                        .contains(body.path("type").asText())
                && Optional.ofNullable(body.get("format"))
                        .map(JsonNode::asText)
                        .filter(Set.of("text", "markdown", "html")::contains)
                        .isPresent();
        return isRight ? answer(200, "") : answer(400, "{\"error\":\"Bad Request.\"}");
    }

    private static MockResponse answer(int status, String body) {
        return new MockResponse.Builder().code(status).body(body).build();
    }
}
