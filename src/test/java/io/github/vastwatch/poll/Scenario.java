package io.github.vastwatch.poll;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A random history: what happens to a watch, answer by answer. Prices are in thousandths of a dollar. */
record Scenario(List<Step> steps) {
    private static final int MACHINES = 5;

    /** What Vast.ai says: all, a part, or nothing, because it fails or is asked too often. */
    enum Answer {
        COMPLETE,
        TRUNCATED,
        NONE
    }

    /** What is asked for: the watch's query, or a part of it. */
    enum Kind {
        QUERY,
        /** Within the threshold alone, without some machines. */
        PROBE,
        /** Some machines alone. */
        CHECK
    }

    /**
     * @param machines those that are left out, or asked for, one bit each, the first for machine 1
     * @param hasLessDisk whether a smaller disk is asked for than the watch's own, because another watch has it
     */
    record Asked(Kind kind, int machines, boolean hasLessDisk) {
        static final Asked QUERY = new Asked(Kind.QUERY, 0, false);
        private static final int LESS_DISK = 10;

        /** In GB. */
        int disk(int own) {
            return hasLessDisk ? LESS_DISK : own;
        }

        boolean names(int machine) {
            return (machines >> (machine - 1) & 1) == 1;
        }

        /** Whether nothing that matches is left out. */
        boolean showsAll() {
            return kind != Kind.CHECK && machines == 0;
        }
    }

    /**
     * One question and its answer.
     *
     * @param minutes since the last; negative where the clock was set back
     * @param asked what is asked for of the rows
     * @param settings as they are from now on
     * @param silenced the machine of which nothing is told in this answer; 0 is none, -1 all
     * @param noted so many of the alerts until now, the first, have been taken note of
     * @param reopens whether the program is started again before
     * @param rotation by which the ids are others
     * @param rows by machine * 10 + number of GPUs
     * @param early those that are shown first, by an answer in part; none where one answer shows all
     */
    record Step(
            int minutes,
            Asked asked,
            Answer answer,
            Setting.Values settings,
            int silenced,
            int noted,
            boolean reopens,
            int rotation,
            Map<Integer, Row> rows,
            Set<Integer> early) {

        /** The id of a row: no two of an answer have the same. */
        int id(int row) {
            return (row * 7 + rotation * 13) % 101;
        }

        Step later(int more) {
            return new Step(minutes + more, asked, answer, settings, silenced, noted, reopens, rotation, rows, early);
        }

        Step with(Map<Integer, Row> others) {
            return new Step(minutes, asked, answer, settings, silenced, noted, reopens, rotation, others, early);
        }

        /** The answer in part that comes first. */
        Step first() {
            Map<Integer, Row> shown = new TreeMap<>(rows);
            shown.keySet().retainAll(early);
            return with(shown);
        }

        Step with(Asked other) {
            return new Step(minutes, other, answer, settings, silenced, noted, reopens, rotation, rows, early);
        }

        Step with(Setting.Values others) {
            return new Step(minutes, asked, answer, others, silenced, noted, reopens, rotation, rows, early);
        }
    }

    /**
     * What an answer says of an offer.
     *
     * @param price without any disk; 0 where the row does not say it
     * @param reliability in thousandths
     */
    record Row(int price, int reliability) {}

    /** What a GB of disk costs at a machine; 0 where rows do not say it. */
    static int storage(int machine) {
        return machine % 3;
    }

    /** Whether a row of a machine without a price lacks it; otherwise it says one that is not believed. */
    static boolean isBelieved(int machine) {
        return machine % 2 == 0;
    }

    static Scenario of(long seed) {
        Random random = new Random(seed);
        Random first = new Random(~seed);
        List<Step> steps = new ArrayList<>();
        int[] prices = new int[MACHINES];
        int[] reliabilities = new int[MACHINES];
        boolean[] rented = new boolean[MACHINES];
        boolean[] split = new boolean[MACHINES];
        for (int i = 0; i < MACHINES; i++) {
            prices[i] = 260 + random.nextInt(160);
            reliabilities[i] = 940 + random.nextInt(60);
        }
        Setting.Values settings = Setting.Values.of(random);
        int silenced = 0;
        int noted = 0;
        int rotation = 0;
        int length = 5 + random.nextInt(30);
        for (int n = 0; n < length; n++) {
            for (int i = 0; i < MACHINES; i++) {
                prices[i] = Math.max(50, prices[i] + random.nextInt(21) - 10);
                if (random.nextInt(12) == 0) {
                    prices[i] = 170 + random.nextInt(250);
                    reliabilities[i] = 940 + random.nextInt(60);
                }
                rented[i] ^= random.nextInt(6) == 0;
                split[i] ^= random.nextInt(9) == 0;
            }
            settings = random.nextInt(8) == 0 ? settings.edited(random) : settings;
            silenced = random.nextInt(8) == 0 ? random.nextInt(MACHINES + 2) - 1 : silenced;
            noted += random.nextInt(4) == 0 ? 1 : 0;
            rotation += random.nextInt(3) == 0 ? random.nextInt(9) : 0;
            Answer answer = pick(random, Answer.COMPLETE, Answer.COMPLETE, Answer.COMPLETE, Answer.TRUNCATED);
            answer = random.nextInt(10) == 0 ? Answer.NONE : answer;
            int minutes = random.nextInt(16) == 0 ? pick(random, -60, 180, 60, -5, 1440) : 1 + random.nextInt(12);
            Map<Integer, Row> rows = new TreeMap<>();
            for (int i = 0; i < MACHINES; i++) {
                if (!rented[i] && (answer == Answer.COMPLETE || random.nextBoolean())) {
                    int price = random.nextInt(40) == 0 ? 0 : prices[i];
                    rows.put((i + 1) * 10 + (split[i] ? 1 : 2), new Row(price, reliabilities[i]));
                    if (split[i]) {
                        rows.put((i + 1) * 10 + 2, new Row(prices[i] + 7, reliabilities[i]));
                    }
                }
            }
            steps.add(new Step(
                    minutes,
                    asked(random),
                    answer,
                    settings,
                    silenced,
                    noted,
                    random.nextInt(8) == 0,
                    rotation,
                    rows,
                    early(first, rows)));
        }
        return new Scenario(steps);
    }

    private static Set<Integer> early(Random random, Map<Integer, Row> rows) {
        boolean isInParts = random.nextInt(3) == 0;
        return rows.keySet().stream()
                .filter(row -> isInParts && random.nextBoolean())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Asked asked(Random random) {
        int all = (1 << MACHINES) - 1;
        return switch (random.nextInt(4)) {
            case 0 -> Asked.QUERY;
            case 1 -> new Asked(Kind.CHECK, 1 + random.nextInt(all), random.nextInt(4) == 0);
            case 2 -> new Asked(Kind.PROBE, 0, random.nextInt(4) == 0);
            default -> new Asked(Kind.PROBE, random.nextInt(all + 1), random.nextInt(4) == 0);
        };
    }

    @SafeVarargs
    private static <T> T pick(Random random, T... values) {
        return values[random.nextInt(values.length)];
    }
}
