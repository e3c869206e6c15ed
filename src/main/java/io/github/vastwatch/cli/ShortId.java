package io.github.vastwatch.cli;

import io.github.vastwatch.offer.Mistake;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Ids as people read and type them: their first letters, as many as tell them apart. */
final class ShortId {
    /** Of the ids of deliveries; it says nothing. */
    private static final String PREFIX = "msg_";
    /** What is enough nearly always. */
    private static final int LEAST = 8;

    private ShortId() {}

    /** The shortest beginning that no other of these has, of eight letters at least. */
    static String of(String id, Collection<String> all) {
        String bare = bare(id);
        int length = Math.min(LEAST, bare.length());
        while (length < bare.length() && isShared(bare.substring(0, length), id, all)) {
            length++;
        }
        return bare.substring(0, length);
    }

    private static boolean isShared(String start, String id, Collection<String> all) {
        return all.stream().anyMatch(other -> !other.equals(id) && bare(other).startsWith(start));
    }

    /**
     * The id that is meant, whole or by its beginning; empty where there is none.
     *
     * @throws Mistake where several begin so
     */
    static Optional<String> find(String given, Collection<String> all) {
        if (all.contains(given)) {
            return Optional.of(given);
        }
        String start = bare(given);
        List<String> found = all.stream()
                .filter(id -> !start.isEmpty() && bare(id).startsWith(start))
                .distinct()
                .toList();
        if (found.size() > 1) {
            throw new Mistake(
                    "'" + given + "' is the beginning of " + found.size() + " ids",
                    "write more of one: "
                            + String.join(
                                    ", ", found.stream().map(id -> of(id, all)).toList()));
        }
        return found.stream().findFirst();
    }

    private static String bare(String id) {
        return id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
    }
}
