package io.github.vastwatch.config;

import java.util.Arrays;
import java.util.List;

/**
 * A key that the config takes.
 *
 * @param meaning one or two sentences for people
 * @param isRequired whether it must be given, there or in the defaults
 * @param fallback what holds without it, as it would be written; empty where nothing does
 * @param examples values as they would be written
 */
record Key(String name, Shape shape, String meaning, boolean isRequired, String fallback, List<String> examples) {

    static Key of(String name, Shape shape, String meaning) {
        return new Key(name, shape, meaning, false, "", List.of());
    }

    Key required() {
        return new Key(name, shape, meaning, true, fallback, examples);
    }

    /** The same key with what holds without it. */
    Key otherwise(String value) {
        return new Key(name, shape, meaning, isRequired, value, examples);
    }

    Key as(String... values) {
        return new Key(name, shape, meaning, isRequired, fallback, List.copyOf(Arrays.asList(values)));
    }
}
