package io.github.vastwatch.offer;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What to search for: clauses that must all hold, at most one for each field and operator, as on the wire.
 *
 * @param extra filters that only the server understands
 * @param order how to sort the answer; empty if the caller decides
 * @param limit the maximum number of rows, at least 1
 */
public record Query(List<Clause> clauses, List<RawFilter> extra, List<Order> order, int limit) {
    /** Above the size of most markets seen (1,343 rows with a key, about 20,000 in the largest third-party list). */
    public static final int LIMIT = 10_000;

    /** The clauses that the vendor's command line adds to every search. */
    public static final Query DEFAULTS = new Query(List.of(
            new Clause(Field.VERIFIED, Operator.EQ, List.of(Value.of(true))),
            new Clause(Field.EXTERNAL, Operator.EQ, List.of(Value.of(false))),
            new Clause(Field.RENTABLE, Operator.EQ, List.of(Value.of(true)))));

    public static final Query EVERYTHING = new Query(List.of());

    /**
     * A parsed query.
     *
     * @param warnings what is valid but hardly intended, each with its position
     */
    public record Reading(Query query, List<InvalidInput> warnings) {
        public Reading {
            warnings = List.copyOf(warnings);
        }
    }

    public Query {
        clauses = List.copyOf(clauses);
        extra = List.copyOf(extra);
        order = List.copyOf(order);
        if (limit < 1) {
            throw new InvalidInput("limit must be at least 1: " + limit);
        }
    }

    public Query(List<Clause> clauses) {
        this(clauses, List.of(), List.of(), LIMIT);
    }

    /** Parses a query in the vendor's grammar and adds the default clauses, which its own override. */
    public static Query parse(String text) {
        return read(text, DEFAULTS).query();
    }

    /** Parses a query in the vendor's grammar with {@code defaults}, which its clauses override. */
    public static Reading read(String text, Query defaults) {
        return QueryParser.read(text, defaults);
    }

    /** This query with one more clause, which replaces the one for the same field and operator. */
    public Query with(Clause clause) {
        List<Clause> joined = new ArrayList<>(clauses);
        for (int i = 0; i < joined.size(); i++) {
            if (joined.get(i).field() == clause.field() && joined.get(i).operator() == clause.operator()) {
                joined.set(i, clause);
                return new Query(joined, extra, order, limit);
            }
        }
        joined.add(clause);
        return new Query(joined, extra, order, limit);
    }

    /** This query without the clauses on a field. */
    public Query without(Field field) {
        return new Query(
                clauses.stream().filter(clause -> clause.field() != field).toList(), extra, order, limit);
    }

    /** This query with one more filter that only the server understands. */
    public Query with(RawFilter more) {
        return new Query(clauses, Stream.concat(extra.stream(), Stream.of(more)).toList(), order, limit);
    }

    public Query sortedBy(List<Order> keys) {
        return new Query(clauses, extra, keys, limit);
    }

    public Query limitedTo(int rows) {
        return new Query(clauses, extra, order, rows);
    }

    /**
     * Whether an offer satisfies every clause. If the row lacks the key of a clause, the clause holds only if the server
     * filtered by it: {@code asked}, the query that was sent, contains it.
     */
    public boolean matches(Offer offer, Query asked) {
        for (Clause clause : clauses) {
            Clause.Verdict verdict = clause.evaluate(offer);
            if (verdict == Clause.Verdict.FAILS
                    || (verdict == Clause.Verdict.UNKNOWN
                            && !(clause.field().isFilteredByServer() && asked.clauses.contains(clause)))) {
                return false;
            }
        }
        return true;
    }

    /** This query with one more clause, unless a clause of its own implies it. */
    public Query narrowedBy(Clause clause) {
        boolean isImplied = clauses.stream()
                .anyMatch(own -> own.operator() == clause.operator()
                        && own.field() == clause.field()
                        && clause.isLooserThan(own));
        return isImplied ? this : with(clause);
    }

    /** The largest number that the clauses allow for a field; empty if they do not limit it. */
    public Optional<Double> upperBound(Field field) {
        return bound(field, Operator.LTE, Operator.LT, Comparator.naturalOrder());
    }

    /** The smallest number that the clauses allow for a field; empty if they do not limit it. */
    public Optional<Double> lowerBound(Field field) {
        return bound(field, Operator.GTE, Operator.GT, Comparator.reverseOrder());
    }

    private Optional<Double> bound(Field field, Operator inclusive, Operator exclusive, Comparator<Double> order) {
        return clauses.stream()
                .filter(clause -> clause.field() == field
                        && (clause.operator() == inclusive
                                || clause.operator() == exclusive
                                || clause.operator() == Operator.EQ
                                || clause.operator() == Operator.IN))
                .flatMap(clause ->
                        clause.operands().stream().flatMap(value -> value.asNumber().stream()).max(order).stream())
                .min(order);
    }

