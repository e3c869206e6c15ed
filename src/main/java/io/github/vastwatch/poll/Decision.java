package io.github.vastwatch.poll;

import io.github.vastwatch.alert.AddressedAlert;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.OfferDecision;
import io.github.vastwatch.alert.PolicyResult;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.store.PollRecord;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Watch;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one snapshot of one watch comes to: what to remember, and what to tell whom.
 *
 * @param matching how many finds match now
 * @param unkeyed how many rows match and cannot be remembered, so that they are not told
 */
record Decision(PollRecord record, int matching, int unkeyed, Map<Reason, Integer> byReason) {

    static Decision of(Watch watch, Snapshot snapshot, Memory memory) {
        return of(watch, snapshot, memory, AlertPolicy.decide(watch, memory, snapshot, Decision::id));
    }

    /** What an answer in part shows that is told at once, if it shows such. */
    static Optional<Decision> atOnce(Watch watch, Snapshot snapshot, Memory memory) {
        return AlertPolicy.decideAtOnce(watch, memory, snapshot, Decision::id)
                .map(policyResult -> of(watch, snapshot, memory, policyResult));
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static Decision of(Watch watch, Snapshot snapshot, Memory memory, PolicyResult policyResult) {
        Map<Reason, Integer> byReason = new EnumMap<>(Reason.class);
        policyResult.judged().forEach(each -> byReason.merge(each.reason(), 1, Integer::sum));
        List<Alert> alerts =
                policyResult.dispatches().stream().map(AddressedAlert::alert).toList();
        List<Delivery> deliveries = policyResult.dispatches().stream()
                .flatMap(each -> each.deliveries(Decision::id).stream())
                .toList();
        List<OfferDecision> held = policyResult.judged().stream()
                .filter(each -> each.reason().isHeld())
                .toList();
        return new Decision(
                new PollRecord(
                        watch.name(),
                        snapshot.at(),
                        changed(policyResult.known(), each -> memory.known().get(each.key())),
                        changed(policyResult.told(), each -> memory.told().get(each.key())),
                        alerts,
                        deliveries,
                        Optional.of(policyResult.watchState())
                                .filter(each -> !memory.standing().equals(Optional.of(each))),
                        held,
                        policyResult.hello(),
                        policyResult.forgetBefore()),
                policyResult.matching(),
                snapshot.unkeyed(),
                Map.copyOf(byReason));
    }

    /** What differs from what is remembered. */
    private static <T> List<T> changed(List<T> now, Function<T, @Nullable T> before) {
        return now.stream().filter(each -> !each.equals(before.apply(each))).toList();
    }
}
