package io.github.vastwatch.config;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.watch.ActivityReport;
import io.github.vastwatch.watch.Digest;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads when the daemon says that it is alive: a rhythm, or a rhythm with whom to tell. */
final class AliveReader {
    private AliveReader() {}

    /** @param channels those that there are; empty where nobody can tell */
    static Optional<ActivityReport> read(Section top, Optional<Set<String>> channels) {
        Optional<Node> node = top.node("alive");
        if (node.isEmpty() || !(node.get() instanceof MappingNode)) {
            return top.read("alive", text -> new ActivityReport(Digest.parse(text, ZoneId.systemDefault()), List.of()));
        }
        Section section = new Section(node.get(), AlertKeys.ALIVE, "alive", top.source());
        section.require("at", "write at: weekly Mon 09:00");
        ZoneId zone = section.read("timezone", Times::zone).orElse(ZoneId.systemDefault());
        Optional<Digest> at = section.read("at", text -> Digest.parse(text, zone));
        List<String> to =
                section.readList("notify", name -> known(name, channels)).orElse(List.of());
        section.done();
        return at.map(rhythm -> new ActivityReport(rhythm, to));
    }

    private static String known(String name, Optional<Set<String>> channels) {
        if (channels.map(names -> !names.contains(name)).orElse(false)) {
            throw InvalidInput.unknown(
                    "alive notifies channel '" + name + "', which is not defined",
                    name,
                    channels.get(),
                    "define it under channels");
        }
        return name;
    }
}
