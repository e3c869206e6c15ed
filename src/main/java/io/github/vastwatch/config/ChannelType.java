package io.github.vastwatch.config;

import static io.github.vastwatch.config.Key.key;
import static io.github.vastwatch.config.ScalarCodec.duration;
import static io.github.vastwatch.config.ScalarCodec.whole;
import static io.github.vastwatch.config.ScalarCodec.word;

import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.template.Template;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A type of channel: the keys that it takes, and what they make.
 *
 * @param concurrency the key of how many sends run at the same time
 * @param templates the keys of its templates
 * @param target makes the place where it sends from what was read; empty where something is wrong
 */
record ChannelType(
        String name,
        Section keys,
        Key<Integer> concurrency,
        TemplateKeys templates,
        Function<Values, Optional<? extends Channel.Target>> target) {

    static final Key<Duration> EXPIRES = key("channel.expires", duration(time -> new Channel.Limits(time, 1).expires()))
            .fallback(Channel.Limits.DEFAULT.expires());
    private static final Key<Integer> CONCURRENCY = key(
            "channel.concurrency",
            whole(
                    1,
                    16,
                    (value, number) -> new Channel.Limits(Channel.Limits.DEFAULT.expires(), number).concurrency()));

    /** @param atOnce how many sends run at the same time unless the config says it */
    static ChannelType of(
            String name,
            int atOnce,
            TemplateKeys templates,
            Function<Values, Optional<? extends Channel.Target>> target,
            Section own) {
        List<Key<?>> keys = new ArrayList<>();
        keys.add(key(name + ".type", word(List.of(name), text -> text)).needed(""));
        keys.addAll(own.keys());
        Key<Integer> concurrency = CONCURRENCY.fallback(atOnce);
        keys.addAll(List.of(EXPIRES, concurrency));
        keys.addAll(templates.keys());
        return new ChannelType(name, templates.rivalsIn(own.with(name, keys)), concurrency, templates, target);
    }

    /** What was read of a channel: its values, and the channel itself unless something is wrong with it. */
    record Read(Values values, Optional<Channel> channel) {}

    Read read(String channel, YamlValue mapping) {
        Values values = keys.read(mapping, "channel '" + channel + "'", Optional.empty());
        Optional<? extends Channel.Target> to = target.apply(values);
        Template template = templates.read(values, to);
        Channel.Limits limits = new Channel.Limits(values.get(EXPIRES), values.get(concurrency));
        return new Read(values, to.map(where -> new Channel(channel, limits, where, template)));
    }
}
