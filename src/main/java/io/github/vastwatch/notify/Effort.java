package io.github.vastwatch.notify;

import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.template.EvaluationContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One filling of a template: it can be ended from outside, and no value in it grows beyond all bounds. */
final class Effort {
    /** What no template can name, for it has a blank. */
    static final String NAME = " effort";

    /** What a variable may hold, or two texts that are joined; a whole message has less. */
    static final long VALUE = 100_000;
    /** What may be printed or filtered at once: 200 offers with all their fields have 500,000. */
    static final long PRINTED = 1_000_000;

    /** 200 offers with 100 fields each. */
    private static final int TURNS = 20_000;

    private volatile boolean isOver;
    private int turns;

    /** The effort of the template that is being filled. */
    static Effort of(EvaluationContext context) {
        if (context.getVariable(NAME) instanceof Effort effort) {
            return effort;
        }
        throw new IllegalStateException("every template is filled with an effort");
    }

    /** Ends it at the next step. */
    void end() {
        isOver = true;
    }

    /** A turn of a loop. */
    void turn(int line) {
        step(line);
        turns++;
        if (turns > TURNS) {
            throw new PebbleException(null, "its loops have more than " + TURNS + " turns", line, null);
        }
    }

    /** A step of it; most take microseconds. */
    void step(int line) {
        if (isOver) {
            throw new PebbleException(null, "it takes too long", line, null);
        }
    }

    /** A value that is not too large. */
    @Nullable
    Object bounded(@Nullable Object value, long most, int line) {
        step(line);
        if (size(value, most) > most) {
            throw new PebbleException(null, "a value grows longer than " + most + " characters", line, null);
        }
        return value;
    }

    /** About how many characters a value has; counting ends when it is too many anyway. */
    static long size(@Nullable Object value, long most) {
        return most + 1 - rest(value, most + 1);
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
