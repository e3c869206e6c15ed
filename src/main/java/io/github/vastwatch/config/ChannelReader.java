package io.github.vastwatch.config;

import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Spelling;
import io.github.vastwatch.watch.Watch;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads the channels of every file, each by its type. */
final class ChannelReader {
    private record Place(Node key, Source source) {}

    private static final Pattern EXAMPLE =
            Pattern.compile("(^|\\.)example(\\.(com|net|org))?$", Pattern.CASE_INSENSITIVE);

    private final Map<String, Place> places = new LinkedHashMap<>();
    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private boolean areWhole = true;

    /** The channels that are right. */
    Map<String, Channel> channels() {
        return Collections.unmodifiableMap(channels);
    }

    /** The names of all, so that watches which name one that is wrong are not called wrong as well. */
    Set<String> names() {
        return places.keySet();
    }

    /** Whether no channels were left out because nobody can tell where they begin and end. */
    boolean areWhole() {
        return areWhole;
    }

    void readAll(Section part) {
        Source source = part.source();
        part.node("channels").ifPresent(node -> {
            if (node instanceof MappingNode mapping) {
                Entries.of(mapping, "channels", source).forEach((name, tuple) -> read(name, tuple, source));
            } else {
                areWhole = false;
                source.at(
                        node,
                        "channels must be a mapping of names to channels, not " + Nodes.kind(node),
                        "write each below its name, as me: {type: email, …}");
            }
        });
    }

    private void read(String name, NodeTuple tuple, Source source) {
        @Nullable Place before = places.putIfAbsent(name, new Place(tuple.getKeyNode(), source));
        if (before != null) {
            source.at(
                    tuple.getKeyNode(),
                    "channel '" + name + "' is defined twice, first at "
                            + before.source().lineOf(before.key()),
                    "give each channel a name of its own");
        }
        try {
            Watch.checkName(name);
        } catch (InvalidInput invalidInput) {
            source.at(tuple.getKeyNode(), invalidInput.getMessage(), invalidInput.advice());
            return;
        }
        if (Nodes.isEmpty(tuple.getValueNode())) {
            source.at(
                    tuple.getKeyNode(), "channel '" + name + "' says nothing", "give it a type: " + ChannelType.LISTED);
        } else if (tuple.getValueNode() instanceof MappingNode mapping) {
            typed(name, mapping, source).ifPresent(channel -> channels.putIfAbsent(name, channel));
        } else {
            source.at(
                    tuple.getValueNode(),
                    "channel '" + name + "' must be a mapping of keys to values, not "
                            + Nodes.kind(tuple.getValueNode()),
                    "");
        }
    }

    private static Optional<Channel> typed(String name, MappingNode mapping, Source source) {
        String what = "channel '" + name + "'";
        Map<String, NodeTuple> entries = Entries.of(mapping, what, source);
        @Nullable NodeTuple type = entries.get("type");
        if (type == null || Nodes.isEmpty(type.getValueNode())) {
            Optional<NodeTuple> misspelt =
                    Spelling.closest("type", entries.keySet()).map(entries::get);
            source.at(
                    misspelt.map(NodeTuple::getKeyNode).orElse(mapping),
                    misspelt.map(tuple -> "unknown key '" + Entries.name(tuple) + "' in " + what)
                            .orElse(what + " has no type"),
                    misspelt.isPresent() ? "did you mean 'type'?" : "write type: " + ChannelType.LISTED);
            return Optional.empty();
        }
        if (!(type.getValueNode() instanceof ScalarNode scalar)) {
            source.at(type.getValueNode(), "'type' takes one value, not " + Nodes.kind(type.getValueNode()), "");
            return Optional.empty();
        }
        return source.read(scalar, ChannelType::parse)
                .flatMap(known -> known.channel(name, new Section(mapping, known.keys(), what, source)));
    }

    /** Says which channels lead to a host that RFC 2606 keeps for examples: nothing arrives there. */
    void checkExamples(boolean delivers) {
        channels.forEach((name, channel) -> {
            String host = channel.target().host();
            if (!EXAMPLE.matcher(host).find()) {
                return;
            }
            Place place = Objects.requireNonNull(places.get(name), "each channel has a place");
            String message = "channel '" + name + "' still sends to " + host
                    + ", which stands for a server of yours: nothing arrives there";
            String advice = "write your own, or remove the channel";
            if (delivers) {
                place.source().at(place.key(), message, advice);
            } else {
                place.source().doubt(place.key(), message, advice);
            }
        });
    }

    /** Doubts the channels that no watch tells. */
    void doubtUnused(Set<String> used) {
        places.forEach((name, place) -> {
            if (!used.contains(name)) {
                place.source()
                        .doubt(
                                place.key(),
                                "no watch tells channel '" + name + "'",
                                "add it to the notify of a watch, or remove it");
            }
        });
    }
}
