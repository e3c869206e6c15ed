package io.github.vastwatch.config;

import io.github.vastwatch.offer.Spelling;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** Explains in a user's words why a text is not YAML; the parser explains it in those of the grammar. */
final class YamlErrors {
    private static final Pattern ANCHOR = Pattern.compile("(?m)(?<![^\\s\\[{,])&([\\w-]+)");

    private final SourceFile source;

    private YamlErrors(SourceFile source) {
        this.source = source;
    }

    static void report(YAMLException failure, SourceFile source) {
        YamlErrors errors = new YamlErrors(source);
        secret(source).matcher(source.text()).results().forEach(match -> source.hide(match.start(1), match.end(1)));
        if (failure instanceof MarkedYAMLException marked) {
            errors.marked(marked);
        } else if (failure instanceof ReaderException unreadable) {
            source.problem(
                    source.offset(unreadable.getPosition()),
                    String.format("a character that YAML does not allow: U+%04X", unreadable.getCodePoint()),
                    "remove it");
        } else {
            String message = String.valueOf(failure.getMessage());
            source.problem(
                    0,
                    message.startsWith("Nesting Depth")
                            ? "nested too deep: a config has only a few levels"
                            : "not YAML: " + message,
                    "");
        }
    }

    /** The rest of a line after the name of a secret, which must not be shown although the file could not be parsed into keys. */
    private static Pattern secret(SourceFile source) {
        String names = String.join("|", source.readContext().secrets());
        return Pattern.compile("(?im)\\b(?:" + names + ")\\b[\"']?\\s*[:=]\\s*(.*)$");
    }

    private void marked(MarkedYAMLException failure) {
        String problem = String.valueOf(failure.getProblem());
        @Nullable String context = failure.getContext();
        int at = at(failure.getProblemMark());
        int began = failure.getContextMark() == null ? at : at(failure.getContextMark());
        if ("while scanning an alias".equals(context)) {
            source.problem(began, "YAML reads this * as an alias", "quote the value: " + quoted(began));
        } else if (problem.startsWith("found undefined alias")) {
            undefined(at, problem.substring("found undefined alias".length()).strip());
        } else if (problem.contains("but found another document")) {
            source.problem(at, "a second YAML document begins here", "put it into a file of its own and include: that");
        } else if (problem.contains("'\\t(TAB)'")) {
            source.problem(at, "a tab: YAML allows only spaces for indentation", "use spaces");
        } else if (problem.startsWith("mapping values are not allowed")) {
            source.problem(
                    at,
                    "not YAML: a ':' cannot be here",
                    "quote a value that contains one, end the line above with its own ':', or fix the indentation");
        } else if (problem.startsWith("found character")) {
            source.problem(
                    at, "not YAML: a value cannot begin with " + source.text().charAt(at), "quote the value");
        } else if (problem.contains("unexpected end of stream") || problem.contains("but got <stream end>")) {
            String what = "while parsing a flow mapping".equals(context)
                    ? "this { is never closed"
                    : "while parsing a flow sequence".equals(context)
                            ? "this [ is never closed"
                            : "this quote is never closed";
            source.problem(began, "not YAML: " + what, "");
        } else if (String.valueOf(context).startsWith("while parsing a flow")) {
            String brackets = String.valueOf(context).endsWith("mapping") ? "{ }" : "[ ]";
            source.problem(
                    at,
                    "not YAML: a ',' or the end of the " + brackets + " from " + source.placeOf(began) + " is missing",
                    "");
        } else if (problem.startsWith("expected <block end>") || problem.startsWith("expected '<document start>'")) {
            source.problem(
                    at,
                    "not YAML: this does not fit the lines above",
                    "fix the indentation or the quotes; the part it should belong to began at "
                            + source.placeOf(began));
        } else if (problem.startsWith("found unknown escape character")) {
            source.problem(
                    at - 1, "not YAML: no such escape in double quotes", "write \\\\ for \\, or use single quotes");
        } else {
            source.problem(at, "not YAML: " + problem, "");
        }
    }

    private void undefined(int at, String alias) {
        Set<String> anchors = new LinkedHashSet<>();
        Matcher matcher = ANCHOR.matcher(source.text());
        while (matcher.find()) {
            anchors.add(String.valueOf(matcher.group(1)));
        }
        source.problem(
                at,
                "no anchor above is called &" + (source.isHidden(at) ? "***" : alias),
                Spelling.closest(alias, anchors)
                        .map(near -> "did you mean *" + near + "?")
                        .orElseGet(() -> "if it is not an alias, quote the value: " + quoted(at)));
    }

    /** The value from a place on, in quotes. */
    private String quoted(int at) {
        if (source.isHidden(at)) {
            return "\"***\"";
        }
        String text = source.text();
        boolean flow = text.substring(text.lastIndexOf('\n', at) + 1, at).matches(".*[\\[{].*");
        Matcher end = Pattern.compile((flow ? "[,\\]}]|" : "") + "[ \\t]+#|[ \\t]*(?:\\R|$)")
                .matcher(text);
        return "\"" + text.substring(at, end.find(at) ? end.start() : text.length()) + "\"";
    }

    private int at(@Nullable Mark mark) {
        return mark == null ? 0 : source.offset(mark.getIndex());
    }
}
