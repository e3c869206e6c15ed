package io.github.vastwatch.notify.message;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.watch.Rent;
import java.util.Optional;

/** The command of Vast.ai's client that rents an offer at its price. */
public final class RentCommand {
    private RentCommand() {}

    /**
     * Empty where the row has no id, or an interruptible offer has no minimum bid above 0: without a bid it would be rented
     * on demand.
     *
     * @param diskGb the disk that the price includes, in GB
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
