package io.github.vastwatch.poll;

import io.github.vastwatch.watch.Event;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What can be set about a random watch, with the values it may have: the first is the plainest, the more often the likelier. */
enum Setting {
    /** Whether a match is an offer, not a machine. */
    PER_OFFER(0, 1),
    /** One bit each, in the order of {@link #EVENT_NAMES}. */
    EVENTS(0b00011, 0b00011, 0b11111, 0b11101, 0b00111, 0b10011, 0b01100, 0b00010, 0b00000),
    CONFIRM(1, 1, 1, 2, 3),
    /** Per cent, or minus thousandths of a dollar; 0 is off. */
    BETTER_BY(5, 5, 10, -20, 0),
    SLACK(2, 2, 0, 10),
    /** 0 is what the interval suggests. */
    GONE_ANSWERS(1, 2, 3, 0),
    GONE_MINUTES(0, 10, 25),
    /** Minutes; -1 is never. */
    REARM(60, 60, 20, 15, 0, -1),
    /** Minutes; 0 is off. */
    REMIND(0, 0, 0, 20, 45),
    ON_START_QUIET(0, 0, 0, 1),
    /** 0 is off. */
    AT_MOST(0, 10, 1, 2),
    /** From 13:00 to 14:30 UTC. */
    QUIET(0, 0, 1),
    /** What breaks through, in thousandths of a dollar; 0 is nothing. */
    UNLESS(0, 230, 260),
    STOP_AFTER(0, 0, 0, 0, 2, 5),
    COUNT(0, 0, 2, 3),
    /** Offers, machines, GPUs. */
    COUNT_UNIT(0, 1, 2),
    /** Minutes; 0 is off. */
    ABSENT(0, 0, 60),
    /** A machine; 0 is none. */
    BLOCKED(0, 0, 0, 0, 1, 2),
    /** One bit a machine; 0 keeps all. */
    ONLY(0, 0, 0, 0, 0b00111, 0b11010),
    /** Whether a channel of its own gets a digest, or every channel does. */
    DIGEST(0, 0, 0, 1, 2),
    DIGEST_WEEKLY(0, 1),
    /** Minute of the day. */
    DIGEST_AT(780, 760, 845, 900),
    /** Price, price per GPU, reliability. */
    METRIC(0, 0, 0, 1, 2),
    /** Which of the metric's thresholds. */
    THRESHOLD(2, 0, 1, 2, 3),
    DISK(20, 20, 20, 40),
    BID(0, 0, 0, 1),
    /** Whether only single GPUs are asked for. */
    SINGLE(0, 0, 0, 1),
    /** Whether it is polled every three quarters of an hour. */
    RARE(0, 0, 1);

    static final List<String> EVENT_NAMES = List.of("new", "better", "worse", "gone", "back");
    private static final int[][] THRESHOLDS = {{300, 380, 400, 420}, {150, 190, 200, 300}, {990, 985, 970, 950}};

    private final int[] choice;

    Setting(int... choice) {
        this.choice = choice;
    }

    int plainest() {
        return choice[0];
    }

    private int pick(Random random) {
        return choice[random.nextInt(choice.length)];
    }

    /** A value for each. */
    record Values(Map<Setting, Integer> all) {
        static Values of(Random random) {
            Map<Setting, Integer> all = new EnumMap<>(Setting.class);
            for (Setting each : Setting.values()) {
                all.put(each, each.pick(random));
            }
            // That little is told for long is no good test of what is told when.
            if (random.nextBoolean()) {
                List.of(STOP_AFTER, BLOCKED, ONLY, DIGEST, METRIC, BID, REMIND)
                        .forEach(each -> all.put(each, each.plainest()));
            }
            return new Values(all);
        }

        int get(Setting setting) {
            return all.getOrDefault(setting, setting.plainest());
        }

        boolean has(Setting setting) {
            return get(setting) != 0;
        }

        boolean asksFor(String event) {
            return (get(EVENTS) >> EVENT_NAMES.indexOf(event) & 1) == 1;
        }

        Set<Event> events() {
            return EVENT_NAMES.stream().filter(this::asksFor).map(Event::parse).collect(Collectors.toSet());
        }

        /** In thousandths. */
        int threshold() {
            return THRESHOLDS[get(METRIC)][get(THRESHOLD)];
        }

        /** Dollars are nothing by which a machine can be more reliable. */
        int betterBy() {
            return lowerIsBetter() ? get(BETTER_BY) : Math.max(0, get(BETTER_BY));
        }

        boolean lowerIsBetter() {
            return get(METRIC) < 2;
        }

        Values edited(Random random) {
            List<Setting> each = List.of(Setting.values());
            Setting edited = random.nextBoolean() ? THRESHOLD : each.get(random.nextInt(each.size()));
            return with(edited, edited.pick(random));
        }

        Values with(Setting setting, int value) {
            Map<Setting, Integer> others = new EnumMap<>(all);
            others.put(setting, value);
            return new Values(others);
        }

        /** What is not as plain as can be. */
        @Override
        public String toString() {
            Map<Setting, Integer> set = new TreeMap<>();
            Arrays.stream(Setting.values())
                    .filter(each -> get(each) != each.plainest())
                    .forEach(each -> set.put(each, get(each)));
            return set.toString();
        }
    }
}
