package io.github.vastwatch.poll;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rules of what is told once more, as plainly as they can be written: minutes, half thousandths of a dollar, and loops.
 */
// Plain maps and loops are the point; a null fails the test as well as a wrong line does.
@SuppressWarnings("NullAway")
final class Oracle {
    private static final List<Setting> TERMS = List.of(
            Setting.THRESHOLD,
            Setting.METRIC,
            Setting.DISK,
            Setting.BID,
            Setting.SINGLE,
            Setting.PER_OFFER,
            Setting.BLOCKED,
            Setting.ONLY);

    private final Scenario scenario;
    private Map<Integer, TrackedMatch> trackedMatches = new TreeMap<>();
    private final List<int[]> hour = new ArrayList<>();
    private int now = 12 * 60;
    private int created = -1;
    private int lastMatch = -1;
    private int edits;
    private int alerts;
    private int ids;
    private boolean countTold;
    private boolean absentTold;
    private boolean doneTold;
    private int digestSince = -1;
    private int digestBest = -1;

    private Setting.Values settings;
    private Scenario.Step step;
    /** The rows of the answer. */
    private Map<Integer, Scenario.Row> rows;

    private boolean first;
    private List<String> lines;
    private Map<Integer, String> judged;
    /** What matches and what is near, each match by its best row. */
    private Map<Integer, Integer> matching;

    private Map<Integer, Integer> near;
    private Set<Integer> outside;
    private Set<Integer> unsaid;

    private static final class TrackedMatch {
        int lastSeen;
        int value;
        int missed;
        int shown;
        int edits;
        boolean gone;
        boolean isNews;
        boolean isBack;
        boolean atStart;
        /** The last telling; -1 is none, and an alert of 0 is none either. */
        int told = -1;

        int toldAt;
        int toldId;
        int toldMetric;
        int toldDisk;
        boolean left;
    }

    Oracle(Scenario scenario) {
        this.scenario = scenario;
    }

    /** What is told and what is held, line by line. */
    List<String> tell() {
        lines = new ArrayList<>();
        for (Scenario.Step each : scenario.steps()) {
            now += each.minutes();
            if (each.answer() != Scenario.Answer.NONE) {
                step = each;
                if (!each.early().isEmpty() && created >= 0 && isUnderTheTermsOf(each.settings())) {
                    hearFirst();
                }
                hear();
            }
        }
        return lines;
    }

    /** Whether nothing that decides what matches was edited since the last answer. */
    private boolean isUnderTheTermsOf(Setting.Values others) {
        return TERMS.stream().allMatch(each -> settings.get(each) == others.get(each));
    }

    /** An answer in part: what it shows that is to be told is told, and the whole is heard as if it had not been there. */
    private void hearFirst() {
        Scenario.Step all = step;
        Setting.Values last = settings;
        Map<Integer, TrackedMatch> before = trackedMatches;
        first = false;
        judged = new TreeMap<>();
        trackedMatches = new TreeMap<>();
        before.forEach((key, trackedMatch) -> trackedMatches.put(key, copy(trackedMatch, trackedMatch)));
        forgetTheFuture();
        settings = step.settings();
        step = step.first();
        show();
        sort();
        seeMatches();
        List<Integer> news = new ArrayList<>();
        Map<Integer, String> words = new TreeMap<>();
        hearMatches(news, words);
        for (int key : tellMatches(news, words)) {
            before.put(key, trackedMatches.get(key));
        }
        trackedMatches = before;
        settings = last;
        step = all;
    }

