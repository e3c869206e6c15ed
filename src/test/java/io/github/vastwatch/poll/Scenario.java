package io.github.vastwatch.poll;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A random history: how a watch is set, and what happens to it. Prices are in thousandths of a dollar.
 *
 * @param betterBy per cent, or minus thousandths of a dollar; 0 is off
 * @param rearm minutes; -1 is never
 * @param atMost 0 is off
 * @param quiet whether it is quiet from 13:00 to 14:30 UTC
 * @param stopAfter 0 is never
 * @param count offers; 0 is none
 * @param absent minutes; 0 is none
 */
record Scenario(
        boolean perMachine,
        Set<String> events,
        int confirm,
        int betterBy,
        int slack,
        int goneAnswers,
        int goneMinutes,
        int rearm,
        boolean tellsFirst,
        int atMost,
        boolean quiet,
        int stopAfter,
        int count,
        int absent,
        List<Step> steps) {

    /**
     * One answer.
     *
     * @param minutes since the last; negative where the clock was set back
     * @param threshold as it is from now on
     * @param silenced the machine of which nothing is told in this answer; 0 is none
     * @param reopens whether the program is started again before
     * @param rows price by machine * 10 + number of GPUs
     */
    record Step(int minutes, boolean whole, int threshold, int silenced, boolean reopens, Map<Integer, Integer> rows) {}

    static Scenario of(long seed) {
        Random random = new Random(seed);
        Set<String> events = new TreeSet<>();
        for (String event : List.of("new", "better", "worse", "gone", "back")) {
            if (random.nextInt(10) < (event.equals("new") ? 9 : 6)) {
                events.add(event);
            }
        }
        return new Scenario(
                random.nextBoolean(),
                events,
                1 + random.nextInt(10) / 6 + random.nextInt(10) / 8,
                pick(random, 5, 5, 10, -20, 0),
                pick(random, 2, 2, 0, 10),
                1 + random.nextInt(3),
                pick(random, 10, 0, 25),
                pick(random, 60, 60, 20, 0, -1),
                random.nextInt(4) > 0,
                pick(random, 10, 0, 1, 2),
                random.nextInt(3) == 0,
                pick(random, 0, 0, 0, 2),
                pick(random, 0, 0, 2, 3),
                pick(random, 0, 0, 60),
                steps(random));
    }

    private static int pick(Random random, int... values) {
        return values[random.nextInt(values.length)];
    }

    private static List<Step> steps(Random random) {
        List<Step> steps = new ArrayList<>();
        int[] prices = new int[5];
        boolean[] rented = new boolean[5];
        boolean[] split = new boolean[5];
        for (int i = 0; i < prices.length; i++) {
            prices[i] = 300 + random.nextInt(160);
        }
        int threshold = 400;
        int silenced = 0;
        int length = 5 + random.nextInt(30);
        for (int n = 0; n < length; n++) {
            for (int i = 0; i < prices.length; i++) {
                prices[i] = Math.max(50, prices[i] + random.nextInt(21) - 10);
                if (random.nextInt(12) == 0) {
                    prices[i] = 200 + random.nextInt(260);
                }
                rented[i] ^= random.nextInt(6) == 0;
                split[i] ^= random.nextInt(9) == 0;
            }
            threshold = random.nextInt(12) == 0 ? pick(random, 300, 380, 400, 420) : threshold;
            silenced = random.nextInt(8) == 0 ? random.nextInt(6) : silenced;
            boolean whole = random.nextInt(4) > 0;
            int minutes = random.nextInt(20) == 0 ? pick(random, -60, 180, 60, -5) : 1 + random.nextInt(12);
            Map<Integer, Integer> rows = new TreeMap<>();
            for (int i = 0; i < prices.length; i++) {
                if (!rented[i] && (whole || random.nextBoolean())) {
                    rows.put((i + 1) * 10 + (split[i] ? 1 : 2), prices[i]);
                    if (split[i]) {
                        rows.put((i + 1) * 10 + 2, prices[i] + 7);
                    }
                }
            }
            steps.add(new Step(minutes, whole, threshold, silenced, random.nextInt(8) == 0, rows));
        }
        return steps;
    }

    Scenario with(List<Step> others) {
        return new Scenario(
                perMachine,
                events,
                confirm,
                betterBy,
                slack,
                goneAnswers,
                goneMinutes,
                rearm,
                tellsFirst,
                atMost,
                quiet,
                stopAfter,
                count,
                absent,
                others);
    }
}
