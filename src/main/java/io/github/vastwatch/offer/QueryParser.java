package io.github.vastwatch.offer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Parses the query language of the vendor's command line: {@code field op value} clauses with blanks between them, and
 * {@code order=} and {@code limit=}. The name of a GPU may stand alone. Where the vendor's own parser goes wrong, this one
 * reads what the user meant or fails with the position.
 */
final class QueryParser {
    private static final Set<String> WILDCARDS = Set.of("?", "*", "any");

    private final QueryScanner scanner;
    private final List<InvalidInput> warnings = new ArrayList<>();
    private final List<Clause> seen = new ArrayList<>();

    private QueryParser(String text) {
        this.scanner = new QueryScanner(text);
    }

    static Query.Reading read(String text, Query defaults) {
        QueryParser parser = new QueryParser(text);
        Query query = parser.parse(defaults);
        query.contradiction().ifPresent(parser.warnings::add);
        return new Query.Reading(query, parser.warnings);
    }

    private Query parse(Query defaults) {
        Query query = defaults;
        int previous = -1;
        while (scanner.hasMore()) {
            int start = scanner.position();
            Optional<QueryScanner.Word> or = scanner.orAhead();
            if (or.isPresent()) {
                int first = scanner.opensBracket() ? start : previous;
                throw orError(or.get(), first < 0 ? List.of() : scanner.alternatives(first));
            }
            if (scanner.opensBracket()) {
                throw new InvalidInput(
                        "brackets around clauses are not supported: all clauses must hold", start, "leave them out");
            }
            if (!scanner.skipAnd()) {
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
                Field field = InvalidInput.inPart(start, () -> Field.parse(name));
                int operatorAt = scanner.position();
                yield clause(query, field, scanner.operator(name), operatorAt);
            }
        };
    }

    /** The query with a GPU whose name stands alone, {@code 4090}; empty if the words are not the name of one. */
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
                    "write " + new Clause(Field.GPU_NAME, Operator.IN, models) + ", or the one that you mean");
        }
        return Optional.of(add(query, new Clause(Field.GPU_NAME, Operator.EQ, models), words.at()));
    }

    /** The error for an {@code or}, which the vendor's grammar lacks, with what to write in its place. */
    private static InvalidInput orError(QueryScanner.Word or, List<String> alternatives) {
        List<Clause> clauses = new ArrayList<>();
        for (String alternative : alternatives) {
            String field = clauses.isEmpty() ? "" : clauses.get(0).field() + "=";
            singleClause(alternative, alternatives.size() == clauses.size() + 1)
                    .or(() -> singleClause(field + alternative, true))
                    .filter(clause -> clause.operator() == Operator.EQ || clause.operator() == Operator.IN)
                    .ifPresent(clauses::add);
        }
        boolean isOneField =
                clauses.stream().map(Clause::field).distinct().count() == 1 && clauses.size() == alternatives.size();
        return new InvalidInput(
                "queries have no '" + or.text() + "'",
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
                        : "all clauses must hold: write a query for each");
    }

    /** The clause that a text consists of, or begins with if others {@code mayFollow}; empty if there is none. */
    private static Optional<Clause> singleClause(String text, boolean mayFollow) {
        try {
            List<Clause> clauses = read(text, Query.EVERYTHING).query().clauses();
            return clauses.size() == 1 || (mayFollow && !clauses.isEmpty())
                    ? Optional.of(clauses.get(0))
                    : Optional.empty();
        } catch (InvalidInput notAClause) {
            return Optional.empty();
        }
    }

    private QueryScanner.Word option(String name) {
        int operatorAt = scanner.position();
        if (scanner.operator(name) != Operator.EQ) {
            throw new InvalidInput("'" + name + "' takes only =", operatorAt, "");
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
        int valueAt = scanner.position();
        List<QueryScanner.Word> words = scanner.values(field, operator);
        QueryScanner.Word first = words.get(0);
        if (words.size() == 1 && !first.quoted() && !operator.takesList() && WILDCARDS.contains(first.text())) {
            if (operator != Operator.EQ) {
                throw new InvalidInput("'" + first.text() + "' means any value and takes only =", valueAt, "");
            }
            return query.without(field);
        }
        // Before the values: with an operator that does not fit, no value can be right.
        InvalidInput.inPart(operatorAt, () -> new Clause(field, operator, List.of(Value.of(0))));
        List<Value> values = words.stream()
                .flatMap(word -> word.value(text -> ValueParser.parse(field, false, text)).stream())
                .toList();
        words.forEach(word ->
                ValueParser.warning(field, word.text()).ifPresent(warning -> warnings.add(warning.shifted(word.at()))));
        Clause clause = InvalidInput.inPart(valueAt, () -> Clause.expanded(field, operator, values));
        return add(query, clause, valueAt);
    }

    private Query add(Query query, Clause clause, int valueAt) {
        QueryWarnings.of(clause).forEach(warning -> warnings.add(warning.shifted(valueAt)));
        seen.stream()
                .filter(earlier -> earlier.field() == clause.field() && earlier.operator() == clause.operator())
                .filter(earlier -> query.clauses().contains(earlier) && !earlier.equals(clause))
                .forEach(earlier ->
                        warnings.add(replacementWarning(earlier, clause).shifted(valueAt)));
        seen.add(clause);
        return query.with(clause);
    }

    /** As on the vendor's command line the last clause of a field and an operator counts, which is seldom intended. */
    private static InvalidInput replacementWarning(Clause earlier, Clause later) {
        Operator forList = later.operator().forList();
        return new InvalidInput(
                later + " replaces " + earlier,
                forList.takesList()
                        ? "for both write "
                                + new Clause(
                                        later.field(),
                                        forList,
                                        Stream.concat(earlier.operands().stream(), later.operands().stream())
                                                .distinct()
                                                .toList())
                        : "leave one of them out");
    }
}
