package io.github.vastwatch.offer;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the query language of the vendor's command line: {@code field op value} clauses with blanks between, and
 * {@code order=} and {@code limit=} beside them. Where the vendor's own parser breaks, it means what the user meant or
 * fails with the place.
 */
final class QueryParser {
    private static final Set<String> WILDCARDS = Set.of("?", "*", "any");

    private final QueryScanner scanner;
    private final List<Mistake> doubts = new ArrayList<>();

    private QueryParser(String text) {
        this.scanner = new QueryScanner(text);
    }

    static Query.Reading read(String text, Query defaults) {
        QueryParser parser = new QueryParser(text);
        Query query = parser.clauses(defaults);
        query.contradiction().ifPresent(parser.doubts::add);
        return new Query.Reading(query, parser.doubts);
    }

    private Query clauses(Query defaults) {
        Query query = defaults;
        while (scanner.hasMore()) {
            int start = scanner.place();
            String name = scanner.fieldName();
            query = switch (name) {
                case "order" -> query.sortedBy(option(name).value(Order::parse));
                case "limit" -> query.limitedTo(option(name).value(QueryParser::limit));
                default -> {
                    Field field = Mistake.at(start, () -> Field.parse(name));
                    int operatorAt = scanner.place();
                    yield clause(query, field, scanner.operator(name), operatorAt);
                }
            };
        }
        return query;
    }

    private QueryScanner.Word option(String name) {
        int operatorAt = scanner.place();
        if (scanner.operator(name) != Operator.EQ) {
            throw new Mistake("'" + name + "' goes with = alone", operatorAt, "");
        }
        return scanner.word(name);
    }

    private static int limit(String text) {
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new Mistake("limit takes a whole number from 1: '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private Query clause(Query query, Field field, Operator operator, int operatorAt) {
        int valueAt = scanner.place();
        List<QueryScanner.Word> words = scanner.values(field, operator);
        QueryScanner.Word first = words.get(0);
        if (words.size() == 1 && !first.quoted() && !operator.takesList() && WILDCARDS.contains(first.text())) {
            if (operator != Operator.EQ) {
                throw new Mistake("'" + first.text() + "' means any value and goes with = alone", valueAt, "");
            }
            return query.without(field);
        }
        // Before the values, for where there is no order no value can be right.
        Mistake.at(operatorAt, () -> new Clause(field, operator, List.of(Value.of(0))));
        List<Value> values = words.stream()
                .flatMap(word -> word.value(text -> Values.read(field, false, text)).stream())
                .toList();
        words.forEach(
                word -> Values.doubt(field, word.text()).ifPresent(doubt -> doubts.add(doubt.shifted(word.at()))));
        Clause clause = Mistake.at(valueAt, () -> Clause.ofWord(field, operator, values));
        Doubts.of(clause).forEach(doubt -> doubts.add(doubt.shifted(valueAt)));
        return query.with(clause);
    }
}
