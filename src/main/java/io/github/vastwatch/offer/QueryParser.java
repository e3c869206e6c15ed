package io.github.vastwatch.offer;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads the query language of the vendor's command line: {@code field op value} clauses with blanks between. Where the
 * vendor's own parser breaks, it means what the user meant or fails with the place.
 */
final class QueryParser {
    private static final Set<String> WILDCARDS = Set.of("?", "*", "any");

    private final QueryScanner scanner;

    private QueryParser(String text) {
        this.scanner = new QueryScanner(text);
    }

    static Query parse(String text, Query defaults) {
        return new QueryParser(text).clauses(defaults);
    }

    private Query clauses(Query defaults) {
        Query query = defaults;
        while (scanner.hasMore()) {
            int start = scanner.place();
            String name = scanner.fieldName();
            Field field = parseAt(start, () -> Field.parse(name));
            int operatorAt = scanner.place();
            Operator operator = scanner.operator(name);
            query = clause(query, field, operator, operatorAt);
        }
        return query;
    }

    private Query clause(Query query, Field field, Operator operator, int operatorAt) {
        int valueAt = scanner.place();
        List<QueryScanner.Word> words = scanner.values(field, operator);
        QueryScanner.Word first = words.get(0);
        if (words.size() == 1 && !first.quoted() && WILDCARDS.contains(first.text())) {
            if (operator != Operator.EQ) {
                throw new Mistake("'" + first.text() + "' means any value and goes with = alone", valueAt, "");
            }
            return query.without(field);
        }
        if (operator.isOrdering() && !field.kind().isOrdered()) {
            throw new Mistake(
                    field + " has no order, so '" + operator.symbol().trim() + "' cannot compare it",
                    operatorAt,
                    "use =, !=, in or notin");
        }
        List<Value> values = words.stream()
                .map(word -> parseAt(word.at(), () -> value(field, word)))
                .toList();
        return query.with(new Clause(field, operator, values));
    }

    private static Value value(Field field, QueryScanner.Word word) {
        String text = word.text().replace('_', ' ').strip();
        if (text.isEmpty()) {
            throw new Mistake("a value is missing after " + field);
        }
        if (!word.quoted() && (text.equalsIgnoreCase("null") || text.equals("None"))) {
            return Value.Null.NULL;
        }
        return switch (field.kind()) {
            case INTEGER, NUMBER -> Values.number(field, text);
            case FLAG -> Values.flag(field, text);
            case VERSION -> Values.version(text);
            case COUNTRY -> Values.country(text.toUpperCase(Locale.ROOT));
            case TEXT -> Value.of(text);
        };
    }

    private static <T> T parseAt(int place, Supplier<T> read) {
        try {
            return read.get();
        } catch (Mistake mistake) {
            throw mistake.shifted(place);
        }
    }
}
