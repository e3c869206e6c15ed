package io.github.vastwatch.poll;

/**
 * How the sizes of answers compare with the plan. Offers that come and go between two questions make answers larger, so
 * that the rows of a day would otherwise run out early.
 */
final class RowForecast {
    /** With fewer rows a ratio says little. */
    private static final double ENOUGH = 200;

    private static final double LEAST = 1;
    private static final double MOST = 3;

    private double ratio = LEAST;
    private double expected;
    private double read;

    /** The rows of an answer per expected row, 1 to 3. */
    double ratio() {
        return ratio;
    }

    /**
     * Takes one answer into account.
     *
     * @param planned the rows that the plan expected, at the ratio of its time
     * @param rows the rows of the answer
     */
    void add(double planned, int rows) {
        expected += planned;
        read += rows;
        if (expected >= ENOUGH && read > 0) {
            // Half of the difference, so that one surprise does not slow down everything.
            ratio = Math.min(MOST, Math.max(LEAST, ratio * Math.sqrt(read / expected)));
            expected = 0;
            read = 0;
        }
    }
}
