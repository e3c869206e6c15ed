package io.github.vastwatch.notify.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.vast.Secret;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import okhttp3.Response;

/** One kind of HTTP service: the body of a message, and the meaning of its answers beyond the status. Its text is the target. */
public interface HttpService {

    /** The URL of requests; secret, because many services put a token into it. */
    HttpUrl url();

    /**
     * The body of a request, within the limits of the service.
     *
     * @throws InvalidInput if the template cannot be rendered for it
     */
    String render(Alert alert, Template template, Instant now);

    /** The headers of a request besides its content type. */
    default Map<String, String> headers(String id, byte[] body, Instant now) {
        return Map.of();
    }

    /** The outcome of an answer, if the service has a rule of its own. */
    default Optional<Outcome> specialOutcome(int status) {
        return Optional.empty();
    }

    /** The wait that the body of an answer asks for; the header takes precedence. */
    default Optional<Duration> retryAfter(String answer) {
        return Optional.empty();
    }

    /** The message in the body of an answer, for people; empty if unknown. */
    default String message(String answer) {
        return "";
    }

    /** The body to send instead, if an answer says that the recipient has moved. */
    default Optional<Moved> moved(String body, String answer) {
        return Optional.empty();
    }

    /**
     * A request to the new place that an answer names.
     *
     * @param advice what to change in the config
     */
    record Moved(String body, String advice) {}

    /** Secrets that the service may repeat. */
    default List<Secret> secrets() {
        return List.of();
    }

    /** The start of an answer's body: one line of it is shown, and the rest of a long one is not read. */
    static String body(Response response) {
        try {
            return response.peekBody(16_384).string();
        } catch (IOException e) {
            // The status has arrived, and it decides.
            return "";
        }
    }

    /** An answer as JSON; missing if it is not JSON. */
    static JsonNode json(String answer) {
        try {
            return Optional.ofNullable(new ObjectMapper().readTree(answer)).orElseGet(MissingNode::getInstance);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** The service's message, with advice if it is a known one. */
    static String explained(String words, Map<String, String> advice) {
        return advice.entrySet().stream()
                .filter(entry -> words.contains(entry.getKey()))
                .findFirst()
                .map(entry -> words + "; " + entry.getValue())
                .orElse(words);
    }

    /** A number of seconds, whole or not, rounded up. */
    static Optional<Duration> seconds(JsonNode node) {
        return node.isNumber() && node.asDouble() > 0 && node.asDouble() < 1e6
                ? Optional.of(Duration.ofSeconds((long) Math.ceil(node.asDouble())))
                : Optional.empty();
    }
}
