package io.github.vastwatch.vast;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.http.RetryAfter;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.vast.SearchResult.Cause;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Response;

/** Classifies the responses of Vast.ai that are not answers. */
final class ErrorResponses {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Far more than any message. */
    private static final long MAX_BODY = 64 * 1024;
    /** How servers reject a whole body; they reject a filter by its name. */
    private static final Pattern ABOUT_THE_BODY =
            Pattern.compile("\\bbody\\b|\\bselect_cols\\b|\\bq\\b|json|\\bpars(e|ed|er|ing)\\b");

    /** The error code for a used-up quota of rows, or its message if that stands alone. */
    private static final Pattern QUOTA =
            Pattern.compile("search_quota|\\bquota\\b.*\\b(exhausted|exceeded|used up|reached)\\b");

    /** The wordings in the documentation and in the clients of others. */
    private static final Pattern THROTTLING =
            Pattern.compile("rate_limit|" + QUOTA + "|too frequent|too many requests");

    private static final String NOT_VAST =
            "; Vast.ai rejects keys in JSON, so a firewall, a proxy or a login page may have answered";

    private final boolean hasKey;
    private final Redactor redactor;
    private final Transport transport;
    private final Clock clock;

    ErrorResponses(Optional<Secret> key, Transport transport, Clock clock) {
        this.transport = transport;
        this.hasKey = key.isPresent();
        this.redactor = new Redactor(key);
        this.clock = clock;
    }

    /** What one try came to, and whether another protocol may fare better. */
    record Reply(SearchResult result, boolean isProtocolRefused) {}

    /** The result of a response with a status other than 200. */
    Reply of(Response response) {
        String body = body(response);
        String message = redactor.redact(message(body));
        String status = transport.status(response);
        // The target of a redirect says more than its page.
        String reason = message.isEmpty() || status.contains(": ") ? status : status + ": " + message;
        Optional<Duration> after = RetryAfter.of(response, clock.instant());
        int code = response.code();
        if (code == 429 || (code >= 400 && isThrottling(body))) {
            return new Reply(throttled(reason, body, after), false);
        }
        boolean isDenied = code == 401 || code == 403;
        if ((isDenied && isJson(body)) || ((isDenied || code == 404) && isAboutKey(message))) {
            return new Reply(keyRefused(reason, after), false);
        }
        if (isDenied) {
            return new Reply(failed(Cause.BAD_ANSWER, reason + NOT_VAST, after), false);
        }
        return switch (code) {
            case 400, 422 -> new Reply(failed(Cause.QUESTION_REFUSED, reason, after), isAboutBody(message));
            case 404, 405, 410 -> new Reply(failed(Cause.PROTOCOL_REFUSED, reason, after), true);
            default -> new Reply(failed(code >= 500 ? Cause.UNAVAILABLE : Cause.BAD_ANSWER, reason, after), false);
        };
    }

    /** The server refuses the key, or requires one. */
    SearchResult keyRefused(String reason, Optional<Duration> after) {
        String start = hasKey ? "Vast.ai refuses the API key (" : "Vast.ai requires an API key (";
        return failed(Cause.KEY_REFUSED, start + reason + ")", after);
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

    static boolean isThrottling(String body) {
        return THROTTLING.matcher(body.toLowerCase(Locale.ROOT)).find();
    }

    static boolean isAboutKey(String message) {
        return message.toLowerCase(Locale.ROOT).contains("user key");
    }

    private static boolean isAboutBody(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        return !text.contains("search op") && ABOUT_THE_BODY.matcher(text).find();
    }

    /** The start of a body; empty if it cannot be read, because the status alone says enough. */
    static String body(Response response) {
        try {
            return response.peekBody(MAX_BODY).string();
        } catch (IOException e) {
            return "";
        }
    }

    /** The message in an error body: JSON of any of the known forms, or plain text, but not the text of an HTML page. */
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
