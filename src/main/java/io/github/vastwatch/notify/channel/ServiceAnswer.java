package io.github.vastwatch.notify.channel;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The JSON of a service's answer, if it is JSON. */
final class ServiceAnswer {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ServiceAnswer() {}

    static JsonNode of(String body) {
        try {
            return Optional.ofNullable(JSON.readTree(body)).orElseGet(MissingNode::getInstance);
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
