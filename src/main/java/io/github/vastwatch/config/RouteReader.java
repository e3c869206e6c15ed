package io.github.vastwatch.config;

import io.github.vastwatch.watch.Digest;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads whom a watch tells: channels, and among them those that get digests. */
final class RouteReader {
    private RouteReader() {}

    /**
     * The routes of a watch.
     *
     * @param digests the rhythm of those that are not told at once
     */
    record Routes(List<String> channels, Map<String, Digest> digests) {
        static final Routes NONE = new Routes(List.of(), Map.of());
    }

    /**
     * The routes that a section gives, if it gives any.
     *
     * @param channel checks a name
     */
    static Optional<Routes> read(Section section, ZoneId zone, Function<String, String> channel) {
        Optional<Node> node = section.node("notify");
        if (node.isEmpty()
                || !(node.get() instanceof SequenceNode list)
                || list.getValue().stream().noneMatch(MappingNode.class::isInstance)) {
            return section.readList("notify", channel).map(names -> new Routes(names, Map.of()));
        }
        List<String> channels = new ArrayList<>();
        Map<String, Digest> digests = new LinkedHashMap<>();
        for (Node item : list.getValue()) {
            if (item instanceof MappingNode) {
                Section route = new Section(item, AlertKeys.ROUTE, "a route", section.source());
                route.require("to", "write to: CHANNEL");
                route.require("digest", "write digest: weekly Mon 08:00");
                Optional<String> to = route.read("to", channel);
                ZoneId own = route.read("timezone", Times::zone).orElse(zone);
                Optional<Digest> digest = route.read("digest", text -> Digest.parse(text, own));
                to.ifPresent(name -> {
                    channels.add(name);
                    digest.ifPresent(each -> digests.put(name, each));
                });
                route.done();
            } else if (item instanceof ScalarNode scalar) {
                section.source().read(scalar, channel).ifPresent(channels::add);
            } else {
                section.source().at(item, "an item of 'notify' must be a channel or a route", "");
            }
        }
        return Optional.of(new Routes(channels, digests));
    }
}