    private void hear() {
        first = created < 0;
        judged = new TreeMap<>();
        forgetTheFuture();
        edit();
        sort();
        boolean isThere = !matching.isEmpty();
        for (int key : near.keySet()) {
            TrackedMatch trackedMatch = trackedMatches.get(key);
            isThere |= trackedMatch != null && trackedMatch.told >= 0 && !trackedMatch.gone;
        }
        for (int key : trackedMatches.keySet()) {
            TrackedMatch trackedMatch = trackedMatches.get(key);
            isThere |= !trackedMatch.gone
                    && trackedMatch.missed == 0
                    && trackedMatch.edits == edits
                    && !isAskedFor(key, trackedMatch.told >= 0);
        }
        see();

        List<Integer> news = new ArrayList<>();
        Map<Integer, String> words = new TreeMap<>();
        hearMatches(news, words);
        List<Integer> leaving = new ArrayList<>();
        for (int key : trackedMatches.keySet()) {
            TrackedMatch trackedMatch = trackedMatches.get(key);
            if (isAskedFor(key, true)
                    && isOfToday(key)
                    && trackedMatch.gone
                    && trackedMatch.told >= 0
                    && !trackedMatch.left) {
                words.put(key, outside.contains(key) || near.containsKey(key) ? "outside" : "left");
                if (!isHeld(key, words.get(key))) {
                    leaving.add(key);
                }
            }
        }

        tellMatches(news, words);
        tellLeaving(leaving, words);
        signal(isThere);
        digest(words);
        judged.forEach((key, gate) -> lines.add("held " + key + " " + gate));
    }

    private void hearMatches(List<Integer> news, Map<Integer, String> words) {
        for (int key : bestFirst()) {
            String word = news(key);
            if (!word.isEmpty() && !isHeld(key, word)) {
                news.add(key);
            }
            words.put(key, word);
        }
    }

    /** A clock that was set back makes what was just now. */
    private void forgetTheFuture() {
        created = first ? now : Math.min(created, now);
        lastMatch = Math.min(lastMatch, now);
        digestSince = Math.min(digestSince, now);
        trackedMatches.values().forEach(trackedMatch -> {
            trackedMatch.lastSeen = Math.min(trackedMatch.lastSeen, now);
            trackedMatch.toldAt = Math.min(trackedMatch.toldAt, now);
        });
        hour.forEach(sent -> sent[0] = Math.min(sent[0], now));
        hour.removeIf(sent -> now - sent[0] >= 60);
    }

    private void edit() {
        Setting.Values last = first ? step.settings() : settings;
        settings = step.settings();
        show();
        boolean isTighter = isBetter(settings.threshold(), last.threshold());
        boolean isOther = false;
        for (Setting each : TERMS) {
            isOther |= each != Setting.THRESHOLD && settings.get(each) != last.get(each);
        }
        edits += isTighter || isOther ? 1 : 0;
        if (settings.get(Setting.METRIC) != last.get(Setting.METRIC)
                || settings.get(Setting.DISK) != last.get(Setting.DISK)) {
            hour.forEach(sent -> sent[1] = -1);
            digestBest = -1;
        }
        if (settings.get(Setting.DIGEST) != last.get(Setting.DIGEST)) {
            digestSince = -1;
            digestBest = -1;
        }
        if (settings.get(Setting.PER_OFFER) != last.get(Setting.PER_OFFER)) {
            sort();
            regroup();
        }
    }

    private void show() {
        rows = new TreeMap<>();
        step.rows().forEach((row, says) -> {
            if (isShown(row, says)) {
                rows.put(row, says);
            }
        });
    }

    /** What was known and told of other matches, carried over: of several the latest, what is there, best, smallest. */
    private void regroup() {
        Comparator<Integer> worstFirst = Comparator.comparing((Integer key) ->
                        settings.lowerIsBetter() ? -trackedMatches.get(key).value : trackedMatches.get(key).value)
                .thenComparing(key -> -key);
        Map<Integer, TrackedMatch> carried = new TreeMap<>(trackedMatches);
        if (settings.has(Setting.PER_OFFER)) {
            for (int key : matching.keySet()) {
                TrackedMatch machine = trackedMatches.get(key - key % 10);
                if (machine != null) {
                    TrackedMatch own = trackedMatches.getOrDefault(key, machine);
                    carried.put(key, copy(own, own.told < 0 ? machine : own));
                }
            }
        } else {
            Map<Integer, Integer> latest = new TreeMap<>();
            trackedMatches.keySet().stream()
                    .sorted(Comparator.comparing((Integer key) -> trackedMatches.get(key).lastSeen)
                            .thenComparing(key -> !trackedMatches.get(key).gone)
                            .thenComparing(worstFirst))
                    .forEach(key -> latest.put(key - key % 10, key));
            Map<Integer, Integer> lastTold = new TreeMap<>();
            trackedMatches.keySet().stream()
                    .filter(key -> trackedMatches.get(key).told >= 0)
                    .sorted(Comparator.comparing((Integer key) -> trackedMatches.get(key).toldAt)
                            .thenComparing(key -> settings.lowerIsBetter()
                                    ? -trackedMatches.get(key).told
                                    : trackedMatches.get(key).told)
                            .thenComparing(key -> -key))
                    .forEach(key -> lastTold.put(key - key % 10, key));
            latest.forEach((machine, key) -> carried.put(
                    machine, copy(trackedMatches.get(key), trackedMatches.get(lastTold.getOrDefault(machine, key)))));
        }
        trackedMatches = carried;
    }

