package io.github.vastwatch.config;

import static io.github.vastwatch.config.Key.key;
import static io.github.vastwatch.config.ScalarCodec.RHYTHM;
import static io.github.vastwatch.config.ScalarCodec.TEXT;
import static io.github.vastwatch.config.ScalarCodec.ZONE;
import static io.github.vastwatch.config.ScalarCodec.matching;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.vastwatch.config.UnknownKey.Home;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.store.FileErrors;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.vast.Secret;
import io.github.vastwatch.watch.ActivityReport;
import io.github.vastwatch.watch.Digest;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/** The keys at the top of the config and of the files that it includes. */
final class TopKeys {
    private static final Pattern GLOB = Pattern.compile("[*?\\[{]");
    /** {@code **} goes no deeper. */
    private static final int DEEPEST = 16;

    private static final ListCodec<String> FILE_NAMES = new ListCodec<>(TEXT);

    private static final Key<Digest> ALIVE_AT =
            key("alive.at", RHYTHM).needed("write at: weekly Mon 09:00").examples("weekly Mon 09:00");
    private static final Key<ZoneId> ALIVE_TIMEZONE =
            key("alive.timezone", ZONE).examples("Europe/Berlin");
    private static final Key<List<String>> ALIVE_NOTIFY =
            key("alive.notify", new ListCodec<>(Channels.NAME)).examples("me");

    private static final Section ALIVE_SECTION =
            Section.of("alive", ALIVE_AT, ALIVE_TIMEZONE, ALIVE_NOTIFY).orJust(ALIVE_AT);

    static final Key<Values> VAST = key("top.vast", VastKeys.VAST);
    static final Key<StateLocation> STATE = key(
                    "top.state",
                    new ScalarCodec<>(
                            (value, text) -> StateLocation.parse(text, value.file()::resolve),
                            StateLocation::toString,
                            TextNode::valueOf,
                            () -> matching("^(memory|file:.+|postgres(ql)?://.+)$")))
            .fallback(StateLocation.MEMORY)
            .examples("file:/var/lib/vastwatch/state.db", "postgresql://vastwatch@db.example.org/vastwatch");
    static final Key<Secret> STATE_PASSWORD_FILE =
            SecretKeys.file("top.state_password_file", "password", "/etc/vastwatch/state-password");
    static final Key<List<Path>> INCLUDE = key("top.include", new Codec.Formed<>(FILE_NAMES, TopKeys::included))
            .examples("watches.d/*.yaml");
    static final Key<Values> HEARTBEAT = key("top.heartbeat", HeartbeatKeys.HEARTBEAT);
    static final Key<YamlValue> ALIVE =
            key("top.alive", Codec.Formed.deferred(ALIVE_SECTION)).examples("weekly Mon 09:00");
    static final Key<Values> HISTORY = key("top.history", HistoryKeys.HISTORY);
    static final Key<YamlValue> LOG =
            key("top.log", Codec.Formed.deferred(LogKeys.LOG)).examples("info");
    static final Key<YamlValue> WEB =
            key("top.web", Codec.Formed.deferred(WebKeys.WEB)).examples("127.0.0.1:8480");
    static final Key<YamlValue> CHANNELS =
            key("top.channels", new Codec.Deferred(Channels::schema, true, Channels.secrets()));
    static final Key<YamlValue> DEFAULTS = key("top.defaults", Codec.Formed.deferred(WatchKeys.DEFAULTS));
    static final Key<YamlValue> WATCHES = key("top.watches", new Codec.Deferred(TopKeys::watches, false, Set.of()));

    static final Section TOP = Section.of(
            "top",
            "the config",
            VAST,
            STATE,
            STATE_PASSWORD_FILE,
            HISTORY,
            INCLUDE,
            HEARTBEAT,
            ALIVE,
            WEB,
            LOG,
            CHANNELS,
            DEFAULTS,
            WATCHES);

    /** What a file may hold that another one includes. */
    static final Section INCLUDED = Section.of("included", "an included file", CHANNELS, WATCHES);

    /** Where keys belong that stand in the wrong section. */
    static final List<Home> HOMES = homes();

    private TopKeys() {}

    /** Where the state is, with the password of its database. */
    static StateLocation state(Values top) {
        StateLocation state = top.get(STATE);
        if (state.postgres().isEmpty()) {
            if (top.has(STATE_PASSWORD_FILE)
                    && top.has(STATE) == top.find(STATE).isPresent()) {
                top.problem(
                        STATE_PASSWORD_FILE,
                        "only a state in PostgreSQL has a password",
                        "remove the key, or write state: postgresql://vastwatch@HOST/vastwatch");
            }
            return state;
        }
        return top.find(STATE_PASSWORD_FILE)
                .or(() -> SecretKeys.credential("state_password", top.file()))
                .map(state::with)
                .orElse(state);
    }

    /** When the activity report is sent, and to which channels. */
    static Optional<ActivityReport> alive(YamlValue value) {
        Values alive = ALIVE_SECTION.read(value, ALIVE_SECTION.title(), Optional.empty());
        ZoneId zone = alive.find(ALIVE_TIMEZONE).orElse(ZoneId.systemDefault());
        return alive.find(ALIVE_AT)
                .map(at -> new ActivityReport(
                        new Digest(at.day(), at.at(), zone),
                        alive.find(ALIVE_NOTIFY).orElse(List.of())));
    }

    private static ObjectNode watches() {
        ObjectNode schema =
                JsonNodeFactory.instance.objectNode().put("type", "array").put("minItems", 1);
        ObjectNode watch = WatchKeys.WATCH.schema();
        // What the defaults may give is required elsewhere.
        watch.putArray("required").add(WatchKeys.NAME.name());
        schema.set("items", watch);
        return schema;
    }

