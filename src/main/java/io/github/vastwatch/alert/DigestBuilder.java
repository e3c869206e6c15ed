package io.github.vastwatch.alert;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Digest;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The digests of a watch: each gathers the best of its time, and tells it with what matches when it is due. */
final class DigestBuilder {
    private final Watch watch;
    private final Snapshot snapshot;
    private final Gates gates;
    private final AlertBuilder alertBuilder;
    private Optional<WatchState> after = Optional.empty();

    DigestBuilder(Watch watch, Snapshot snapshot, Gates gates, AlertBuilder alertBuilder) {
        this.watch = watch;
        this.snapshot = snapshot;
        this.gates = gates;
        this.alertBuilder = alertBuilder;
    }

    /**
     * Adds the digests that are due.
     *
     * @param held what waits for a digest alone
     * @param unconfirmed what too few answers have shown yet for anybody to be told of it
     * @return the alert by which what waited is told, if it is told
     */
    Optional<String> tell(
            WatchState watchState,
            Memory memory,
            Map<OfferKey, Candidate> held,
            Set<OfferKey> unconfirmed,
            List<Delivery> deliveries) {
        Map<String, DigestSummary> summaries = new HashMap<>();
        Optional<String> id = Optional.empty();
        List<Candidate> matching = matching(memory, held).stream()
                .filter(each -> !unconfirmed.contains(each.key()))
                .toList();
        for (Map.Entry<String, Digest> each :
                new TreeMap<>(watch.alerts().rateRules().digests()).entrySet()) {
            String channel = each.getKey();
            DigestSummary digestSummary = gathered(
                    Optional.ofNullable(watchState.summaries().get(channel))
                            .orElseGet(() -> new DigestSummary(snapshot.at(), Optional.empty())),
                    matching);
            boolean isSilent = memory.silences().stream().anyMatch(silence -> silence.coversAll(snapshot.at()));
            boolean isDue = each.getValue().isDue(digestSummary.since(), snapshot.at()) && snapshot.showsAll();
            if (isSilent || watchState.isDone(watch) || !isDue) {
                summaries.put(channel, digestSummary);
                continue;
            }
            summaries.put(channel, new DigestSummary(snapshot.at(), Optional.empty()));
            if (digestSummary.best().isPresent() && watch.channels().contains(channel)) {
                Alert alert = alert(digestSummary, digestSummary.best().get(), matching);
                deliveries.addAll(Delivery.of(alert, List.of(channel), alertBuilder.ids()));
                id = Optional.of(alert.id());
            }
        }
        after = Optional.of(watchState.withSummaries(summaries));
        return id;
    }

    WatchState after() {
        return after.orElseThrow();
    }

    private List<Candidate> matching(Memory memory, Map<OfferKey, Candidate> held) {
        List<Candidate> all = new ArrayList<>();
        snapshot.matches().forEach((key, offer) -> {
            Candidate plain = new Candidate(
                    Reason.STILL_THERE,
                    key,
                    offer,
                    value(offer),
                    Optional.ofNullable(memory.sent().get(key)).map(NotificationRecord::value));
            Candidate candidate = held.getOrDefault(key, plain);
            if (!gates.isSilenced(candidate)) {
                all.add(candidate);
            }
        });
        return all;
    }

    private DigestSummary gathered(DigestSummary digestSummary, List<Candidate> matching) {
        Optional<Candidate> best = matching.stream().findFirst();
        boolean isBetter = best.isPresent()
                && digestSummary
                        .best()
                        .map(last ->
                                watch.threshold().metric().compare(best.get().value(), last.value()) < 0)
                        .orElse(true);
        return isBetter
                ? new DigestSummary(
                        digestSummary.since(),
                        best.map(each -> new DigestSummary.Best(each.key(), each.value(), snapshot.at())))
                : digestSummary;
    }

    private Alert alert(DigestSummary digestSummary, DigestSummary.Best best, List<Candidate> matching) {
        int now = matching.size();
        String sentence = "best since " + digestSummary.since() + ": "
                + watch.threshold().metric().words(best.value()) + ", "
                + best.key().gpuName() + " of machine "
                + best.key().machineId() + ", at " + best.at() + "; "
                + (now == 0 ? "nothing matches now" : now + (now == 1 ? " matches now" : " match now"));
        Map<String, String> facts = new TreeMap<>(Map.of(
                "best", best.value().toPlainString(),
                "best_at", best.at().toString(),
                "best_key", best.key().toString(),
                "since", digestSummary.since().toString()));
        return alertBuilder.ofFinds(AlertKind.WATCH_DIGEST, matching, List.of(sentence), facts);
    }

    private BigDecimal value(Offer offer) {
        return watch.threshold().metric().of(offer).orElseThrow();
    }
}
