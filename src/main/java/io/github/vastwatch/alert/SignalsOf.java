package io.github.vastwatch.alert;

import io.github.vastwatch.watch.CountRule;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Spoken;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one answer makes a watch tell beside offers: that many match, that none does, that it is done. */
record SignalsOf(Watch watch, Snapshot snapshot, Gates gates, Announcement announcement, boolean isFirst) {

    /**
     * Adds what there is to tell, and says what to remember.
     *
     * @param isThere whether anything matches, with the slack of what was told
     */
    Standing tell(Standing before, boolean isThere, List<Dispatch> dispatches) {
        Standing counted = count(before, dispatches);
        Standing seen = isThere ? counted.matchedAt(snapshot.at()) : absent(counted, dispatches);
        return done(seen, dispatches);
    }

    private Standing count(Standing standing, List<Dispatch> dispatches) {
        Optional<CountRule> rule = watch.alerts().signals().count();
        if (rule.isEmpty() || !snapshot.whole()) {
            return standing;
        }
        int number = rule.get().count(snapshot.offers().keySet());
        if (number < rule.get().least()) {
            return standing.withCountTold(false);
        }
        if (isFirst && !watch.alerts().news().tellsFirst()) {
            return standing.withCountTold(true);
        }
        if (standing.countTold() || gates.holdSignals(standing)) {
            return standing;
        }
        String what = rule.get().unit().wire();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("count", String.valueOf(number));
        facts.put("rule", rule.get().toString());
        dispatches.add(signal(Kind.WATCH_COUNT, number + " " + what + " match now (" + rule.get() + ")", facts));
        return standing.afterAlert(snapshot.at()).withCountTold(true);
    }

    private Standing absent(Standing standing, List<Dispatch> dispatches) {
        Optional<Duration> after = watch.alerts().signals().absent();
        Instant since = standing.lastMatch().orElse(standing.created());
        Duration away = Duration.between(since, snapshot.at());
        if (after.isEmpty()
                || !snapshot.whole()
                || standing.absentTold()
                || away.compareTo(after.get()) < 0
                || gates.holdSignals(standing)) {
            return standing;
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("since", since.toString());
        facts.put("absent", Spoken.of(after.get()));
        String what = standing.lastMatch().isPresent() ? "nothing has matched for " : "nothing has matched yet, for ";
        dispatches.add(signal(Kind.WATCH_ABSENT, what + Spoken.of(away), facts));
        return standing.afterAlert(snapshot.at()).withAbsentTold();
    }

    private Standing done(Standing standing, List<Dispatch> dispatches) {
        if (!standing.isDone(watch)) {
            return standing.withDoneTold(false);
        }
        if (!standing.doneTold()) {
            int told = standing.alerts();
            dispatches.add(signal(
                    Kind.WATCH_DONE,
                    "watch " + watch.name() + " is done after " + told + (told == 1 ? " alert" : " alerts"),
                    Map.of("alerts", String.valueOf(told))));
        }
        return standing.withDoneTold(true);
    }

    private Dispatch signal(Kind kind, String sentence, Map<String, String> facts) {
        // Whoever has asked for digests alone still wants to know at once.
        List<String> channels = gates.channels().isEmpty() ? watch.channels() : gates.channels();
        return new Dispatch(announcement.inWords(kind, sentence, facts), channels);
    }
}
