package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The watches of every file of the config. */
final class Watches {
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
        WatchKeys.make(watch, name, interval).ifPresent(watches::add);
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
