package io.github.vastwatch.cli.state;

import io.github.vastwatch.offer.InvalidInput;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Shortens ids to unique beginnings, and finds the id of a beginning. */
final class ShortId {
    /** All ids of deliveries have it. */
    private static final String PREFIX = "msg_";
    /** Nearly always enough to be unique. */
    private static final int MIN_LENGTH = 8;

    private final NavigableMap<String, String> all = new TreeMap<>();

    ShortId(Collection<String> all) {
        all.forEach(id -> this.all.put(bare(id), id));
    }

    /** The shortest unique beginning of an id, at least {@value #MIN_LENGTH} characters. */
    String of(String id) {
        String bare = bare(id);
        int shared = Math.max(shared(bare, all.lowerKey(bare)), shared(bare, all.higherKey(bare)));
        return bare.substring(0, Math.min(bare.length(), Math.max(MIN_LENGTH, shared + 1)));
    }

    private static int shared(String one, @Nullable String other) {
        int length = 0;
        while (other != null
                && length < Math.min(one.length(), other.length())
                && one.charAt(length) == other.charAt(length)) {
            length++;
        }
        return length;
    }

    /**
     * The id that equals a text or begins with it; empty if there is none.
     *
     * @throws InvalidInput if several ids begin with it
     */
    Optional<String> find(String given) {
        String start = bare(given);
        if (all.containsKey(start)) {
            return Optional.of(all.get(start));
        }
        List<String> found = start.isEmpty()
                ? List.of()
                : List.copyOf(all.subMap(start, true, start + Character.MAX_VALUE, false)
                        .values());
        if (found.size() > 1) {
            throw new InvalidInput(
                    "'" + given + "' is the beginning of " + found.size() + " ids",
                    "write more of one: "
                            + String.join(", ", found.stream().map(this::of).toList()));
        }
        return found.stream().findFirst();
    }

    private static String bare(String id) {
        return id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : id;
    }
}
