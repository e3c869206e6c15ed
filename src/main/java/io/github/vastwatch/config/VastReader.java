package io.github.vastwatch.config;

import io.github.vastwatch.http.Transport;
import io.github.vastwatch.vast.Protocol;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.Secret;
import io.github.vastwatch.vast.VastSettings;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/** Reads how to reach Vast.ai. */
final class VastReader {
    private VastReader() {}

    static VastSettings read(Section top) {
        HttpUrl url = HttpUrl.get(VastSettings.DEFAULT_URL);
        Optional<Section> section = top.section("vast", Vocabulary.VAST, "vast");
        if (section.isEmpty()) {
            return new VastSettings(
                    url,
                    Secrets.credential("vast_api_key", top.source()),
                    Protocol.AUTO,
                    VastSettings.DEFAULT_REQUESTS_PER_MINUTE,
                    RowUsage.Limit.AUTO,
                    TransportReader.environment(top.source()));
        }
        Section vast = section.get();
        Optional<Secret> given =
                Secrets.read(vast, "api_key").filter(secret -> !secret.reveal().isEmpty());
        // Empty is what a variable with nothing to fall back on leaves: no key here.
        Optional<Secret> key = given.or(() -> Secrets.credential("vast_api_key", top.source()));
        HttpUrl base = vast.read("url", VastSettings::parseUrl).orElse(url);
        List<Protocol> protocols = vast.read("protocol", Protocol::parseAll).orElse(Protocol.AUTO);
        int requests = vast.read("requests_per_minute", text -> {
                    int number = Numbers.whole(text);
                    return new VastSettings(url, Optional.empty(), Protocol.AUTO, number).requestsPerMinute();
                })
                .orElse(VastSettings.DEFAULT_REQUESTS_PER_MINUTE);
        RowUsage.Limit rows = vast.read("rows_per_day", RowUsage.Limit::parse).orElse(RowUsage.Limit.AUTO);
        Transport transport = TransportReader.read(vast);
        vast.done();
        if (!key.map(VastSettings::canBeSent).orElse(true)) {
            vast.problem("api_key", "the API key contains a character that a header cannot carry", "copy it anew");
            key = Optional.empty();
        }
        return new VastSettings(base, key, protocols, requests, rows, transport);
    }
}
