package io.github.vastwatch.offer;

/** What a field's values are, which decides how they are read, compared and sent. */
public enum FieldType {
    INTEGER,
    NUMBER,
    FLAG,
    TEXT,
    /** A row says {@code Sweden, SE}; a filter compares the two-letter code. */
    COUNTRY,
    /** A row says {@code 570.124.04}; a filter sends 570124004. */
    VERSION,
    /** A row says {@code 22.04}, once as a number; a filter sends it as text. */
    RELEASE;

    boolean isNumeric() {
        return this == INTEGER || this == NUMBER;
    }

    /** Whether values of this kind come in an order that a query may ask for. */
    public boolean isOrdered() {
        return isNumeric() || this == VERSION || this == RELEASE;
    }
}
