package io.github.vastwatch.store;

import java.io.ByteArrayOutputStream;
import java.time.Instant;

/**
 * The times of some answers in a few bytes each: the milliseconds since the one before, and the number of the watches that
 * were polled, with a bit for complete answers.
 */
final class PollTimes {
    private static final int BITS = 7;
    private static final int MASK = (1 << BITS) - 1;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final Instant from;
    private Instant to;

    PollTimes(Instant from) {
        this.from = from;
        this.to = from;
    }

    /** Gets each answer, in order. */
    interface Reader {
        void read(Instant at, long watches, boolean complete);
    }

    /** Adds an answer that is not before the last one. */
    void add(Instant at, long watches, boolean complete) {
        write(at.toEpochMilli() - to.toEpochMilli());
        write(watches << 1 | (complete ? 1 : 0));
        to = at;
    }

    Instant from() {
        return from;
    }

    Instant to() {
        return to;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    private void write(long number) {
        long rest = number;
        while (rest > MASK) {
            bytes.write((int) (rest & MASK) | MASK + 1);
            rest >>>= BITS;
        }
        bytes.write((int) rest);
    }

    /** Reads what {@link #bytes} returned. */
    static void read(Instant from, byte[] bytes, Reader reader) {
        int[] position = {0};
        Instant at = from;
        while (position[0] < bytes.length) {
            at = at.plusMillis(number(bytes, position));
            long watches = number(bytes, position);
            reader.read(at, watches >>> 1, (watches & 1) == 1);
        }
    }

    private static long number(byte[] bytes, int[] position) {
        long number = 0;
        int shift = 0;
        while (bytes[position[0]] < 0) {
            number |= (long) (bytes[position[0]++] & MASK) << shift;
            shift += BITS;
        }
        return number | (long) bytes[position[0]++] << shift;
    }
}
