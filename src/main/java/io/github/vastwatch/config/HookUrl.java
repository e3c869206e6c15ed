package io.github.vastwatch.config;

import io.github.vastwatch.notify.channel.KnownService;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.offer.InvalidInput;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;

/** Reads the URL of a channel, which must not lead to a service that takes other messages than those of the type. */
final class HookUrl {
    /** What Discord's URLs end in for those who write as another service does. */
    private static final List<String> DISCORD_FORMS = List.of("slack", "github");

    private HookUrl() {}

    /** @param type as the channel says it */
    static Optional<HttpUrl> read(Section section, String type) {
        boolean isOwnBody = section.has("template") || section.has("template_file");
        Optional<HttpUrl> url = section.read("url", text -> {
            HttpUrl read = Webhook.parseUrl(Secrets.meant("url", text));
            KnownService.of(read).ifPresent(service -> {
                if (type.equals("webhook") ? !isOwnBody && service.refusesJson() : !service.isOf(type)) {
                    throw wrong(service, type);
                }
                if (service == KnownService.DISCORD && type.equals("discord")) {
                    checkDiscord(read);
                }
            });
            return read;
        });
        if (type.equals("webhook")) {
            url.flatMap(KnownService::of).ifPresent(service -> doubt(section, service, isOwnBody));
        }
        return url;
    }

    private static InvalidInput wrong(KnownService service, String type) {
        return new InvalidInput(
                "this is " + service.label() + ", which refuses what a channel of type " + type + " sends",
                service.type()
                        .map(each -> "write type: " + each + service.keys())
                        .orElse("write a template with the body that it takes; docs/templates.md says how"));
    }

    private static void checkDiscord(HttpUrl url) {
        if (!url.encodedPath().matches("/api(/v\\d+)?/webhooks/\\d+/[^/]+(/[^/]*)?")) {
            throw new InvalidInput(
                    "not the URL of a webhook of Discord",
                    "copy it from the channel's settings: Integrations, Webhooks");
        }
        String last = url.pathSegments().get(url.pathSize() - 1);
        if (DISCORD_FORMS.contains(last)) {
            throw new InvalidInput(
                    "the URL ends in /" + last + ", where Discord takes messages of another form",
                    "remove /" + last + " from its end");
        }
    }

    private static void doubt(Section section, KnownService service, boolean isOwnBody) {
        if (service == KnownService.NTFY && !isOwnBody) {
            section.doubt("url", "this is ntfy, which shows the JSON as it is", "write type: ntfy" + service.keys());
        } else if (service == KnownService.HEARTBEAT) {
            section.doubt(
                    "url",
                    "this is " + service.label() + ", which a channel calls at each alert, and not while all is well",
                    "write it below heartbeat: at the top");
        }
    }

    /** The address of a server, whose own path says to which topic or bot a message goes. */
    static HttpUrl server(String text, String type) {
        HttpUrl url = Webhook.parseUrl(Secrets.meant("url", text));
        KnownService.of(url).ifPresent(service -> {
            if (!service.isOf(type)) {
                throw wrong(service, type);
            }
            if (!url.encodedPath().equals("/")) {
                throw new InvalidInput(
                        "the URL says more than the server",
                        "write url: " + url.scheme() + "://" + url.host() + service.keys());
            }
        });
        return url;
    }
}
