package io.github.vastwatch.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.offer.Mistake;
import io.github.vastwatch.vast.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/**
 * A push message by a server of ntfy.
 *
 * @param url the server itself: the topic goes into the body
 * @param topic a secret on a server where everyone may read it
 */
public record Ntfy(HttpUrl url, Secret topic, Optional<Secret> token) implements Format {
    public static final String SERVER = "https://ntfy.sh";
    /** What is longer arrives as an attached file. */
    private static final int LIMIT_BYTES = 4096;

    private static final int HIGH = 4;
    private static final int USUAL = 3;

    public static Secret parseTopic(String text) {
        if (!text.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new Mistake("not a topic of ntfy", "it has up to 64 letters, digits, dashes and underscores");
        }
        return new Secret(text);
    }

    @Override
    public String render(Alert alert, Template template, Instant now) {
        Message message = Message.of(alert, template, now);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("topic", topic.reveal());
        body.put("title", message.title());
        body.put(
                "message",
                message.fitting(LIMIT_BYTES, Message::text, text -> text.getBytes(StandardCharsets.UTF_8).length));
        body.put("priority", message.isUrgent() ? HIGH : USUAL);
        body.putArray("tags").add(message.isAboutOffers() ? "moneybag" : "information_source");
        message.link().ifPresent(link -> {
            body.put("click", link);
            body.putArray("actions")
                    .addObject()
                    .put("action", "view")
                    .put("label", "Search page")
                    .put("url", link);
        });
        return body.toString();
    }

    @Override
    public Map<String, String> headers(String id, byte[] body, Instant now) {
        return token.map(secret -> Map.of("authorization", "Bearer " + secret.reveal()))
                .orElse(Map.of());
    }

    @Override
    public String words(String answer) {
        return ServiceAnswer.of(answer).path("error").asText();
    }

    @Override
    public List<Secret> secrets() {
        return Stream.concat(Stream.of(topic), token.stream()).toList();
    }

    @Override
    public String toString() {
        return "ntfy at " + url.host();
    }
}
