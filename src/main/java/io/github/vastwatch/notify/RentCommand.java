package io.github.vastwatch.notify;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.RentalType;
import java.util.Optional;

/** The vendor's command line that rents an offer as it was priced. */
final class RentCommand {
    private RentCommand() {}

    /** Empty where the row has no id, or an interruptible one no lowest bid: without a bid it would rent on demand. */
    static Optional<String> of(Alert alert, Offer offer) {
        Optional<String> bid = offer.type() == RentalType.BID
                ? offer.number(Field.MIN_BID)
                        .map(least -> " --bid_price " + alert.rent().bid(least).toPlainString())
                : Optional.of("");
        return offer.id()
                .flatMap(id -> bid.map(price -> ("vastai create instance " + id + " --image "
                                + alert.rent().image() + " --disk " + alert.diskGb() + " "
                                + alert.rent().options() + price)
                        .strip()));
    }
}