    /** Whether {@code clause} is one of the defaults. */
    public static boolean isDefault(Clause clause) {
        return DEFAULTS.clauses.contains(clause);
    }

    /** A warning about two clauses on a flag that no offer can satisfy together. */
    public Optional<InvalidInput> contradiction() {
        for (Clause clause : clauses) {
            if (clause.field().type() == Field.Type.FLAG && clause.operator() == Operator.NEQ) {
                Clause same = new Clause(clause.field(), Operator.EQ, clause.operands());
                if (clauses.contains(same)) {
                    return Optional.of(new InvalidInput(
                            clause + " and " + (isDefault(same) ? "the default " : "") + same + " exclude each other",
                            clause.operands()
                                    .get(0)
                                    .asFlag()
                                    .map(flag -> "write " + clause.field() + "=" + !flag)
                                    .orElse("")));
                }
            }
        }
        return Optional.empty();
    }

    /** The same search for the vendor's command line, quoted for a shell. */
    public String vendorCommand(RentalType type, int diskGb) {
        boolean hasDefaults = clauses.containsAll(DEFAULTS.clauses);
        String text = Stream.concat(
                        clauses.stream()
                                .filter(clause -> !hasDefaults || !isDefault(clause))
                                .map(Clause::vendorText),
                        extra.stream().map(RawFilter::toString))
                .collect(Collectors.joining(" "));
        return "vastai search offers '" + text.replace("'", "'\\''") + "'" + (hasDefaults ? "" : " -n") + " --type "
                + type + " --storage " + diskGb + (order.isEmpty() ? "" : " -o '" + Order.text(order) + "'")
                + " --limit " + limit;
    }

    /** In the vendor's grammar; parses back to the same query, except for filters that only the server understands. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        clauses.forEach(clause -> parts.add(clause.toString()));
        extra.forEach(each -> parts.add(each.toString()));
        if (!order.isEmpty()) {
            parts.add("order=" + Order.text(order));
        }
        if (limit != LIMIT) {
            parts.add("limit=" + limit);
        }
        return String.join(" ", parts);
    }

    /** One key that an answer is sorted by. */
    public record Order(Field field, boolean ascending) {

        /** By a field, best first; ascending if neither end is better. */
        public static Order bestFirst(Field field) {
            return new Order(field, field.better() != Field.Better.HIGHER);
        }

        /**
         * Parses the vendor's notation {@code dph_total,reliability-}: a minus means descending, a plus or nothing ascending.
         *
         * @throws InvalidInput if a field is unknown or none is named
         */
        public static List<Order> parse(String text) {
            List<Order> keys = new ArrayList<>();
            int at = 0;
            for (String part : text.split(",", -1)) {
                String name = part.strip();
                if (!name.isEmpty()) {
                    boolean isDescending = name.startsWith("-") || name.endsWith("-");
                    String bare = name.replaceAll("^[-+]+|[-+]+$", "");
                    int place = at + part.indexOf(bare);
                    keys.add(InvalidInput.inPart(place, () -> new Order(Field.parse(bare), !isDescending)));
                }
                at += part.length() + 1;
            }
            if (keys.isEmpty()) {
                throw new InvalidInput(
                        "order needs a field", "write it as dph_total or dlperf-, with a minus for descending");
            }
            return List.copyOf(keys);
        }

        /** In the vendor's notation. */
        static String text(List<Order> keys) {
            return keys.stream().map(Order::toString).collect(Collectors.joining(","));
        }

        @Override
        public String toString() {
            return field.wire() + (ascending ? "" : "-");
        }
    }

    /** A filter on a field that this program does not know, which goes to the server as it stands and is its word alone. */
    public record RawFilter(String field, Operator operator, List<Value> operands) {
        /** Keys of a request that are not filters. */
        private static final Set<String> RESERVED =
                Set.of("order", "limit", "type", "allocated_storage", "select_cols");

        public RawFilter {
            operands = List.copyOf(operands);
            if (operands.isEmpty() || (operands.size() > 1 && !operator.takesList())) {
                throw new InvalidInput(field + " " + operator.wire() + " takes "
                        + (operator.takesList() ? "at least one value" : "exactly one value"));
            }
            if (RESERVED.contains(field)) {
                throw new InvalidInput("'" + field + "' is not a filter", "the watch has keys of its own for it");
            }
            if (Field.named(field).isPresent()) {
                throw new InvalidInput("'" + field + "' is a known field", "write it beside extra, not in it");
            }
            if (!field.matches("[A-Za-z0-9_]+")) {
                throw new InvalidInput("not the name of a field: '" + field + "'");
            }
        }

        @Override
        public String toString() {
            return field
                    + Clause.format(
                            operator, operands.stream().map(Value::toString).toList());
        }
    }
}
