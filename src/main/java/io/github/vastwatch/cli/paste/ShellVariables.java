package io.github.vastwatch.cli.paste;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The variables that a pasted text sets. */
final class ShellVariables {
    static final Pattern NAME = Pattern.compile("(?:env:)?[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?]");

    private static final Pattern ASSIGNMENT = Pattern.compile("(?s)([A-Za-z_][A-Za-z0-9_]*)=(.*)");
    private static final Pattern DEFAULTED = Pattern.compile("(?s)([A-Za-z_][A-Za-z0-9_]*)(?::?[-=](.*))?");

    private final Map<String, String> values = new HashMap<>();

    /** Takes what a command sets, in PowerShell too: {@code $query = '…'}. */
    void remember(List<String> words) {
        for (String word : words) {
            Matcher assigned = ASSIGNMENT.matcher(word);
            if (assigned.matches()) {
                values.put(String.valueOf(assigned.group(1)), String.valueOf(assigned.group(2)));
            }
        }
        if (words.size() == 3 && words.get(1).equals("=") && words.get(0).startsWith("$")) {
            values.put(words.get(0).substring(1), words.get(2));
        }
    }

    /** The value of {@code $NAME}; as it stands where the text does not set it. */
    String value(String name) {
        return values.getOrDefault(name, "$" + name);
    }

    /** The value of <code>${NAME}</code> or <code>${NAME:-default}</code>, given without the braces. */
    String expanded(String inner) {
        Matcher defaulted = DEFAULTED.matcher(inner);
        return Optional.of(defaulted)
                .filter(Matcher::matches)
                .flatMap(found -> Optional.ofNullable(values.get(String.valueOf(found.group(1))))
                        .or(() -> Optional.ofNullable(found.group(2))))
                .orElse("${" + inner + "}");
    }
}
