package io.github.vastwatch.poll;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Dispatch;
import io.github.vastwatch.alert.Judged;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.Ruling;
import io.github.vastwatch.store.PollRecord;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Watch;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What one snapshot of one watch comes to: what to remember, and what to tell whom. */
record Decision(PollRecord record, int matching, Map<Reason, Integer> byReason) {

    static Decision of(Watch watch, Snapshot snapshot, Memory memory) {
        Ruling ruling = AlertPolicy.decide(
                watch, memory, snapshot, () -> UUID.randomUUID().toString());
        Map<Reason, Integer> byReason = new EnumMap<>(Reason.class);
        ruling.judged().forEach(each -> byReason.merge(each.reason(), 1, Integer::sum));
        List<Alert> alerts = ruling.dispatches().stream().map(Dispatch::alert).toList();
        List<Delivery> deliveries = ruling.dispatches().stream()
                .flatMap(each -> deliveries(each, snapshot.at()).stream())
                .toList();
        List<Judged> held =
                ruling.judged().stream().filter(each -> each.reason().isHeld()).toList();
        return new Decision(
                new PollRecord(
                        watch.name(),
                        snapshot.at(),
                        ruling.known(),
                        ruling.told(),
                        alerts,
                        deliveries,
                        Optional.of(ruling.standing()),
                        held,
                        ruling.hello(),
                        ruling.forgetBefore()),
                snapshot.matches().size(),
                Map.copyOf(byReason));
    }

    /** One for each channel. */
    static List<Delivery> deliveries(Dispatch dispatch, Instant at) {
        return dispatch.channels().stream()
                .map(channel ->
                        new Delivery("msg_" + UUID.randomUUID(), channel, dispatch.alert(), at, 0, Optional.empty()))
                .toList();
    }
}