    private static List<Home> homes() {
        String toWatch = "it belongs to a watch, or below defaults: for every watch";
        // A URL at the top is meant for a channel more often.
        List<String> ofVast = VastKeys.VAST.names().stream()
                .filter(name -> !name.equals("url"))
                .toList();
        List<String> tops = List.of(TOP.name(), INCLUDED.name());
        List<String> watches = List.of(WatchKeys.WATCH.name(), WatchKeys.DEFAULTS.name());
        List<Home> homes = new ArrayList<>();
        homes.add(new Home(
                List.of(INCLUDED.name()), TOP.names(), false, "it belongs to the file that includes this one"));
        Channels.TYPES.forEach(type -> homes.add(new Home(
                tops,
                List.of(type.name()),
                false,
                "it belongs below channels:, as me: {type: " + type.name() + ", …}")));
        homes.add(new Home(List.of(TOP.name()), ofVast, true, "it belongs below vast:"));
        homes.add(new Home(
                List.of(TOP.name(), INCLUDED.name(), VastKeys.VAST.name()), WatchKeys.DEFAULTS.names(), true, toWatch));
        homes.add(new Home(List.of(WatchKeys.DEFAULTS.name()), WatchKeys.WATCH.names(), true, "it belongs to a watch"));
        homes.add(new Home(watches, WatchKeys.RENT.names(), true, "it belongs below rent:"));
        // 'gpus' alone means the query.
        List<String> ofJob = WatchKeys.WORKLOAD.names().stream()
                .filter(name -> !name.equals("gpus"))
                .toList();
        homes.add(new Home(watches, ofJob, false, "it belongs below workload:"));
        homes.add(new Home(watches, AlertKeys.QUIET.names(), true, "it belongs below quiet_hours:"));
        homes.add(new Home(watches, TOP.names(), true, "it belongs to the top of the file"));
        homes.add(new Home(List.of(EmailKeys.EMAIL.name()), EmailKeys.SMTP.names(), true, "it belongs below smtp:"));
        homes.add(new Home(
                List.of(EmailKeys.SMTP.name()),
                EmailKeys.EMAIL.keys().names(),
                true,
                "it belongs to the channel, beside smtp:"));
        List<String> types = Channels.TYPES.stream().map(ChannelType::name).toList();
        Channels.TYPES.forEach(type -> homes.add(
                new Home(types, type.keys().names(), false, "a channel of type " + type.name() + " takes it")));
        return List.copyOf(homes);
    }

    /** The files that {@code include:} names, by name or pattern, relative to the file that names them; each once, by name. */
    private static Optional<List<Path>> included(YamlValue value) {
        if (value.isMapping() || value.items().isEmpty()) {
            return FILE_NAMES.read(value).map(names -> List.of());
        }
        NavigableSet<Path> files = new TreeSet<>();
        value.items().forEach(item -> item.read(text -> named(item, text)).ifPresent(files::addAll));
        return Optional.of(List.copyOf(files));
    }

    private static Set<Path> named(YamlValue item, String text) {
        if (text.isEmpty()) {
            return Set.of();
        }
        Matcher glob = GLOB.matcher(text);
        return glob.find()
                ? matchingFiles(item, text, text.lastIndexOf('/', glob.start()) + 1)
                : Set.of(file(item, text));
    }

    private static Path file(YamlValue item, String text) {
        Path file = item.file().resolve(text);
        item.file().readContext().configFingerprint().file(file);
        if (!Files.exists(file) && !Files.notExists(file)) {
            throw new InvalidInput(
                    "the included file " + file + " cannot be read: permission denied",
                    "it must be readable by the user that runs vastwatch");
        }
        if (!Files.exists(file)) {
            throw new InvalidInput(
                    "the included file " + file + " does not exist",
                    "it is looked for beside " + item.file().path() + "; a name with * may match nothing");
        }
        if (isSame(file, item.file().path())) {
            throw new InvalidInput("the file includes itself");
        }
        return file;
    }

    private static Set<Path> matchingFiles(YamlValue item, String text, int fixed) {
        Path including = item.file().path();
        Path base = item.file().resolve(text.substring(0, fixed));
        String pattern = text.substring(fixed);
        int depth = pattern.contains("**") ? DEEPEST : pattern.split("/").length;
        item.file().readContext().configFingerprint().folder(base, depth);
        try {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
            Set<Path> files = Files.isDirectory(base)
                    ? ConfigFingerprint.below(base, depth).stream()
                            .filter(file -> matcher.matches(base.relativize(file)))
                            .filter(file -> Files.isRegularFile(file) && !isHidden(file) && !isSame(file, including))
                            .collect(Collectors.toSet())
                    : Set.of();
            if (files.isEmpty()) {
                item.warn("no file matches '" + text + "'", "it is looked for beside " + including);
            }
            return files;
        } catch (PatternSyntaxException e) {
            throw new InvalidInput("not a pattern of file names: '" + text + "'", "write it as watches.d/*.yaml");
        } catch (IOException e) {
            throw new InvalidInput("the folder " + base + " cannot be read: " + FileErrors.withName(e));
        }
    }

    /** Editors leave hidden files beside those that they edit, and shells match none either. */
    private static boolean isHidden(Path file) {
        return String.valueOf(file.getFileName()).startsWith(".");
    }

    private static boolean isSame(Path file, Path including) {
        try {
            return Files.isSameFile(file, including);
        } catch (IOException e) {
            return false;
        }
    }
}
