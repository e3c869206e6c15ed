package io.github.vastwatch.config;

import static io.github.vastwatch.config.Key.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.template.Escaping;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.notify.template.TemplateText;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.FileErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The keys of a channel's templates, each type of channel with the parts that it has. */
final class TemplateKeys {
    /** More than the longest template has. */
    private static final int MOST_BYTES = 4 * TemplateText.MOST_CHARACTERS;

    private static final Key<ZoneId> TIMEZONE =
            key("channel.timezone", ScalarCodec.ZONE).examples("Europe/Berlin");
    private static final Key<YamlValue> TEMPLATE_FILE = key(
                    "channel.template_file", Codec.Formed.deferred(ScalarCodec.TEXT))
            .examples("alert.peb");

    /** The keys of one part; a subject has no file. */
    private record PartKeys(TemplateText.Part part, Key<YamlValue> text, Optional<Key<YamlValue>> file) {
        static PartKeys of(TemplateText.Part part) {
            Key<YamlValue> text = key(part.wire(), new Source(), doc(part)).examples("{{ title }}");
            return new PartKeys(
                    part,
                    text,
                    part == TemplateText.Part.SUBJECT
                            ? Optional.empty()
                            : Optional.of(key(
                                            part.wire() + "_file",
                                            Codec.Formed.deferred(ScalarCodec.TEXT),
                                            "A file with its text, relative to this one.")
                                    .examples("alert." + part.wire() + ".peb")));
        }

        private static String doc(TemplateText.Part part) {
            return switch (part) {
                case SUBJECT -> "The subject or title, one line.";
                case TEXT -> "The text without markup.";
                case HTML -> "The HTML of a mail; values are escaped.";
                case BODY -> "The body of the request; JSON unless a content-type header says otherwise.";
            };
        }

        Stream<Key<?>> keys() {
            return Stream.concat(Stream.of(text), file.stream());
        }
    }

    private final List<PartKeys> parts;
    private final Key<Values> template;

    TemplateKeys(TemplateText.Part... parts) {
        this.parts = Stream.of(parts).map(PartKeys::of).toList();
        Section section = Section.of(
                "template",
                "the template of %s",
                this.parts.stream().flatMap(PartKeys::keys).toArray(Key<?>[]::new));
        for (PartKeys part : this.parts) {
            section = part.file().isPresent()
                    ? section.oneOf(part.text(), part.file().get())
                    : section;
        }
        this.template = key("channel.template", section);
    }

    /** The keys of a channel. */
    List<Key<?>> keys() {
        return List.of(template, TEMPLATE_FILE, TIMEZONE);
    }

    Section rivalsIn(Section channel) {
        return channel.oneOf(template, TEMPLATE_FILE);
    }

    static boolean areIn(Values channel) {
        return channel.entries().containsKey("template") || channel.has(TEMPLATE_FILE);
    }

    /**
     * The template of a channel. It is filled with samples of every kind of alert, so that what is wrong with it is a
     * problem of the config.
     *
     * @param target empty where something is wrong with it
     */
    Template read(Values channel, Optional<? extends Channel.Target> target) {
        ZoneId zone = channel.find(TIMEZONE).orElseGet(ZoneId::systemDefault);
        Function<TemplateText.Part, Function<String, TemplateText>> checked = part -> text -> {
            Escaping escaping = target.map(each -> each.escaping(part)).orElse(Escaping.NONE);
            TemplateText template = new TemplateText(part, escaping, text);
            Template.check(template, zone);
            return template;
        };
        TemplateText.Part main = parts.get(parts.size() - 1).part();
        Optional<TemplateText> whole = channel.find(TEMPLATE_FILE).flatMap(value -> file(value, checked.apply(main)));
        Optional<Values> inner = channel.find(template);
        if (inner.isEmpty()) {
            return new Template(whole.stream().toList(), zone);
        }
        Values values = inner.get();
        if (values.at().isMapping() && values.at().entries("").isEmpty()) {
            values.problem(
                    values.what() + " has no key",
                    "it takes "
                            + parts.stream()
                                    .flatMap(PartKeys::keys)
                                    .map(Key::name)
                                    .collect(Collectors.joining(", ")));
        }
        List<TemplateText> texts = new ArrayList<>();
        for (PartKeys part : parts) {
            Function<String, TemplateText> parse = checked.apply(part.part());
            Optional<TemplateText> there = part.file().flatMap(values::find).flatMap(value -> file(value, parse));
            values.find(part.text())
                    .flatMap(value -> value.read(parse))
                    .or(() -> there)
                    .ifPresent(texts::add);
        }
        return new Template(texts, zone);
    }

    /** What is wrong in the file is a problem with its place there. */
    private static Optional<TemplateText> file(YamlValue name, Function<String, TemplateText> parse) {
        return name.read(written -> {
                    Path path = name.file().resolve(written);
                    String contents = contents(name.file(), path);
                    try {
                        return Optional.of(parse.apply(contents));
                    } catch (InvalidInput e) {
                        name.file().sibling(path, contents).problem(e.position(), e.getMessage(), e.advice());
                        return Optional.<TemplateText>empty();
                    }
                })
                .flatMap(text -> text);
    }

    private static String contents(SourceFile from, Path path) {
        from.readContext().configFingerprint().file(path);
        try {
            return TextFile.read(path, MOST_BYTES);
        } catch (IOException e) {
            throw new InvalidInput(
                    "the template file " + path + " cannot be read: " + FileErrors.of(e),
                    "it is looked for beside " + from.path());
        }
    }

    /** A template, which is printed with its variables: they may stand for secrets. */
    private static final class Source implements Codec<YamlValue> {
        @Override
        public Optional<YamlValue> read(YamlValue value) {
            return Optional.of(value);
        }

        @Override
        public ObjectNode schema() {
            return ScalarCodec.TEXT.schema();
        }

        @Override
        public JsonNode print(YamlValue value) {
            return json(value.raw());
        }
    }
}
