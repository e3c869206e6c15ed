package io.github.vastwatch.poll;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.Terms;
import io.github.vastwatch.alert.Told;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.store.Memory;
import io.github.vastwatch.store.PollRecord;
import io.github.vastwatch.watch.Change;
import io.github.vastwatch.watch.Known;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Watch;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What one snapshot of one watch comes to: what to remember, and what to tell whom. */
record Decision(PollRecord record, int matching, Map<Reason, Integer> toldByReason) {

    static Decision of(Watch watch, Snapshot snapshot, Memory memory) {
        Metric metric = watch.threshold().metric();
        List<Known> known = new ArrayList<>();
        List<Match> matches = new ArrayList<>();
        Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);
        for (Change change : snapshot.compare(memory.known(), metric)) {
            known.add(change.known());
            Reason reason = AlertPolicy.decide(change, memory.told(), snapshot.at());
            Optional<Offer> offer = change.current();
            if (reason.isTold() && offer.isPresent()) {
                matches.add(new Match(
                        reason,
                        change.key(),
                        offer.get(),
                        change.known().value(),
                        Optional.ofNullable(memory.told().get(change.key())).map(Told::value)));
                reasons.merge(reason, 1, Integer::sum);
            }
        }
        Optional<Alert> alert = matches.isEmpty() ? Optional.empty() : Optional.of(alert(watch, snapshot, matches));
        List<Told> told = alert.map(each -> each.matches().stream()
                        .map(match -> new Told(match.key(), match.value(), snapshot.at(), each.id()))
                        .toList())
                .orElse(List.of());
        List<Delivery> deliveries = alert.map(each -> watch.channels().stream()
                        .distinct()
                        .map(channel -> new Delivery(
                                "msg_" + UUID.randomUUID(), channel, each, snapshot.at(), 0, Optional.empty()))
                        .toList())
                .orElse(List.of());
        return new Decision(
                new PollRecord(watch.name(), snapshot.at(), known, told, alert, deliveries),
                snapshot.matches().size(),
                Map.copyOf(reasons));
    }

    private static Alert alert(Watch watch, Snapshot snapshot, List<Match> matches) {
        return Alert.matched(
                UUID.randomUUID().toString(),
                watch.name(),
                snapshot.at(),
                new Terms(watch.threshold(), watch.diskGb(), watch.rent()),
                matches,
                snapshot.matches().size());
    }
}
