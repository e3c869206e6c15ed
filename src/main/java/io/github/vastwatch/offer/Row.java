package io.github.vastwatch.offer;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The values of one row by field, unmodifiable, in a quarter of the space of a map: a column for each field, numbers as they
 * are and everything else by reference.
 */
public final class Row extends AbstractMap<Field, Value> {
    /** What the column of a number contains where the row lacks it: a NaN that is not the result of any computation. */
    private static final long MISSING = 0xfffc_0000_0000_0000L;

    private static final long NULL = MISSING + 1;
    /** A text or a flag, which is among the other values, behind their own columns. */
    private static final long OTHER = MISSING + 2;

    /** The number that stands for true in fields that are flags, as {@code has_avx}: one for all rows. */
    private static final Value ONE = Value.of(1);

    private static final Field[] FIELDS = Field.values();
    /** The column of each field, of fields without numbers its complement. */
    private static final byte[] COLUMNS = new byte[FIELDS.length];

    private static final int NUMBERS =
            (int) Stream.of(FIELDS).filter(field -> field.type().isNumeric()).count();
    private static final int OTHERS = FIELDS.length - NUMBERS;
    private static final long[] NO_NUMBERS = new long[NUMBERS];

    static {
        byte numbers = 0;
        byte others = 0;
        for (int i = 0; i < FIELDS.length; i++) {
            COLUMNS[i] = FIELDS[i].type().isNumeric() ? numbers++ : (byte) ~others++;
        }
        Arrays.fill(NO_NUMBERS, MISSING);
    }

    private final long[] numbers;
    private final @Nullable Value[] others;

    private Row(long[] numbers, @Nullable Value[] others) {
        this.numbers = numbers;
        this.others = others;
    }

    /** The same values as in {@code values}. */
    public static Row of(Map<Field, Value> values) {
        if (values instanceof Row row) {
            return row;
        }
        Builder row = new Builder();
        values.forEach(row::put);
        return row.build();
    }

    // For each value of each row, so by an array and not a map.
    @SuppressWarnings("EnumOrdinal")
    private static int column(Field field) {
        return COLUMNS[field.ordinal()];
    }

    /** The value of a field, or null if the row lacks it. */
    @Nullable
    Value value(Field field) {
        int column = column(field);
        if (column < 0) {
            return others[~column];
        }
        long bits = numbers[column];
        if (bits < MISSING || bits >= 0) {
            return Value.of(Double.longBitsToDouble(bits));
        }
        return bits == MISSING ? null : bits == NULL ? Value.Null.NULL : others[OTHERS + column];
    }

    /** The number of a numeric field, or NaN if it is anything else. */
    double number(Field field) {
        int column = column(field);
        return column < 0 ? Double.NaN : Double.longBitsToDouble(numbers[column]);
    }

    /** Whether the row contains the field as an explicit null. */
    boolean isNull(Field field) {
        int column = column(field);
        return column < 0 ? others[~column] == Value.Null.NULL : numbers[column] == NULL;
    }

    /** Whether another row has the same numbers and the very same other values; false says nothing. */
    public boolean isCopyOf(Row other) {
        if (others.length != other.others.length || !Arrays.equals(numbers, other.numbers)) {
            return false;
        }
        for (int i = 0; i < others.length; i++) {
            if (others[i] != other.others[i]) {
                return false;
            }
        }
        return true;
    }

    /** The fields of which another row has another value, or that only one of them has. */
    public Set<Field> differences(Row other) {
        EnumSet<Field> differences = EnumSet.noneOf(Field.class);
        for (int i = 0; i < FIELDS.length; i++) {
            int column = COLUMNS[i];
            boolean isSame = column >= 0
                    ? numbers[column] == other.numbers[column] && numbers[column] != OTHER
                    : others[~column] == other.others[~column];
            if (!isSame && !Objects.equals(value(FIELDS[i]), other.value(FIELDS[i]))) {
                differences.add(FIELDS[i]);
            }
        }
        return differences;
    }

    /** Whether another row has the same value of a field, or lacks it too. */
    public boolean agrees(Row other, Field field) {
        int column = column(field);
        boolean isSame = column >= 0 && numbers[column] == other.numbers[column] && numbers[column] != OTHER;
        return isSame || Objects.equals(value(field), other.value(field));
    }

    @Override
    public @Nullable Value get(@Nullable Object key) {
        return key instanceof Field field ? value(field) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
        if (!(key instanceof Field field)) {
            return false;
        }
        int column = column(field);
        return column < 0 ? others[~column] != null : numbers[column] != MISSING;
    }

    @Override
    public void forEach(BiConsumer<? super Field, ? super Value> action) {
        for (Field field : FIELDS) {
            @Nullable Value value = value(field);
            if (value != null) {
                action.accept(field, value);
            }
        }
    }

    @Override
    public Set<Entry<Field, Value>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<Field, Value>> iterator() {
                return Stream.of(FIELDS)
                        .flatMap(field -> Stream.ofNullable(value(field)).map(value -> Map.entry(field, value)))
                        .iterator();
            }

            @Override
            public int size() {
                return (int) Stream.of(FIELDS).filter(Row.this::containsKey).count();
            }
        };
    }

    /** A row in the making. It is used up by {@link #build}. */
    public static final class Builder {
        private final long[] numbers;
        private @Nullable Value[] others;

        /** An empty row. */
        public Builder() {
            numbers = NO_NUMBERS.clone();
            others = new Value[OTHERS];
        }

        /** The same values as in {@code row}. */
        public Builder(Row row) {
            numbers = row.numbers.clone();
            others = row.others.clone();
        }

        /** Sets a number; replaces the value of the field. */
        public Builder put(Field field, double number) {
            int column = column(field);
            if (column < 0) {
                others[~column] = number == 1 ? ONE : Value.of(number);
            } else {
                numbers[column] = Double.doubleToLongBits(number);
            }
            return this;
        }

        /** Sets a value; replaces the one of the field. */
        public Builder put(Field field, Value value) {
            int column = column(field);
            if (value instanceof Value.Num num) {
                put(field, num.value());
            } else if (column < 0) {
                others[~column] = value;
            } else if (value == Value.Null.NULL) {
                numbers[column] = NULL;
            } else {
                numbers[column] = OTHER;
                others = others.length == OTHERS ? Arrays.copyOf(others, OTHERS + NUMBERS) : others;
                others[OTHERS + column] = value;
            }
            return this;
        }

        /** Makes the row lack a field. */
        public Builder remove(Field field) {
            int column = column(field);
            if (column < 0) {
                others[~column] = null;
            } else {
                numbers[column] = MISSING;
            }
            return this;
        }

        public boolean contains(Field field) {
            int column = column(field);
            return column < 0 ? others[~column] != null : numbers[column] != MISSING;
        }

        public Row build() {
            return new Row(numbers, others);
        }
    }
}
