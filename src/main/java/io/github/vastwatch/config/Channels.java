package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Spelling;
import io.github.vastwatch.watch.Watch;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The channels of every file of the config. */
final class Channels {
    /** The types of channels; the keys of each, and what they make, are in the file that declares it. */
    static final List<ChannelType> TYPES = List.of(
            EmailKeys.EMAIL,
            ServiceKeys.WEBHOOK,
            ServiceKeys.TELEGRAM,
            ServiceKeys.NTFY,
            ServiceKeys.DISCORD,
            ServiceKeys.SLACK,
            ServiceKeys.APPRISE);

    private static final List<String> NAMES =
            TYPES.stream().map(ChannelType::name).toList();
    private static final String LISTED =
            String.join(", ", NAMES.subList(0, NAMES.size() - 1)) + " or " + NAMES.get(NAMES.size() - 1);

    /** Hosts that RFC 2606 keeps for examples. */
    private static final Pattern EXAMPLE =
            Pattern.compile("(^|\\.)example(\\.(com|net|org))?$", Pattern.CASE_INSENSITIVE);

    private static final int FEW_CHANNELS = 3;

    /** The name of a channel that is defined. */
    static final ScalarCodec<String> NAME = new ScalarCodec<>(
            (value, text) -> known(
                    text,
                    Optional.ofNullable(value.file().readContext().channels().get())),
            String::valueOf,
            TextNode::valueOf,
            () -> ScalarCodec.matching("^" + Watch.NAME_SHAPE + "$"));

    private final Map<String, YamlValue> places = new LinkedHashMap<>();
    private final Map<String, Channel> channels = new LinkedHashMap<>();
    private final Map<String, Values> values = new LinkedHashMap<>();
    private boolean areComplete = true;

    private static String known(String name, Optional<Set<String>> known) {
        if (known.map(names -> !names.contains(name)).orElse(false)) {
            Set<String> names = known.get();
            String all = String.join(", ", Spelling.nearest(name, names, FEW_CHANNELS));
            throw InvalidInput.unknown(
                    "channel '" + name + "' is not defined",
                    name,
                    names,
                    names.isEmpty()
                            ? "define it under channels:"
                            : (names.size() > FEW_CHANNELS ? "the nearest are " : "there are ") + all);
        }
        return name;
    }

    /** The channels that are right. */
    Map<String, Channel> channels() {
        return Collections.unmodifiableMap(channels);
    }

    /** The names of all channels, so that a watch that names a wrong one is not called wrong as well. */
    Set<String> names() {
        return places.keySet();
    }

    /** Whether the names of all channels are known. */
    boolean areComplete() {
        return areComplete;
    }

    /** As they would be written, without what is secret. */
    ObjectNode printed() {
        ObjectNode printed = JsonNodeFactory.instance.objectNode();
        values.forEach((name, each) -> printed.set(name, each.print()));
        return printed;
    }

    /** Reads the channels of one file. */
    void read(YamlValue value) {
        if (value.isMapping()) {
            value.entries("channels").forEach(this::read);
        } else if (!value.isEmpty()) {
            areComplete = false;
            value.problem(
                    "channels must be a mapping of names to channels, not " + value.kind(),
                    "write each below its name, as me: {type: email, …}");
        }
    }

    private void read(String name, YamlValue.Entry entry) {
        YamlValue value = entry.value();
        @Nullable YamlValue before = places.putIfAbsent(name, entry.key());
        if (before != null) {
            entry.key()
                    .problem(
                            "channel '" + name + "' is defined twice, first at "
                                    + before.file().lineOf(before.node()),
                            "give each channel a name of its own");
        }
        try {
            Watch.checkName(name);
        } catch (InvalidInput e) {
            entry.key().problem(e.getMessage(), e.advice());
            return;
        }
        if (value.isEmpty()) {
            entry.key().problem("channel '" + name + "' is empty", "give it a type: " + LISTED);
        } else if (value.isMapping()) {
            type(name, value).ifPresent(type -> {
                ChannelType.Read read = type.read(name, value);
                values.put(name, read.values());
                read.channel().ifPresent(channel -> channels.putIfAbsent(name, channel));
            });
        } else {
            value.refuseForm("channel '" + name + "'", "");
        }
    }

    private static Optional<ChannelType> type(String name, YamlValue mapping) {
        String what = "channel '" + name + "'";
        Map<String, YamlValue.Entry> entries = mapping.entries(what);
        YamlValue.@Nullable Entry type = entries.get("type");
        if (type == null || type.value().isEmpty()) {
            Optional<YamlValue> misspelt =
                    Spelling.closest("type", entries.keySet()).map(entries::get).map(YamlValue.Entry::key);
            misspelt.orElse(mapping)
                    .problem(
                            misspelt.map(key -> "unknown key '" + key.raw() + "' in " + what)
                                    .orElse(what + " has no type"),
                            misspelt.isPresent() ? "did you mean 'type'?" : "write type: " + LISTED);
            return Optional.empty();
        }
        return type.value()
                .read(text -> TYPES.stream()
                        .filter(each -> each.name().equals(text))
                        .findFirst()
                        .orElseThrow(() -> InvalidInput.unknown(
                                "unknown channel type '" + text + "'", text, NAMES, "write " + LISTED)));
    }

    /**
     * Reports the channels that lead to a host of an example, where nothing arrives.
     *
     * @param delivers whether that is a problem, and not only a warning
     */
    void checkExamples(boolean delivers) {
        channels.forEach((name, channel) -> {
            String host = channel.target().host();
            if (EXAMPLE.matcher(host).find()) {
                report(
                        Objects.requireNonNull(places.get(name)),
                        delivers,
                        "channel '" + name + "' still sends to " + host + ", an example host: nothing arrives there",
                        "write your own, or remove the channel");
            }
        });
    }

    private static void report(YamlValue place, boolean isProblem, String message, String advice) {
        if (isProblem) {
            place.problem(message, advice);
        } else {
            place.warn(message, advice);
        }
    }

    /** Warns of the channels that no watch uses. */
    void warnOfUnused(Set<String> used) {
        places.forEach((name, place) -> {
            if (!used.contains(name)) {
                place.warn("no watch uses channel '" + name + "'", "add it to the notify of a watch, or remove it");
            }
        });
    }

    static Set<String> secrets() {
        return TYPES.stream().flatMap(type -> type.keys().secrets().stream()).collect(Collectors.toSet());
    }

    /** Channels by name, each of a type that says which keys it takes. */
    static ObjectNode schema() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.putArray("type").add("object").add("null");
        schema.set("propertyNames", NAME.schema());
        ObjectNode channel = schema.putObject("additionalProperties");
        channel.put("description", "A channel, by the name that watches use.");
        channel.put("type", "object");
        // The types in one place, and the keys of each behind it: an editor lists all types, and then only its keys.
        ArrayNode types = channel.putObject("properties")
                .putObject("type")
                .put("description", "The type of the channel.")
                .putArray("enum");
        channel.putArray("required").add("type");
        ArrayNode conditions = channel.putArray("allOf");
        for (ChannelType type : TYPES) {
            types.add(type.name());
            ObjectNode condition = conditions.addObject();
            ObjectNode given = condition.putObject("if");
            given.putObject("properties").putObject("type").put("const", type.name());
            given.putArray("required").add("type");
            condition.set("then", type.keys().schema());
        }
        return schema;
    }
}
