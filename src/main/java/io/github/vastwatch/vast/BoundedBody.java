package io.github.vastwatch.vast;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A response body that fails when it becomes too large. */
final class BoundedBody extends FilterInputStream {
    /** Five times the largest answer seen (about 27 MB for 20,000 rows). */
    static final long MOST_BYTES = 128L * 1024 * 1024;

    private long left = MOST_BYTES;

    /** The body was too large. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;
    }

    BoundedBody(InputStream in) {
        super(in);
    }

    @Override
    public int read() throws IOException {
        return count(super.read(), 1);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int read = super.read(bytes, from, length);
        return count(read, Math.max(0, read));
    }

    private int count(int result, int read) throws IOException {
        left -= read;
        if (left < 0) {
            throw new TooLarge();
        }
        return result;
    }
}
