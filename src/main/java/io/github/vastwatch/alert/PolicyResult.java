package io.github.vastwatch.alert;

import io.github.vastwatch.watch.TrackedOffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one answer comes to for one watch.
 *
 * @param known what to remember of offers, as far as it changed
 * @param told what was told of them, as far as it changed
 * @param dispatches what to tell, in order
 * @param judged what was decided of each find, and why
 * @param hello what the watch has to say if the answer is its first
 * @param forgetBefore whatever was last seen before then need not be remembered; empty keeps all
 * @param matching how many finds match now, those among them that were there when they were last asked for
 */
public record PolicyResult(
        List<TrackedOffer> known,
        List<NotificationRecord> told,
        WatchState watchState,
        List<AddressedAlert> dispatches,
        List<OfferDecision> judged,
        Optional<WatchStarted> hello,
        Optional<Instant> forgetBefore,
        int matching) {
    public PolicyResult {
        known = List.copyOf(known);
        told = List.copyOf(told);
        dispatches = List.copyOf(dispatches);
        judged = List.copyOf(judged);
    }
}
