package io.github.vastwatch.notify.channel;

import io.github.vastwatch.http.Transport;
import java.util.Map;

/** Targets of requests with the settings that a channel has without keys. */
public final class Targets {
    private Targets() {}

    /** A POST without a proxy to any address. */
    public static HttpTarget plain(HttpService service) {
        return new HttpTarget(service, "POST", Map.of(), HttpTarget.DEFAULT_TIMEOUT, Transport.DIRECT, true);
    }
}
