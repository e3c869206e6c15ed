package io.github.vastwatch.web;

import io.github.vastwatch.history.CurrentMarket.Priced;
import io.github.vastwatch.notify.message.RentCommand;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Row;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.text.RelativeTime;
import io.github.vastwatch.text.SafeText;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * An offer that matches now, as the daemon knows it and the record describes it.
 *
 * @param command rents it; empty if the record does not have the offer
 */
record MatchRow(
        OfferKey key,
        BigDecimal amount,
        String value,
        String price,
        String gpu,
        String place,
        Optional<Double> reliability,
        Optional<Double> dlperf,
        Instant since,
        String sinceWords,
        String command) {

    /** What a table of matches can be sorted by. */
    enum Sort {
        VALUE,
        GPU,
        PLACE,
        RELIABILITY,
        DLPERF,
        SINCE;

        static Sort parse(String text) {
            for (Sort each : values()) {
                if (each.name().equalsIgnoreCase(text)) {
                    return each;
                }
            }
            return VALUE;
        }
    }

    static List<MatchRow> all(
            Watch watch, Collection<TrackedOffer> tracked, List<Priced> admitted, Sort sort, Instant now) {
        Metric metric = watch.threshold().metric();
        Map<OfferKey, Priced> described = new HashMap<>();
        admitted.forEach(each -> {
            described.putIfAbsent(each.run().key(), each);
            described.putIfAbsent(each.run().key().ofMachine(), each);
        });
        Comparator<MatchRow> best = Comparator.comparing(MatchRow::amount, metric::compare);
        Comparator<MatchRow> order = switch (sort) {
            case VALUE -> best;
            case GPU -> Comparator.comparing(MatchRow::gpu);
            case PLACE -> Comparator.comparing(MatchRow::place);
            case RELIABILITY -> Comparator.comparing(row -> -row.reliability().orElse(0.0));
            case DLPERF -> Comparator.comparing(row -> -row.dlperf().orElse(0.0));
            case SINCE -> Comparator.comparing(MatchRow::since).reversed();
        };
        return tracked.stream()
                .filter(each ->
                        !each.isGone() && each.missed() == 0 && each.lifecycle().shown() > 0)
                .map(each -> of(watch, each, Optional.ofNullable(described.get(each.key())), now))
                .sorted(order.thenComparing(best))
                .toList();
    }

    private static MatchRow of(Watch watch, TrackedOffer tracked, Optional<Priced> described, Instant now) {
        Optional<Offer> offer = described.map(Priced::offer);
        OfferKey key = described.map(each -> each.run().key()).orElse(tracked.key());
        return new MatchRow(
                tracked.key(),
                tracked.value(),
                watch.threshold().metric().amount(tracked.value()),
                offer.flatMap(each -> each.number(Field.DPH_TOTAL))
                        .map(Amount::dollars)
                        .orElse(""),
                gpu(key),
                offer.map(MatchRow::place).orElse(""),
                offer.flatMap(each -> each.number(Field.RELIABILITY)),
                offer.flatMap(each -> each.number(Field.DLPERF)),
                tracked.firstSeen(),
                RelativeTime.span(Duration.between(tracked.firstSeen(), now)),
                offer.flatMap(each -> RentCommand.of(watch.rent(), watch.diskGb(), withId(each, tracked.offerId())))
                        .orElse(""));
    }

    /** {@code 2× RTX 4090}; of a machine that is offered in several sizes its id. */
    static String gpu(OfferKey key) {
        return key.isMachine() ? "machine " + key.machineId() : key.numGpus() + "× " + SafeText.line(key.gpuName());
    }

    static String place(Offer offer) {
        return offer.text(Field.GEOLOCATION).map(SafeText::line).orElse("").replaceAll("^, *", "");
    }

    /** The record leaves the id out, because it changes. */
    private static Offer withId(Offer offer, long id) {
        Row.Builder row = new Row.Builder();
        offer.row().forEach(row::put);
        return new Offer(
                offer.type(),
                offer.seenAt(),
                row.put(Field.ID, (double) id)
                        .put(Field.ASK_CONTRACT_ID, (double) id)
                        .build());
    }

    public String reliabilityWords() {
        return reliability
                .map(share -> String.format(Locale.ROOT, "%.2f %%", share * 100))
                .orElse("");
    }

    public String dlperfWords() {
        return dlperf.map(Amount::number).orElse("");
    }
}
