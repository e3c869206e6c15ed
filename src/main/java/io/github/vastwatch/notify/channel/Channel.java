package io.github.vastwatch.notify.channel;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.template.Escaping;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.notify.template.TemplateText;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.vast.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A configured target, by the name that watches use.
 *
 * @param template the user's wording of messages
 */
public record Channel(String name, Limits limits, Target target, Template template) {
    /** A channel with the built-in messages. */
    public Channel(String name, Limits limits, Target target) {
        this(name, limits, target, Template.BUILT_IN);
    }

    /** The notifier that sends to it. */
    public Notifier notifier() {
        return target.notifier(name, template);
    }

    /**
     * Limits of a channel's deliveries.
     *
     * @param expires how long to retry an alert until it is a dead letter
     * @param concurrency simultaneous sends; if several, at most one of them is a retry
     */
    public record Limits(Duration expires, int concurrency) {
        /** An alert about an offer is useless after a day; a second send helps if the first one hangs. */
        public static final Limits DEFAULT = new Limits(Duration.ofHours(24), 2);

        /** Each is a thread. */
        static final int MOST = 16;

        public Limits {
            if (expires.isZero() || expires.isNegative()) {
                throw new InvalidInput("what expires at once is never sent", "write expires: 24h");
            }
            if (concurrency < 1 || concurrency > MOST) {
                throw new InvalidInput("a channel takes from 1 to " + MOST + " sends at once: " + concurrency);
            }
        }
    }

    /** The target of a channel: mailboxes, or an HTTP service. Its text names it without secrets. */
    public interface Target {

        /** The notifier for it, with a template. */
        Notifier notifier(String channel, Template template);

        /** A preview of what would be sent. */
        String preview(Alert alert, Template template, Instant now);

        /** The server that receives messages. */
        String host();

        /** How a template's values are escaped in a part. */
        Escaping escaping(TemplateText.Part messagePart);

        /** Secrets that a text to it or from it may contain. */
        List<Secret> secrets();

        /** Removes its secrets from a text. */
        default String redact(String text) {
            return Redaction.of(secrets().stream().map(Secret::reveal).toList()).redact(text);
        }
    }

    /**
     * A preview of what a channel would send.
     *
     * @param failure why its template failed; then it is the built-in message
     */
    public record Preview(String text, Optional<String> failure) {
        private static final Pattern TOPIC = Pattern.compile("(\\{\"topic\":\")[A-Za-z0-9_-]{1,64}(?=\")");

        public static Preview of(Channel channel, Alert alert, Instant now) {
            Notifier.Rendering rendering = Notifier.Rendering.of(
                    channel.template(), template -> channel.target().preview(alert, template, now));
            return new Preview(channel.target().redact(rendering.content().text()), rendering.failure());
        }

        /** A body that was sent to a channel, without the channel's secrets, including an ntfy topic. */
        public static String masked(String body, Optional<Channel> channel) {
            String shown = channel.map(each -> each.target().redact(body)).orElse(body);
            return TOPIC.matcher(shown).replaceAll("$1***");
        }
    }
}
