package io.github.vastwatch.config;

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
import org.yaml.snakeyaml.nodes.MappingNode;

/** Reads which dead man's switch is kept open, if any. */
final class HeartbeatReader {
    private HeartbeatReader() {}

    static Optional<Heartbeat> read(Section top) {
        top.empty("heartbeat");
        return top.section("heartbeat", Vocabulary.HEARTBEAT, "heartbeat").flatMap(HeartbeatReader::own);
    }

    private static Optional<Heartbeat> own(Section section) {
        Optional<Secret> secret = Secrets.read(section, "url");
        if (section.node() instanceof MappingNode && section.lacks("url") && section.lacks("url_file")) {
            section.lack(" has no url", "write url: and the address that the service names");
        }
        Duration every = section.read(
                        "every",
                        text -> new Heartbeat(HttpUrl.get("http://localhost"), Amounts.duration(text), Transport.DIRECT)
                                .every())
                .orElse(Heartbeat.EVERY);
        Transport transport = TransportReader.read(section);
        section.done();
        if (secret.isEmpty()) {
            return Optional.empty();
        }
        @Nullable HttpUrl url = HttpUrl.parse(secret.get().reveal());
        if (url == null) {
            section.problem(section.has("url") ? "url" : "url_file", "not a URL", "write it as https://hc-ping.com/ID");
            return Optional.empty();
        }
        Optional<KnownService> service = KnownService.of(url).filter(each -> each != KnownService.HEARTBEAT);
        if (service.isPresent()) {
            section.problem(
                    section.has("url") ? "url" : "url_file",
                    "this is " + service.get().label() + ", which takes no heartbeats",
                    "write the address that a dead man's switch names, as https://hc-ping.com/ID");
            return Optional.empty();
        }
        try {
            BasicLogin.of(url);
        } catch (InvalidInput invalidInput) {
            section.problem(section.has("url") ? "url" : "url_file", invalidInput.getMessage(), invalidInput.advice());
            return Optional.empty();
        }
        return Optional.of(new Heartbeat(url, every, transport));
    }
}