    private static TrackedMatch copy(TrackedMatch known, TrackedMatch told) {
        TrackedMatch copy = new TrackedMatch();
        copy.lastSeen = known.lastSeen;
        copy.value = known.value;
        copy.missed = known.missed;
        copy.shown = known.shown;
        copy.edits = known.edits;
        copy.gone = known.gone;
        copy.isNews = known.isNews;
        copy.isBack = known.isBack;
        copy.atStart = known.atStart;
        copy.told = told.told;
        copy.toldAt = told.toldAt;
        copy.toldId = told.toldId;
        copy.toldMetric = told.toldMetric;
        copy.toldDisk = told.toldDisk;
        copy.left = told.left;
        return copy;
    }

    private void sort() {
        matching = new TreeMap<>();
        near = new TreeMap<>();
        outside = new TreeSet<>();
        unsaid = new TreeSet<>();
        rows.keySet().forEach(row -> {
            int key = key(row);
            if (!isSaid(row)) {
                unsaid.add(key);
            } else if (settings.has(Setting.SINGLE) && row % 10 != 1) {
                return;
            } else if (!isWanted(row)) {
                if (!isBetter(2 * settings.threshold(), value(row))) {
                    judged.put(key, machine(row) == settings.get(Setting.BLOCKED) ? "blocked" : "not_chosen");
                }
            } else if (!isBetter(2 * settings.threshold(), value(row))) {
                matching.merge(key, row, (best, next) -> isBefore(next, best) ? next : best);
            } else if (isNear(value(row))) {
                near.merge(key, row, (best, next) -> isBefore(next, best) ? next : best);
            } else {
                outside.add(key);
            }
        });
        near.keySet().removeAll(matching.keySet());
        outside.removeAll(matching.keySet());
        outside.removeAll(near.keySet());
    }

    private void seeMatches() {
        for (int key : matching.keySet()) {
            TrackedMatch trackedMatch = trackedMatches.get(key);
            if (trackedMatch == null) {
                trackedMatch = new TrackedMatch();
                trackedMatch.atStart = first;
                trackedMatches.put(key, trackedMatch);
            } else if (trackedMatch.gone) {
                int rearm = settings.get(Setting.REARM);
                trackedMatch.isNews |= rearm >= 0 && now - trackedMatch.lastSeen >= rearm;
                trackedMatch.isBack = !trackedMatch.isNews;
                trackedMatch.shown = 0;
                trackedMatch.gone = false;
            }
            trackedMatch.shown++;
            isSeen(trackedMatch);
        }
    }

    private void see() {
        seeMatches();
        int answers = settings.get(Setting.GONE_ANSWERS) == 0
                ? (settings.has(Setting.RARE) ? 2 : 3)
                : settings.get(Setting.GONE_ANSWERS);
        trackedMatches.forEach((key, trackedMatch) -> {
            if (matching.containsKey(key) || trackedMatch.gone) {
                return;
            }
            if (near.containsKey(key)) {
                trackedMatch.shown = 0;
                trackedMatch.value = value(near.get(key));
                isSeen(trackedMatch);
            } else if (isAskedFor(key, trackedMatch.told >= 0)
                    && trackedMatch.edits == edits
                    && !unsaid.contains(key)) {
                trackedMatch.shown = 0;
                trackedMatch.missed++;
                trackedMatch.gone = trackedMatch.missed >= answers
                        && now - trackedMatch.lastSeen >= settings.get(Setting.GONE_MINUTES);
            }
        });
    }

