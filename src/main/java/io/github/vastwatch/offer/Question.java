package io.github.vastwatch.offer;

/**
 * One search as the server gets it: the filters, how to rent, the disk that prices include, the order, and the most rows
 * wanted.
 *
 * @param diskGb disk that {@code dph_total} includes, in GB; offers with less space are left out by the server
 * @param order the field to sort by, best first
 */
public record Question(Query query, RentalType type, int diskGb, Field order, int limit) {
    /** Above every market seen (1,343 rows with a key, about 20,000 in the largest third-party list). */
    public static final int LIMIT = 10_000;

    public Question {
        if (diskGb < 1) {
            throw new Mistake("disk must be at least 1GB: " + diskGb + "GB");
        }
    }

    /** Whether the order runs upwards, best first. */
    public boolean ascending() {
        return order.better() == Field.Better.LOWER;
    }

    @Override
    public String toString() {
        return query + " type=" + type + " disk=" + diskGb + "GB";
    }
}
