package io.github.vastwatch.notify.channel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.message.Message;
import io.github.vastwatch.notify.message.OfferView;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.text.SafeText;
import java.time.Instant;
import java.util.Map;
import okhttp3.HttpUrl;

/** A message to a Slack channel, through an incoming webhook. Values are plain text, which Slack does not interpret. */
public record Slack(HttpUrl url) implements HttpService {
    /** Advice by the service's message. */
    private static final Map<String, String> ADVICE = Map.of(
            "no_service", "the webhook was removed or switched off; make a new one",
            "no_active_hooks", "the webhook was switched off; make a new one",
            "channel_is_archived", "unarchive its channel, or make a webhook for another",
            "channel_not_found", "its channel was deleted; make a webhook for another",
            "invalid_token", "copy its URL anew",
            "action_prohibited", "an administrator of the workspace forbids it");

    /** The limit is 50, and two blocks are in the attachment. */
    private static final int BLOCKS = 48;

    private static final int HEADER = 150;
    private static final int SECTION = 3000;
    /** The limit of a section. */
    private static final int FIELDS = 10;

    private static final int FIELD = 2000;
    /** Far below Slack's limit of 40,000. */
    private static final int LIMIT = 30_000;

    @Override
    public String render(Alert alert, Template template, Instant now) {
        return template.message(alert, now)
                .fitting(LIMIT, Slack::body, Slack::length)
                .toString();
    }

    private static ObjectNode body(Message message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        // Only for notifications, which do not show blocks.
        body.put(
                "text",
                message.title().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        ArrayNode blocks = body.putArray("blocks");
        blocks.addObject().put("type", "header").set("text", plain(message.title(), HEADER));
        if (!message.sentences().isEmpty()) {
            section(blocks, String.join("\n", message.sentences()));
        }
        for (OfferView offer : message.offers()) {
            blocks.addObject().put("type", "divider");
            StringBuilder text = new StringBuilder(offer.headline() + "\n" + offer.reason());
            offer.flags().forEach(flag -> text.append("\n⚠ ").append(flag));
            text.append(offer.command().isEmpty() ? "" : "\n" + offer.command());
            section(blocks, text.toString());
            facts(blocks, offer.facts());
        }
        String last = (message.more() > 0 ? message.moreWords() + "\n" : "") + String.join("\n", message.notes());
        // Only attachments have a colour; they can be collapsed, so only the last part is in one.
        ObjectNode attachment = body.putArray("attachments").addObject();
        attachment.put("color", String.format("#%06x", message.colour()));
        ArrayNode end = attachment.putArray("blocks");
        if (!last.isEmpty()) {
            section(end, last);
        }
        message.link().ifPresent(link -> {
            ObjectNode button =
                    end.addObject().put("type", "actions").putArray("elements").addObject();
            button.put("type", "button").put("url", link).set("text", plain("Search page", HEADER));
        });
        return body;
    }

    private static int length(ObjectNode body) {
        return body.path("blocks").size() > BLOCKS
                ? Integer.MAX_VALUE
                : body.toString().length();
    }

    private static void facts(ArrayNode blocks, Map<String, String> facts) {
        ArrayNode fields = JsonNodeFactory.instance.arrayNode();
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            if (fields.isEmpty() || fields.size() == FIELDS) {
                fields = blocks.addObject().put("type", "section").putArray("fields");
            }
            fields.add(plain(fact.getKey() + ": " + fact.getValue(), FIELD));
        }
    }

    private static void section(ArrayNode blocks, String text) {
        blocks.addObject().put("type", "section").set("text", plain(text, SECTION));
    }

    private static ObjectNode plain(String text, int limit) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "plain_text")
                .put("text", SafeText.cut(text, limit))
                .put("emoji", false);
    }

    @Override
    public String message(String answer) {
        return HttpService.explained(answer, ADVICE);
    }

    @Override
    public String toString() {
        return "slack webhook at " + url.host();
    }
}
