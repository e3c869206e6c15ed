package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.vast.Protocol;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.Secret;
import io.github.vastwatch.vast.VastSettings;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/** The keys below {@code vast:}: how to reach Vast.ai. */
final class VastKeys {
    private static final SecretKeys API_KEY = SecretKeys.of(
            "api_key",
            "The key of your account, sent in a header and nowhere else. Without one an answer holds at most 64 offers,"
                    + " a thinned sample of the match.",
            "${VAST_API_KEY}",
            "A file that holds the key. Without either the credential vast_api_key of systemd is taken, where there is"
                    + " one.",
            "/etc/vastwatch/api-key");

    private static final Key<HttpUrl> URL = Key.of(
                    "url",
                    Scalar.text(UrlCodec.PATTERN, VastSettings::parseUrl).as(VastKeys::withoutSlash),
                    "Where Vast.ai is.")
            .fallback(HttpUrl.get(VastSettings.DEFAULT_URL));

    private static final Key<List<Protocol>> PROTOCOL = Key.of(
                    "protocol",
                    Scalar.word(Protocol.names(), Protocol::parseAll).as(protocols -> "auto"),
                    "How to ask: auto finds out which of the others the server understands.")
            .fallback(Protocol.AUTO);

    private static final Key<Integer> REQUESTS_PER_MINUTE = Key.of(
                    "requests_per_minute",
                    Scalar.whole(
                            1,
                            600,
                            (value, number) -> new VastSettings(
                                            HttpUrl.get(VastSettings.DEFAULT_URL),
                                            Optional.empty(),
                                            Protocol.AUTO,
                                            number)
                                    .requestsPerMinute()),
                    "At most so many searches in any minute, over all watches.")
            .fallback(VastSettings.DEFAULT_REQUESTS_PER_MINUTE);

    private static final Key<RowUsage.Limit> ROWS_PER_DAY = Key.of(
                    "rows_per_day",
                    Scalar.text(RowUsage.Limit::parse).like(VastKeys::rows),
                    "The most rows to read in a UTC day. auto assumes what Vast.ai allows (20000), and learns it from"
                            + " refusals; off reads without bounds.")
            .fallback(RowUsage.Limit.AUTO);

    static final Section VAST = Section.of(
                    "vast",
                    API_KEY.here(),
                    API_KEY.file(),
                    URL,
                    TransportKeys.PROXY,
                    TransportKeys.CA_FILE,
                    PROTOCOL,
                    REQUESTS_PER_MINUTE,
                    ROWS_PER_DAY)
            .oneOf(API_KEY.here(), API_KEY.file())
            .optional();

    private VastKeys() {}

    static VastSettings read(Values vast) {
        // Empty is what a variable without a value leaves: no key here.
        Optional<Secret> key = API_KEY.in(vast)
                .filter(secret -> !secret.reveal().isEmpty())
                .or(() -> SecretKeys.credential("vast_api_key", vast.file()));
        if (!key.map(VastSettings::canBeSent).orElse(true)) {
            vast.problem(API_KEY.here(), "the API key contains a character that a header cannot carry", "copy it anew");
            key = Optional.empty();
        }
        return new VastSettings(
                vast.get(URL),
                key,
                vast.get(PROTOCOL),
                vast.get(REQUESTS_PER_MINUTE),
                vast.get(ROWS_PER_DAY),
                TransportKeys.read(vast));
    }

    private static String withoutSlash(HttpUrl url) {
        return url.toString().replaceAll("/$", "");
    }

    private static ObjectNode rows() {
        ObjectNode number = JsonNodeFactory.instance.objectNode();
        return Scalar.either(
                number.put("type", "integer").put("minimum", 1),
                Scalar.matching("^\\s*(auto|off|\\d+([_,]\\d{3})*)\\s*$"));
    }
}
