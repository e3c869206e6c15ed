package io.github.vastwatch.cli.config;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Pattern;

/** Writes values into a config, quoted where YAML needs it. */
final class YamlText {
    /** What neither YAML nor the config's variables interpret; anything else is quoted. */
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_=<>!.,@/\\[\\]+-]*( [A-Za-z0-9_=<>!.,@/\\[\\]+-]+)*");

    private static final Pattern WORD_OF_YAML = Pattern.compile("(?i)true|false|null|yes|no|on|off|y|n");

    private YamlText() {}

    /** A value for a list in brackets. */
    static String inList(String value) {
        return value.matches("[A-Za-z][A-Za-z0-9@._+-]*") ? of(value) : quoted(value);
    }

    /** A value for a line of its own. */
    static String of(String value) {
        return PLAIN.matcher(value).matches() && !WORD_OF_YAML.matcher(value).matches() ? value : quoted(value);
    }

    /** What JSON quotes YAML understands. */
    private static String quoted(String value) {
        return TextNode.valueOf(value.replace("$", "$$")).toString();
    }
}
