package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import java.math.BigDecimal;
import java.util.Optional;

/** How one answer differs from what was known of one offer. */
public sealed interface Change {

    OfferKey key();

    /** What is known of the offer from now on. */
    Known known();

    /** The offer as it is in the answer; empty when the answer lacks it. */
    Optional<Offer> current();

    /** Seen for the first time. */
    record Appeared(OfferKey key, Offer offer, BigDecimal value) implements Change {
        @Override
        public Known known() {
            return new Known(key, offer.id().orElse(0L), value, offer.seenAt(), offer.seenAt(), 0, Optional.empty());
        }

        @Override
        public Optional<Offer> current() {
            return Optional.of(offer);
        }
    }

    /** Seen again, at the same or another value; an answer or two may have lacked it. */
    record Repriced(OfferKey key, Offer offer, BigDecimal value, Known before) implements Change {
        @Override
        public Known known() {
            return before.seenAgain(offer.id().orElse(0L), value, offer.seenAt());
        }

        @Override
        public Optional<Offer> current() {
            return Optional.of(offer);
        }
    }

    /** Seen again after it was gone. */
    record Returned(OfferKey key, Offer offer, BigDecimal value, Known before) implements Change {
        @Override
        public Known known() {
            return before.seenAgain(offer.id().orElse(0L), value, offer.seenAt());
        }

        @Override
        public Optional<Offer> current() {
            return Optional.of(offer);
        }
    }

    /** Missing from a whole answer; gone when that has happened often and long enough. */
    record Missed(OfferKey key, Known known) implements Change {
        @Override
        public Optional<Offer> current() {
            return Optional.empty();
        }
    }
}
