package io.github.vastwatch.config;

import io.github.vastwatch.notify.channel.Target;
import io.github.vastwatch.notify.template.Escaping;
import io.github.vastwatch.notify.template.MessagePart;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.notify.template.TemplateText;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.FileErrors;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;

/** Reads a channel's template, and fills it for every kind of alert: what is wrong with it is a problem of the config. */
final class TemplateReader {
    /** More than characters of a template have bytes. */
    private static final int MOST_BYTES = 4 * TemplateText.MOST_CHARACTERS;

    private final Section section;
    private final ZoneId zone;

    private TemplateReader(Section section, ZoneId zone) {
        this.section = section;
        this.zone = zone;
    }

    /** @param target empty where there is something wrong with it */
    static Template read(Section channel, Keys parts, Optional<? extends Target> target) {
        ZoneId zone = channel.read("timezone", Times::zone).orElse(ZoneId.systemDefault());
        channel.empty("template");
        Optional<Section> section = channel.section("template", parts, "the template of " + channel.what());
        Optional<TemplateText> main = channel.read("template_file", name -> {
                    MessagePart messagePart = Arrays.stream(MessagePart.values())
                            .filter(each -> parts.find(each.wire()).isPresent())
                            .reduce((left, right) -> right)
                            .orElseThrow();
                    return new TemplateReader(channel, zone).file(messagePart, escaping(target, messagePart), name);
                })
                .flatMap(text -> text);
        if (section.isEmpty() && channel.has("template_file")) {
            return new Template(main.stream().toList(), zone);
        }
        if (section.isEmpty()) {
            return new Template(List.of(), zone);
        }
        TemplateReader reader = new TemplateReader(section.get(), zone);
        List<TemplateText> texts = new ArrayList<>();
        for (MessagePart messagePart : MessagePart.values()) {
            if (section.get().takes(messagePart.wire())) {
                reader.text(messagePart, escaping(target, messagePart)).ifPresent(texts::add);
            }
        }
        section.get().done();
        if (section.get().node() instanceof MappingNode mapping
                && mapping.getValue().isEmpty()) {
            section.get().lack(" says nothing", "it takes " + String.join(", ", parts.names()));
        }
        return new Template(texts, zone);
    }

    private static Escaping escaping(Optional<? extends Target> target, MessagePart messagePart) {
        return target.map(each -> each.escaping(messagePart)).orElse(Escaping.NONE);
    }

    private Optional<TemplateText> text(MessagePart messagePart, Escaping escaping) {
        Optional<TemplateText> here =
                section.read(messagePart.wire(), source -> checked(new TemplateText(messagePart, escaping, source)));
        Optional<TemplateText> there = section.takes(TemplateKeys.file(messagePart))
                ? section.read(TemplateKeys.file(messagePart), name -> file(messagePart, escaping, name))
                        .flatMap(text -> text)
                : Optional.empty();
        return here.or(() -> there);
    }

    private TemplateText checked(TemplateText text) {
        Template.check(text, zone);
        return text;
    }

    /** A mistake in the file is a problem with its place there. */
    private Optional<TemplateText> file(MessagePart messagePart, Escaping escaping, String name) {
        Path file = section.source().path(name);
        String contents = contents(file);
        try {
            return Optional.of(checked(new TemplateText(messagePart, escaping, contents)));
        } catch (InvalidInput invalidInput) {
            Source source = section.source();
            new Source(file, contents, source.order(), source.problems(), source.variables())
                    .at(invalidInput.at(), invalidInput.getMessage(), invalidInput.advice());
            return Optional.empty();
        }
    }

    private String contents(Path file) {
        section.source().problems().touched().file(file);
        try {
            return TextFile.read(file, MOST_BYTES);
        } catch (IOException e) {
            throw new InvalidInput(
                    "the template file " + file + " cannot be read: " + FileErrors.of(e),
                    "it is looked for beside " + section.source().file());
        }
    }
}
