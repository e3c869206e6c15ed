package io.github.vastwatch.store;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.NotificationRecord;
import io.github.vastwatch.alert.OfferDecision;
import io.github.vastwatch.alert.WatchStarted;
import io.github.vastwatch.alert.WatchState;
import io.github.vastwatch.watch.TrackedOffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one poll of one watch leaves behind, all of it or nothing: what is known, what was told, and what to deliver.
 *
 * @param known what is remembered of offers, as far as it changed
 * @param told what was told of them, as far as it changed
 * @param alerts what is told, in order
 * @param standing empty where it did not change
 * @param held what a gate held
 * @param forgetBefore what was last seen before is forgotten; empty forgets nothing
 */
public record PollRecord(
        String watch,
        Instant at,
        List<TrackedOffer> known,
        List<NotificationRecord> told,
        List<Alert> alerts,
        List<Delivery> deliveries,
        Optional<WatchState> standing,
        List<OfferDecision> held,
        Optional<WatchStarted> hello,
        Optional<Instant> forgetBefore) {

    /** One alert, and nothing else to remember of the watch. */
    public PollRecord(
            String watch,
            Instant at,
            List<TrackedOffer> known,
            List<NotificationRecord> told,
            Optional<Alert> alert,
            List<Delivery> deliveries) {
        this(
                watch,
                at,
                known,
                told,
                alert.stream().toList(),
                deliveries,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }
}
