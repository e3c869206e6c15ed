package io.github.vastwatch.notify.mail;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.notify.message.Message;
import io.github.vastwatch.notify.message.OfferView;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.notify.template.TemplateText.Part;
import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The subject, text and HTML of a mail: the user's templates where there are any, else the built-in {@code mail.txt.peb} and
 * {@code mail.html.peb}.
 *
 * @param html empty if only the text is the user's: most mail programs would show the built-in HTML instead of it
 */
public record MailContent(String subject, String text, Optional<String> html) {
    private static final PebbleEngine BUILT_IN = engine();

    public static MailContent of(Alert alert, Template template, Instant now) {
        Message message = Message.of(alert, now, template.zone());
        boolean isPlain = template.has(Part.TEXT) && !template.has(Part.HTML);
        return new MailContent(
                template.render(Part.SUBJECT, alert, message).orElse(message.title()),
                template.render(Part.TEXT, alert, message)
                        .orElseGet(() -> render("mail.txt", message, message.notes())),
                isPlain
                        ? Optional.empty()
                        : template.render(Part.HTML, alert, message)
                                .or(() -> Optional.of(render("mail.html", message, message.notesBesideChart()))));
    }

    /** The built-in text of an alert, with times in {@code zone}. */
    public static String text(Alert alert, Instant now, ZoneId zone) {
        Message message = Message.of(alert, now, zone);
        return render("mail.txt", message, message.notes());
    }

    private static PebbleEngine engine() {
        ClasspathLoader loader = new ClasspathLoader(MailContent.class.getClassLoader());
        loader.setPrefix("io/github/vastwatch/notify/mail");
        loader.setSuffix(".peb");
        return new PebbleEngine.Builder()
                .loader(loader)
                .defaultLocale(Locale.ROOT)
                .strictVariables(true)
                .newLineTrimming(false)
                .build();
    }

    private static String render(String file, Message message, List<String> notes) {
        StringWriter out = new StringWriter();
        try {
            BUILT_IN.getTemplate(file)
                    .evaluate(
                            out,
                            Map.of(
                                    "title", message.title(),
                                    "accent", String.format("#%06x", message.colour()),
                                    "sentences", message.sentences(),
                                    "offers", message.offers(),
                                    "table", table(message.offers()),
                                    "more", message.moreWords(),
                                    "notes", notes,
                                    "chart", message.chart(),
                                    "link", message.link().orElse("")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot render the built-in " + file, e);
        }
        return out.toString();
    }

    /** The offers side by side in plain text, one per line; empty for a single offer. */
    private static List<String> table(List<OfferView> offers) {
        if (offers.size() < 2) {
            return List.of();
        }
        List<List<String>> rows = IntStream.range(0, offers.size())
                .mapToObj(at -> cells(at + 1, offers.get(at)))
                .toList();
        int[] widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return rows.stream()
                .map(row -> IntStream.range(0, widths.length)
                        .filter(column -> widths[column] > 0)
                        .mapToObj(column -> row.get(column)
                                + " ".repeat(widths[column] - row.get(column).length()))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .toList();
    }

    private static List<String> cells(int number, OfferView offer) {
        OfferView.Row row = offer.row();
        return List.of(
                number + ".",
                row.price(),
                row.day(),
                row.metric(),
                row.gpu(),
                row.place(),
                row.reliability(),
                offer.label());
    }
}
