package io.github.vastwatch.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The distinct lines of a log that say that something is wrong, or is right again, with their counts: those that differ only
 * in numbers are one.
 */
final class LogSummary {
    private static final Pattern LEVEL = Pattern.compile("\\b(WARN|ERROR)\\b|\\bagain\\b");
    private static final Pattern NUMBERS = Pattern.compile("[0-9a-f]{8}-[0-9a-f-]{27}|\\d+");
    private static final int LONGEST = 400;
    /** A line of a stack trace. */
    private static final Pattern TRACE = Pattern.compile("^(?:\\s+at |Caused by: ).*");

    private LogSummary() {}

    static void print(String name, Path log) throws IOException {
        Map<String, Integer> counts = new LinkedHashMap<>();
        Map<String, String> first = new LinkedHashMap<>();
        List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .toList();
        int traces = 0;
        for (String line : lines) {
            if (LEVEL.matcher(line).find()) {
                String kind = NUMBERS.matcher(line).replaceAll("N");
                counts.merge(kind, 1, Integer::sum);
                first.putIfAbsent(kind, line.length() > LONGEST ? line.substring(0, LONGEST) + " …" : line);
            } else if (TRACE.matcher(line).matches()) {
                traces++;
            }
        }
        System.out.printf(
                "%s: %d lines, %d of them of these %d kinds, %d lines of stack traces%n",
                name,
                lines.size(),
                counts.values().stream().mapToInt(Integer::intValue).sum(),
                counts.size(),
                traces);
        counts.forEach((kind, count) -> System.out.printf("  %5d  %s%n", count, first.get(kind)));
    }
}
