package io.github.vastwatch.notify.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.notify.message.Message;
import io.github.vastwatch.notify.template.Template;
import java.time.Instant;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * A message through an Apprise API server, which forwards it to its configured targets.
 *
 * @param url includes the key: {@code http://apprise:8000/notify/KEY}
 * @param tags the targets to use; empty for all
 */
public record Apprise(HttpUrl url, String tags) implements HttpService {
    /** The smallest limits of its usual targets. */
    private static final int LIMIT = 4096;

    private static final int NO_CONTENT = 204;

    @Override
    public String render(Alert alert, Template template, Instant now) {
        Message message = template.message(alert, now);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("title", message.title());
        body.put("body", message.fitting(LIMIT, Message::text, String::length));
        body.put("type", message.kind().appriseType());
        body.put("format", "text");
        if (!tags.isEmpty()) {
            body.put("tag", tags);
        }
        return body.toString();
    }

    /** The answer if nothing is configured under a key; then no target got the message. */
    @Override
    public Optional<Outcome> specialOutcome(int status) {
        return status == NO_CONTENT
                ? Optional.of(new Outcome.Refused("HTTP 204: nothing is configured under this key"))
                : Optional.empty();
    }

    @Override
    public String message(String answer) {
        return HttpService.json(answer).path("error").asText();
    }

    @Override
    public String toString() {
        return "apprise at " + url.host();
    }
}
