package io.github.vastwatch.notify.channel;

import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.offer.InvalidInput;
import java.time.Duration;

/**
 * A configured target, by the name that watches use.
 *
 * @param template what its messages say in place of the built-in ones
 */
public record Channel(String name, Limits limits, Target target, Template template) {
    /** One that says what is built in. */
    public Channel(String name, Limits limits, Target target) {
        this(name, limits, target, Template.BUILT_IN);
    }

    /** What to send with. */
    public Notifier notifier() {
        return target.notifier(name, template);
    }

    /**
     * How long a channel is tried, and how much at once.
     *
     * @param expires what could not be told for so long is history
     * @param concurrency how many sends may be under way at once; one of them at most is a repeated one, if there are several
     */
    public record Limits(Duration expires, int concurrency) {
        /** An offer that could not be told for a day is history; the second send is there when the first one hangs. */
        public static final Limits DEFAULT = new Limits(Duration.ofHours(24), 2);

        /** Each is a thread. */
        private static final int MOST = 16;

        public Limits {
            if (expires.isZero() || expires.isNegative()) {
                throw new InvalidInput("what expires at once is never sent", "write expires: 24h");
            }
            if (concurrency < 1 || concurrency > MOST) {
                throw new InvalidInput("a channel takes from 1 to " + MOST + " sends at once: " + concurrency);
            }
        }
    }
}
