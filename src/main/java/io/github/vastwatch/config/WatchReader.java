package io.github.vastwatch.config;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.GpuMemory;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.offer.Spelling;
import io.github.vastwatch.watch.AlertSettings;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads watches, each with the defaults behind it. */
final class WatchReader {
    private static final Duration EVERY_WITH_KEY = Duration.ofMinutes(1);
    /** Without a key a thinned sample is all one gets; asking for it more often tells little more. */
    private static final Duration EVERY_WITHOUT_KEY = Duration.ofMinutes(5);
    /** The vendor's command line prices 5 GB; few images fit into that. */
    private static final int DISK_GB = 20;

    /** So many names are read at a glance. */
    private static final int FEW_CHANNELS = 3;

    private static final ZoneId UTC = ZoneId.of("UTC");

    private final Optional<Section> defaults;
    private final Optional<Set<String>> channels;
    private final Duration every;
    private final Map<String, String> names = new HashMap<>();
    /** Sections, by the names that their watches had before. */
    private final Map<String, Section> former = new LinkedHashMap<>();

    private final Map<String, String> renamed = new LinkedHashMap<>();

    /** @param channels their names; empty where they are not all known */
    WatchReader(Optional<Section> defaults, Optional<Set<String>> channels, boolean hasKey) {
        this.defaults = defaults;
        this.channels = channels;
        this.every = hasKey ? EVERY_WITH_KEY : EVERY_WITHOUT_KEY;
        // So that a default is checked even where every watch overrides it, and read once for its errors.
        defaults.ifPresent(section -> {
            QueryReader.read(section);
            section.read("threshold", Threshold::parse);
            section.read("enabled", Numbers::flag);
            section.read("type", RentalType::parse);
            section.read("disk", Amounts::gigabytes);
            section.read("target_reliability", Sla::parse);
            section.read("every", text -> Schedule.every(Amounts.duration(text), ""));
            section.read("cron", text -> Schedule.cron(text, UTC));
            section.read("timezone", Times::zone);
            section.read("until", text -> Times.until(text, UTC));
            new AlertReader(section, Optional.empty(), Optional.of(UTC))
                    .read(Query.EVERYTHING, RentalType.ON_DEMAND, Metric.DPH_TOTAL, Map.of(), List.of());
            section.readList("trouble", this::known);
            RouteReader.read(section, UTC, this::known);
            RentReader.read(Optional.of(section), Optional.empty());
        });
    }

    /** The names that watches had before, by their names now. */
    Map<String, String> renamed() {
        return Map.copyOf(renamed);
    }

    /** Refuses names of before that a watch has now: it would lose its state to the other. */
    void checkRenamed() {
        former.forEach((before, section) -> {
            if (names.containsKey(before)) {
                section.problem(
                        "renamed_from",
                        "watch '" + before + "' is still there, at " + names.get(before),
                        "remove it, or this line");
            }
        });
    }

    void done() {
        defaults.ifPresent(Section::done);
    }

    Optional<Watch> read(Node node, Source source) {
        if (!(node instanceof MappingNode)) {
            source.at(
                    node,
                    "a watch must be a mapping of keys to values, not " + Nodes.kind(node),
                    "begin it with - name:");
            return Optional.empty();
        }
        String name = nameOf(node);
        Section watch = new Section(node, WatchKeys.WATCH, name.isEmpty() ? "a watch" : "watch '" + name + "'", source);
        watch.require("name", "write name: cheap-4090");
        Optional<String> own = watch.read("name", text -> unique(text, source.lineOf(node)));
        own.ifPresent(called -> watch.read("renamed_from", text -> {
                    if (former.putIfAbsent(text, watch) != null) {
                        throw new InvalidInput(
                                "two watches are renamed from '" + text + "'", "only one can have its state");
                    }
                    return text;
                })
                .ifPresent(before -> renamed.put(called, before)));
        watch.node("renamed_from");
        require(watch, "query", " has no query", "write query: gpu_name=RTX_4090 num_gpus=1");
        require(
                watch,
                "threshold",
                " has no threshold",
                "write threshold: dph_total <= 0.40, or threshold: none to be told of every match");
        require(watch, "notify", " tells nobody", "write notify: [CHANNEL], here or in defaults");
        Section asking = watch.has("query") ? watch : defaults.orElse(watch);
        Optional<Query> query = QueryReader.read(watch).or(() -> QueryReader.read(asking));
        Optional<Threshold> threshold = value(watch, "threshold", Threshold::parse);
        query.ifPresent(asked -> threshold.ifPresent(limit -> doubtPrice(asking, asked, limit)));
        query.flatMap(GpuMemory::sliceWarning)
                .ifPresent(doubt -> asking.doubt("query", doubt.getMessage(), doubt.advice()));
        threshold.filter(Threshold::isUpsideDown).ifPresent(limit -> doubtDirection(watch, limit));
        boolean enabled = value(watch, "enabled", Numbers::flag).orElse(true);
        RentalType type = value(watch, "type", RentalType::parse).orElse(RentalType.ON_DEMAND);
        int disk = value(watch, "disk", Amounts::gigabytes).orElse(DISK_GB);
        Optional<Sla> sla = value(watch, "target_reliability", Sla::parse);
        Optional<ZoneId> ownZone = value(watch, "timezone", Times::zone);
        ZoneId zone = ownZone.orElse(ZoneId.systemDefault());
        Optional<Instant> until = value(watch, "until", text -> Times.until(text, zone));
        RouteReader.Routes routes = RouteReader.read(watch, zone, this::known)
                .or(() -> defaults.flatMap(each -> RouteReader.read(each, zone, this::known)))
                .orElse(RouteReader.Routes.NONE);
        AlertSettings alerts = new AlertReader(watch, defaults, ownZone)
                .read(
                        query.orElse(Query.EVERYTHING),
                        type,
                        threshold.map(Threshold::metric).orElse(Metric.DPH_TOTAL),
                        routes.digests(),
                        trouble(watch, routes.channels()));
        threshold.ifPresent(
                limit -> alerts.notifyRules().urgent().ifPresent(urgent -> doubtUrgent(watch, urgent, limit)));
        Rent rent = RentReader.read(Optional.of(watch), defaults);
        Schedule schedule = schedule(watch, zone, query.map(Query::toString).orElse("") + type + disk);
        watch.done();
        return own.flatMap(called -> query.flatMap(asked -> threshold.map(limit -> new Watch(
                called, enabled, asked, type, disk, sla, limit, schedule, until, routes.channels(), rent, alerts))));
    }

