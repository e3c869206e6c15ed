package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kind of mapping: the keys that it takes. The reader, the JSON Schema, {@code check --print} and the advice about unknown
 * keys are all made from this list.
 *
 * @param name what kind it is, as {@code watch}; the advice about unknown keys knows it by this
 * @param title how messages call one, with {@code %s} for the section around it
 * @param rivals groups of keys of which only one may be given
 * @param isOptional whether it holds with its defaults where it is empty or not given
 * @param brief the key that is meant where a scalar stands in place of the mapping
 */
record Section(
        String name,
        String title,
        List<Key<?>> keys,
        List<List<String>> rivals,
        boolean isOptional,
        Optional<Key<?>> brief)
        implements Codec<Values> {

    /** Keys of the user's own, at the top: a place for anchors. */
    static final String OWN = "^x-";

    /** What no key has, and all behind it. */
    private static final Pattern ODD = Pattern.compile("[^\\p{L}\\p{N}_. -].*", Pattern.DOTALL);

    static Section of(String name, String title, Key<?>... keys) {
        return new Section(name, title, List.of(keys), List.of(), false, Optional.empty());
    }

    static Section of(String name, Key<?>... keys) {
        return of(name, name, keys);
    }

    /** The same section, in which only one of these keys may be given. */
    Section oneOf(Key<?>... keys) {
        List<List<String>> more = new ArrayList<>(rivals);
        more.add(Stream.of(keys).map(Key::name).toList());
        return new Section(name, title, this.keys, more, isOptional, brief);
    }

    Section optional() {
        return new Section(name, title, keys, rivals, true, brief);
    }

    /** The same section, for which a value of one of its keys may stand. */
    Section orJust(Key<?> key) {
        return new Section(name, title, keys, rivals, isOptional, Optional.of(key));
    }

    /** Another kind of section, with these keys. */
    Section with(String other, List<Key<?>> otherKeys) {
        return new Section(other, other, otherKeys, rivals, isOptional, brief);
    }

    Section with(Key<?>... more) {
        return with(name, Stream.<Key<?>>concat(keys.stream(), Stream.of(more)).toList());
    }

    List<String> names() {
        return keys.stream().map(Key::name).toList();
    }

    boolean takes(Key<?> key) {
        return names().contains(key.name());
    }

    /** Its keys, each with an example where it has one. */
    Map<String, String> examples() {
        Map<String, String> examples = new LinkedHashMap<>();
        keys.forEach(key ->
                examples.put(key.name(), key.examples().stream().findFirst().orElse("")));
        return examples;
    }

    /** How messages call one in a section. */
    String titleIn(String around) {
        return title.replace("%s", around);
    }

    /** Whether a value has the form of one. */
    boolean fits(YamlValue value) {
        return value.isMapping() || (value.isScalar() && brief.isPresent());
    }

    @Override
    public Optional<Values> read(YamlValue value) {
        return Optional.of(read(value, titleIn(value.of()), Optional.empty()));
    }

    /**
     * Reads every key, and reports what is wrong.
     *
     * @param what how messages call this one
     * @param defaults the values of keys that it does not have
     */
    Values read(YamlValue value, String what, Optional<Values> defaults) {
        if (brief.isPresent() && value.isScalar()) {
            Key<?> key = brief.get();
            YamlValue only = new YamlValue(value.node(), value.file(), key.name(), what, false);
            return new Values(value, what, this, Map.of(key.name(), new YamlValue.Entry(value, only)), defaults);
        }
        if (!value.isMapping()) {
            value.refuseForm(what, "");
            return new Values(value, what, this, Map.of(), defaults);
        }
        Values values = new Values(value, what, this, value.entries(what), defaults);
        keys.forEach(key -> key.needed()
                .filter(advice -> values.lacks(key))
                .ifPresent(advice -> value.problem(what + " has no " + key.name(), advice)));
        values.unknown().forEach((name, entry) -> {
            if (!(name.startsWith("x-") && this.name.equals("top"))) {
                unknown(name, entry, what);
            }
        });
        for (List<String> group : rivals) {
            List<String> given =
                    group.stream().filter(values.entries()::containsKey).toList();
            if (given.size() > 1) {
                Objects.requireNonNull(values.entries().get(given.get(1)))
                        .value()
                        .problem("both " + String.join(" and ", given) + " are given", "keep one of them");
            }
        }
        return values;
    }

    /** The values that hold where it is not given at all. */
    Values absent(YamlValue around, Optional<Values> defaults) {
        return new Values(around, name, this, Map.of(), defaults);
    }

    private void unknown(String key, YamlValue.Entry entry, String what) {
        SourceFile file = entry.key().file();
        UnknownKey unknown = unknownKey(key, file);
        if (unknown.meant()
                .filter(each -> !file.readContext().secrets().contains(each))
                .isEmpty()) {
            // What it holds is not known: perhaps a secret.
            file.hide(entry.value().node());
        }
        String shown = ODD.matcher(key).replaceFirst("…");
        if (!shown.equals(key)) {
            // A line of another file than a config, as of a list of passwords.
            file.hide(entry.key().node());
        }
        entry.key()
                .problem(
                        "unknown key '" + shown + "' in " + what,
                        unknown.advice(entry.value().raw()));
    }

    UnknownKey unknownKey(String key, SourceFile file) {
        return new UnknownKey(key, name, examples(), file.readContext().homes());
    }

    @Override
    public ObjectNode schema() {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        keys.forEach(key -> properties.set(key.name(), key.schema()));
        schema.put("additionalProperties", false);
        List<String> needed = keys.stream()
                .filter(key -> key.needed().isPresent())
                .map(Key::name)
                .toList();
        if (!needed.isEmpty()) {
            needed.forEach(schema.putArray("required")::add);
        }
        if (!rivals.isEmpty()) {
            ArrayNode groups = schema.putObject("not").putArray("anyOf");
            rivals.forEach(names ->
                    names.forEach(groups.addObject().put("type", "object").putArray("required")::add));
        }
        if (isOptional) {
            schema.putArray("type").add("object").add("null");
        }
        return brief.map(key -> ScalarCodec.either(key.codec().schema(), schema))
                .orElse(schema);
    }

    @Override
    public boolean mayBeEmpty() {
        return isOptional;
    }

    @Override
    public Set<String> secrets() {
        return keys.stream().flatMap(key -> key.secrets().stream()).collect(Collectors.toSet());
    }
}
