package io.github.vastwatch.config;

import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.DeliveryLimits;
import io.github.vastwatch.notify.channel.HttpService;
import io.github.vastwatch.notify.channel.Target;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.offer.InvalidInput;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A type of channel: the keys that it and its template take, and how they are read. Each is a line of the table here. */
record ChannelType(String name, Keys keys, Keys template, Function<Section, Optional<? extends Target>> read) {
    ChannelType {
        keys = keys.oneOf("template", "template_file");
    }

    static final List<ChannelType> ALL = List.of(
            new ChannelType("email", ChannelKeys.EMAIL, TemplateKeys.MAIL, EmailReader::read),
            http("webhook", ChannelKeys.WEBHOOK, TemplateKeys.BODY, FormatReader::webhook),
            http("telegram", ChannelKeys.TELEGRAM, FormatReader::telegram),
            http("ntfy", ChannelKeys.NTFY, NtfyReader::read),
            http("discord", ChannelKeys.DISCORD, FormatReader::discord),
            http("slack", ChannelKeys.SLACK, FormatReader::slack),
            http("apprise", ChannelKeys.APPRISE, FormatReader::apprise));

    /** As advice puts them. */
    static final String LISTED = listed();

    private static ChannelType http(String name, Keys keys, Function<Section, Optional<? extends HttpService>> format) {
        return http(name, keys, TemplateKeys.READ, format);
    }

    private static ChannelType http(
            String name, Keys keys, Keys template, Function<Section, Optional<? extends HttpService>> format) {
        return new ChannelType(name, keys, template, section -> HttpReader.read(section, format.apply(section)));
    }

    private static String listed() {
        List<String> names = ALL.stream().map(ChannelType::name).toList();
        int last = names.size() - 1;
        return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    static ChannelType parse(String text) {
        return ALL.stream()
                .filter(type -> type.name().equals(text))
                .findFirst()
                .orElseThrow(() -> InvalidInput.unknown(
                        "unknown channel type '" + text + "'",
                        text,
                        ALL.stream().map(ChannelType::name).toList(),
                        "write " + LISTED));
    }

    /** The channel of this type that a section tells, unless there is something wrong with it. */
    Optional<Channel> channel(String channel, Section section) {
        section.node("type");
        Duration expires = section.read("expires", ChannelType::expires).orElse(DeliveryLimits.DEFAULT.expires());
        int concurrency =
                section.read("concurrency", ChannelType::concurrency).orElse(DeliveryLimits.DEFAULT.concurrency());
        Optional<? extends Target> target = read.apply(section);
        Template words = TemplateReader.read(section, template, target);
        section.done();
        return target.map(where -> new Channel(channel, new DeliveryLimits(expires, concurrency), where, words));
    }

    private static Duration expires(String text) {
        return new DeliveryLimits(Amounts.duration(text), 1).expires();
    }

    private static int concurrency(String text) {
        return new DeliveryLimits(DeliveryLimits.DEFAULT.expires(), Numbers.whole(text)).concurrency();
    }
}
