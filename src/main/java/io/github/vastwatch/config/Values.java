package io.github.vastwatch.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.offer.InvalidInput;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What was read of one section. */
final class Values {
    private final YamlValue at;
    private final String what;
    private final Section section;
    private final Map<String, YamlValue.Entry> entries;
    private final Optional<Values> defaults;
    private final Map<String, Object> read = new HashMap<>();

    /** @param defaults the values of keys that this section does not have */
    Values(
            YamlValue at,
            String what,
            Section section,
            Map<String, YamlValue.Entry> entries,
            Optional<Values> defaults) {
        this.at = at;
        this.what = what;
        this.section = section;
        this.entries = entries;
        this.defaults = defaults;
        section.keys().forEach(this::read);
    }

    private void read(Key<?> key) {
        YamlValue.@Nullable Entry entry = entries.get(key.name());
        Optional<YamlValue> given =
                Optional.ofNullable(entry).map(YamlValue.Entry::value).filter(value -> !value.isEmpty());
        if (entry != null && given.isEmpty() && !key.codec().mayBeEmpty()) {
            entry.key().problem("'" + key.name() + "' in " + what + " has no value", "write one, or remove the key");
        }
        Optional<?> value;
        if (key.codec() instanceof Section inner && inner.isOptional()) {
            Optional<Values> rest = defaults.flatMap(values -> values.find(key)).map(Values.class::cast);
            value = Optional.of(
                    given.map(there -> inner.read(there, key.name(), rest)).orElseGet(() -> inner.absent(at, rest)));
        } else {
            value = given.flatMap(there -> read(key, there));
        }
        value.ifPresent(each -> read.put(key.name(), each));
    }

    private <T> Optional<T> read(Key<T> key, YamlValue value) {
        if (key.codec() instanceof Section inner && !inner.fits(value)) {
            value.refuseForm(inner.titleIn(what), key.needed().orElse(""));
            return Optional.empty();
        }
        return key.codec().read(value);
    }

    /** How messages call the section. */
    String what() {
        return what;
    }

    YamlValue at() {
        return at;
    }

    SourceFile file() {
        return at.file();
    }

    Map<String, YamlValue.Entry> entries() {
        return entries;
    }

    /** The value that is given here, or else in the defaults, unless a rival of the key is given here. */
    @SuppressWarnings("unchecked")
    <T> Optional<T> find(Key<T> key) {
        if (!section.takes(key)) {
            throw new IllegalStateException(what + " takes no key " + key.name());
        }
        return Optional.ofNullable((T) read.get(key.name()))
                .or(() -> hasRival(key) ? Optional.empty() : defaults(key).flatMap(values -> values.find(key)));
    }

    /** The same of a key that always holds. */
    <T> T get(Key<T> key) {
        return find(key).or(key::fallback).orElseThrow();
    }

    /** Sets what holds for a key that is not given, where it depends on others. */
    <T> void assume(Key<T> key, T value) {
        if (find(key).isEmpty()) {
            set(key, value);
        }
    }

    /** Sets what another key says in place of the defaults. */
    <T> void set(Key<T> key, T value) {
        read.put(key.name(), value);
    }

    private Optional<Values> defaults(Key<?> key) {
        return defaults.filter(values -> values.section.takes(key));
    }

    private boolean hasRival(Key<?> key) {
        return section.rivals().stream()
                .anyMatch(group -> group.contains(key.name()) && group.stream().anyMatch(entries::containsKey));
    }

    boolean has(Key<?> key) {
        return entries.containsKey(key.name());
    }

    /** Whether a key is given neither here nor in the defaults, nor by another name, which is reported as unknown. */
    boolean lacks(Key<?> key) {
        return !has(key)
                && unknown().keySet().stream()
                        .noneMatch(
                                name -> section.unknownKey(name, file()).meant().equals(Optional.of(key.name())))
                && defaults(key).map(values -> values.lacks(key)).orElse(true);
    }

    /** The entries whose keys the section does not take. */
    Map<String, YamlValue.Entry> unknown() {
        Map<String, YamlValue.Entry> unknown = new LinkedHashMap<>(entries);
        unknown.keySet().removeAll(section.names());
        return unknown;
    }

    /** Where a key is given: here or in the defaults. */
    Optional<YamlValue> written(Key<?> key) {
        return has(key)
                ? Optional.of(Objects.requireNonNull(entries.get(key.name())).value())
                        .filter(value -> !value.isEmpty())
                : hasRival(key) ? Optional.empty() : defaults(key).flatMap(values -> values.written(key));
    }

    private YamlValue place(Key<?> key) {
        return written(key).orElse(at);
    }

    /** Reports that something is missing or wrong as a whole. */
    void problem(String message, String advice) {
        at.problem(message, advice);
    }

    void problem(Key<?> key, String message, String advice) {
        place(key).problem(message, advice);
    }

    void warn(Key<?> key, String message, String advice) {
        place(key).warn(new InvalidInput(message, advice));
    }

    /** Makes something of several keys; what is wrong with it is a problem of one of them. */
    <T> Optional<T> make(Key<?> key, Supplier<T> make) {
        YamlValue place = place(key);
        if (place.isScalar()) {
            return place.read(text -> make.get());
        }
        try {
            return Optional.of(make.get());
        } catch (InvalidInput mistake) {
            place.problem(mistake.getMessage(), mistake.advice());
            return Optional.empty();
        }
    }

    /** As it would be written with its defaults and without what is secret. */
    ObjectNode print() {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        section.keys().forEach(key -> printed(key).ifPresent(value -> tree.set(key.name(), value)));
        return tree;
    }

    private <T> Optional<JsonNode> printed(Key<T> key) {
        @Nullable Object value = read.get(key.name());
        if (value instanceof Values inner && inner.section.brief().isEmpty()) {
            return Optional.of(inner.print());
        }
        if (value != null && !has(key)) {
            return find(key).map(assumed -> key.codec().json(key.codec().format(assumed)));
        }
        return written(key).map(key::print).or(() -> hasRival(key) ? Optional.empty() : key.printedFallback());
    }
}
