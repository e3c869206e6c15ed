package io.github.vastwatch.offer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A table that ships with the program: lines {@code key = value}, without those that are blank or begin with #. */
final class DataFile {
    private DataFile() {}

    /** The lines in their order; a line without a value has an empty one. */
    static Map<String, String> read(String name) {
        Map<String, String> lines = new LinkedHashMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(DataFile.class.getResourceAsStream(name), name), StandardCharsets.UTF_8))) {
            in.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
                String[] parts = line.split(" = ?", 2);
                lines.put(parts[0], parts.length == 1 ? "" : parts[1]);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(name + " is part of the program", e);
        }
        return Collections.unmodifiableMap(lines);
    }
}
