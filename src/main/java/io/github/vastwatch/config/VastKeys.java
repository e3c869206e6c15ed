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
            "The API key of your account, sent to Vast.ai in a header only. Without it an answer"
                    + " holds at most 64 offers, a thinned sample of the matches.",
            "${VAST_API_KEY}",
            "A file that contains the API key. Without both, systemd's credential vast_api_key is"
                    + " used if it exists.",
            "/etc/vastwatch/api-key");

    private static final Key<HttpUrl> URL = Key.of(
                    "url",
                    ScalarCodec.text(UrlCodec.PATTERN, VastSettings::parseUrl).as(VastKeys::withoutSlash),
                    "The URL of Vast.ai.")
            .fallback(HttpUrl.get(VastSettings.DEFAULT_URL));

    private static final Key<List<Protocol>> PROTOCOL = Key.of(
                    "protocol",
                    ScalarCodec.word(Protocol.names(), Protocol::parseAll).as(protocols -> "auto"),
                    "The search protocol; auto finds the one that the server understands.")
            .fallback(Protocol.AUTO);

    private static final Key<Integer> REQUESTS_PER_MINUTE = Key.of(
                    "requests_per_minute",
                    ScalarCodec.whole(
                            1,
                            600,
                            (value, number) -> new VastSettings(
                                            HttpUrl.get(VastSettings.DEFAULT_URL),
                                            Optional.empty(),
                                            Protocol.AUTO,
                                            number)
                                    .requestsPerMinute()),
                    "Searches in any minute, over all watches.")
            .fallback(VastSettings.DEFAULT_REQUESTS_PER_MINUTE);

    private static final Key<RowUsage.Limit> ROWS_PER_DAY = Key.of(
                    "rows_per_day",
                    ScalarCodec.text(RowUsage.Limit::parse).like(VastKeys::rows),
                    "Rows to read in a UTC day: auto assumes Vast.ai's quota (20000) and learns from its"
                            + " refusals; off does not limit.")
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
        return ScalarCodec.either(
                number.put("type", "integer").put("minimum", 1),
                ScalarCodec.matching("^\\s*(auto|off|\\d+([_,]\\d{3})*)\\s*$"));
    }
}
