package io.github.vastwatch.config;

import static io.github.vastwatch.config.Key.key;
import static io.github.vastwatch.config.ScalarCodec.duration;

import io.github.vastwatch.http.BasicLogin;
import io.github.vastwatch.http.Transport;
import io.github.vastwatch.notify.channel.Heartbeat;
import io.github.vastwatch.notify.channel.KnownService;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.time.Duration;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** The keys below {@code heartbeat:}: the dead man's switch that is called while all is well. */
final class HeartbeatKeys {
    private static final SecretKeys URL = SecretKeys.of(
            "heartbeat.url", UrlCodec.PATTERN, secret -> url(secret), "${HEARTBEAT_URL}", "/etc/vastwatch/heartbeat");
    private static final Key<Duration> EVERY = key(
                    "heartbeat.every",
                    duration(time -> new Heartbeat(HttpUrl.get("http://localhost"), time, Transport.DIRECT).every()))
            .fallback(Heartbeat.EVERY);

    static final Section HEARTBEAT = Section.of(
                    "heartbeat", URL.inline(), URL.file(), EVERY, TransportKeys.PROXY, TransportKeys.CA_FILE)
            .oneOf(URL.inline(), URL.file());

    private HeartbeatKeys() {}

    static Optional<Heartbeat> read(Values heartbeat) {
        if (heartbeat.at().isMapping() && URL.areMissingIn(heartbeat)) {
            heartbeat.problem("heartbeat has no url", "write url: and the address that the service names");
        }
        Transport transport = TransportKeys.read(heartbeat);
        return URL.in(heartbeat).map(url -> new Heartbeat(url(url), heartbeat.get(EVERY), transport));
    }

    private static HttpUrl url(Secret secret) {
        @Nullable HttpUrl url = HttpUrl.parse(secret.reveal());
        if (url == null) {
            throw new InvalidInput("not a URL", "write it as https://hc-ping.com/ID");
        }
        KnownService.of(url).filter(each -> each != KnownService.HEARTBEAT).ifPresent(service -> {
            throw new InvalidInput(
                    "this is " + service.label() + ", which does not take heartbeats",
                    "write the address that a dead man's switch names, as https://hc-ping.com/ID");
        });
        BasicLogin.of(url);
        return url;
    }
}