    private void isSeen(TrackedMatch trackedMatch) {
        trackedMatch.missed = 0;
        trackedMatch.lastSeen = now;
        trackedMatch.edits = edits;
    }

    /** What there is to tell of a match, whatever any gate says; or nothing. */
    private String news(int key) {
        TrackedMatch trackedMatch = trackedMatches.get(key);
        int value = value(matching.get(key));
        trackedMatch.value = value;
        rebase(key, trackedMatch);
        if (trackedMatch.told < 0 && first && settings.has(Setting.ON_START_QUIET)) {
            tellSilently(trackedMatch);
            return "";
        }
        int remind = settings.get(Setting.REMIND);
        if (trackedMatch.told < 0) {
            return trackedMatch.atStart ? "already_there" : "first_seen";
        } else if (trackedMatch.isNews) {
            return "returned";
        } else if (trackedMatch.isBack && settings.asksFor("back")) {
            return "came_back";
        } else if (isMuchBetter(value, trackedMatch.told)) {
            return "improved";
        } else if (remind > 0 && trackedMatch.toldId > step.noted() && now - trackedMatch.toldAt >= remind) {
            return "still_there";
        }
        trackedMatch.isBack = false;
        return "";
    }

    /** What was told under another disk or metric, in today's. */
    private void rebase(int key, TrackedMatch trackedMatch) {
        int metric = settings.get(Setting.METRIC);
        int row = matching.get(key);
        int more = 2 * Scenario.storage(machine(row)) * (settings.get(Setting.DISK) - trackedMatch.toldDisk);
        if (trackedMatch.told >= 0 && trackedMatch.toldMetric != metric) {
            trackedMatch.told = trackedMatch.value;
        } else if (trackedMatch.told >= 0 && trackedMatch.toldDisk != settings.get(Setting.DISK) && metric < 2) {
            boolean isSaid = Scenario.storage(machine(row)) > 0;
            trackedMatch.told =
                    isSaid ? trackedMatch.told + (metric == 0 ? more : more / (row % 10)) : trackedMatch.value;
        }
        trackedMatch.toldMetric = metric;
        trackedMatch.toldDisk = settings.get(Setting.DISK);
    }

    /** Whether a gate that looks at one match suppresses it, in the order of the gates. */
    private boolean isHeld(int key, String word) {
        TrackedMatch trackedMatch = trackedMatches.get(key);
        boolean isLeaving = word.equals("outside") || word.equals("left");
        String event = Map.of(
                        "already_there", "new",
                        "first_seen", "new",
                        "returned", "new",
                        "came_back", "back",
                        "improved", "better",
                        "outside", "worse",
                        "left", "gone")
                .getOrDefault(word, "");
        if (!isWanted(machine(key) * 10)) {
            return isHeldBy(machine(key) == settings.get(Setting.BLOCKED) ? "blocked" : "not_chosen", key);
        }
        if (isDone()) {
            return isHeldBy("done", key);
        }
        if (!isLeaving && trackedMatch.shown < settings.get(Setting.CONFIRM)) {
            return isHeldBy("unconfirmed", key);
        }
        if (!event.isEmpty() && !settings.asksFor(event)) {
            if (isLeaving) {
                trackedMatch.left = true;
            } else {
                if (trackedMatch.told < 0) {
                    tellSilently(trackedMatch);
                }
                if (!event.equals("better")) {
                    trackedMatch.isNews = false;
                    trackedMatch.isBack = false;
                }
            }
            return isHeldBy("event_not_listed", key);
        }
        if (step.silenced() == -1 || machine(key) == step.silenced()) {
            return isHeldBy("silenced", key);
        }
        if (settings.get(Setting.DIGEST) == 2) {
            trackedMatch.left |= isLeaving;
            return isHeldBy("in_digest", key);
        }
        return isQuiet() && (isLeaving || !breaksThrough(key)) && isHeldBy("quiet_hours", key);
    }

