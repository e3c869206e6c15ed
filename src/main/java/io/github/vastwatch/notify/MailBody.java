package io.github.vastwatch.notify;

import io.github.vastwatch.alert.Alert;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
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

    /** The watch, the best offer, and how many more there are. */
    static String subject(Alert alert) {
        int more = alert.matches().size() - 1;
        return "[" + alert.watch() + "] " + OfferView.headline(alert, alert.best())
                + (more > 0 ? " and " + more + " more" : "");
    }

    /** The plain text of an alert. */
    public static String text(Alert alert) {
        return render("mail.txt", alert);
    }

    static String html(Alert alert) {
        return render("mail.html", alert);
    }

    private static String render(String template, Alert alert) {
        StringWriter out = new StringWriter();
        try {
            TEMPLATES
                    .getTemplate(template)
                    .evaluate(
                            out,
                            Map.of(
                                    "watch", alert.watch(),
                                    "threshold", alert.threshold().toString(),
                                    "at",
                                            alert.at()
                                                    .truncatedTo(ChronoUnit.SECONDS)
                                                    .toString(),
                                    "id", alert.id(),
                                    "offers",
                                            alert.matches().stream()
                                                    .map(match -> OfferView.of(alert, match))
                                                    .toList()));
        } catch (IOException e) {
            throw new UncheckedIOException("a built-in message cannot be rendered", e);
        }
        return out.toString();
    }
}
