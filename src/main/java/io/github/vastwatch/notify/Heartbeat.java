package io.github.vastwatch.notify;

import io.github.vastwatch.offer.Mistake;
import java.time.Duration;
import okhttp3.HttpUrl;

/**
 * A service that raises the alarm when nobody calls it, and how often to call it.
 *
 * @param url a secret: whoever knows it can keep the service quiet
 */
public record Heartbeat(HttpUrl url, Duration every) {
    /** What such services suggest at first. */
    public static final Duration EVERY = Duration.ofMinutes(5);

    /** More often tells nothing sooner, for what is wrong is looked for every few seconds. */
    private static final Duration LEAST = Duration.ofSeconds(10);

    private static final Duration MOST = Duration.ofDays(1);

    public Heartbeat {
        if (every.compareTo(LEAST) < 0 || every.compareTo(MOST) > 0) {
            throw new Mistake("a heartbeat must come every 10s to 1d", "5m is what such services suggest");
        }
    }

    /** Where it goes, without what is secret of it. */
    @Override
    public String toString() {
        return url.scheme() + "://" + url.host() + "/***";
    }
}
