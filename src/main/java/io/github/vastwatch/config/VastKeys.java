package io.github.vastwatch.config;

import static io.github.vastwatch.config.Key.key;
import static io.github.vastwatch.config.ScalarCodec.either;
import static io.github.vastwatch.config.ScalarCodec.matching;
import static io.github.vastwatch.config.ScalarCodec.text;
import static io.github.vastwatch.config.ScalarCodec.whole;
import static io.github.vastwatch.config.ScalarCodec.word;

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
    private static final SecretKeys API_KEY =
            SecretKeys.of("vast.api_key", "${VAST_API_KEY}", "/etc/vastwatch/api-key");
    private static final Key<HttpUrl> URL = key(
                    "vast.url", text(UrlCodec.PATTERN, VastSettings::parseUrl).as(VastKeys::withoutSlash))
            .fallback(HttpUrl.get(VastSettings.DEFAULT_URL));
    private static final Key<List<Protocol>> PROTOCOL = key(
                    "vast.protocol", word(Protocol.names(), Protocol::parseAll).as(protocols -> "auto"))
            .fallback(Protocol.AUTO);
    private static final Key<Integer> REQUESTS_PER_MINUTE = key(
                    "vast.requests_per_minute",
                    whole(
                            1,
                            600,
                            (value, number) -> new VastSettings(
                                            HttpUrl.get(VastSettings.DEFAULT_URL),
                                            Optional.empty(),
                                            Protocol.AUTO,
                                            number)
                                    .requestsPerMinute()))
            .fallback(VastSettings.DEFAULT_REQUESTS_PER_MINUTE);
    private static final Key<RowUsage.Limit> ROWS_PER_DAY = key(
                    "vast.rows_per_day", text(RowUsage.Limit::parse).like(VastKeys::rows))
            .fallback(RowUsage.Limit.AUTO);

    static final Section VAST = Section.of(
                    "vast",
                    API_KEY.inline(),
                    API_KEY.file(),
                    URL,
                    TransportKeys.PROXY,
                    TransportKeys.CA_FILE,
                    PROTOCOL,
                    REQUESTS_PER_MINUTE,
                    ROWS_PER_DAY)
            .oneOf(API_KEY.inline(), API_KEY.file())
            .optional();

    private VastKeys() {}

    static VastSettings read(Values vast) {
        // Empty is what a variable without a value leaves: no key here.
        Optional<Secret> key = API_KEY.in(vast)
                .filter(secret -> !secret.reveal().isEmpty())
                .or(() -> SecretKeys.credential("vast_api_key", vast.file()));
        if (!key.map(VastSettings::canBeSent).orElse(true)) {
            vast.problem(
                    API_KEY.inline(), "the API key contains a character that a header cannot carry", "copy it again");
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
        return either(
                number.put("type", "integer").put("minimum", 1), matching("^\\s*(auto|off|\\d+([_,]\\d{3})*)\\s*$"));
    }
}