    private boolean isHeldBy(String gate, int key) {
        judged.put(key, gate);
        return true;
    }

    private List<Integer> tellMatches(List<Integer> news, Map<Integer, String> words) {
        List<Integer> fitting = new ArrayList<>();
        for (int key : news) {
            int value = value(matching.get(key));
            if (isDone()) {
                isHeldBy("done", key);
            } else if ((isNew(key, words) ? news() < most() : hour.size() < most())
                    || breaksThrough(key)
                    || hour.stream().allMatch(sent -> sent[1] < 0 || isBetter(value, sent[1]))) {
                fitting.add(key);
            } else {
                isHeldBy("too_many", key);
            }
        }
        if (!fitting.isEmpty()) {
            boolean isNew = fitting.stream().anyMatch(key -> isNew(key, words));
            lines.add("offers.matched " + tell(fitting, words) + " > hook");
            sent(value(matching.get(fitting.get(0))), isNew);
        }
        return fitting;
    }

    /** Whether a match is new, and no alert of the last hour told it. */
    private boolean isNew(int key, Map<Integer, String> words) {
        TrackedMatch trackedMatch = trackedMatches.get(key);
        boolean isNews = List.of("already_there", "first_seen", "returned").contains(words.get(key));
        return isNews && (trackedMatch.told < 0 || trackedMatch.toldId == 0 || now - trackedMatch.toldAt >= 60);
    }

    /** How many alerts of the hour told what was new. */
    private long news() {
        return hour.stream().filter(sent -> sent[2] == 1).count();
    }

    private int most() {
        return settings.has(Setting.AT_MOST) ? settings.get(Setting.AT_MOST) : Integer.MAX_VALUE;
    }

    private List<String> tell(List<Integer> keys, Map<Integer, String> words) {
        ids++;
        List<String> parts = new ArrayList<>();
        for (int key : keys) {
            TrackedMatch trackedMatch = trackedMatches.get(key);
            trackedMatch.told = value(matching.get(key));
            trackedMatch.toldAt = now;
            trackedMatch.toldId = ids;
            trackedMatch.toldMetric = settings.get(Setting.METRIC);
            trackedMatch.toldDisk = settings.get(Setting.DISK);
            trackedMatch.left = false;
            trackedMatch.isNews = false;
            trackedMatch.isBack = false;
            parts.add(words.get(key) + " " + machine(key));
        }
        return parts;
    }

    private void tellSilently(TrackedMatch trackedMatch) {
        trackedMatch.told = trackedMatch.value;
        trackedMatch.toldAt = now;
        trackedMatch.toldId = 0;
        trackedMatch.toldMetric = settings.get(Setting.METRIC);
        trackedMatch.toldDisk = settings.get(Setting.DISK);
    }

    private void tellLeaving(List<Integer> leaving, Map<Integer, String> words) {
        Set<String> parts = new TreeSet<>();
        for (int key : leaving) {
            if (isDone()) {
                isHeldBy("done", key);
            } else if (!hasRoom()) {
                isHeldBy("too_many", key);
            } else {
                parts.add(words.get(key) + " " + machine(key));
                trackedMatches.get(key).left = true;
            }
        }
        if (!parts.isEmpty()) {
            ids++;
            lines.add("offers.left " + parts + " > hook");
            sent(-1, false);
        }
    }

    private void signal(boolean isThere) {
        if (settings.has(Setting.COUNT) && isWhole()) {
            if (number() < settings.get(Setting.COUNT)) {
                countTold = false;
            } else if (first && settings.has(Setting.ON_START_QUIET)) {
                countTold = true;
            } else if (!countTold && maySignal()) {
                countTold = true;
                say("watch.count");
                sent(-1, false);
            }
        }
        if (isThere) {
            lastMatch = now;
            absentTold = false;
        } else if (settings.has(Setting.ABSENT)
                && isWhole()
                && !absentTold
                && now - (lastMatch >= 0 ? lastMatch : created) >= settings.get(Setting.ABSENT)
                && maySignal()) {
            absentTold = true;
            say("watch.absent");
            sent(-1, false);
        }
        if (isDone() && !doneTold) {
            say("watch.done");
        }
        doneTold = isDone();
    }

