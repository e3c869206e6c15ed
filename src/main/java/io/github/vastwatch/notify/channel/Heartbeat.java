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
 * A service that raises the alarm when nobody calls it, and how often to call it.
 *
 * @param url a secret: it is enough to keep the service quiet
 * @param transport the proxy on the way, and the certificates to trust
 */
public record Heartbeat(HttpUrl url, Duration every, Transport transport) {
    /** What such services suggest at first. */
    public static final Duration EVERY = Duration.ofMinutes(5);

    /** More often tells nothing sooner, for what is wrong is looked for every few seconds. */
    private static final Duration LEAST = Duration.ofSeconds(10);

    private static final Duration MOST = Duration.ofDays(1);
    /** Such services answer at once; what takes longer is a failure, and the next call comes anyway. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** A path of every web server that no service takes for a sign of life. */
    private static final String HARMLESS = "/robots.txt";

    public Heartbeat {
        if (every.compareTo(LEAST) < 0 || every.compareTo(MOST) > 0) {
            throw new InvalidInput("a heartbeat's interval must be from 10s to 1d", "5m is what such services suggest");
        }
    }

    /** Calls the service, within some seconds; says why it did not take the call, if it did not. */
    public Optional<String> call() {
        return exchange(new Request.Builder().url(BasicLogin.without(url)), true);
    }

    /** Finds out whether the service's host can be reached, without a sign of life; says why not. */
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
        RequestProgress requestProgress = new RequestProgress(url, transport);
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

    /** What takes its secrets out of an answer. */
    Redaction redaction() {
        return Redaction.of(
                Stream.concat(UrlSecrets.of(url), transport.secrets(url)).toList());
    }

    private String hostAndPort() {
        return (url.host().contains(":") ? "[" + url.host() + "]" : url.host()) + ":" + url.port();
    }

    /** Where it goes, without what is secret of it. */
    @Override
    public String toString() {
        return url.scheme() + "://" + url.host() + "/***" + transport.words(url);
    }
}
