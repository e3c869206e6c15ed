package io.github.vastwatch.offer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Cuts a query into field names, operators and values, and knows the place of each. */
final class QueryScanner {
    private static final Pattern FIELD = Pattern.compile("[a-zA-Z0-9_]+");
    private static final Pattern SYMBOL = Pattern.compile("[=><!]+");
    // A word operator ends at a blank, so that 'index' is no 'in'.
    private static final Pattern WORD =
            Pattern.compile("(not\\s+eq|not\\s+in|noteq|notin|neq|nin|eq|gte|gt|lte|lt|in)(?=[\\s\\[\"])");
    private static final Pattern BARE = Pattern.compile("[^\\s]+");
    /** Where the next clause begins, so that an unquoted value may hold blanks. */
    private static final Pattern NEXT_CLAUSE = Pattern.compile(
            "[a-zA-Z0-9_]+(\\s*[=><!]|\\s+(not\\s+eq|not\\s+in|noteq|notin|neq|nin|eq|gte|gt|lte|lt|in)[\\s\\[\"])");

    /** One value as it was written. */
    record Word(String text, int at, boolean quoted) {}

    private final String text;
    private int at;

    QueryScanner(String text) {
        this.text = text;
        skipBlanks();
    }

    boolean hasMore() {
        return at < text.length();
    }

    int place() {
        return at;
    }

    String fieldName() {
        return take(FIELD, "a field name is expected here: '" + rest() + "'");
    }

    Operator operator(String field) {
        int start = at;
        String spelling = found(SYMBOL) ? take(SYMBOL, "") : found(WORD) ? take(WORD, "") : "";
        if (spelling.isEmpty()) {
            throw new Mistake(
                    "an operator is missing after '" + field + "'",
                    Math.min(start, text.length()),
                    "one of = != > >= < <= in notin");
        }
        return Operator.of(spelling.replaceAll("\\s+", " "))
                .orElseThrow(() ->
                        new Mistake("unknown operator '" + spelling + "'", start, "one of = != > >= < <= in notin"));
    }

    /** The value or values of a clause, at least one. */
    List<Word> values(Field field, Operator operator) {
        int start = at;
        if (!hasMore()) {
            throw new Mistake(
                    "a value is missing after '" + field + operator.symbol().stripTrailing() + "'", start, "");
        }
        List<Word> words = new ArrayList<>();
        if (text.charAt(at) == '[') {
            int end = text.indexOf(']', at);
            if (end < 0) {
                throw new Mistake("the list is not closed", start, "end it with ]");
            }
            split(at + 1, end, words);
            move(end + 1);
        } else if (text.charAt(at) == '"') {
            int end = text.indexOf('"', at + 1);
            if (end < 0) {
                throw new Mistake("the quote is not closed", start, "end it with \"");
            }
            words.add(new Word(text.substring(at + 1, end), at, true));
            move(end + 1);
        } else if (operator.takesList()) {
            String bare = bare(field);
            split(start, start + bare.length(), words);
        } else {
            words.add(new Word(bare(field), start, false));
        }
        if (words.isEmpty()) {
            throw new Mistake("the list is empty", start, "");
        }
        if (words.size() > 1 && !operator.takesList()) {
            throw new Mistake(
                    "'" + operator.symbol().trim() + "' takes one value, not a list", start, "use in or notin");
        }
        return words;
    }

    /** A bare word; for a text field all words up to the next clause, for people write {@code gpu_name=RTX 4090}. */
    private String bare(Field field) {
        int start = at;
        take(BARE, "");
        while (field.kind() == Kind.TEXT && hasMore() && found(BARE) && !found(NEXT_CLAUSE)) {
            take(BARE, "");
        }
        return text.substring(start, at).strip().replaceAll("[,\\]]+$", "");
    }

    private void split(int from, int to, List<Word> words) {
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || text.charAt(i) == ',') {
                String part = text.substring(start, i);
                String bare = part.strip().replaceAll("^\"|\"$", "");
                if (!bare.isBlank()) {
                    int lead = part.length() - part.stripLeading().length();
                    words.add(new Word(bare, start + lead, part.strip().startsWith("\"")));
                }
                start = i + 1;
            }
        }
    }

    private boolean found(Pattern pattern) {
        return matcher(pattern).lookingAt();
    }

    private String take(Pattern pattern, String otherwise) {
        Matcher matcher = matcher(pattern);
        if (!matcher.lookingAt()) {
            throw new Mistake(otherwise, at, "");
        }
        String taken = matcher.group();
        move(matcher.end());
        return taken;
    }

    private Matcher matcher(Pattern pattern) {
        return pattern.matcher(text).region(at, text.length()).useTransparentBounds(true);
    }

    private void move(int to) {
        at = to;
        skipBlanks();
    }

    private void skipBlanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private String rest() {
        return text.substring(at, Math.min(text.length(), at + 20));
    }
}