    private void say(String what) {
        ids++;
        lines.add(what + " > hook");
    }

    private boolean maySignal() {
        return !isDone() && step.silenced() != -1 && !isQuiet() && hasRoom();
    }

    /** How many match, of what the watch counts. */
    private int number() {
        Map<Integer, Integer> largest = new TreeMap<>();
        int offers = 0;
        for (int row : rows.keySet()) {
            boolean isAsked = !settings.has(Setting.SINGLE) || row % 10 == 1;
            if (isSaid(row) && isAsked && isWanted(row) && !isBetter(2 * settings.threshold(), value(row))) {
                offers++;
                largest.merge(machine(row), row % 10, Math::max);
            }
        }
        return switch (settings.get(Setting.COUNT_UNIT)) {
            case 0 -> offers;
            case 1 -> largest.size();
            default -> largest.values().stream().mapToInt(each -> each).sum();
        };
    }

    private void digest(Map<Integer, String> words) {
        if (!settings.has(Setting.DIGEST)) {
            return;
        }
        digestSince = digestSince < 0 ? now : digestSince;
        List<Integer> shown = bestFirst();
        shown.removeIf(key ->
                step.silenced() == -1 || machine(key) == step.silenced() || "unconfirmed".equals(judged.get(key)));
        if (!shown.isEmpty()) {
            int best = value(matching.get(shown.get(0)));
            digestBest = digestBest < 0 || isBetter(best, digestBest) ? best : digestBest;
        }
        int days = settings.has(Setting.DIGEST_WEEKLY) ? 7 : 1;
        // The first day is a Monday.
        int due = Math.floorDiv(now, 1440 * days) * 1440 * days + settings.get(Setting.DIGEST_AT);
        due -= due > now ? 1440 * days : 0;
        if (step.silenced() == -1
                || isDone()
                || due <= digestSince
                || !step.asked().showsAll()) {
            return;
        }
        if (digestBest >= 0) {
            List<Integer> held = new ArrayList<>();
            List<String> parts = new ArrayList<>();
            for (int key : shown) {
                boolean isHeld = "in_digest".equals(judged.get(key));
                parts.add((isHeld ? words.get(key) : "still_there") + " " + machine(key));
                if (isHeld) {
                    held.add(key);
                    judged.remove(key);
                }
            }
            tell(held, words);
            lines.add("watch.digest " + digestBest / 2000.0 + " " + parts
                    + (settings.get(Setting.DIGEST) == 2 ? " > hook" : " > mail"));
        }
        digestSince = now;
        digestBest = -1;
    }

    private List<Integer> bestFirst() {
        List<Integer> keys = new ArrayList<>(matching.keySet());
        keys.sort((one, other) -> isBefore(matching.get(one), matching.get(other)) ? -1 : 1);
        return keys;
    }

    /** The better row first, of equals the lower id. */
    private boolean isBefore(int one, int other) {
        return isBetter(value(one), value(other)) || (value(one) == value(other) && step.id(one) < step.id(other));
    }

    private void sent(int best, boolean isNew) {
        hour.add(new int[] {now, best, isNew ? 1 : 0});
        alerts++;
    }

    private boolean isBetter(int one, int other) {
        return settings.lowerIsBetter() ? one < other : one > other;
    }

    private boolean isMuchBetter(int value, int told) {
        int by = settings.betterBy();
        if (by < 0) {
            return value <= told + 2 * by;
        }
        return by > 0
                && (settings.lowerIsBetter() ? value * 100 <= told * (100 - by) : value * 100 >= told * (100 + by));
    }

    /** Whether a value that does not match is within the slack. */
    private boolean isNear(int value) {
        int threshold = 2 * settings.threshold();
        int slack = settings.get(Setting.SLACK);
        return settings.lowerIsBetter()
                ? value * 100 <= threshold * (100 + slack)
                : value * 100 >= threshold * (100 - slack);
    }

    private boolean hasRoom() {
        return hour.size() < most();
    }

    private boolean isQuiet() {
        int time = Math.floorMod(now, 24 * 60);
        return settings.has(Setting.QUIET) && time >= 13 * 60 && time < 14 * 60 + 30;
    }

