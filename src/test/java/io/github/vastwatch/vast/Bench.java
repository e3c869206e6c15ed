package io.github.vastwatch.vast;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;

import io.github.vastwatch.http.Transport;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.text.Durations;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;

/** Clients whose clocks stand and whose pauses are exact. */
public final class Bench {
    public static final String KEY = "top+secret/key";

    private Bench() {}

    /** A client by a clock of the test's, with exact pauses and any number of requests at once. */
    public static VastClient client(String url, Clock clock, Duration patience) {
        return client(url, clock, patience, 600, RowUsage.Limit.OFF);
    }

    /** The same that says to allow so many requests a minute, and waits for none. */
    public static VastClient client(
            String url, Clock clock, Duration patience, int requestsPerMinute, RowUsage.Limit rows) {
        VastSettings settings = new VastSettings(
                HttpUrl.get(url),
                Optional.of(new Secret(KEY)),
                Protocol.AUTO,
                requestsPerMinute,
                rows,
                Transport.DIRECT);
        AtomicLong nanos = new AtomicLong();
        RateLimiter rateLimiter =
                new RateLimiter(600, () -> nanos.addAndGet(Duration.ofMinutes(1).toNanos()));
        OkHttpClient http = VastClient.http(VastSettings.DEFAULTS)
                .newBuilder()
                .callTimeout(patience)
                .build();
        return new VastClient(settings, clock, http, rateLimiter, new Backoff(clock, () -> 0));
    }

    /** What gives up soon, for servers that are meant to be given up. */
    static OkHttpClient impatient() {
        return VastClient.http(VastSettings.DEFAULTS)
                .newBuilder()
                .connectTimeout(Duration.ofSeconds(2))
                .readTimeout(Duration.ofMillis(400))
                .callTimeout(Duration.ofMillis(800))
                .build();
    }

    static VastClient client(HttpUrl url, OkHttpClient http, List<Protocol> protocols) {
        VastSettings settings = new VastSettings(url, Optional.of(new Secret(KEY)), protocols, 600);
        Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
        return new VastClient(
                settings,
                clock,
                http,
                new RateLimiter(settings.requestsPerMinute(), System::nanoTime),
                new Backoff(clock, () -> 0));
    }

    /** What one search by the first protocol comes to, in a line. */
    static String search(HttpUrl url) throws InterruptedException {
        return search(url, VastClient.http(VastSettings.DEFAULTS), CHEAP_4090.question());
    }

    static String search(HttpUrl url, OkHttpClient http, Question question) throws InterruptedException {
        try (VastClient client = client(url, http, List.of(Protocol.ASKS))) {
            return describe(client.search(question), client);
        }
    }

    /** A result and the pause after it: what is kept, by id, and what was dropped, or the reason. */
    static String describe(SearchResult result, VastClient client) {
        Duration pause = Duration.between(NOON, client.nextAttempt());
        String next = pause.isZero() ? "" : "; next in " + Durations.of(pause);
        if (result instanceof SearchResult.Found found) {
            String ids = found.offers().stream()
                    .map(offer -> offer.id().map(String::valueOf).orElse("-"))
                    .collect(Collectors.joining(" ", "[", "]"));
            return ids + " of " + found.rows() + (found.complete() ? ", complete" : ", truncated")
                    + (found.dropped().isEmpty() ? "" : ", dropped " + new TreeMap<>(found.dropped()))
                    + (found.disagreed().isEmpty() ? "" : ", disagreed " + new TreeMap<>(found.disagreed())) + next;
        }
        return result instanceof SearchResult.Failed failed
                ? failed.cause() + ": " + failed.reason() + next
                : "THROTTLED: " + ((SearchResult.Throttled) result).reason() + next;
    }
}
