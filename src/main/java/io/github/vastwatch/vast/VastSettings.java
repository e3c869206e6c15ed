package io.github.vastwatch.vast;

import io.github.vastwatch.offer.Mistake;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * How to reach Vast.ai.
 *
 * @param url scheme, host and port; the paths are the protocol's
 * @param requestsPerMinute the most searches in any minute, 1 to 600
 */
public record VastSettings(HttpUrl url, Optional<Secret> apiKey, Protocol protocol, int requestsPerMinute) {
    public static final String DEFAULT_URL = "https://console.vast.ai";
    /** Others ask once a minute to once in five; the published limit of a neighbouring endpoint is 10 a minute. */
    public static final int DEFAULT_REQUESTS_PER_MINUTE = 6;

    public VastSettings {
        if (requestsPerMinute < 1 || requestsPerMinute > 600) {
            throw new Mistake("requests_per_minute must be from 1 to 600: " + requestsPerMinute);
        }
    }

    /** Reads the base URL of the market. */
    public static HttpUrl parseUrl(String text) {
        HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            throw new Mistake("not a URL: '" + text + "'", "write it as " + DEFAULT_URL);
        }
        return url;
    }
}
