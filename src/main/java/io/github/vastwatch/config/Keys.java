package io.github.vastwatch.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The keys of one kind of section: the reader takes no other, and the schema tells these.
 *
 * @param rivals groups of keys of which only one may be given
 */
record Keys(List<Key> all, List<List<String>> rivals) {
    Keys {
        all = List.copyOf(all);
        rivals = List.copyOf(rivals);
    }

    static Keys of(Key... keys) {
        return new Keys(List.of(keys), List.of());
    }

    /** The same keys, of which a watch or a channel may have only one of these. */
    Keys oneOf(String... names) {
        List<List<String>> more = new ArrayList<>(rivals);
        more.add(List.of(names));
        return new Keys(all, more);
    }

    /** The same keys without some. */
    Keys without(List<String> names) {
        return new Keys(all.stream().filter(key -> !names.contains(key.name())).toList(), rivals);
    }

    Optional<Key> find(String name) {
        return all.stream().filter(key -> key.name().equals(name)).findFirst();
    }

    List<String> names() {
        return all.stream().map(Key::name).toList();
    }
}
