package io.github.vastwatch.notify.mail;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.message.Title;
import io.github.vastwatch.notify.template.MessagePart;
import io.github.vastwatch.notify.template.Template;
import java.time.Instant;
import java.util.Optional;

/**
 * What a mail says.
 *
 * @param html empty where the text is the user's own and no page is: beside it the built-in page would be what is seen
 */
record MailContent(String subject, String text, Optional<String> html) {

    static MailContent of(Alert alert, Template template, Instant now) {
        return new MailContent(
                template.filled(MessagePart.SUBJECT, alert, now).orElseGet(() -> Title.of(alert)),
                template.filled(MessagePart.TEXT, alert, now)
                        .orElseGet(() -> MailBody.text(alert, now, template.zone())),
                template.has(MessagePart.TEXT) && !template.has(MessagePart.HTML)
                        ? Optional.empty()
                        : template.filled(MessagePart.HTML, alert, now)
                                .or(() -> Optional.of(MailBody.html(alert, now, template.zone()))));
    }
}
