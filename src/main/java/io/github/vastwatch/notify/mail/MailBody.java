package io.github.vastwatch.notify.mail;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.message.Message;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;

/** An alert as mails say it: a text and a page. */
public final class MailBody {
    private static final PebbleEngine TEMPLATES = engine();

    private MailBody() {}

    private static PebbleEngine engine() {
        ClasspathLoader loader = new ClasspathLoader(MailBody.class.getClassLoader());
        loader.setPrefix("io/github/vastwatch/notify/mail");
        loader.setSuffix(".peb");
        return new PebbleEngine.Builder()
                .loader(loader)
                .defaultLocale(Locale.ROOT)
                .strictVariables(true)
                .newLineTrimming(false)
                .build();
    }

    /** The plain text of an alert, as it is written now, with moments as they are told in {@code zone}. */
    public static String text(Alert alert, Instant now, ZoneId zone) {
        return render("mail.txt", alert, now, zone);
    }

    public static String html(Alert alert, Instant now, ZoneId zone) {
        return render("mail.html", alert, now, zone);
    }

    private static String render(String template, Alert alert, Instant now, ZoneId zone) {
        Message message = Message.of(alert, now, zone);
        StringWriter out = new StringWriter();
        try {
            TEMPLATES
                    .getTemplate(template)
                    .evaluate(
                            out,
                            Map.of(
                                    "title", message.title(),
                                    "accent", String.format("#%06x", message.colour()),
                                    "sentences", message.sentences(),
                                    "offers", message.offers(),
                                    "table", TextTable.of(message.offers()),
                                    "more", message.moreWords(),
                                    "notes", message.notes(),
                                    "link", message.link().orElse("")));
        } catch (IOException e) {
            throw new UncheckedIOException("a built-in message cannot be rendered", e);
        }
        return out.toString();
    }
}
