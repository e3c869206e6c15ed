package io.github.vastwatch.notify.channel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.message.Message;
import io.github.vastwatch.notify.message.OfferView;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.text.SafeText;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/** A message to a Discord channel, through the channel's webhook. */
public record Discord(HttpUrl url) implements HttpService {
    /** Advice by the service's error codes: 10015, 50027 and 10003. */
    private static final Map<String, String> ADVICE = Map.of(
            "Unknown Webhook", "it was deleted; make a new one in the channel's settings",
            "Invalid Webhook Token", "copy its URL anew from the channel's settings",
            "Unknown Channel", "its channel was deleted");

    /** The limit of all titles, descriptions, fields and footers of a message together. */
    private static final int LIMIT = 6000;

    private static final int EMBEDS = 10;
    private static final int CONTENT = 2000;
    private static final int TITLE = 256;
    private static final int DESCRIPTION = 4096;
    private static final int FIELD = 1024;

    @Override
    public String render(Alert alert, Template template, Instant now) {
        return template.message(alert, now)
                .fitting(LIMIT, Discord::body, Discord::length)
                .toString();
    }

    private static ObjectNode body(Message message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("username", "vastwatch");
        body.put("content", SafeText.cut(escaped(message.title()), CONTENT));
        // Prevents mentions, whatever a host writes.
        body.putObject("allowed_mentions").putArray("parse");
        ArrayNode embeds = body.putArray("embeds");
        if (!message.sentences().isEmpty()) {
            embeds.addObject()
                    .put("color", message.colour())
                    .put("description", SafeText.cut(escaped(String.join("\n", message.sentences())), DESCRIPTION));
        }
        message.offers().forEach(offer -> write(embeds.addObject(), offer, message));
        String last =
                (message.more() > 0 ? message.moreWords() + "\n" : "") + escaped(String.join("\n", message.notes()));
        if (!last.isEmpty()) {
            embeds.addObject().put("color", message.colour()).put("description", SafeText.cut(last, DESCRIPTION));
        }
        return body;
    }

    private static void write(ObjectNode embed, OfferView offer, Message message) {
        embed.put("title", SafeText.cut(escaped(offer.headline()), TITLE));
        embed.put("url", offer.link());
        embed.put("color", message.colour());
        StringBuilder text = new StringBuilder(escaped(offer.reason()));
        offer.flags().forEach(flag -> text.append("\n⚠ ").append(escaped(flag)));
        if (!offer.command().isEmpty()) {
            // Within code only its end can be escaped.
            text.append("\n```\n").append(offer.command().replace("`", "'")).append("\n```");
        }
        embed.put("description", SafeText.cut(text.toString(), DESCRIPTION));
        ArrayNode fields = embed.putArray("fields");
        offer.facts()
                .forEach((label, value) -> fields.addObject()
                        .put("name", label)
                        .put("value", SafeText.cut(escaped(value), FIELD))
                        .put("inline", true));
    }

    private static int length(ObjectNode body) {
        if (body.path("embeds").size() > EMBEDS) {
            return Integer.MAX_VALUE;
        }
        int length = 0;
        for (var embed : body.path("embeds")) {
            length += embed.path("title").asText().length()
                    + embed.path("description").asText().length();
            for (var field : embed.path("fields")) {
                length += field.path("name").asText().length()
                        + field.path("value").asText().length();
            }
        }
        return length;
    }

    private static String escaped(String text) {
        return SafeText.inert(text).replaceAll("([\\\\*_~`|>\\[\\]()#<-])", "\\\\$1");
    }

    @Override
    public Optional<Duration> retryAfter(String answer) {
        return HttpService.seconds(HttpService.json(answer).path("retry_after"));
    }

    @Override
    public String message(String answer) {
        return HttpService.explained(HttpService.json(answer).path("message").asText(), ADVICE);
    }

    @Override
    public String toString() {
        return "discord webhook at " + url.host();
    }
}
