package io.github.vastwatch.cli.paste;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Pasted text cut into commands and words as a shell does, with the variables that it sets put in. It reads what people
 * paste from several shells, so it is lenient: PowerShell's and cmd's continued lines, curly quotes of web pages, and
 * {@code field>number} without quotes, where a shell would open a file.
 */
final class ShellText {
    private static final Pattern SEARCH = Pattern.compile("\\bsearch\\s+(offers|instances)\\b");
    /** Blanks up to and with the end of the line. */
    private static final Pattern LINE_END = Pattern.compile("[ \\t]*\\r?(\\n|$)");

    /** What a terminal or a page prints before a command. */
    private static final Pattern PROMPT =
            Pattern.compile("(?m)^[ \\t]*(?:(?:PS )?[A-Za-z]:\\\\[^>\\n]*>|>(?=[ \\t]+\\S*vast)|```.*$)");

    private static final Pattern COMMENTED = Pattern.compile("(?m)^[ \\t]*#(?=.*\\bsearch\\s+(?:offers|instances)\\b)");

    private static final Pattern REDIRECT = Pattern.compile("(?:<<<|<<-?|>>|>&|>\\||<&|<>|>|<)[ \\t]*");
    /** What is redirected there is not kept. */
    private static final Pattern NO_FILE = Pattern.compile("/dev/null|\\$null|NUL|\\d|-|");

    private final String text;
    private final ShellVariables variables;
    private final List<ShellCommand> commands = new ArrayList<>();
    private int at;
    private ShellLine line = new ShellLine();

    private ShellText(String text, ShellVariables variables) {
        // Web pages and word processors make such quotes and blanks.
        this.text = text.replaceAll("[\\u201C\\u201D\\u201E]", "\"")
                .replaceAll("[\\u2018\\u2019]", "'")
                .replaceAll("[\\u00A0\\u2007\\u202F\\uFEFF]", " ");
        this.variables = variables;
    }

    /**
     * The commands of a text in their order, those in {@code $(…)} and in quotes too.
     *
     * @throws Mistake when a quote is not closed; without the text, which may hold a key
     */
    static List<ShellCommand> commands(String text) {
        String plain = PROMPT.matcher(text).replaceAll("");
        List<ShellCommand> commands = commands(plain, new ShellVariables());
        // A root's prompt looks like a comment.
        return commands.stream().noneMatch(command -> command.search() >= 0)
                ? commands(COMMENTED.matcher(plain).replaceAll(""), new ShellVariables())
                : commands;
    }

    private static List<ShellCommand> commands(String text, ShellVariables variables) {
        ShellText shell = new ShellText(text, variables);
        shell.script('\0');
        return shell.commands;
    }

    /** Reads up to {@code end}, which is left where it is, or to the end of the text. */
    private void script(char end) {
        ShellLine before = line;
        line = new ShellLine();
        while (at < text.length() && text.charAt(at) != end) {
            char c = text.charAt(at);
            if (c == '#' && line.isBare("")) {
                at = Math.max(at, (text + "\n").indexOf('\n', at));
            } else if (c == ' ' || c == '\t' || c == '\r') {
                line.endWord();
                at++;
            } else if (c == '<' || c == '>' || text.startsWith("&>", at)) {
                comparedOrRedirected();
            } else if ("\n;|&()".indexOf(c) >= 0) {
                separator(c);
            } else {
                wordPart();
            }
        }
        endCommand();
        line = before;
    }

    private void separator(char c) {
        @Nullable ShellCommand ended = endCommand();
        boolean isDouble = at + 1 < text.length() && text.charAt(at + 1) == c;
        at += isDouble ? 2 : 1;
        line.piped = c == '|' && !isDouble ? ended : null;
    }

    private @Nullable ShellCommand endCommand() {
        line.endWord();
        ShellLine ended = line;
        line = new ShellLine();
        if (ended.words.isEmpty()) {
            return null;
        }
        if (ended.piped != null) {
            ended.piped.around().add("| " + ended.words.get(0));
        }
        variables.remember(ended.words);
        ShellCommand command = new ShellCommand(ended.words, ended.around);
        commands.add(command);
        if (command.search() < 0) {
            ended.words.stream().filter(word -> SEARCH.matcher(word).find()).forEach(word -> nested(ended, word));
        }
        return command;
    }

    /** A command in quotes, as {@code watch} and {@code bash -c} take one. */
    private void nested(ShellLine outer, String word) {
        for (ShellCommand command : commands(word.replaceFirst("^[A-Za-z_][A-Za-z0-9_]*=", ""), variables)) {
            if (outer.words.get(0).equals("watch")) {
                command.around().add(String.join(" ", outer.words.subList(0, outer.words.indexOf(word))));
            }
            command.around().addAll(outer.around);
            commands.add(command);
        }
    }

