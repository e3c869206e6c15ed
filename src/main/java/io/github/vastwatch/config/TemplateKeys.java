package io.github.vastwatch.config;

import io.github.vastwatch.config.Shape.Text;
import io.github.vastwatch.config.Shape.Told;
import io.github.vastwatch.notify.template.MessagePart;
import java.util.ArrayList;
import java.util.List;

/** The part of the {@link Vocabulary} that tells templates: of each type of channel the parts that make sense. */
final class TemplateKeys {
    static final Keys MAIL = keys(MessagePart.SUBJECT, MessagePart.TEXT, MessagePart.HTML);
    static final Keys READ = keys(MessagePart.SUBJECT, MessagePart.TEXT);
    static final Keys BODY = keys(MessagePart.BODY);

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

    private static Keys keys(MessagePart... parts) {
        List<Key> all = new ArrayList<>();
        for (MessagePart messagePart : parts) {
            all.add(Key.of(messagePart.wire(), Text.ANY, meaning(messagePart)).as("{{ title }}"));
            if (messagePart != MessagePart.SUBJECT) {
                all.add(Key.of(file(messagePart), Text.ANY, "A file that holds it, relative to this one.")
                        .as("alert." + messagePart.wire() + ".peb"));
            }
        }
        Keys keys = Keys.of(all.toArray(Key[]::new));
        for (MessagePart messagePart : parts) {
            keys = messagePart == MessagePart.SUBJECT ? keys : keys.oneOf(messagePart.wire(), file(messagePart));
        }
        return keys;
    }

    static String file(MessagePart messagePart) {
        return messagePart.wire() + "_file";
    }

    private static String meaning(MessagePart messagePart) {
        return switch (messagePart) {
            case SUBJECT -> "The subject or title, on one line.";
            case TEXT -> "The text without markup.";
            case HTML -> "The page of a mail; values are escaped.";
            case BODY -> "The body of the request; JSON unless a header content-type says otherwise.";
        };
    }
}
