package io.github.vastwatch.offer;

import java.util.List;
import java.util.Set;

/** A filter on a field that this program does not know, which goes to the server as it stands and is its word alone. */
public record RawFilter(String field, Operator operator, List<Value> operands) {
    /** Keys of a request that are no filters. */
    private static final Set<String> RESERVED = Set.of("order", "limit", "type", "allocated_storage", "select_cols");

    public RawFilter {
        operands = List.copyOf(operands);
        if (operands.isEmpty() || (operands.size() > 1 && !operator.takesList())) {
            throw new InvalidInput(field + " " + operator.wire() + " takes "
                    + (operator.takesList() ? "at least one value" : "exactly one value"));
        }
        if (RESERVED.contains(field)) {
            throw new InvalidInput("'" + field + "' is no filter", "the watch has keys of its own for it");
        }
        if (Field.named(field).isPresent()) {
            throw new InvalidInput("'" + field + "' is a known field", "write it beside extra, not in it");
        }
        if (!field.matches("[A-Za-z0-9_]+")) {
            throw new InvalidInput("not a field's name: '" + field + "'");
        }
    }

    @Override
    public String toString() {
        return field
                + Clause.text(operator, operands.stream().map(Value::toString).toList());
    }
}
