package io.github.vastwatch.vast;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import okhttp3.Response;

/** Puts what Vast.ai says instead of an answer into words. */
final class Refusals {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Enough to know a message by; error pages are long. */
    private static final int SHOWN = 200;

    private Refusals() {}

    static SearchResult of(Response response, Optional<Secret> key) throws IOException {
        String said = masked(message(response.peekBody(64 * 1024).string()), key);
        String reason = "HTTP " + response.code() + (said.isEmpty() ? "" : ": " + said);
        if (response.code() == 429) {
            return new SearchResult.Throttled(reason, retryAfter(response));
        }
        boolean aboutKey = response.code() == 401
                || response.code() == 403
                || (response.code() == 404 && said.toLowerCase(Locale.ROOT).contains("user key"));
        if (aboutKey) {
            return new SearchResult.Failed("the API key was refused (" + reason + ")");
        }
        return new SearchResult.Failed(response.isRedirect() ? reason + ": redirects are not followed" : reason);
    }

    /** The sentence of an error body: JSON of any of the known shapes, or plain text; nothing of an HTML page. */
    private static String message(String body) {
        try {
            JsonNode json = JSON.readTree(body);
            for (String key : new String[] {"msg", "message", "detail", "error"}) {
                if (json.path(key).isTextual() && !json.path(key).asText().isEmpty()) {
                    return shortened(json.path(key).asText());
                }
            }
            return "";
        } catch (JsonProcessingException e) {
            return body.stripLeading().startsWith("<") ? "an HTML page" : shortened(body.strip());
        }
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
    }

    private static Optional<Duration> retryAfter(Response response) {
        String header = response.header("retry-after", "");
        try {
            if (header == null || header.isBlank()) {
                return Optional.empty();
            }
            if (header.strip().matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(header.strip())));
            }
            // A date is held against the server's own clock, where it sends one.
            ZonedDateTime until = ZonedDateTime.parse(header.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
            ZonedDateTime now =
                    ZonedDateTime.parse(response.header("date", header), DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration wait = Duration.between(now, until);
            return wait.isNegative() || wait.isZero() ? Optional.empty() : Optional.of(wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** What went wrong on the way, without the address book of the stack trace. */
    static String network(IOException failure, String host) {
        if (failure instanceof UnknownHostException) {
            return "the name " + host + " cannot be resolved";
        }
        if (failure instanceof ConnectException) {
            return "no connection to " + host;
        }
        if (failure instanceof SSLException) {
            return "TLS with " + host + " failed: " + failure.getMessage();
        }
        if (failure instanceof JsonEOFException) {
            return "the answer is cut off";
        }
        return failure instanceof JsonProcessingException json
                ? "the answer is no valid JSON: " + json.getOriginalMessage()
                : String.valueOf(failure.getMessage());
    }

    /** A text without the key, should the server have repeated it. */
    static String masked(String text, Optional<Secret> key) {
        return key.map(secret -> text.replace(secret.reveal(), "***")).orElse(text);
    }
}
