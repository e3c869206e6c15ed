package io.github.vastwatch.offer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads the query language of the vendor's command line: {@code field op value} clauses with blanks between, and
 * {@code order=} and {@code limit=} besides. A GPU's name can stand alone. Where the vendor's own
 * parser breaks, this one reads what was intended or reports the place.
 */
final class QueryParser {
    private static final Set<String> WILDCARDS = Set.of("?", "*", "any");

    private final QueryScanner scanner;
    private final List<InvalidInput> doubts = new ArrayList<>();
    private final List<Clause> written = new ArrayList<>();

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
        int previous = -1;
        while (scanner.hasMore()) {
            int start = scanner.place();
            Optional<QueryScanner.Word> or = scanner.or();
            if (or.isPresent()) {
                int first = scanner.opensBracket() ? start : previous;
                throw noOr(or.get(), first < 0 ? List.of() : scanner.alternatives(first));
            }
            if (scanner.opensBracket()) {
                throw new InvalidInput(
                        "brackets around clauses are not supported: all clauses must hold", start, "leave them out");
            }
            if (!scanner.passedAnd()) {
                query = clause(query, start);
                previous = start;
            }
        }
        return query;
    }

    private Query clause(Query query, int start) {
        Optional<Query> gpu = scanner.phrase().flatMap(words -> gpu(query, words));
        if (gpu.isPresent()) {
            return gpu.get();
        }
        scanner.backTo(start);
        String name = scanner.fieldName();
        return switch (name) {
            case "order" -> query.sortedBy(option(name).value(Query.Order::parse));
            case "limit" -> query.limitedTo(option(name).value(QueryParser::limit));
            default -> {
                Field field = InvalidInput.at(start, () -> Field.parse(name));
                int operatorAt = scanner.place();
                yield clause(query, field, scanner.operator(name), operatorAt);
            }
        };
    }

    /** A GPU's name that stands alone, as {@code 4090}; empty if there is none. */
    private Optional<Query> gpu(Query query, QueryScanner.Word words) {
        List<Value> models =
                GpuNames.candidates(words.text()).stream().map(Value::of).toList();
        if (models.isEmpty()) {
            return Optional.empty();
        }
        if (models.size() > 1) {
            throw new InvalidInput(
                    "'" + words.text() + "' can be one of " + models.size() + " GPUs",
                    words.at(),
                    "write " + new Clause(Field.GPU_NAME, Operator.IN, models) + ", or the one that is meant");
        }
        return Optional.of(added(query, new Clause(Field.GPU_NAME, Operator.EQ, models), words.at()));
    }

    /** What to write instead of an {@code or}, which the vendor's grammar lacks. */
    private static InvalidInput noOr(QueryScanner.Word or, List<String> alternatives) {
        List<Clause> clauses = new ArrayList<>();
        for (String alternative : alternatives) {
            String field = clauses.isEmpty() ? "" : clauses.get(0).field() + "=";
            only(alternative, alternatives.size() == clauses.size() + 1)
                    .or(() -> only(field + alternative, true))
                    .filter(clause -> clause.operator() == Operator.EQ || clause.operator() == Operator.IN)
                    .ifPresent(clauses::add);
        }
        boolean isOneField =
                clauses.stream().map(Clause::field).distinct().count() == 1 && clauses.size() == alternatives.size();
        return new InvalidInput(
                "there is no '" + or.text() + "'",
                or.at(),
                isOneField
                        ? "write "
                                + new Clause(
                                        clauses.get(0).field(),
                                        Operator.IN,
                                        clauses.stream()
                                                .flatMap(clause -> clause.operands().stream())
                                                .distinct()
                                                .toList())
                        : "all clauses hold: make a query of each");
    }

    /** The clause of a text, or its first one if others {@code mayFollow}; empty if there is none. */
    private static Optional<Clause> only(String text, boolean mayFollow) {
        try {
            List<Clause> clauses = read(text, Query.EVERYTHING).query().clauses();
            return clauses.size() == 1 || (mayFollow && !clauses.isEmpty())
                    ? Optional.of(clauses.get(0))
                    : Optional.empty();
        } catch (InvalidInput otherwise) {
            return Optional.empty();
        }
    }

    private QueryScanner.Word option(String name) {
        int operatorAt = scanner.place();
        if (scanner.operator(name) != Operator.EQ) {
            throw new InvalidInput("'" + name + "' goes with = alone", operatorAt, "");
        }
        return scanner.word(name);
    }

    private static int limit(String text) {
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new InvalidInput("limit takes a whole number from 1: '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private Query clause(Query query, Field field, Operator operator, int operatorAt) {
        int valueAt = scanner.place();
        List<QueryScanner.Word> words = scanner.values(field, operator);
        QueryScanner.Word first = words.get(0);
        if (words.size() == 1 && !first.quoted() && !operator.takesList() && WILDCARDS.contains(first.text())) {
            if (operator != Operator.EQ) {
                throw new InvalidInput("'" + first.text() + "' means any value and goes with = alone", valueAt, "");
            }
            return query.without(field);
        }
        // Checked before the values, because without an order no value can be right.
        InvalidInput.at(operatorAt, () -> new Clause(field, operator, List.of(Value.of(0))));
        List<Value> values = words.stream()
                .flatMap(word -> word.value(text -> ValueParser.read(field, false, text)).stream())
                .toList();
        words.forEach(word ->
                ValueParser.warning(field, word.text()).ifPresent(doubt -> doubts.add(doubt.shifted(word.at()))));
        Clause clause = InvalidInput.at(valueAt, () -> Clause.expanded(field, operator, values));
        return added(query, clause, valueAt);
    }

    private Query added(Query query, Clause clause, int valueAt) {
        QueryWarnings.of(clause).forEach(doubt -> doubts.add(doubt.shifted(valueAt)));
        written.stream()
                .filter(earlier -> earlier.field() == clause.field() && earlier.operator() == clause.operator())
                .filter(earlier -> query.clauses().contains(earlier) && !earlier.equals(clause))
                .forEach(earlier -> doubts.add(replaced(earlier, clause).shifted(valueAt)));
        written.add(clause);
        return query.with(clause);
    }

    /** As on the vendor's command line, the last clause of a field and operator counts, which is rarely intended. */
    private static InvalidInput replaced(Clause earlier, Clause later) {
        Operator several = later.operator().ofSeveral();
        return new InvalidInput(
                later + " takes the place of " + earlier,
                several.takesList()
                        ? "for both write "
                                + new Clause(
                                        later.field(),
                                        several,
                                        Stream.concat(earlier.operands().stream(), later.operands().stream())
                                                .distinct()
                                                .toList())
                        : "leave one of them out");
    }
}
