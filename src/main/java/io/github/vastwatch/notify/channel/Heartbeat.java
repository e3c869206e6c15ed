package io.github.vastwatch.notify.channel;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.vastwatch.http.RequestProgress;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.text.SafeText;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * A dead man's switch and the interval of its calls.
 *
 * @param url secret, because it is enough to keep the service quiet
 * @param transport proxy and trusted certificates
 */
public record Heartbeat(HttpUrl url, Duration every, Transport transport) {
    /** The usual default of such services. */
    public static final Duration EVERY = Duration.ofMinutes(5);

    /** Calling more often has no benefit, because checks run every few seconds. */
    private static final Duration LEAST = Duration.ofSeconds(10);

    private static final Duration MOST = Duration.ofDays(1);
    /** Such services answer at once; a longer wait is a failure, and the next call follows anyway. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** A path that no service counts as a heartbeat. */
    private static final String HARMLESS = "/robots.txt";

    /** What is shown of an answer: a sentence. */
    private static final int WORDS = 200;

    private static final Pattern OK_BUT = Pattern.compile("(?i)ok \\((.+)\\)");

    public Heartbeat {
        if (every.compareTo(LEAST) < 0 || every.compareTo(MOST) > 0) {
            throw new InvalidInput("a heartbeat's interval must be from 10s to 1d", "5m is what such services suggest");
        }
    }

    /** Calls the service, within seconds; returns why it did not accept the call, if so. */
    public Optional<String> call() {
        return exchange(Transport.request(url), true);
    }

    /** Tests the connection to the service without a heartbeat; returns why it failed, if so. */
    public Optional<String> reach() {
        return exchange(
                Transport.request(HttpUrl.get(url.scheme() + "://" + hostAndPort() + HARMLESS))
                        .head(),
                false);
    }

    private Optional<String> exchange(Request.Builder request, boolean isCall) {
        OkHttpClient http = transport.client(TIMEOUT).build();
        RequestProgress requestProgress = transport.progress(url);
        try (Response response =
                http.newCall(requestProgress.on(request.build())).execute()) {
            return isCall ? failure(response) : Optional.empty();
        } catch (IOException e) {
            return Optional.of(masked(requestProgress.words(e, http)));
        }
    }

    /**
     * Why the service did not accept the call; empty if it did. Several services answer 200 to calls that they drop:
     * healthchecks.io with {@code OK (not found)} and {@code OK (rate limited)}, Uptime Kuma with
     * {@code {"ok":false,"msg":"…"}}, and with its page for every unknown path.
     */
    private Optional<String> failure(Response response) {
        String body = HttpService.body(response).strip();
        JsonNode json = HttpService.json(body);
        String words = words(body, json);
        if (!response.isSuccessful()) {
            String status = transport.status(response);
            return Optional.of(masked(words.isEmpty() || status.contains(": ") ? status : status + ": " + words));
        }
        String status = "HTTP " + response.code();
        Matcher but = OK_BUT.matcher(body);
        if (but.matches()) {
            return Optional.of(masked(status + ", but " + but.group(1)));
        }
        if (isNo(json)) {
            return Optional.of(masked(status + ", but " + (words.isEmpty() ? "it reports a failure" : words)));
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

    /** On one line, short, and without the secret parts of the URL. */
    private String masked(String words) {
        Redaction redaction = Redaction.of(
                Stream.concat(Redaction.secrets(url), transport.secrets(url)).toList());
        return SafeText.cut(redaction.redact(SafeText.isolated(words)), WORDS);
    }

    private String hostAndPort() {
        return (url.host().contains(":") ? "[" + url.host() + "]" : url.host()) + ":" + url.port();
    }

    /** The target without the secret parts of its URL. */
    @Override
    public String toString() {
        return url.scheme() + "://" + url.host() + "/***" + transport.words(url);
    }
}