    /** A part of a word: a quoted one, a variable, one sign. */
    private void wordPart() {
        char c = text.charAt(at);
        switch (c) {
            case '\'' -> single();
            case '"' -> doubled();
            case '\\' -> escaped();
            case '$' -> dollar(false);
            case '`', '^' -> {
                if (lineEnds(at + 1).isPresent()) {
                    at = lineEnds(at + 1).orElseThrow();
                    line.endWord();
                } else if (c == '`') {
                    substitution('`', 1);
                } else {
                    take(c);
                }
            }
            default -> take(c);
        }
    }

    private void take(char c) {
        line.word.append(c);
        at++;
    }

    private Optional<Integer> lineEnds(int from) {
        Matcher end = LINE_END.matcher(text).region(from, text.length());
        return end.lookingAt() ? Optional.of(end.end()) : Optional.empty();
    }

    /** Outside of quotes; before a letter it is a part of a Windows path. */
    private void escaped() {
        Optional<Integer> next = lineEnds(at + 1);
        if (next.isPresent()) {
            at = next.get();
        } else if (Character.isLetterOrDigit(text.charAt(at + 1))) {
            take('\\');
        } else {
            at++;
            take(text.charAt(at));
            line.isQuoted = true;
        }
    }

    private void single() {
        int start = at;
        line.isQuoted = true;
        for (at++; at < text.length(); ) {
            char c = text.charAt(at);
            if (c == '\'') {
                at++;
                return;
            }
            if (!continued(c)) {
                take(c);
            }
        }
        throw unclosed(start);
    }

    private void doubled() {
        int start = at;
        line.isQuoted = true;
        for (at++; at < text.length(); ) {
            char c = text.charAt(at);
            char next = at + 1 < text.length() ? text.charAt(at + 1) : '\0';
            if (c == '"') {
                at++;
                return;
            } else if ((c == '\\' && "\"\\$`".indexOf(next) >= 0) || (c == '`' && "\"$`".indexOf(next) >= 0)) {
                at++;
                take(next);
            } else if (c == '$') {
                dollar(true);
            } else if (!continued(c)) {
                if (c == '`') {
                    substitution('`', 1);
                } else {
                    take(c);
                }
            }
        }
        throw unclosed(start);
    }

    /** A line that goes on in the next, in quotes: a blank for the query, whatever the shell makes of it. */
    private boolean continued(char c) {
        Optional<Integer> next = c == '\\' || c == '`' ? lineEnds(at + 1) : Optional.empty();
        next.ifPresent(end -> {
            line.word.append(' ');
            at = end;
        });
        return next.isPresent();
    }

    private static InvalidInput unclosed(int start) {
        return new InvalidInput(
                "the quote at character " + (start + 1) + " of the command is not closed",
                "paste the whole command; on the command line put it into the other kind of quotes, or pipe it into"
                        + " 'vastwatch import -'");
    }

    /** A variable with its value where the text sets it, and as it stands where it does not. */
    private void dollar(boolean inQuotes) {
        if (text.startsWith("$(", at)) {
            substitution(')', 2);
            return;
        }
        Matcher name = ShellVariables.NAME.matcher(text).region(Math.min(at + 1, text.length()), text.length());
        int close = text.startsWith("${", at) ? text.indexOf('}', at) : -1;
        if (close > 0) {
            put(variables.expanded(text.substring(at + 2, close)), inQuotes);
            at = close + 1;
        } else if (name.lookingAt()) {
            put(variables.value(name.group()), inQuotes);
            at = name.end();
        } else if (!inQuotes && (text.startsWith("$'", at) || text.startsWith("$\"", at))) {
            at++;
        } else {
            take('$');
        }
    }

    private void put(String value, boolean inQuotes) {
        if (inQuotes) {
            line.word.append(value);
            return;
        }
        String[] parts = value.split("\\s+", -1);
        for (int i = 0; i < parts.length; i++) {
            line.word.append(parts[i]);
            if (i + 1 < parts.length) {
                line.endWord();
            }
        }
    }

    private void substitution(char end, int length) {
        at += length;
        script(end);
        at = Math.min(at + 1, text.length());
        line.word.append("$(…)");
        line.isQuoted = true;
    }

    /** A sign of comparison behind a field's name is one, though it is not in quotes; elsewhere it names a file. */
    private void comparedOrRedirected() {
        boolean isBehindField = Field.named(line.word.toString()).isPresent() && !line.isQuoted;
        boolean isAfterField = line.isBare("")
                && line.wasBare
                && Field.named(line.words.get(line.words.size() - 1)).isPresent();
        if (isBehindField || isAfterField) {
            take(text.charAt(at));
            return;
        }
        if (line.isBare("\\d")) {
            line.dropWord();
        }
        line.endWord();
        at += text.charAt(at) == '&' ? 1 : 0;
        Matcher sign = REDIRECT.matcher(text).region(at, text.length());
        boolean isOutput = text.charAt(at) == '>';
        at = sign.lookingAt() ? sign.end() : at + 1;
        while (at < text.length() && " \t\r\n;|&<>()".indexOf(text.charAt(at)) < 0) {
            wordPart();
        }
        String target = line.word.toString();
        line.dropWord();
        if (isOutput && !NO_FILE.matcher(target).matches()) {
            line.around.add("> " + target);
        }
    }
}
