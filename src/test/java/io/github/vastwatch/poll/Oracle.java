package io.github.vastwatch.poll;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The rules of what is told once more, as plainly as they can be written: minutes, thousandths of a dollar, and loops. */
// Plain maps and loops are the point; a null fails the test as well as a wrong line does.
@SuppressWarnings("NullAway")
final class Oracle {
    private final Scenario scenario;
    private final Map<Integer, Find> finds = new TreeMap<>();
    private final List<int[]> hour = new ArrayList<>();
    private int now = 12 * 60;
    private int created = -1;
    private int lastMatch = -1;
    private int threshold;
    private int edits;
    private int alerts;
    private boolean countTold;
    private boolean absentTold;
    private boolean doneTold;

    private static final class Find {
        int lastSeen;
        int missed;
        int shown;
        int edits;
        boolean gone;
        boolean isNews;
        boolean isBack;
        int told = -1;
        boolean left;
    }

    Oracle(Scenario scenario) {
        this.scenario = scenario;
    }

    /** What is told, one line an alert. */
    List<String> tell() {
        List<String> lines = new ArrayList<>();
        for (Scenario.Step step : scenario.steps()) {
            lines.addAll(tell(step));
        }
        return lines;
    }

    private List<String> tell(Scenario.Step step) {
        now += step.minutes();
        boolean first = created < 0;
        created = first ? now : Math.min(created, now);
        lastMatch = Math.min(lastMatch, now);
        finds.values().forEach(find -> find.lastSeen = Math.min(find.lastSeen, now));
        hour.forEach(sent -> sent[0] = Math.min(sent[0], now));
        hour.removeIf(sent -> now - sent[0] >= 60);
        if (!first && step.threshold() < threshold) {
            edits++;
        }
        threshold = step.threshold();

        Map<Integer, Integer> best = new HashMap<>();
        step.rows().forEach((id, price) -> best.merge(scenario.perMachine() ? id / 10 : id, price, Math::min));
        boolean isThere = false;
        Set<Integer> matching = new TreeSet<>();
        for (Map.Entry<Integer, Integer> row : best.entrySet()) {
            Find find = finds.get(row.getKey());
            if (row.getValue() <= threshold) {
                isThere = true;
                matching.add(row.getKey());
            } else if (isNear(row.getValue()) && find != null && find.told >= 0 && !find.gone) {
                isThere = true;
            }
        }
        see(step, best, matching);

        List<Integer> news = new ArrayList<>();
        Map<Integer, String> words = new HashMap<>();
        for (int key : matching) {
            String word = word(key, best.get(key), step, first);
            if (!word.isEmpty()) {
                news.add(key);
                words.put(key, word);
            }
        }
        news.sort(Comparator.comparing((Integer key) -> best.get(key)).thenComparing(key -> id(key, step)));
        List<Integer> leaving = new ArrayList<>();
        if (step.whole()) {
            finds.forEach((key, find) -> {
                if (find.gone && find.told >= 0 && !find.left) {
                    String word = best.containsKey(key) ? "worse" : "gone";
                    if (isDone()) {
                        return;
                    }
                    if (!scenario.events().contains(word)) {
                        find.left = true;
                    } else if (machine(key) != step.silenced() && !isQuiet()) {
                        leaving.add(key);
                        words.put(key, word);
                    }
                }
            });
        }

        List<String> lines = new ArrayList<>();
        List<Integer> fitting = new ArrayList<>();
        for (int key : news) {
            if (hasRoom() || hour.stream().allMatch(sent -> sent[1] < 0 || best.get(key) < sent[1])) {
                fitting.add(key);
            }
        }
        if (!fitting.isEmpty() && !isDone()) {
            List<String> parts = new ArrayList<>();
            for (int key : fitting) {
                parts.add(words.get(key) + " " + machine(key));
                Find find = finds.get(key);
                find.told = best.get(key);
                find.left = false;
                find.isNews = false;
                find.isBack = false;
            }
            lines.add("offers.matched " + parts);
            sent(fitting.stream().mapToInt(best::get).min().orElseThrow());
        }
        if (!leaving.isEmpty() && !isDone() && hasRoom()) {
            Set<String> parts = new TreeSet<>();
            for (int key : leaving) {
                parts.add(words.get(key) + " " + machine(key));
                finds.get(key).left = true;
            }
            lines.add("offers.left " + parts);
            sent(-1);
        }
        signal(step, isThere, first, lines);
        return lines;
    }

