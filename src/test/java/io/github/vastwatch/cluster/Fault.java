package io.github.vastwatch.cluster;

import java.time.Instant;

/**
 * Something that was done to a node, or to the database of all of them.
 *
 * @param node its name, or {@link #DATABASE}
 * @param until when the node was started or continued, or the database was back; {@link Instant#MAX} while it is not
 */
record Fault(Kind kind, String node, Instant at, Instant until) {
    static final String DATABASE = "database";

    enum Kind {
        KILLED,
        SUSPENDED,
        DATABASE_GONE
    }

    boolean isOf(String name) {
        return node.equals(name) || node.equals(DATABASE);
    }
}
