package io.github.vastwatch.cli.lab;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * One step of a rehearsal, as it went.
 *
 * @param name {@code market}, {@code plant}, {@code evaluation}, {@code policy}, {@code outbox}, or {@code channel NAME}
 * @param words what it came to
 * @param notes what else there is to say, a line each
 */
record RehearsalStage(String name, Duration took, boolean isDone, String words, List<String> notes) {
    /** Of the longest name of the stages that every rehearsal has. */
    private static final int NAME = 10;

    List<String> lines() {
        String time = String.format("%6d ms", took.toMillis());
        return Stream.concat(
                        Stream.of(time + "  " + String.format("%-" + NAME + "s", name) + "  " + words),
                        notes.stream().map(note -> " ".repeat(time.length() + NAME + 4) + note))
                .toList();
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("stage", name)
                .put("ms", took.toMillis())
                .put("done", isDone)
                .put("words", words);
        notes.forEach(json.putArray("notes")::add);
        return json;
    }
}
