package io.github.vastwatch.notify.channel;

import io.github.vastwatch.http.BasicLogin;
import io.github.vastwatch.http.RequestProgress;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.offer.InvalidInput;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import okhttp3.ConnectionPool;
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

    public Heartbeat {
        if (every.compareTo(LEAST) < 0 || every.compareTo(MOST) > 0) {
            throw new InvalidInput("a heartbeat's interval must be from 10s to 1d", "5m is what such services suggest");
        }
    }

    /** Calls the service, within seconds; returns why it did not accept the call, if so. */
    public Optional<String> call() {
        return exchange(new Request.Builder().url(BasicLogin.without(url)), true);
    }

    /** Tests the connection to the service without a heartbeat; returns why it failed, if so. */
    public Optional<String> reach() {
        return exchange(
                new Request.Builder()
                        .url(HttpUrl.get(url.scheme() + "://" + hostAndPort() + HARMLESS))
                        .head(),
                false);
    }

    private Optional<String> exchange(Request.Builder request, boolean isCall) {
        OkHttpClient http = transport
                .into(new OkHttpClient.Builder())
                .connectTimeout(TIMEOUT)
                .readTimeout(TIMEOUT)
                .callTimeout(TIMEOUT)
                .followRedirects(false)
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .build();
        RequestProgress requestProgress = transport.progress(url);
        request.header("user-agent", "vastwatch");
        if (isCall) {
            BasicLogin.of(url).ifPresent(basicLogin -> request.header("authorization", basicLogin.basic()));
        }
        try (Response response =
                http.newCall(requestProgress.on(request.build())).execute()) {
            return isCall ? HeartbeatAnswer.failure(response, this) : Optional.empty();
        } catch (IOException e) {
            return Optional.of(HeartbeatAnswer.masked(requestProgress.words(e, http), this));
        }
    }

    /** Removes its secrets from an answer. */
    Redaction redaction() {
        return Redaction.of(
                Stream.concat(UrlSecrets.of(url), transport.secrets(url)).toList());
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
