package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import java.util.function.Function;
import okhttp3.HttpUrl;

/** The keys that every channel takes that sends over HTTP. */
final class HttpKeys {
    private static final List<String> METHODS = List.of("POST", "PUT", "PATCH");

    private static final Key<String> METHOD = Key.of(
                    "method", ScalarCodec.word(METHODS, HttpKeys::method), "The HTTP method.")
            .fallback("POST");

    private static final Key<Map<String, Secret>> HEADERS = Key.of(
                    "headers", new HeadersCodec(), "Headers to add to each request; their values are secret.")
            .secret();

    private static final Key<Duration> TIMEOUT = Key.of(
                    "timeout",
                    ScalarCodec.duration(HttpTarget::parseTimeout),
                    "The timeout of one request, at most 2m.")
            .fallback(HttpTarget.DEFAULT_TIMEOUT);

    private static final Key<Boolean> ALLOW_PRIVATE = Key.of(
                    "allow_private",
                    ScalarCodec.FLAG,
                    "Whether the address may be one of this machine or a private network.")
            .fallback(true);

    private HttpKeys() {}

    /**
     * A type of channel that sends over HTTP.
     *
     * @param own the keys that no other type has, among them this one of its URL
     * @param format makes what is sent from what was read; empty where something is wrong
     */
    static ChannelType type(
            String name,
            String doc,
            TemplateKeys templates,
            Key<HttpUrl> url,
            Function<Values, Optional<? extends HttpService>> format,
            Section own) {
        return ChannelType.of(
                name,
                doc,
                templates,
                values -> format.apply(values).flatMap(each -> settings(values, url, each)),
                own.with(METHOD, HEADERS, TIMEOUT, TransportKeys.PROXY, TransportKeys.CA_FILE, ALLOW_PRIVATE));
    }

    private static Optional<HttpTarget> settings(Values values, Key<HttpUrl> url, HttpService service) {
        Transport transport = TransportKeys.read(values);
        return values.make(
                url,
                () -> new HttpTarget(
                        service,
                        values.get(METHOD),
                        values.find(HEADERS).orElse(Map.of()),
                        values.get(TIMEOUT),
                        transport,
                        values.get(ALLOW_PRIVATE)));
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

    private static final class HeadersCodec implements Codec<Map<String, Secret>> {
        @Override
        public Optional<Map<String, Secret>> read(YamlValue value) {
            if (!value.isMapping()) {
                value.problem("'headers' takes a mapping of names to values", "write {Authorization: …}");
                return Optional.empty();
            }
            Map<String, Secret> headers = new LinkedHashMap<>();
            value.entries("headers of " + value.of()).forEach((name, entry) -> {
                if (!name.matches("[A-Za-z0-9-]+")
                        || name.toLowerCase(Locale.ROOT).startsWith("webhook-")) {
                    entry.key()
                            .problem(
                                    "'" + name + "' cannot be set as a header",
                                    "a name has letters, digits and dashes, and does not begin with webhook-");
                } else if (!entry.value().isScalar()) {
                    entry.value().problem("the header '" + name + "' takes one value", "");
                } else {
                    entry.value().read(HeadersCodec::header).ifPresent(header -> headers.put(name, header));
                }
            });
            return Optional.of(headers);
        }

        private static Secret header(String text) {
            if (!text.matches("[\\t\\x20-\\x7e]*")) {
                throw new InvalidInput("a header takes ASCII characters on one line");
            }
            return new Secret(text);
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
            schema.set("additionalProperties", ScalarCodec.TEXT.schema());
            return schema;
        }
    }
}