    private List<String> trouble(Section watch, List<String> told) {
        List<String> names = watch.readList("trouble", this::known)
                .or(() -> defaults.flatMap(each -> each.readList("trouble", this::known)))
                .orElse(List.of());
        if (names.size() == 1 && told.equals(names)) {
            (watch.has("trouble") ? watch : defaults.orElse(watch))
                    .doubt(
                            "trouble",
                            "channel '" + names.get(0) + "' is the only one that is told, and cannot tell of its own"
                                    + " death",
                            "name another under trouble");
        }
        return names;
    }

    /** As it is written, for messages. */
    private static String nameOf(Node node) {
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (Entries.name(tuple).equals("name") && tuple.getValueNode() instanceof ScalarNode scalar) {
                    return scalar.getValue();
                }
            }
        }
        return "";
    }

    private String unique(String name, String line) {
        Watch.checkName(name);
        @Nullable String before = names.putIfAbsent(name, line);
        if (before != null) {
            throw new InvalidInput(
                    "watch '" + name + "' is defined twice, first at " + before, "give each watch a name of its own");
        }
        return name;
    }

    private void require(Section watch, String key, String message, String advice) {
        if (watch.lacks(key) && defaults.map(section -> section.lacks(key)).orElse(true)) {
            watch.lack(message, advice);
        }
    }

    private static void doubtPrice(Section asking, Query query, Threshold threshold) {
        query.clauses().stream()
                .filter(clause -> clause.operator().isOrdering()
                        && (clause.field() == threshold.metric().field()
                                || clause.field() == Field.DPH_TOTAL
                                || clause.field() == Field.MIN_BID))
                .forEach(clause -> asking.doubt(
                        "query",
                        clause + " in the query, beside the threshold " + threshold,
                        "leave it to the threshold: what the query hides is not compared"));
    }

    private void doubtDirection(Section watch, Threshold threshold) {
        (watch.has("threshold") ? watch : defaults.orElse(watch))
                .doubt(
                        "threshold",
                        threshold + " tells of the worse offers, not of the better",
                        "write " + threshold.turned() + " unless that is meant");
    }

    private void doubtUrgent(Section watch, Threshold urgent, Threshold threshold) {
        Section holder = watch.has("urgent") ? watch : defaults.orElse(watch);
        if (urgent.isUpsideDown()) {
            holder.doubt(
                    "urgent",
                    urgent + " makes the worse offers urgent, not the better",
                    "write " + urgent.turned() + " unless that is meant");
        } else if (!threshold.isNone() && urgent.isLooserThan(threshold)) {
            holder.doubt(
                    "urgent",
                    "whatever meets " + threshold + " meets " + urgent + " too, so that each match is urgent",
                    "write what is better than the threshold");
        }
    }

    private Schedule schedule(Section watch, ZoneId zone, String seed) {
        BiFunction<Section, String, Optional<Schedule>> read = (section, key) -> section.read(
                key,
                text -> key.equals("every") ? Schedule.every(Amounts.duration(text), seed) : Schedule.cron(text, zone));
        // What the watch says itself comes before either default; both are read, for their mistakes.
        Optional<Schedule> interval = read.apply(watch, "every");
        Optional<Schedule> cron = read.apply(watch, "cron");
        return interval.or(() -> cron)
                .or(() -> defaults.flatMap(each -> read.apply(each, "every")))
                .or(() -> defaults.flatMap(each -> read.apply(each, "cron")))
                .orElseGet(() -> Schedule.every(every, seed));
    }

    private <T> Optional<T> value(Section watch, String key, Function<String, T> parse) {
        return watch.read(key, parse).or(() -> defaults.flatMap(each -> each.read(key, parse)));
    }

    /** The name of a channel that is there. */
    private String known(String name) {
        if (channels.isPresent() && !channels.get().contains(name)) {
            Set<String> all = channels.get();
            throw InvalidInput.unknown(
                    "channel '" + name + "' is not defined",
                    name,
                    all,
                    all.isEmpty()
                            ? "define it under channels:"
                            : (all.size() > FEW_CHANNELS ? "the nearest are " : "there are ")
                                    + String.join(", ", Spelling.nearest(name, all, FEW_CHANNELS)));
        }
        return name;
    }
}
