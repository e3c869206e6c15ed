package io.github.vastwatch.vast;

import io.github.vastwatch.offer.Mistake;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * How to reach Vast.ai.
 *
 * @param url scheme, host and port; the paths are the protocol's
 * @param protocols the ways to ask, tried in turn; one element is the only one
 * @param requestsPerMinute the most searches in any minute, 1 to 600
 */
public record VastSettings(HttpUrl url, Optional<Secret> apiKey, List<Protocol> protocols, int requestsPerMinute) {
    public static final String DEFAULT_URL = "https://console.vast.ai";
    /** Others ask once a minute to once in five; the published limit of a neighbouring endpoint is 10 a minute. */
    public static final int DEFAULT_REQUESTS_PER_MINUTE = 6;

    /** What is asked where nothing is configured: the real market, without a key. */
    public static final VastSettings DEFAULTS =
            new VastSettings(HttpUrl.get(DEFAULT_URL), Optional.empty(), Protocol.AUTO, DEFAULT_REQUESTS_PER_MINUTE);

    public VastSettings {
        protocols = List.copyOf(protocols);
        if (protocols.isEmpty()) {
            throw new Mistake("there must be a protocol to ask by");
        }
        if (!apiKey.map(VastSettings::canBeSent).orElse(true)) {
            throw new Mistake("the API key holds a character that no header can carry");
        }
        if (requestsPerMinute < 1 || requestsPerMinute > 600) {
            throw new Mistake("requests_per_minute must be from 1 to 600: " + requestsPerMinute);
        }
    }

    /** These, asking by other protocols. */
    public VastSettings by(List<Protocol> others) {
        return new VastSettings(url, apiKey, others, requestsPerMinute);
    }

    /** Reads the base URL of the market. */
    public static HttpUrl parseUrl(String text) {
        HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            throw new Mistake("not a URL: '" + text + "'", "write it as " + DEFAULT_URL);
        }
        return url;
    }

    /** Whether a key is of visible ASCII characters alone, as a header needs it; a pasted line break is not. */
    public static boolean canBeSent(Secret key) {
        return key.reveal().chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
