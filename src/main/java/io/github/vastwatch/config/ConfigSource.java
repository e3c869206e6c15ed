package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.vastwatch.notify.channel.Heartbeat;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.vast.VastSettings;
import io.github.vastwatch.watch.ActivityReport;
import io.github.vastwatch.watch.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
        private final SourceFile.Context readContext;
        private final List<SourceFile> files = new ArrayList<>();
        private final Optional<Values> main;

        Reader(ConfigSource source) {
            this.readContext =
                    new SourceFile.Context(new Variables(source.environment()), TopKeys.TOP.secrets(), TopKeys.HOMES);
            this.main = YamlFile.read(source.file(), true, readContext, files).flatMap(TopKeys.TOP::read);
        }

        StateLocation state() throws BadConfig {
            boolean isRight = main.filter(
                            top -> isRight(top, TopKeys.STATE) && isRight(top, TopKeys.STATE_PASSWORD_FILE))
                    .isPresent();
            if (!isRight) {
                throwIfBad();
            }
            return TopKeys.state(main.orElseThrow());
        }

        private static boolean isRight(Values top, Key<?> key) {
            return !top.has(key) || top.find(key).isPresent();
        }

        /** @param delivers whether what only examples name is a problem, and not only a warning */
        Config read(boolean delivers) throws BadConfig {
            if (main.isEmpty()) {
                throwIfBad();
            }
            Values top = main.orElseThrow();
            StateLocation state = TopKeys.state(top);
            VastSettings vast = VastKeys.read(top.get(TopKeys.VAST));
            Optional<Heartbeat> heartbeat = top.find(TopKeys.HEARTBEAT).flatMap(HeartbeatKeys::read);
            List<Values> parts = new ArrayList<>(List.of(top));
            List<Path> included = top.find(TopKeys.INCLUDE).orElse(List.of());
            included.forEach(path -> YamlFile.read(path, false, readContext, files)
                    .flatMap(TopKeys.INCLUDED::read)
                    .ifPresent(parts::add));
            Optional<WebSettings> web = top.find(TopKeys.WEB).flatMap(WebKeys::read);
            LogSettings log = top.find(TopKeys.LOG).map(LogKeys::read).orElse(LogSettings.USUAL);
            Channels channels = new Channels();
            parts.forEach(part -> part.find(TopKeys.CHANNELS).ifPresent(channels::read));
            // A channel may stand in what could not be read.
            boolean isComplete = parts.size() == included.size() + 1 && channels.areComplete();
            if (isComplete) {
                readContext.channels().set(Set.copyOf(channels.names()));
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
                    state,
                    HistoryKeys.read(top.get(TopKeys.HISTORY)),
                    heartbeat,
                    alive,
                    web,
                    log,
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

    /** The watches of every file of the config. */
    static final class Watches {
        private static final Duration EVERY_WITH_KEY = Duration.ofMinutes(1);
        /** Without a key an answer is a thinned sample; asking for it more often shows little more. */
        private static final Duration EVERY_WITHOUT_KEY = Duration.ofMinutes(5);

        private final Values defaults;
        private final Duration interval;
        private final List<Watch> watches = new ArrayList<>();
        private final List<Values> values = new ArrayList<>();
        private final Map<String, YamlValue> names = new HashMap<>();
        /** Watches, by the names that they had before. */
        private final Map<String, Values> former = new LinkedHashMap<>();

        private final Map<String, String> renamed = new LinkedHashMap<>();
        private boolean areThere;
        /** The first query: all watches of a config are due together and share searches, those of others at other times. */
        private Optional<String> seed = Optional.empty();

        Watches(Values defaults, boolean hasKey) {
            this.defaults = defaults;
            this.interval = hasKey ? EVERY_WITH_KEY : EVERY_WITHOUT_KEY;
            WatchKeys.check(defaults);
        }

        /** The watches that are right. */
        List<Watch> watches() {
            return watches;
        }

        /** Whether any are given, right or wrong. */
        boolean areThere() {
            return areThere;
        }

        /** The names that watches had before, by their names now. */
        Map<String, String> renamed() {
            return Map.copyOf(renamed);
        }

        /** As they would be written with their defaults. */
        ArrayNode printed() {
            ArrayNode printed = JsonNodeFactory.instance.arrayNode();
            values.forEach(each -> printed.add(each.print()));
            return printed;
        }

        /** Reads the watches of one file. */
        void read(YamlValue list) {
            areThere = true;
            if (list.isList() && !list.items().isEmpty()) {
                list.items().forEach(this::readOne);
            } else {
                list.problem("watches must be a list of at least one", "begin each with - name:");
            }
        }

        private void readOne(YamlValue value) {
            if (!value.isMapping()) {
                value.refuseForm("a watch", "begin it with - name:");
                return;
            }
            String called = value.scalarAt("name");
            Values watch = WatchKeys.WATCH.read(
                    value, called.isEmpty() ? "a watch" : "watch '" + called + "'", Optional.of(defaults));
            Optional<String> name =
                    watch.find(WatchKeys.NAME).flatMap(each -> watch.make(WatchKeys.NAME, () -> unique(each, value)));
            name.ifPresent(now -> watch.find(WatchKeys.RENAMED_FROM)
                    .flatMap(before -> watch.make(WatchKeys.RENAMED_FROM, () -> formerly(before, watch)))
                    .ifPresent(before -> renamed.put(now, before)));
            seed = seed.or(() -> watch.find(WatchKeys.QUERY).map(Query::toString));
            WatchKeys.make(watch, name, interval, seed.orElse("")).ifPresent(watches::add);
            values.add(watch);
        }

        private String unique(String name, YamlValue watch) {
            @Nullable YamlValue before = names.putIfAbsent(name, watch);
            if (before != null) {
                throw new InvalidInput(
                        "watch '" + name + "' is defined twice, first at "
                                + before.file().lineOf(before.node()),
                        "give each watch a name of its own");
            }
            return name;
        }

        private String formerly(String before, Values watch) {
            if (former.putIfAbsent(before, watch) != null) {
                throw new InvalidInput("two watches are renamed from '" + before + "'", "only one can have its state");
            }
            return before;
        }

        /** Reports former names that a watch has now: it would lose its state to the other. */
        void checkRenamed() {
            former.forEach((before, watch) -> {
                @Nullable YamlValue still = names.get(before);
                if (still != null) {
                    watch.problem(
                            WatchKeys.RENAMED_FROM,
                            "watch '" + before + "' is still there, at "
                                    + still.file().lineOf(still.node()),
                            "remove it, or this line");
                }
            });
        }
    }
}
