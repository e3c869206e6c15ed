package io.github.vastwatch.notify.message;

import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.watch.Metric;
import java.time.Duration;
import java.util.Optional;

/**
 * What to compare an offer by with others, a cell each; empty where its row does not say.
 *
 * @param price an hour
 * @param day the same a day
 * @param metric what the threshold is on, where that is no price
 */
public record OfferRow(
        String price,
        String day,
        String metric,
        String gpu,
        String place,
        String reliability,
        String dlperf,
        String gpuRam,
        String network,
        String runs) {

    /** What it costs an hour, as far as is known now; empty where that is not known. */
    static Optional<Double> price(WatchTerms watchTerms, Match match) {
        return watchTerms.threshold().metric().isWholePrice()
                ? Optional.of(match.current().doubleValue())
                : match.offer().number(Field.DPH_TOTAL);
    }

    static OfferRow of(WatchTerms watchTerms, Match match) {
        Offer offer = match.offer();
        Metric metric = watchTerms.threshold().metric();
        Optional<Double> price = price(watchTerms, match);
        return new OfferRow(
                price.map(each -> Amount.perHour(each)).orElse(""),
                price.map(Amount::perDay).orElse(""),
                metric.isWholePrice() ? "" : metric.amount(match.current()),
                Title.machine(match.key()),
                OfferView.place(offer),
                offer.number(Field.RELIABILITY).map(Amount::number).orElse(""),
                offer.number(Field.DLPERF).map(Amount::number).orElse(""),
                offer.number(Field.GPU_RAM).map(Amount::gigabytes).orElse(""),
                offer.number(Field.INET_DOWN)
                        .map(down -> Amount.number(down) + " Mb/s")
                        .orElse(""),
                match.isToRent()
                        ? offer.number(Field.DURATION)
                                .map(seconds -> Durations.words(Duration.ofSeconds(seconds.longValue())))
                                .orElse("")
                        : "");
    }
}
