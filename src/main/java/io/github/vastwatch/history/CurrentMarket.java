package io.github.vastwatch.history;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The offers that are there as far as is recorded, whoever asked for them. Of what no question asks for, nothing is known.
 *
 * @param runs those that have not ended
 * @param polls the latest answers
 */
public record CurrentMarket(List<Run> runs, List<RecordedPoll> polls) {
    public CurrentMarket {
        runs = List.copyOf(runs);
        polls = List.copyOf(polls);
    }

    public static CurrentMarket of(Collection<Run> open, Collection<RecordedPoll> polls) {
        return new CurrentMarket(List.copyOf(open), List.copyOf(polls));
    }

    /**
     * An offer as a watch sees it.
     *
     * @param offer at the price with the watch's disk; without its id, which changes
     * @param value of the watch's metric
     */
    public record Priced(Run run, Offer offer, BigDecimal value) {}

    /** What the query of a watch admits at any price, best first. */
    public List<Priced> admitted(Watch watch) {
        Question asked = watch.question().with(WatchHistory.Reader.sent(watch, polls));
        Predicate<OfferKey> keys = WatchHistory.keys(watch);
        Metric metric = watch.threshold().metric();
        return runs.stream()
                .filter(run -> keys.test(run.key()) && Facts.hasPriceWith(run, watch.diskGb()))
                .flatMap(run -> {
                    Offer offer = Facts.withDisk(run.offer(), run.diskGb(), watch.diskGb());
                    Optional<BigDecimal> value =
                            watch.question().matches(offer, asked) ? metric.valueOf(offer) : Optional.empty();
                    return value.map(each -> new Priced(run, offer, each)).stream();
                })
                .sorted(Comparator.comparing(Priced::value, metric::compare))
                .toList();
    }

    /** Every offer of a watch's rental type, at the price with its disk. */
    public List<Offer> offers(Watch watch) {
        return runs.stream()
                .filter(run -> run.key().type() == watch.type() && Facts.hasPriceWith(run, watch.diskGb()))
                .map(run -> Facts.withDisk(run.offer(), run.diskGb(), watch.diskGb()))
                .toList();
    }
}
