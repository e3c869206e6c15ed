package io.github.vastwatch.notify;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.vast.Secret;
import java.time.Instant;
import java.util.Optional;

/**
 * What a channel would send, for a person to look at.
 *
 * @param failure why its template cannot be filled; then it is the built-in message
 */
public record Preview(String text, Optional<String> failure) {

    public static Preview of(Channel channel, Alert alert, Instant now) {
        Rendering rendering = Rendering.of(
                channel.template(),
                template -> channel.target() instanceof HttpSettings http
                        ? masked(http.format().render(alert, template, now), http.format())
                        : mail(alert, template, now));
        return new Preview(rendering.content().text(), rendering.failure());
    }

    private static String mail(Alert alert, Template template, Instant now) {
        MailWords words = MailWords.of(alert, template, now);
        return "Subject: " + words.subject() + "\n\n" + words.text()
                + words.html().map(html -> "\n\n" + html).orElse("");
    }

    private static String masked(String body, Format format) {
        String shown = body;
        for (Secret secret : format.secrets()) {
            shown = shown.replace(secret.reveal(), "***");
        }
        return shown;
    }
}
