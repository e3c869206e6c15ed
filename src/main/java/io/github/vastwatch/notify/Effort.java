package io.github.vastwatch.notify;

import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.template.EvaluationContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What filling one template may still take: a mistake in it must neither hold up the sender nor eat its memory. */
final class Effort {
    /** What no template can name, for it has a blank. */
    static final String NAME = " effort";

    /** 200 offers with 100 fields each, each through two filters, need about a tenth. */
    private static final long MOST = 100_000_000;
    /** So that 20,000 turns of loops are the end. */
    private static final long TURN = 5_000;
    /** What one value may hold; a whole message has less. */
    private static final long VALUE = 100_000;

    private long left = MOST;

    static Effort of(EvaluationContext context) {
        if (context.getVariable(NAME) instanceof Effort effort) {
            return effort;
        }
        throw new IllegalStateException("every template is filled with an effort");
    }

    /** One turn of a loop. */
    void turn(int line) {
        spend(TURN, line);
    }

    void spend(long effort, int line) {
        left -= effort;
        if (left < 0) {
            throw new PebbleException(null, "its loops and filters take too long", line, null);
        }
    }

    /** A value that is not too large to be kept. */
    static @Nullable Object kept(@Nullable Object value, int line) {
        if (size(value) > VALUE) {
            throw new PebbleException(null, "a value grows longer than " + VALUE + " characters", line, null);
        }
        return value;
    }

    /** About how many characters a value has; counting ends when it is too many anyway. */
    static long size(@Nullable Object value) {
        return VALUE + 1 - rest(value, VALUE + 1);
    }

    private static long rest(@Nullable Object value, long before) {
        long rest = before - 1;
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                rest = rest < 0 ? rest : rest(entry.getValue(), rest(entry.getKey(), rest));
            }
        } else if (value instanceof Iterable<?> list) {
            for (Object item : list) {
                if (rest < 0) {
                    break;
                }
                rest = rest(item, rest);
            }
        } else if (value instanceof CharSequence text) {
            rest -= text.length();
        } else if (value != null) {
            // A number, a flag, or a text that is escaped already.
            rest -= value.toString().length();
        }
        return rest;
    }
}
