package io.github.vastwatch.alert;

import io.github.vastwatch.text.Durations;
import io.github.vastwatch.watch.CountRule;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What one answer makes a watch tell beside offers: that many match, that none does, that it is done. */
record WatchNotices(Watch watch, Snapshot snapshot, Gates gates, AlertBuilder alertBuilder, boolean isFirst) {

    /**
     * Adds what there is to tell, and says what to remember.
     *
     * @param isThere whether anything matches, with the slack of what was told
     */
    WatchState tell(WatchState before, boolean isThere, List<Delivery> deliveries) {
        WatchState counted = count(before, deliveries);
        WatchState seen = isThere ? counted.matchedAt(snapshot.at()) : absent(counted, deliveries);
        return done(seen, deliveries);
    }

    private WatchState count(WatchState watchState, List<Delivery> deliveries) {
        Optional<CountRule> rule = watch.alerts().noticeRules().count();
        if (rule.isEmpty() || !snapshot.whole()) {
            return watchState;
        }
        int number = rule.get().count(snapshot.offers().keySet());
        if (number < rule.get().least()) {
            return watchState.withCountTold(false);
        }
        if (isFirst && !watch.alerts().notifyRules().tellsFirst()) {
            return watchState.withCountTold(true);
        }
        if (watchState.countTold() || gates.holdSignals(watchState)) {
            return watchState;
        }
        String what = rule.get().unit().wire();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("count", String.valueOf(number));
        facts.put("rule", rule.get().toString());
        deliveries.addAll(
                signal(AlertKind.WATCH_COUNT, number + " " + what + " match now (" + rule.get() + ")", facts));
        return watchState.afterAlert(snapshot.at()).withCountTold(true);
    }

    private WatchState absent(WatchState watchState, List<Delivery> deliveries) {
        Optional<Duration> after = watch.alerts().noticeRules().absent();
        Instant since = watchState.lastMatch().orElse(watchState.created());
        Duration away = Duration.between(since, snapshot.at());
        if (after.isEmpty()
                || !snapshot.whole()
                || watchState.absentTold()
                || away.compareTo(after.get()) < 0
                || gates.holdSignals(watchState)) {
            return watchState;
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("since", since.toString());
        facts.put("absent", Durations.of(after.get()));
        String what = watchState.lastMatch().isPresent() ? "nothing has matched for " : "nothing has matched yet, for ";
        deliveries.addAll(signal(AlertKind.WATCH_ABSENT, what + Durations.of(away), facts));
        return watchState.afterAlert(snapshot.at()).withAbsentTold();
    }

    private WatchState done(WatchState watchState, List<Delivery> deliveries) {
        if (!watchState.isDone(watch)) {
            return watchState.withDoneTold(false);
        }
        if (!watchState.doneTold()) {
            int told = watchState.alerts();
            deliveries.addAll(signal(
                    AlertKind.WATCH_DONE,
                    "watch " + watch.name() + " is done after " + told + (told == 1 ? " alert" : " alerts"),
                    Map.of("alerts", String.valueOf(told))));
        }
        return watchState.withDoneTold(true);
    }

    private List<Delivery> signal(AlertKind alertKind, String sentence, Map<String, String> facts) {
        // Whoever has asked for digests alone still wants to know at once.
        List<String> channels = gates.channels().isEmpty() ? watch.channels() : gates.channels();
        return Delivery.of(alertBuilder.inWords(alertKind, sentence, facts), channels, alertBuilder.ids());
    }
}
