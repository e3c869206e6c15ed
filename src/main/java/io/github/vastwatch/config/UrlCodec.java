package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.notify.channel.KnownService;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.offer.InvalidInput;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.HttpUrl;

/** The URL of a channel, which often holds a token and must lead to a service that takes what the channel sends. */
record UrlCodec(Function<String, HttpUrl> parse) implements Codec<HttpUrl> {
    static final String PATTERN = "^[hH][tT][tT][pP][sS]?://";

    /** What Discord's URLs end in for programs that write to them as to another service. */
    private static final List<String> DISCORD_FORMS = List.of("slack", "github");

    static UrlCodec any() {
        return new UrlCodec(Webhook::parseUrl);
    }

    /** The URL of a webhook of a service. */
    static UrlCodec hook(String type) {
        return new UrlCodec(text -> {
            HttpUrl url = Webhook.parseUrl(text);
            KnownService.of(url).ifPresent(service -> {
                checkType(service, type);
                if (service == KnownService.DISCORD) {
                    checkDiscord(url);
                }
            });
            return url;
        });
    }

    /** The address of a server; the message itself says to which topic or bot it goes. */
    static UrlCodec server(String type) {
        return new UrlCodec(text -> {
            HttpUrl url = Webhook.parseUrl(text);
            KnownService.of(url).ifPresent(service -> {
                checkType(service, type);
                if (!url.encodedPath().equals("/")) {
                    throw new InvalidInput(
                            "the URL must contain only the server",
                            "write url: " + url.scheme() + "://" + url.host() + service.keys());
                }
            });
            return url;
        });
    }

    private static void checkType(KnownService service, String type) {
        if (!service.isOf(type)) {
            throw refusal(service, type);
        }
    }

    private static InvalidInput refusal(KnownService service, String type) {
        return new InvalidInput(
                "this is " + service.label() + ", which refuses what a channel of type " + type + " sends",
                service.type()
                        .map(each -> "write type: " + each + service.keys())
                        .orElse("write a template with the body that it takes; docs/templates.md says how"));
    }

    private static void checkDiscord(HttpUrl url) {
        if (!url.encodedPath().matches("/api(/v\\d+)?/webhooks/\\d+/[^/]+(/[^/]*)?")) {
            throw new InvalidInput(
                    "not a Discord webhook URL", "copy it from the channel's settings: Integrations, Webhooks");
        }
        String last = url.pathSegments().get(url.pathSize() - 1);
        if (DISCORD_FORMS.contains(last)) {
            throw new InvalidInput(
                    "the URL ends in /" + last + ", where Discord takes messages of another form",
                    "remove /" + last + " from its end");
        }
    }

    /**
     * The URL of a channel of type webhook, unless it is known to refuse such a body.
     *
     * @param hasTemplate whether the body is one of the user's own
     */
    static HttpUrl checkWebhook(Values channel, Key<HttpUrl> key, HttpUrl url, boolean hasTemplate) {
        Optional<KnownService> known = KnownService.of(url);
        known.filter(service -> !hasTemplate && service.refusesJson()).ifPresent(service -> {
            throw refusal(service, "webhook");
        });
        if (known.equals(Optional.of(KnownService.NTFY)) && !hasTemplate) {
            channel.warn(
                    key, "this is ntfy, which shows the JSON as it is", "write type: ntfy" + KnownService.NTFY.keys());
        } else if (known.equals(Optional.of(KnownService.HEARTBEAT))) {
            channel.warn(
                    key,
                    "this is " + KnownService.HEARTBEAT.label()
                            + ", which a channel calls for each alert, not while all is well",
                    "write it below heartbeat: at the top");
        }
        return url;
    }

    @Override
    public Optional<HttpUrl> read(YamlValue value) {
        return value.read(text -> parse.apply(SecretKeys.trimmed("url", text)));
    }

    @Override
    public ObjectNode schema() {
        return ScalarCodec.matching(PATTERN);
    }

    @Override
    public String format(HttpUrl url) {
        return url.toString().replaceAll("/$", "");
    }

    @Override
    public JsonNode redacted(YamlValue value) {
        HttpUrl url = Webhook.parseUrl(SecretKeys.trimmed("url", value.text()));
        boolean isUsual = url.port() == HttpUrl.defaultPort(url.scheme());
        return json(url.scheme() + "://" + url.host() + (isUsual ? "" : ":" + url.port()) + "/***");
    }
}
