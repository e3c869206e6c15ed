package io.github.vastwatch.notify.message;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.watch.Rent;
import java.util.Optional;

/** The vendor's command line that rents an offer as it was priced. */
public final class RentCommand {
    private RentCommand() {}

    /**
     * Empty where the row has no id, or an interruptible one no lowest bid above 0: with no bid, or one of 0, it would rent
     * on demand.
     *
     * @param diskGb the disk that the offer was priced with, in GB
     */
    public static Optional<String> of(Rent rent, int diskGb, Offer offer) {
        Optional<String> bid = offer.type() == RentalType.BID
                ? offer.number(Field.MIN_BID)
                        .filter(least -> least > 0)
                        .map(least -> " --bid_price " + rent.bid(least).toPlainString())
                : Optional.of("");
        return offer.id()
                .flatMap(id -> bid.map(price -> ("vastai create instance " + id + " --image "
                                + rent.image() + " --disk " + diskGb + " "
                                + rent.options() + price)
                        .strip()));
    }
}
