package io.github.vastwatch.notify.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.vastwatch.http.StatusText;
import io.github.vastwatch.text.SafeText;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.Response;

/**
 * The answer to a heartbeat. Several services answer 200 to calls that they drop: healthchecks.io with
 * {@code OK (not found)} and {@code OK (rate limited)}, Uptime Kuma with {@code {"ok":false,"msg":"…"}},
 * and with its page for every unknown path.
 */
final class HeartbeatAnswer {
    private static final long ANSWER_BYTES = 16_384;
    private static final int WORDS = 200;
    private static final Pattern OK_BUT = Pattern.compile("(?i)ok \\((.+)\\)");

    private HeartbeatAnswer() {}

    /** Why the service did not accept the call; empty if it did. */
    static Optional<String> failure(Response response, Heartbeat heartbeat) {
        String body = body(response).strip();
        JsonNode json = ServiceAnswer.of(body);
        String words = words(body, json);
        if (!response.isSuccessful()) {
            String status = StatusText.of(response, heartbeat.transport());
            return Optional.of(
                    masked(words.isEmpty() || status.contains(": ") ? status : status + ": " + words, heartbeat));
        }
        String status = "HTTP " + response.code();
        Matcher but = OK_BUT.matcher(body);
        if (but.matches()) {
            return Optional.of(masked(status + ", but " + but.group(1), heartbeat));
        }
        if (isNo(json)) {
            return Optional.of(
                    masked(status + ", but " + (words.isEmpty() ? "it reports a failure" : words), heartbeat));
        }
        return isPage(response, body)
                ? Optional.of(status + " with an HTML page; the url may not be that of the heartbeat")
                : Optional.empty();
    }

    private static boolean isNo(JsonNode json) {
        boolean isFalse =
                Stream.of("ok", "success").map(json::path).anyMatch(node -> node.isBoolean() && !node.asBoolean());
        return isFalse
                || json.path("error").isTextual()
                || json.path("status").asText().equals("error");
    }

    private static boolean isPage(Response response, String body) {
        String start = body.substring(0, Math.min(body.length(), 20)).toLowerCase(Locale.ROOT);
        return String.valueOf(response.header("content-type")).contains("html")
                && (start.startsWith("<!doctype") || start.startsWith("<html"));
    }

    /** The text of an answer; empty for an HTML page. */
    private static String words(String body, JsonNode json) {
        for (String key : new String[] {"msg", "message", "error", "detail"}) {
            if (json.path(key).isTextual()) {
                return json.path(key).asText();
            }
        }
        return json.isMissingNode() && !body.startsWith("<") ? body : "";
    }

    private static String body(Response response) {
        try {
            return response.peekBody(ANSWER_BYTES).string();
        } catch (IOException e) {
            // The status has arrived, and it decides.
            return "";
        }
    }

    /** On one line, short, and without the secret parts of the URL. */
    static String masked(String words, Heartbeat heartbeat) {
        return SafeText.cut(heartbeat.redaction().redact(SafeText.isolated(words)), WORDS);
    }
}
