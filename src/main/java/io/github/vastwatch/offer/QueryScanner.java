package io.github.vastwatch.offer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Splits a query into field names, operators and values, with the position of each. */
final class QueryScanner {
    private static final String WORDS = "(?:not\\s+eq|not\\s+in|noteq|notin|neq|nin|eq|gte|gt|lte|lt|in)";
    private static final String SIGNS = "[=><!≥≤≠]";
    private static final String OPERATORS = "one of = != > >= < <= in notin";

    private static final Pattern FIELD = Pattern.compile("[a-zA-Z0-9_]+");
    private static final Pattern SYMBOL = Pattern.compile(SIGNS + "+");
    // A word operator ends at a blank, so that 'index' is not 'in'.
    private static final Pattern WORD = Pattern.compile(WORDS + "(?=[\\s\\[\"'])");
    private static final Pattern BARE = Pattern.compile("(?:(?!&&|\\|\\|)\\S)+");
    private static final Pattern AND = Pattern.compile("(?i:and)(?=[\\s(]|$)|&&?(?=\\s|\\w|\\(|$)");
    private static final Pattern OR = Pattern.compile("(?i:or)(?=[\\s(]|$)|\\|\\|?(?=\\s|\\w|\\(|$)");
    /** Where the next clause begins, so that an unquoted value may hold blanks. */
    private static final Pattern NEXT_CLAUSE =
            Pattern.compile("[a-zA-Z0-9_]+(\\s*" + SIGNS + "|\\s+" + WORDS + "[\\s\\[\"'])");

    private static final Pattern OR_BETWEEN = Pattern.compile("\\s(?i:or)(?=[\\s(])|\\|\\|?");
    /** A text that an item of a list cannot contain without quotes, unless the list was not closed. */
    private static final Pattern NOT_AN_ITEM = Pattern.compile(".*[=<>].*");

    /** One written value. */
    record Word(String text, int at, boolean quoted) {
        <T> T value(Function<String, T> parse) {
            return InvalidInput.inPart(at, () -> parse.apply(text));
        }
    }

    private final String text;
    private int at;

    /** Converts the blanks and curly quotes of web pages and word processors. */
    QueryScanner(String text) {
        this.text = text.replaceAll("[\\s\\u00A0\\u2007\\u202F\\uFEFF]", " ")
                .replaceAll("[\\u201C\\u201D\\u201E]", "\"")
                .replaceAll("[\\u2018\\u2019]", "'");
        skipBlanks();
    }

    boolean hasMore() {
        return at < text.length();
    }

    int position() {
        return at;
    }

    /** Skips an {@code and} between two clauses, if one is here: all of them must hold anyway. */
    boolean skipAnd() {
        if (!found(AND)) {
            return false;
        }
        String word = take(AND, "");
        if (!hasMore()) {
            throw new InvalidInput("a clause is missing after '" + word + "'", at, "");
        }
        return true;
    }

    /** An {@code or} here, or in a bracket that opens here. */
    Optional<Word> orAhead() {
        if (found(OR)) {
            return Optional.of(new Word(matched(OR), at, false));
        }
        Matcher later = matcher(OR_BETWEEN);
        return opensBracket() && later.find()
                ? Optional.of(new Word(
                        later.group().strip(), text.indexOf(later.group().strip(), later.start()), false))
                : Optional.empty();
    }

    /** The texts from {@code from} on, split at each {@code or}, without brackets. */
    List<String> alternatives(int from) {
        return Arrays.stream(OR_BETWEEN.split(text.substring(from)))
                .map(each -> each.replaceAll("[()]", " ").strip())
                .toList();
    }

    boolean opensBracket() {
        return hasMore() && text.charAt(at) == '(';
    }

    /** The words before the next clause; empty if a clause begins here. */
    Optional<Word> phrase() {
        if (found(NEXT_CLAUSE) || !found(BARE) || Field.named(peek()).isPresent()) {
            return Optional.empty();
        }
        int start = at;
        return Optional.of(trimmed(start, endOfBare(true)));
    }

    void backTo(int position) {
        at = position;
    }

    String fieldName() {
        return take(FIELD, "a field name is expected here: '" + rest() + "'");
    }

    Operator operator(String field) {
        int start = at;
        String spelling = found(SYMBOL) ? take(SYMBOL, "") : found(WORD) ? take(WORD, "") : "";
        if (spelling.isEmpty()) {
            throw new InvalidInput("an operator is missing after '" + field + "'", start, OPERATORS);
        }
        return Operator.of(spelling.replaceAll("\\s+", " "))
                .orElseThrow(() -> new InvalidInput("unknown operator '" + spelling + "'", start, OPERATORS));
    }

