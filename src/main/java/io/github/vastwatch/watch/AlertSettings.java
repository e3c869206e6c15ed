package io.github.vastwatch.watch;

import io.github.vastwatch.offer.InvalidInput;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.RentalType;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * What a watch sends, and when.
 *
 * @param slack how far outside the threshold an offer that was sent still counts as matching, as a share
 */
public record AlertSettings(
        NotifyRules notifyRules,
        BigDecimal slack,
        GoneAfter goneAfter,
        RateRules rateRules,
        Selection selection,
        NoticeRules noticeRules) {
    /** A larger slack would make a different threshold. */
    public static final BigDecimal MOST_SLACK = new BigDecimal("0.5");

    public AlertSettings {
        if (slack.signum() < 0 || slack.compareTo(MOST_SLACK) > 0) {
            throw new InvalidInput(
                    "slack must be from 0% to 50%: " + slack.movePointRight(2).toPlainString() + "%");
        }
    }

    /** The defaults. */
    public static AlertSettings usual(Query query, RentalType type) {
        boolean bid = type == RentalType.BID;
        return new AlertSettings(
                new NotifyRules(
                        Grouping.of(query),
                        NotifyRules.EVENTS,
                        1,
                        bid ? BetterBy.BID : BetterBy.USUAL,
                        bid ? Rearm.BID : Rearm.USUAL,
                        Optional.empty(),
                        true,
                        NotifyRules.TOP),
                Threshold.SLACK,
                GoneAfter.USUAL,
                new RateRules(Optional.of(RateRules.AT_MOST), Optional.empty(), Optional.empty(), Map.of()),
                Selection.ALL,
                NoticeRules.USUAL);
    }
}
