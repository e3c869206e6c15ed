package io.github.vastwatch.config;

import io.github.vastwatch.config.Shape.Text;
import io.github.vastwatch.config.Shape.Told;
import io.github.vastwatch.notify.Part;
import java.util.ArrayList;
import java.util.List;

/** The part of the {@link Vocabulary} that tells templates: of each type of channel the parts that make sense. */
final class TemplateKeys {
    static final Keys MAIL = keys(Part.SUBJECT, Part.TEXT, Part.HTML);
    static final Keys READ = keys(Part.SUBJECT, Part.TEXT);
    static final Keys BODY = keys(Part.BODY);

    private TemplateKeys() {}

    /** What a channel takes. */
    static List<Key> of(Keys parts) {
        return List.of(
                Key.of(
                        "template",
                        new Told(() -> JsonSchema.section(parts)),
                        "What its messages say in place of the built-in ones, in Pebble's language;"
                                + " 'vastwatch template vars' lists what there is to say."),
                Key.of(
                                "template_file",
                                Text.ANY,
                                "A file that holds its main part alone, relative to this one: the page of a mail, the"
                                        + " body of a webhook, the text of any other.")
                        .as("alert.peb"),
                Key.of("timezone", Text.ANY, "Of the moments in its messages; otherwise the machine's.")
                        .as("Europe/Berlin"));
    }

    private static Keys keys(Part... parts) {
        List<Key> all = new ArrayList<>();
        for (Part part : parts) {
            all.add(Key.of(part.wire(), Text.ANY, meaning(part)).as("{{ title }}"));
            if (part != Part.SUBJECT) {
                all.add(Key.of(file(part), Text.ANY, "A file that holds it, relative to this one.")
                        .as("alert." + part.wire() + ".peb"));
            }
        }
        Keys keys = Keys.of(all.toArray(Key[]::new));
        for (Part part : parts) {
            keys = part == Part.SUBJECT ? keys : keys.oneOf(part.wire(), file(part));
        }
        return keys;
    }

    static String file(Part part) {
        return part.wire() + "_file";
    }

    private static String meaning(Part part) {
        return switch (part) {
            case SUBJECT -> "The subject or title, on one line.";
            case TEXT -> "The text without markup.";
            case HTML -> "The page of a mail; values are escaped.";
            case BODY -> "The body of the request; JSON unless a header content-type says otherwise.";
        };
    }
}