    /** One word without quotes. */
    Word word(String after) {
        int start = at;
        return new Word(take(BARE, "a value is missing after '" + after + "='"), start, false);
    }

    /** The value or values of a clause, at least one. */
    List<Word> values(Field field, Operator operator) {
        int start = at;
        if (!found(BARE)) {
            throw new InvalidInput(
                    "a value is missing after '" + field + operator.symbol().stripTrailing() + "'", at, "");
        }
        char first = text.charAt(at);
        boolean isList = first == '[' || first == '(';
        int close = isList ? text.indexOf(first == '[' ? ']' : ')', at) : text.indexOf(first, at + 1);
        List<Word> words = new ArrayList<>();
        if (isList && close > 0) {
            split(at + 1, close, words);
            move(close + 1);
        } else if ((first == '"' || first == '\'') && close > 0) {
            words.add(new Word(text.substring(at + 1, close), at, true));
            move(close + 1);
        } else {
            // The vendor's parser drops a quote or a bracket that is not closed.
            int end = endOfBare(
                    field.type() == Field.Type.TEXT || field.type() == Field.Type.COUNTRY || operator.takesList());
            if (operator.takesList()) {
                split(start, end, words);
            } else {
                words.add(trimmed(start, end));
            }
            checkClosed(first, start);
        }
        if (words.isEmpty()) {
            throw new InvalidInput("the list is empty", start, "");
        }
        if (words.size() > 1 && !operator.takesList()) {
            throw new InvalidInput(
                    "'" + operator.symbol().trim() + "' takes one value, not a list", start, "use in or notin");
        }
        return words;
    }

    /** Where a value without quotes ends: if it may have {@code several} words, as {@code RTX 4090}, before the next clause. */
    private int endOfBare(boolean several) {
        take(BARE, "");
        int end = at;
        while (several
                && hasMore()
                && !found(NEXT_CLAUSE)
                && !found(AND)
                && !found(OR)
                && Field.named(peek()).isEmpty()) {
            take(BARE, "");
            end = at;
        }
        return end;
    }

    private void checkClosed(char first, int start) {
        boolean hasRest = hasMore() && !found(NEXT_CLAUSE);
        if (first == '(' || (hasRest && first == '[')) {
            throw new InvalidInput("the list is not closed", start, "end it with " + (first == '[' ? "]" : ")"));
        }
        if (hasRest && first == '"') {
            throw new InvalidInput("the quote is not closed", start, "end it with \"");
        }
    }

    private void split(int from, int to, List<Word> words) {
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || text.charAt(i) == ',') {
                Word word = trimmed(start, i);
                if (!word.text().isBlank()) {
                    if (word.text().contains("[")
                            || (!word.quoted()
                                    && NOT_AN_ITEM.matcher(word.text()).matches())) {
                        throw new InvalidInput("the list is not closed", from, "end it with ]");
                    }
                    words.add(word);
                }
                start = i + 1;
            }
        }
    }

    /** A part of the text without the blanks, commas, brackets and quotes around it. */
    private Word trimmed(int from, int to) {
        String piece = text.substring(from, to);
        String inner = piece.replaceAll("^[\\s,\\[\\]\"']+", "");
        int place = from + piece.length() - inner.length();
        boolean quoted = piece.strip().startsWith("\"") || piece.strip().startsWith("'");
        return new Word(inner.replaceAll("[\\s,\\[\\]\"']+$", ""), place, quoted);
    }

    private String peek() {
        return matched(BARE);
    }

    private String matched(Pattern pattern) {
        Matcher matcher = matcher(pattern);
        return matcher.lookingAt() ? matcher.group() : "";
    }

    private boolean found(Pattern pattern) {
        return matcher(pattern).lookingAt();
    }

    private String take(Pattern pattern, String otherwise) {
        Matcher matcher = matcher(pattern);
        if (!matcher.lookingAt()) {
            throw new InvalidInput(otherwise, at, "");
        }
        move(matcher.end());
        return matcher.group();
    }

    private Matcher matcher(Pattern pattern) {
        return pattern.matcher(text).region(at, text.length()).useTransparentBounds(true);
    }

    private void move(int to) {
        at = to;
        skipBlanks();
    }

    private void skipBlanks() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private String rest() {
        return text.substring(at, Math.min(text.length(), at + 20));
    }
}
