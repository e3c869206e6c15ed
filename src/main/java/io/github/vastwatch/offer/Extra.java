package io.github.vastwatch.offer;

import java.util.List;

/** A filter on a field that this program does not know, which goes to the server as it stands and is its word alone. */
public record Extra(String field, Operator operator, List<Value> operands) {
    public Extra {
        operands = List.copyOf(operands);
        if (Field.named(field).isPresent()) {
            throw new Mistake("'" + field + "' is a known field", "write it beside extra, not in it");
        }
        if (!field.matches("[A-Za-z0-9_]+")) {
            throw new Mistake("not a field's name: '" + field + "'");
        }
    }

    @Override
    public String toString() {
        return field
                + Clause.text(operator, operands.stream().map(Value::toString).toList());
    }
}
