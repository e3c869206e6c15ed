package io.github.vastwatch.config;

import io.github.vastwatch.notify.channel.Heartbeat;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.vast.VastSettings;
import io.github.vastwatch.watch.ActivityReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a config comes from, to read it again and again.
 *
 * @param environment gives the value of a variable, or null
 */
public record ConfigSource(Path file, Function<String, @Nullable String> environment) {

    /** Reads it, with everything that it includes. */
    public Config read() throws BadConfig {
        return new Reader(this).read(false);
    }

    /** Reads it to deliver by it: a channel that still leads to the host of an example is a problem. */
    public Config readToDeliver() throws BadConfig {
        return new Reader(this).read(true);
    }

    /**
     * Where the state is, though the rest may be wrong: what a daemon runs with is looked at just when its config was
     * refused.
     *
     * @throws BadConfig when not even that can be read
     */
    public StateLocation state() throws BadConfig {
        return new Reader(this).state();
    }

    /** Reads a config once: its file, the files that it includes, and the parts of them in the order in which they need each other. */
    private static final class Reader {
        private final ReadContext readContext;
        private final List<SourceFile> files = new ArrayList<>();
        private final Optional<Values> main;

        Reader(ConfigSource source) {
            this.readContext =
                    new ReadContext(new Variables(source.environment()), TopKeys.TOP.secrets(), TopKeys.HOMES);
            this.main = YamlFile.read(source.file(), true, readContext, files).flatMap(TopKeys.TOP::read);
        }

        StateLocation state() throws BadConfig {
            boolean isRight = main.filter(top ->
                            !top.has(TopKeys.STATE) || top.find(TopKeys.STATE).isPresent())
                    .isPresent();
            if (!isRight) {
                throwIfBad();
            }
            return main.orElseThrow().get(TopKeys.STATE);
        }

        /** @param delivers whether what only examples name is a problem, and not only a warning */
        Config read(boolean delivers) throws BadConfig {
            if (main.isEmpty()) {
                throwIfBad();
            }
            Values top = main.orElseThrow();
            VastSettings vast = VastKeys.read(top.get(TopKeys.VAST));
            Optional<Heartbeat> heartbeat = top.find(TopKeys.HEARTBEAT).flatMap(HeartbeatKeys::read);
            List<Values> parts = new ArrayList<>(List.of(top));
            List<Path> included = top.find(TopKeys.INCLUDE).orElse(List.of());
            included.forEach(path -> YamlFile.read(path, false, readContext, files)
                    .flatMap(TopKeys.INCLUDED::read)
                    .ifPresent(parts::add));
            Channels channels = new Channels();
            parts.forEach(part -> part.find(TopKeys.CHANNELS).ifPresent(channels::read));
            // A channel may stand in what could not be read.
            boolean isComplete = parts.size() == included.size() + 1 && channels.areComplete();
            if (isComplete) {
                readContext.channels(channels.names());
            }
            Optional<ActivityReport> alive = top.find(TopKeys.ALIVE).flatMap(TopKeys::alive);
            Watches watches = watches(parts, vast.apiKey().isPresent());
            if (top.at().isMapping()
                    && !watches.areThere()
                    && isComplete
                    && parts.stream().allMatch(part -> part.lacks(TopKeys.WATCHES))) {
                top.problem("there are no watches", "write at least one under watches:");
            }
            channels.checkExamples(delivers);
            throwIfBad();
            channels.warnOfUnused(Stream.concat(
                            watches.watches().stream().flatMap(watch -> watch.channels().stream()),
                            alive.stream().flatMap(report -> report.channels().stream()))
                    .collect(Collectors.toSet()));
            return new Config(
                    vast,
                    top.get(TopKeys.STATE),
                    heartbeat,
                    alive,
                    channels.channels(),
                    watches.watches(),
                    watches.renamed(),
                    warnings(),
                    EffectiveConfig.of(top, vast, channels.printed(), watches.printed()),
                    readContext.configFingerprint());
        }

        private static Watches watches(List<Values> parts, boolean hasKey) {
            Values top = parts.get(0);
            Values defaults = top.find(TopKeys.DEFAULTS)
                    .map(value -> WatchKeys.DEFAULTS.read(value, WatchKeys.DEFAULTS.title(), Optional.empty()))
                    .orElseGet(() -> WatchKeys.DEFAULTS.absent(top.at(), Optional.empty()));
            Watches watches = new Watches(defaults, hasKey);
            parts.forEach(part -> part.find(TopKeys.WATCHES).ifPresent(watches::read));
            watches.checkRenamed();
            return watches;
        }

        private List<Problem> warnings() {
            return files.stream().flatMap(file -> file.warnings().stream()).toList();
        }

        private void throwIfBad() throws BadConfig {
            List<Problem> problems =
                    files.stream().flatMap(file -> file.problems().stream()).toList();
            if (!problems.isEmpty()) {
                throw new BadConfig(problems, warnings(), readContext.configFingerprint());
            }
        }
    }
}
