package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import java.util.Optional;

/** How one answer differs from what was known of one offer. */
public sealed interface Change {

    /** What is known of the offer from now on. */
    TrackedOffer trackedOffer();

    /** The offer as it matches in the answer; empty when it does not. */
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

    /** Seen again, at the same or another value; an answer or two may have lacked it. */
    record Repriced(Offer offer, TrackedOffer trackedOffer) implements Change {
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

    /** Seen outside the threshold, but within the slack: it has not left, and it is not worth telling. */
    record Slipped(TrackedOffer trackedOffer) implements Change {}

    /** Missing from a whole answer; gone when that has happened often and long enough. */
    record Missed(TrackedOffer trackedOffer) implements Change {}
}
