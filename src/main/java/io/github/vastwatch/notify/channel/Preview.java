package io.github.vastwatch.notify.channel;

import io.github.vastwatch.alert.Alert;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

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
