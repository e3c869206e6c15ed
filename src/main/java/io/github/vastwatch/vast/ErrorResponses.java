package io.github.vastwatch.vast;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.http.StatusText;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.vast.SearchResult.Cause;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Response;

/** Interprets error responses of Vast.ai. */
final class ErrorResponses {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Far more than any message. */
    private static final long PEEKED = 64 * 1024;
    /** Errors about a body as a whole; errors about a filter contain its name. */
    private static final Pattern ABOUT_THE_BODY =
            Pattern.compile("\\bbody\\b|\\bselect_cols\\b|\\bq\\b|json|\\bpars(e|ed|er|ing)\\b");

    /** The error code of a used-up quota of rows, and its sentence if that stands alone. */
    private static final Pattern QUOTA =
            Pattern.compile("search_quota|\\bquota\\b.*\\b(exhausted|exceeded|used up|reached)\\b");

    /** Wordings of the documentation and of other clients. */
    private static final Pattern TOO_MANY = Pattern.compile("rate_limit|" + QUOTA + "|too frequent|too many requests");

    private static final String NOT_THEIRS =
            "; Vast.ai rejects keys in JSON, so a firewall, a proxy or a login page may have answered";

    private final boolean withKey;
    private final Redactor redactor;
    private final Transport transport;
    private final Clock clock;

    ErrorResponses(Optional<Secret> key, Transport transport, Clock clock) {
        this.transport = transport;
        this.withKey = key.isPresent();
        this.redactor = new Redactor(key);
        this.clock = clock;
    }

    /** The result of one attempt, and whether another protocol may work. */
    record Reply(SearchResult result, boolean elsewhere) {}

    /** A response of any status but 200. */
    Reply of(Response response) {
        String body = body(response);
        String message = redactor.redact(message(body));
        String status = StatusText.of(response, transport);
        // The target of a redirect says more than its page.
        String reason = message.isEmpty() || status.contains(": ") ? status : status + ": " + message;
        Optional<Duration> after = RetryAfter.of(response, clock);
        int code = response.code();
        if (code == 429 || (code >= 400 && isTooMany(body))) {
            return new Reply(throttled(reason, body, after), false);
        }
        boolean isDenied = code == 401 || code == 403;
        if ((isDenied && isJson(body)) || ((isDenied || code == 404) && isAboutKey(message))) {
            return new Reply(keyRefused(reason, after), false);
        }
        if (isDenied) {
            return new Reply(failed(Cause.BAD_ANSWER, reason + NOT_THEIRS, after), false);
        }
        return switch (code) {
            case 400, 422 -> new Reply(failed(Cause.QUESTION_REFUSED, reason, after), isAboutBody(message));
            case 404, 405, 410 -> new Reply(failed(Cause.PROTOCOL_REFUSED, reason, after), true);
            default -> new Reply(failed(code >= 500 ? Cause.UNAVAILABLE : Cause.BAD_ANSWER, reason, after), false);
        };
    }

    /** A rejected key, or a missing one. */
    SearchResult keyRefused(String reason, Optional<Duration> after) {
        String begin = withKey ? "Vast.ai refuses the API key (" : "Vast.ai requires an API key (";
        return failed(Cause.KEY_REFUSED, begin + reason + ")", after);
    }

    /** Too many requests or rows; the body says which. */
    static SearchResult throttled(String reason, String body, Optional<Duration> after) {
        return new SearchResult.Throttled(
                reason,
                after,
                QUOTA.matcher((reason + body).toLowerCase(Locale.ROOT)).find());
    }

    private static SearchResult failed(Cause cause, String reason, Optional<Duration> after) {
        return new SearchResult.Failed(cause, reason, after);
    }

    private static boolean isJson(String body) {
        try {
            return JSON.readTree(body).isObject();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    static boolean isTooMany(String body) {
        return TOO_MANY.matcher(body.toLowerCase(Locale.ROOT)).find();
    }

    static boolean isAboutKey(String message) {
        return message.toLowerCase(Locale.ROOT).contains("user key");
    }

    private static boolean isAboutBody(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        return !text.contains("search op") && ABOUT_THE_BODY.matcher(text).find();
    }

    /** The beginning of a body, as far as it is readable; the status alone is enough. */
    static String body(Response response) {
        try {
            return response.peekBody(PEEKED).string();
        } catch (IOException e) {
            return "";
        }
    }

    /** The sentence of an error body: JSON of any of the known shapes, or plain text; nothing of an HTML page. */
    private static String message(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            for (String key : new String[] {"msg", "message", "detail", "error"}) {
                JsonNode value = json.path(key);
                if (value.isTextual() && !value.asText().isEmpty()) {
                    return value.asText();
                }
                if (value.isContainerNode() && !value.isEmpty()) {
                    return value.toString();
                }
            }
            return "";
        } catch (JsonProcessingException e) {
            return body.stripLeading().startsWith("<") ? "an HTML page" : body;
        }
    }
}