    private boolean breaksThrough(int key) {
        int row = matching.get(key);
        return settings.has(Setting.QUIET)
                && settings.has(Setting.UNLESS)
                && rows.get(row).price() > 0
                && price(row) <= settings.get(Setting.UNLESS);
    }

    private boolean isDone() {
        return settings.has(Setting.STOP_AFTER) && alerts >= settings.get(Setting.STOP_AFTER);
    }

    private boolean isWhole() {
        return step.answer() == Scenario.Answer.COMPLETE
                && step.asked().showsAll()
                && rows.keySet().stream().allMatch(this::saysDisk);
    }

    /** Whether the threshold is a part of the question; there is no price per GPU to ask for without a size. */
    private boolean isNarrow() {
        return step.asked().kind() == Scenario.Kind.PROBE
                && (settings.get(Setting.METRIC) != 1 || settings.has(Setting.SINGLE));
    }

    private boolean isShown(int row, Scenario.Row says) {
        Scenario.Asked asked = step.asked();
        if (asked.kind() != Scenario.Kind.QUERY
                && asked.names(machine(row)) == (asked.kind() == Scenario.Kind.PROBE)
                && asked.machines() > 0) {
            return false;
        }
        int disk = asked.disk(settings.get(Setting.DISK));
        int price = says.price() + Scenario.storage(machine(row)) * disk;
        return !isNarrow()
                || (settings.get(Setting.METRIC) == 2
                        ? says.reliability() >= settings.threshold()
                        : says.price() == 0 || price <= settings.threshold());
    }

    /** Whether the answer would show a match, were it there as it was last seen, so that it is missing when it does not. */
    private boolean isAskedFor(int key, boolean wasTold) {
        if (step.answer() != Scenario.Answer.COMPLETE) {
            return false;
        }
        Scenario.Asked asked = step.asked();
        return switch (asked.kind()) {
            case QUERY -> true;
            case CHECK -> asked.names(machine(key));
            case PROBE ->
                !asked.names(machine(key))
                        && (!isNarrow() || (!wasTold && !isBetter(2 * settings.threshold(), all(key))));
        };
    }

    /** What a match was last seen at, for all its GPUs where the threshold is on one. */
    private int all(int key) {
        boolean isPair = settings.get(Setting.METRIC) == 1 && key % 10 == 2;
        return trackedMatches.get(key).value * (isPair ? 2 : 1);
    }

    private boolean isWanted(int row) {
        int only = settings.get(Setting.ONLY);
        int number = row / 10;
        return number != settings.get(Setting.BLOCKED) && (only == 0 || (only >> (number - 1) & 1) == 1);
    }

    /** Whether a match is one of the kind that the watch looks for today. */
    private boolean isOfToday(int key) {
        return key / 1000 == settings.get(Setting.BID) && (key % 10 != 0) == settings.has(Setting.PER_OFFER);
    }

    private int key(int row) {
        return 1000 * settings.get(Setting.BID) + (settings.has(Setting.PER_OFFER) ? row : row - row % 10);
    }

    private static int machine(int key) {
        return key % 1000 / 10;
    }

    /** Whether the row says what is compared: a price that is not believed makes the rest of it worth nothing. */
    private boolean isSaid(int row) {
        boolean isBelieved = settings.get(Setting.METRIC) == 2 && Scenario.isBelieved(machine(row));
        return saysDisk(row) && (rows.get(row).price() > 0 || isBelieved);
    }

    /** Whether the row says what the watch's own disk costs, or need not. */
    private boolean saysDisk(int row) {
        return !step.asked().hasLessDisk() || Scenario.storage(machine(row)) > 0;
    }

    private int price(int row) {
        return rows.get(row).price() + Scenario.storage(machine(row)) * settings.get(Setting.DISK);
    }

    private int value(int row) {
        return switch (settings.get(Setting.METRIC)) {
            case 0 -> 2 * price(row);
            case 1 -> 2 * price(row) / (row % 10);
            default -> 2 * rows.get(row).reliability();
        };
    }
}
