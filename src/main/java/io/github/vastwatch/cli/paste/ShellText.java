package io.github.vastwatch.cli.paste;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.InvalidInput;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    /** Blanks up to and with the end of the  */
    private static final Pattern LINE_END = Pattern.compile("[ \\t]*\\r?(\\n|$)");

    /** What a terminal or a page prints before a command. */
    private static final Pattern PROMPT =
            Pattern.compile("(?m)^[ \\t]*(?:(?:PS )?[A-Za-z]:\\\\[^>\\n]*>|>(?=[ \\t]+\\S*vast)|```.*$)");

    private static final Pattern COMMENTED = Pattern.compile("(?m)^[ \\t]*#(?=.*\\bsearch\\s+(?:offers|instances)\\b)");

    private static final Pattern REDIRECT = Pattern.compile("(?:<<<|<<-?|>>|>&|>\\||<&|<>|>|<)[ \\t]*");
    /** Where output is not kept. */
    private static final Pattern NO_FILE = Pattern.compile("/dev/null|\\$null|NUL|\\d|-|");

    private static final Pattern VARIABLE = Pattern.compile("(?:env:)?[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?]");
    private static final Pattern ASSIGNMENT = Pattern.compile("(?s)([A-Za-z_][A-Za-z0-9_]*)=(.*)");
    private static final Pattern DEFAULTED = Pattern.compile("(?s)([A-Za-z_][A-Za-z0-9_]*)(?::?[-=](.*))?");

    /**
     * One command of a pasted text.
     *
     * @param around what stands around it and does not belong to it, as {@code | jq}, {@code > out.json}
     */
    record Command(List<String> words, List<String> around) {
        /** Where {@code search offers} begins; -1 where it does not. */
        int search() {
            for (int i = 0; i + 1 < words.size(); i++) {
                if (words.get(i).equals("search") && words.get(i + 1).matches("offers|instances")) {
                    return i;
                }
            }
            return -1;
        }
    }

    private final String text;
    private final Map<String, String> variables;
    private final List<Command> commands;
    private int at;
    private List<String> words = new ArrayList<>();
    private List<String> around = new ArrayList<>();
    private StringBuilder word = new StringBuilder();
    /** Whether the word has a part in quotes, so that it is one even where it is empty. */
    private boolean isQuoted;
    /** Whether the word before had none. */
    private boolean wasBare;
    /** The command whose output this one reads. */
    private @Nullable Command piped;

    private ShellText(String text, int at, Map<String, String> variables, List<Command> commands) {
        this.text = text;
        this.at = at;
        this.variables = variables;
        this.commands = commands;
    }

    /**
     * The commands of a text in their order, those in {@code $(…)} and in quotes too.
     *
     * @throws InvalidInput when a quote is not closed; without the text, which may hold a key
     */
    static List<Command> commands(String text) {
        String plain = PROMPT.matcher(text).replaceAll("");
        List<Command> commands = commands(plain, new HashMap<>());
        // A root's prompt looks like a comment.
        return commands.stream().noneMatch(command -> command.search() >= 0)
                ? commands(COMMENTED.matcher(plain).replaceAll(""), new HashMap<>())
                : commands;
    }

    private static List<Command> commands(String text, Map<String, String> variables) {
        // Web pages and word processors make such quotes and blanks.
        String plain = text.replaceAll("[\\u201C\\u201D\\u201E]", "\"")
                .replaceAll("[\\u2018\\u2019]", "'")
                .replaceAll("[\\u00A0\\u2007\\u202F\\uFEFF]", " ");
        List<Command> commands = new ArrayList<>();
        new ShellText(plain, 0, variables, commands).script('\0');
        return commands;
    }

    /** Reads up to {@code end}, which is left where it is, or to the end of the text. */
    private void script(char end) {
        while (at < text.length() && text.charAt(at) != end) {
            char c = text.charAt(at);
            if (c == '#' && isBare("")) {
                at = Math.max(at, (text + "\n").indexOf('\n', at));
            } else if (c == ' ' || c == '\t' || c == '\r') {
                endWord();
                at++;
            } else if (c == '<' || c == '>' || text.startsWith("&>", at)) {
                comparedOrRedirected();
            } else if ("\n;|&()".indexOf(c) >= 0) {
                separator(c);
            } else {
                wordPart(c);
            }
        }
        endCommand();
    }

    private boolean isBare(String pattern) {
        return !isQuoted && word.toString().matches(pattern);
    }

    private void endWord() {
        if (isQuoted || word.length() > 0) {
            words.add(word.toString());
            wasBare = !isQuoted;
        }
        dropWord();
    }

    private void dropWord() {
        word = new StringBuilder();
        isQuoted = false;
    }

    private void separator(char c) {
        @Nullable Command ended = endCommand();
        boolean isDouble = next() == c;
        at += isDouble ? 2 : 1;
        piped = c == '|' && !isDouble ? ended : null;
    }

    private @Nullable Command endCommand() {
        endWord();
        Command command = new Command(words, around);
        Optional<Command> source = Optional.ofNullable(piped);
        words = new ArrayList<>();
        around = new ArrayList<>();
        piped = null;
        wasBare = false;
        if (command.words().isEmpty()) {
            return null;
        }
        source.ifPresent(each -> each.around().add("| " + command.words().get(0)));
        remember(command.words());
        commands.add(command);
        if (command.search() < 0) {
            command.words().stream().filter(each -> SEARCH.matcher(each).find()).forEach(each -> nested(command, each));
        }
        return command;
    }

    /** Takes what a command sets, in PowerShell too: {@code $query = '…'}. */
    private void remember(List<String> words) {
        words.stream()
                .map(ASSIGNMENT::matcher)
                .filter(Matcher::matches)
                .forEach(set -> variables.put(set.replaceFirst("$1"), set.replaceFirst("$2")));
        if (words.size() == 3 && words.get(1).equals("=") && words.get(0).startsWith("$")) {
            variables.put(words.get(0).substring(1), words.get(2));
        }
    }

    /** A command in quotes, as {@code watch} and {@code bash -c} take one. */
    private void nested(Command outer, String quoted) {
        for (Command command : commands(quoted.replaceFirst("^[A-Za-z_][A-Za-z0-9_]*=", ""), variables)) {
            if (outer.words().get(0).equals("watch")) {
                command.around()
                        .add(String.join(
                                " ", outer.words().subList(0, outer.words().indexOf(quoted))));
            }
            command.around().addAll(outer.around());
            commands.add(command);
        }
    }

    /** A part of a word: a quoted one, a variable, one character. */
    private void wordPart(char c) {
        switch (c) {
            case '\'', '"' -> quoted(c);
            case '\\' -> escaped();
            case '$' -> variable(false);
            case '`', '^' -> {
                if (continues()) {
                    endWord();
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
        word.append(c);
        at++;
    }

    /** The character after this one; zero at the end. */
    private char next() {
        return at + 1 < text.length() ? text.charAt(at + 1) : '\0';
    }

    /** Passes the end of the line if it is all that is behind this character. */
    private boolean continues() {
        Matcher end = LINE_END.matcher(text).region(at + 1, text.length());
        boolean isEnd = end.lookingAt();
        at = isEnd ? end.end() : at;
        return isEnd;
    }

    /** Outside of quotes; before a letter it is a part of a Windows path. */
    private void escaped() {
        if (continues()) {
            return;
        }
        if (Character.isLetterOrDigit(next())) {
            take('\\');
        } else {
            at++;
            take(text.charAt(at));
            isQuoted = true;
        }
    }

    private void quoted(char quote) {
        int start = at++;
        isQuoted = true;
        boolean isDouble = quote == '"';
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at);
            if (isDouble
                    && ((c == '\\' && "\"\\$`".indexOf(next()) >= 0) || (c == '`' && "\"$`".indexOf(next()) >= 0))) {
                at++;
                take(text.charAt(at));
            } else if (isDouble && c == '$') {
                variable(true);
            } else if ((c == '\\' || c == '`') && continues()) {
                // A continued line: a blank for the query, whatever the shell makes of it.
                word.append(' ');
            } else if (isDouble && c == '`') {
                substitution('`', 1);
            } else {
                take(c);
            }
        }
        if (at == text.length()) {
            throw new InvalidInput(
                    "the quote at character " + (start + 1) + " of the command is not closed",
                    "paste the whole command; on the command line put it into the other kind of quotes, or pipe it"
                            + " into 'vastwatch import -'");
        }
        at++;
    }

    /** A variable with its value where the text sets it, and as it stands where it does not. */
    private void variable(boolean inQuotes) {
        Matcher name = VARIABLE.matcher(text).region(Math.min(at + 1, text.length()), text.length());
        int close = text.startsWith("${", at) ? text.indexOf('}', at) : -1;
        if (text.startsWith("$(", at)) {
            substitution(')', 2);
        } else if (close > 0) {
            put(expanded(text.substring(at + 2, close)), inQuotes);
            at = close + 1;
        } else if (name.lookingAt()) {
            put(variables.getOrDefault(name.group(), "$" + name.group()), inQuotes);
            at = name.end();
        } else if (!inQuotes && (next() == '\'' || next() == '"')) {
            at++;
        } else {
            take('$');
        }
    }

    /** The value of <code>${NAME}</code> or <code>${NAME:-default}</code>, given without the braces. */
    private String expanded(String inner) {
        return Optional.of(DEFAULTED.matcher(inner))
                .filter(Matcher::matches)
                .flatMap(found -> Optional.ofNullable(variables.get(String.valueOf(found.group(1))))
                        .or(() -> Optional.ofNullable(found.group(2))))
                .orElse("${" + inner + "}");
    }

    /** Puts a value in, which outside of quotes falls into words. */
    private void put(String value, boolean inQuotes) {
        String[] parts = inQuotes ? new String[] {value} : value.split("\\s+", -1);
        for (int i = 0; i < parts.length; i++) {
            if (i > 0) {
                endWord();
            }
            word.append(parts[i]);
        }
    }

    private void substitution(char end, int length) {
        ShellText inner = new ShellText(text, at + length, variables, commands);
        inner.script(end);
        at = Math.min(inner.at + 1, text.length());
        word.append("$(…)");
        isQuoted = true;
    }

    /** A comparison after the name of a field, even without quotes; elsewhere {@code >} names a file. */
    private void comparedOrRedirected() {
        boolean isBehindField = Field.named(word.toString()).isPresent() && !isQuoted;
        boolean isAfterField = isBare("")
                && wasBare
                && Field.named(words.get(words.size() - 1)).isPresent();
        if (isBehindField || isAfterField) {
            take(text.charAt(at));
            return;
        }
        if (isBare("\\d")) {
            dropWord();
        }
        endWord();
        at += text.charAt(at) == '&' ? 1 : 0;
        Matcher sign = REDIRECT.matcher(text).region(at, text.length());
        boolean isOutput = text.charAt(at) == '>';
        at = sign.lookingAt() ? sign.end() : at + 1;
        while (at < text.length() && " \t\r\n;|&<>()".indexOf(text.charAt(at)) < 0) {
            wordPart(text.charAt(at));
        }
        String target = word.toString();
        dropWord();
        if (isOutput && !NO_FILE.matcher(target).matches()) {
            around.add("> " + target);
        }
    }
}
