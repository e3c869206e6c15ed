package io.github.vastwatch.notify.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.message.Message;
import io.github.vastwatch.notify.message.MessageKind;
import io.github.vastwatch.notify.message.Severity;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.HttpUrl;

/**
 * A push message through an ntfy server.
 *
 * @param url the server; the topic is in the body
 * @param topic secret, because on a public server anyone who knows it can read it
 * @param priorities 1 to 5, where they differ from the built-in ones
 * @param tags emoji names or other words, where they differ from the built-in ones
 */
public record Ntfy(
        HttpUrl url, Secret topic, Optional<Login> login, ByKind<Integer> priorities, ByKind<List<String>> tags)
        implements HttpService {
    /** Advice by the server's error codes, such as 40301, 40101 and 42908. */
    private static final Map<String, String> ADVICE = Map.of(
            "forbidden", "this login may not publish to the topic",
            "unauthorized", "the token or the login is wrong",
            "daily message quota", "the server takes no more from here today");

    public static final String SERVER = "https://ntfy.sh";
    /** A longer message would arrive as an attachment. */
    private static final int LIMIT_BYTES = 4096;

    private static final String URGENT_TAG = "rotating_light";

    /**
     * An access token, or a user with a password.
     *
     * @param user empty for a token
     */
    public record Login(String user, Secret secret) {
        public Login {
            if (user.contains(":")) {
                throw new InvalidInput("a user of ntfy has no colon: '" + user + "'");
            }
        }

        String header() {
            return user.isEmpty() ? "Bearer " + secret.reveal() : "Basic " + encoded();
        }

        private String encoded() {
            return Base64.getEncoder().encodeToString((user + ":" + secret.reveal()).getBytes(StandardCharsets.UTF_8));
        }

        /** All forms in which a service may repeat it. */
        Stream<Secret> secrets() {
            return user.isEmpty() ? Stream.of(secret) : Stream.of(secret, new Secret(encoded()));
        }
    }

    public static Secret parseTopic(String text) {
        if (!text.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new InvalidInput("not a topic of ntfy", "it has up to 64 letters, digits, dashes and underscores");
        }
        return new Secret(text);
    }

    public static String parseTag(String text) {
        if (!text.matches("[^,\\p{Cntrl}]{1,50}")) {
            throw new InvalidInput("not a tag of ntfy: '" + text + "'", "it has up to 50 characters and no comma");
        }
        return text;
    }

    @Override
    public String render(Alert alert, Template template, Instant now) {
        Message message = template.message(alert, now);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("topic", topic.reveal());
        body.put("title", message.title());
        body.put(
                "message",
                message.fitting(LIMIT_BYTES, Message::text, text -> text.getBytes(StandardCharsets.UTF_8).length));
        body.put("priority", priorities.of(message).orElseGet(() -> priority(message.severity())));
        tags.of(message).orElseGet(() -> tags(message)).forEach(body.putArray("tags")::add);
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

    private static int priority(Severity severity) {
        return switch (severity) {
            case URGENT -> 5;
            case HIGH -> 4;
            case NORMAL -> 3;
            case LOW -> 2;
        };
    }

    private static List<String> tags(Message message) {
        String tag = message.kind().tag();
        return message.severity() == Severity.URGENT ? List.of(URGENT_TAG, tag) : List.of(tag);
    }

    @Override
    public Map<String, String> headers(String id, byte[] body, Instant now) {
        return login.map(each -> Map.of("authorization", each.header())).orElse(Map.of());
    }

    @Override
    public String message(String answer) {
        return HttpService.explained(HttpService.json(answer).path("error").asText(), ADVICE);
    }

    @Override
    public List<Secret> secrets() {
        return Stream.concat(Stream.of(topic), login.stream().flatMap(Login::secrets))
                .toList();
    }

    @Override
    public String toString() {
        return "ntfy at " + url.host();
    }

    /**
     * The user's values for some kinds of messages.
     *
     * @param values by name, one of {@link #NAMES}
     */
    public record ByKind<T>(Map<String, T> values) {
        private static final String URGENT = Severity.URGENT.wire();

        /** {@code urgent}, which applies to any kind, and all kinds. */
        public static final List<String> NAMES =
                Stream.concat(Stream.of(URGENT), MessageKind.names().stream()).toList();

        public ByKind {
            values = Map.copyOf(values);
        }

        /** One value for all kinds. */
        public static <T> ByKind<T> all(T value) {
            Map<String, T> values = new HashMap<>();
            NAMES.forEach(name -> values.put(name, value));
            return new ByKind<>(values);
        }

        Optional<T> of(Message message) {
            String name = message.severity() == Severity.URGENT
                    ? URGENT
                    : message.kind().wire();
            return Optional.ofNullable(values.get(name));
        }
    }
}
