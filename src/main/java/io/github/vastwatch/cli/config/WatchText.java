package io.github.vastwatch.cli.config;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.watch.Watch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A new watch as written into a config.
 *
 * @param threshold its whole line
 */
record WatchText(String name, Query query, RentalType type, int diskGb, String threshold, List<String> channels) {
    /** What neither YAML nor the config's variables interpret; anything else is quoted. */
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_=<>!.,@/\\[\\]+-]*( [A-Za-z0-9_=<>!.,@/\\[\\]+-]+)*");

    private static final Pattern WORD_OF_YAML = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

    WatchText {
        Watch.checkName(name);
        channels = List.copyOf(channels);
    }

    /** A unique name made of words. */
    static String name(String words, Collection<String> taken) {
        String plain =
                words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        String name = plain.substring(0, Math.min(plain.length(), 50));
        for (int i = 2; taken.contains(name) && i < Integer.MAX_VALUE; i++) {
            name = plain.substring(0, Math.min(plain.length(), 50)) + "-" + i;
        }
        return name;
    }

    /** Ready to stand below {@code watches:}. */
    List<String> lines() {
        return List.of(
                "  - name: " + name,
                "    query: " + yaml(written()),
                "    type: " + type,
                "    disk: " + diskGb + "GB",
                "    " + threshold,
                "    notify: [" + String.join(", ", channels) + "]");
    }

    /** What reads back as the query on top of the default filters. */
    private String written() {
        List<String> parts = new ArrayList<>();
        for (Clause filter : Query.DEFAULTS.clauses()) {
            boolean isReplaced = query.clauses().stream()
                    .anyMatch(clause -> clause.field() == filter.field() && clause.operator() == Operator.EQ);
            if (!isReplaced) {
                parts.add(filter.field() + "=any");
            }
        }
        query.clauses().stream()
                .filter(clause -> !Query.isDefault(clause))
                .map(Clause::toString)
                .forEach(parts::add);
        // An empty query is refused as a mistake; this one is as wide.
        return parts.isEmpty() ? "rentable=true" : String.join(" ", parts);
    }

    /** A value for a list in brackets. */
    static String yamlInList(String value) {
        return value.matches("[A-Za-z][A-Za-z0-9@._+-]*") ? yaml(value) : quoted(value);
    }

    /** A value for a line of its own. */
    static String yaml(String value) {
        return PLAIN.matcher(value).matches() && !WORD_OF_YAML.matcher(value).matches() ? value : quoted(value);
    }

    /** What JSON quotes YAML understands. */
    private static String quoted(String value) {
        return TextNode.valueOf(value.replace("$", "$$")).toString();
    }
}
