package io.github.vastwatch.config;

import io.github.vastwatch.http.Transport;
import io.github.vastwatch.notify.channel.HttpService;
import io.github.vastwatch.notify.channel.HttpTarget;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads what every channel takes that sends over HTTP. */
final class HttpReader {
    private static final List<String> METHODS = List.of("POST", "PUT", "PATCH");

    private HttpReader() {}

    static Optional<HttpTarget> read(Section section, Optional<? extends HttpService> format) {
        String method = section.read("method", HttpReader::method).orElse("POST");
        Map<String, Secret> headers = headers(section);
        Duration timeout = section.read("timeout", text -> HttpTarget.checkTimeout(Amounts.duration(text)))
                .orElse(HttpTarget.DEFAULT_TIMEOUT);
        Transport transport = TransportReader.read(section);
        boolean allowPrivate = section.read("allow_private", Numbers::flag).orElse(true);
        try {
            return format.map(each -> new HttpTarget(each, method, headers, timeout, transport, allowPrivate));
        } catch (InvalidInput invalidInput) {
            section.problem("url", invalidInput.getMessage(), invalidInput.advice());
            return Optional.empty();
        }
    }

    private static String method(String text) {
        if (!METHODS.contains(text)) {
            throw InvalidInput.unknown(
                    "unknown method '" + text + "'",
                    text.toUpperCase(Locale.ROOT),
                    METHODS,
                    "write " + String.join(", ", METHODS));
        }
        return text;
    }

    private static Map<String, Secret> headers(Section section) {
        Map<String, Secret> headers = new LinkedHashMap<>();
        Optional<Node> node = section.node("headers");
        section.empty("headers");
        if (node.isPresent() && node.get() instanceof MappingNode mapping) {
            Source source = section.source();
            Entries.of(mapping, "headers of " + section.what(), source).forEach((name, tuple) -> {
                if (!name.matches("[A-Za-z0-9-]+")
                        || name.toLowerCase(Locale.ROOT).startsWith("webhook-")) {
                    source.at(
                            tuple.getKeyNode(),
                            "'" + name + "' is no header to set",
                            "a name has letters, digits and dashes; those that begin with webhook- are ours");
                } else if (tuple.getValueNode() instanceof ScalarNode scalar) {
                    source.read(scalar, HttpReader::value).ifPresent(value -> headers.put(name, value));
                } else {
                    source.at(tuple.getValueNode(), "the header '" + name + "' takes one value", "");
                }
            });
        } else if (node.isPresent()) {
            section.problem("headers", "'headers' takes a mapping of names to values", "write {Authorization: …}");
        }
        return headers;
    }

    private static Secret value(String text) {
        if (!text.matches("[\\t\\x20-\\x7e]*")) {
            throw new InvalidInput("a header takes plain characters on one line only");
        }
        return new Secret(text);
    }
}
