package io.github.vastwatch.config;

import io.github.vastwatch.notify.channel.Heartbeat;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.vast.VastSettings;
import io.github.vastwatch.watch.ActivityReport;
import io.github.vastwatch.watch.Watch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a config file from its top, and the files that it includes; the parts have readers of their own. */
final class ConfigFile {
    private final Path file;
    private final Section top;
    private final Problems problems;
    private final Variables variables;

    private ConfigFile(Path file, Section top, Problems problems, Variables variables) {
        this.file = file;
        this.top = top;
        this.problems = problems;
        this.variables = variables;
    }

    /** @param delivers whether what only examples name is a problem, and not only doubtful */
    static Config read(Path file, Function<String, @Nullable String> environment, boolean delivers) throws BadConfig {
        return open(file, environment).config(delivers);
    }

    static StateLocation state(Path file, Function<String, @Nullable String> environment) throws BadConfig {
        ConfigFile opened = open(file, environment);
        int before = opened.problems.count();
        StateLocation state = opened.state();
        if (opened.problems.count() > before) {
            opened.problems.throwIfAny();
        }
        return state;
    }

    private static ConfigFile open(Path file, Function<String, @Nullable String> environment) throws BadConfig {
        Problems problems = new Problems();
        Variables variables = new Variables(environment);
        Optional<YamlFile.Contents> contents = YamlFile.read(file, 0, problems, variables);
        if (contents.isEmpty()) {
            problems.throwIfAny();
            throw new IllegalStateException("a file that cannot be read is a problem");
        }
        Section top = new Section(
                contents.get().root(),
                Vocabulary.TOP,
                "the config",
                contents.get().source());
        return new ConfigFile(file, top, problems, variables);
    }

    private StateLocation state() {
        return top.read("state", text -> StateLocation.parse(text, top.source()::path))
                .orElse(StateLocation.MEMORY);
    }

    private Config config(boolean delivers) throws BadConfig {
        VastSettings vast = VastReader.read(top);
        Optional<Heartbeat> heartbeat = HeartbeatReader.read(top);
        StateLocation state = state();
        List<Path> files = Include.files(file, top);
        List<Section> parts = new ArrayList<>(List.of(top));
        for (Path included : files) {
            YamlFile.read(included, parts.size(), problems, variables)
                    .ifPresent(contents -> parts.add(
                            new Section(contents.root(), Vocabulary.INCLUDED, "an included file", contents.source())));
        }
        ChannelReader channels = new ChannelReader();
        parts.forEach(channels::readAll);
        // A channel may stand in what could not be read.
        boolean isWhole = parts.size() == files.size() + 1 && channels.areWhole();
        Optional<ActivityReport> alive =
                AliveReader.read(top, isWhole ? Optional.of(channels.names()) : Optional.empty());
        WatchReader reader = new WatchReader(
                top.section("defaults", WatchKeys.DEFAULTS, "defaults"),
                isWhole ? Optional.of(channels.names()) : Optional.empty(),
                vast.apiKey().isPresent());
        List<Watch> watches = new ArrayList<>();
        boolean areThere = false;
        for (Section part : parts) {
            List<Node> nodes = watches(part);
            areThere |= !nodes.isEmpty() || !part.lacks("watches");
            nodes.forEach(each -> reader.read(each, part.source()).ifPresent(watches::add));
        }
        if (!areThere && isWhole && top.node() instanceof MappingNode) {
            top.problem("", "there are no watches", "write at least one under watches:");
        }
        reader.done();
        parts.forEach(Section::done);
        reader.checkRenamed();
        channels.checkExamples(delivers);
        problems.throwIfAny();
        Set<String> used = new LinkedHashSet<>();
        watches.forEach(watch -> used.addAll(watch.channels()));
        alive.ifPresent(line -> used.addAll(line.channels()));
        channels.doubtUnused(used);
        Effective effective = Effective.of(parts, vast, watches);
        return new Config(
                vast,
                state,
                heartbeat,
                alive,
                channels.channels(),
                watches,
                reader.renamed(),
                problems.doubts(),
                effective,
                problems.touched());
    }

    private static List<Node> watches(Section part) {
        Optional<Node> node = part.node("watches");
        if (node.isPresent()
                && node.get() instanceof SequenceNode sequence
                && !sequence.getValue().isEmpty()) {
            return sequence.getValue();
        }
        node.ifPresentOrElse(
                each -> part.source().at(each, "watches must be a list of at least one", "begin each with - name:"),
                () -> part.empty("watches"));
        return List.of();
    }
}