    private void see(Scenario.Step step, Map<Integer, Integer> best, Set<Integer> matching) {
        for (int key : matching) {
            Find find = finds.get(key);
            if (find == null) {
                find = new Find();
                finds.put(key, find);
            } else if (find.gone) {
                boolean late = scenario.rearm() >= 0 && now - find.lastSeen >= scenario.rearm();
                find.isNews |= late;
                find.isBack = !find.isNews;
                find.shown = 0;
                find.gone = false;
            }
            find.shown++;
            find.missed = 0;
            find.lastSeen = now;
            find.edits = edits;
        }
        finds.forEach((key, find) -> {
            if (matching.contains(key) || find.gone) {
                return;
            }
            if (best.containsKey(key) && isNear(best.get(key))) {
                find.shown = 0;
                find.missed = 0;
                find.lastSeen = now;
                find.edits = edits;
            } else if (step.whole() && find.edits == edits) {
                find.shown = 0;
                find.missed++;
                find.gone = find.missed >= scenario.goneAnswers() && now - find.lastSeen >= scenario.goneMinutes();
            }
        });
    }

    /** What is to be told of a match, or nothing. */
    private String word(int key, int price, Scenario.Step step, boolean first) {
        Find find = finds.get(key);
        if (find.told < 0 && first && !scenario.tellsFirst()) {
            find.told = price;
            return "";
        }
        String word;
        if (find.told < 0 || find.isNews) {
            word = "new";
        } else if (find.isBack && scenario.events().contains("back")) {
            word = "back";
        } else if (isBetter(price, find.told)) {
            word = "better";
        } else {
            find.isBack = false;
            return "";
        }
        if (isDone() || find.shown < scenario.confirm()) {
            return "";
        }
        if (!scenario.events().contains(word)) {
            find.told = find.told < 0 ? price : find.told;
            if (word.equals("new")) {
                find.isNews = false;
                find.isBack = false;
            }
            return "";
        }
        return machine(key) == step.silenced() || isQuiet() ? "" : word;
    }

    private void signal(Scenario.Step step, boolean isThere, boolean first, List<String> lines) {
        if (scenario.count() > 0 && step.whole()) {
            long offers = step.rows().values().stream()
                    .filter(price -> price <= threshold)
                    .count();
            if (offers < scenario.count()) {
                countTold = false;
            } else if (first && !scenario.tellsFirst()) {
                countTold = true;
            } else if (!countTold && !isDone() && !isQuiet() && hasRoom()) {
                countTold = true;
                lines.add("watch.count");
                sent(-1);
            }
        }
        if (isThere) {
            lastMatch = now;
            absentTold = false;
        } else if (scenario.absent() > 0
                && step.whole()
                && !absentTold
                && now - (lastMatch >= 0 ? lastMatch : created) >= scenario.absent()
                && !isDone()
                && !isQuiet()
                && hasRoom()) {
            absentTold = true;
            lines.add("watch.absent");
            sent(-1);
        }
        if (isDone() && !doneTold) {
            lines.add("watch.done");
        }
        doneTold = isDone();
    }

    private void sent(int best) {
        hour.add(new int[] {now, best});
        alerts++;
    }

    private boolean isBetter(int price, int told) {
        int by = scenario.betterBy();
        return by > 0 ? price * 100 <= told * (100 - by) : by < 0 && price <= told + by;
    }

    private boolean isNear(int price) {
        return price > threshold && price * 100 <= threshold * (100 + scenario.slack());
    }

    private boolean hasRoom() {
        return scenario.atMost() == 0 || hour.size() < scenario.atMost();
    }

    private boolean isQuiet() {
        int time = Math.floorMod(now, 24 * 60);
        return scenario.quiet() && time >= 13 * 60 && time < 14 * 60 + 30;
    }

    private boolean isDone() {
        return scenario.stopAfter() > 0 && alerts >= scenario.stopAfter();
    }

    private int machine(int key) {
        return scenario.perMachine() ? key : key / 10;
    }

    private int id(int key, Scenario.Step step) {
        return scenario.perMachine()
                ? step.rows().keySet().stream()
                        .filter(each -> each / 10 == key)
                        .min(Comparator.comparing((Integer each) -> step.rows().get(each))
                                .thenComparing(each -> each))
                        .orElseThrow()
                : key;
    }
}
