package io.github.vastwatch.notify;

import io.github.vastwatch.alert.Alert;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/** An alert as people read it: a subject, a text and a page. */
public final class MailBody {
    private static final PebbleEngine TEMPLATES = engine();

    private MailBody() {}

    private static PebbleEngine engine() {
        ClasspathLoader loader = new ClasspathLoader(MailBody.class.getClassLoader());
        loader.setPrefix("io/github/vastwatch/notify");
        loader.setSuffix(".peb");
        return new PebbleEngine.Builder()
                .loader(loader)
                .defaultLocale(Locale.ROOT)
                .strictVariables(true)
                .newLineTrimming(false)
                .build();
    }

    /** The watch, the best offer, and how many more there are; or what else there is to tell. */
    static String subject(Alert alert) {
        long more = alert.matches().stream().filter(match -> !match.isGone()).count() - 1;
        String words = alert.terms()
                .flatMap(terms -> alert.best().map(best -> OfferView.headline(terms, best)))
                .map(best -> best + (more > 0 ? " and " + more + " more" : ""))
                .orElseGet(() -> Words.oneLine(alert.sentences().get(0)));
        return "[" + alert.watch().orElse("vastwatch") + "] " + words;
    }

    /** The plain text of an alert, as it is written now. */
    public static String text(Alert alert, Instant now) {
        return render("mail.txt", alert, now);
    }

    static String html(Alert alert, Instant now) {
        return render("mail.html", alert, now);
    }

    private static String render(String template, Alert alert, Instant now) {
        Message message = Message.of(alert, now);
        StringWriter out = new StringWriter();
        try {
            TEMPLATES
                    .getTemplate(template)
                    .evaluate(
                            out,
                            Map.of(
                                    "title", message.title(),
                                    "sentences", message.sentences(),
                                    "offers", message.offers(),
                                    "more", message.moreWords(),
                                    "notes", message.notes(),
                                    "link", message.link().orElse("")));
        } catch (IOException e) {
            throw new UncheckedIOException("a built-in message cannot be rendered", e);
        }
        return out.toString();
    }

    /** {@code Watch cheap-4090 (dph_total <= 0.40)}. */
    static String source(Alert alert) {
        return alert.watch()
                .map(watch -> "Watch " + watch
                        + alert.terms()
                                .map(terms -> " (" + terms.threshold() + ")")
                                .orElse(""))
                .orElse("vastwatch");
    }
}
