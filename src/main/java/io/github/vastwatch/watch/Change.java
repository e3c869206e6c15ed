package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import java.util.Optional;

/** How one answer differs from what was known about one offer. */
public sealed interface Change {

    /** What is now known about the offer. */
    TrackedOffer trackedOffer();

    /** The matching offer of the answer; empty if it does not match. */
    default Optional<Offer> current() {
        return Optional.empty();
    }

    default OfferKey key() {
        return trackedOffer().key();
    }

    /** Seen for the first time. */
    record Appeared(Offer offer, TrackedOffer trackedOffer) implements Change {
        @Override
        public Optional<Offer> current() {
            return Optional.of(offer);
        }
    }

    /** Seen again, at the same or another value, perhaps after an answer or two without it, but not after it was gone. */
    record SeenAgain(Offer offer, TrackedOffer trackedOffer) implements Change {
        @Override
        public Optional<Offer> current() {
            return Optional.of(offer);
        }
    }

    /** Seen again after it was gone. */
    record Returned(Offer offer, TrackedOffer trackedOffer) implements Change {
        @Override
        public Optional<Offer> current() {
            return Optional.of(offer);
        }
    }

    /** Seen outside the threshold, but within the slack: it has not left, and is not sent. */
    record Slipped(TrackedOffer trackedOffer) implements Change {}

    /** Seen outside the threshold because that moved with the market, at a value not worse than it was sent. */
    record ThresholdMoved(TrackedOffer trackedOffer) implements Change {}

    /** Missing from a complete answer, or shown outside the slack; gone when that has happened often and long enough. */
    record Missed(TrackedOffer trackedOffer) implements Change {}
}
