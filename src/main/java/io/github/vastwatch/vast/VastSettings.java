package io.github.vastwatch.vast;

import io.github.vastwatch.http.BasicLogin;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.offer.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * How to reach Vast.ai.
 *
 * @param url scheme, host and port; the paths are the protocol's
 * @param protocols the protocols to try in turn
 * @param requestsPerMinute the maximum number of searches in any minute, 1 to 600
 * @param rowLimit the maximum number of rows in any day
 * @param transport the proxy, and the certificates to trust
 */
public record VastSettings(
        HttpUrl url,
        Optional<Secret> apiKey,
        List<Protocol> protocols,
        int requestsPerMinute,
        RowUsage.Limit rowLimit,
        Transport transport) {
    public static final String DEFAULT_URL = "https://console.vast.ai";
    /** Other clients search every one to five minutes; the published limit of a related endpoint is 10 per minute. */
    public static final int DEFAULT_REQUESTS_PER_MINUTE = 6;

    /** The settings without a config: the real server, without a key. */
    public static final VastSettings DEFAULTS =
            new VastSettings(HttpUrl.get(DEFAULT_URL), Optional.empty(), Protocol.AUTO, DEFAULT_REQUESTS_PER_MINUTE);

    /** Without a proxy and without a limit of rows. */
    public VastSettings(HttpUrl url, Optional<Secret> apiKey, List<Protocol> protocols, int requestsPerMinute) {
        this(url, apiKey, protocols, requestsPerMinute, RowUsage.Limit.OFF, Transport.DIRECT);
    }

    public VastSettings {
        protocols = List.copyOf(protocols);
        if (protocols.isEmpty()) {
            throw new InvalidInput("no protocol is given");
        }
        if (!apiKey.map(VastSettings::canBeSent).orElse(true)) {
            throw new InvalidInput("the API key contains a character that a header cannot carry");
        }
        if (requestsPerMinute < 1 || requestsPerMinute > 600) {
            throw new InvalidInput("requests_per_minute must be from 1 to 600: " + requestsPerMinute);
        }
    }

    /** These settings with other protocols. */
    public VastSettings withProtocols(List<Protocol> others) {
        return new VastSettings(url, apiKey, others, requestsPerMinute, rowLimit, transport);
    }

    /** These settings with another transport. */
    public VastSettings withTransport(Transport other) {
        return new VastSettings(url, apiKey, protocols, requestsPerMinute, rowLimit, other);
    }

    /** Parses the base URL of the server. */
    public static HttpUrl parseUrl(String text) {
        HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            // A text that is nearly a URL may contain a password.
            throw new InvalidInput(
                    "not a URL" + (text.contains("@") ? "" : ": '" + text + "'"), "write it as " + DEFAULT_URL);
        }
        if (BasicLogin.of(url).isPresent()) {
            throw new InvalidInput(
                    "the URL of the market has a login, which Vast.ai does not accept",
                    "write it as " + DEFAULT_URL + "; a key belongs in vast.api_key");
        }
        if (url.query() != null || url.fragment() != null) {
            throw new InvalidInput(
                    "the URL of the market has more than scheme, host, port and path",
                    "write it as " + DEFAULT_URL + "; a key belongs in vast.api_key");
        }
        return url;
    }

    /** The account whose rows are counted: the host and a fingerprint of the key, never the key. */
    public String account() {
        return url.host() + "/" + apiKey.map(VastSettings::fingerprint).orElse("without a key");
    }

    private static String fingerprint(Secret key) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(key.reveal().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Whether a header can carry the key: it consists of visible ASCII characters, without a pasted line break. */
    public static boolean canBeSent(Secret key) {
        return key.reveal().chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
