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
final class DigestsOf {
    private final Watch watch;
    private final Snapshot snapshot;
    private final Gates gates;
    private final Announcement announcement;
    private Optional<Standing> after = Optional.empty();

    DigestsOf(Watch watch, Snapshot snapshot, Gates gates, Announcement announcement) {
        this.watch = watch;
        this.snapshot = snapshot;
        this.gates = gates;
        this.announcement = announcement;
    }

    /**
     * Adds the digests that are due.
     *
     * @param held what waits for a digest alone
     * @param unconfirmed what too few answers have shown yet for anybody to be told of it
     * @return the alert by which what waited is told, if it is told
     */
    Optional<String> tell(
            Standing standing,
            Memory memory,
            Map<OfferKey, Finding> held,
            Set<OfferKey> unconfirmed,
            List<Dispatch> dispatches) {
        Map<String, Summary> summaries = new HashMap<>();
        Optional<String> id = Optional.empty();
        List<Finding> matching = matching(memory, held).stream()
                .filter(each -> !unconfirmed.contains(each.key()))
                .toList();
        for (Map.Entry<String, Digest> each :
                new TreeMap<>(watch.alerts().rhythm().digests()).entrySet()) {
            String channel = each.getKey();
            Summary summary = gathered(
                    Optional.ofNullable(standing.summaries().get(channel))
                            .orElseGet(() -> new Summary(snapshot.at(), Optional.empty())),
                    matching);
            boolean isSilent = memory.silences().stream().anyMatch(silence -> silence.coversAll(snapshot.at()));
            boolean isDue = each.getValue().isDue(summary.since(), snapshot.at()) && snapshot.showsAll();
            if (isSilent || standing.isDone(watch) || !isDue) {
                summaries.put(channel, summary);
                continue;
            }
            summaries.put(channel, new Summary(snapshot.at(), Optional.empty()));
            if (summary.best().isPresent() && watch.channels().contains(channel)) {
                Alert alert = alert(summary, summary.best().get(), matching);
                dispatches.add(new Dispatch(alert, List.of(channel)));
                id = Optional.of(alert.id());
            }
        }
        after = Optional.of(standing.withSummaries(summaries));
        return id;
    }

    Standing after() {
        return after.orElseThrow();
    }

    private List<Finding> matching(Memory memory, Map<OfferKey, Finding> held) {
        List<Finding> all = new ArrayList<>();
        snapshot.matches().forEach((key, offer) -> {
            Finding plain = new Finding(
                    Reason.STILL_THERE,
                    key,
                    offer,
                    value(offer),
                    Optional.ofNullable(memory.told().get(key)).map(Told::value));
            Finding finding = held.getOrDefault(key, plain);
            if (!gates.isSilenced(finding)) {
                all.add(finding);
            }
        });
        return all;
    }

    private Summary gathered(Summary summary, List<Finding> matching) {
        Optional<Finding> best = matching.stream().findFirst();
        boolean isBetter = best.isPresent()
                && summary.best()
                        .map(last ->
                                watch.threshold().metric().compare(best.get().value(), last.value()) < 0)
                        .orElse(true);
        return isBetter
                ? new Summary(
                        summary.since(), best.map(each -> new Summary.Best(each.key(), each.value(), snapshot.at())))
                : summary;
    }

    private Alert alert(Summary summary, Summary.Best best, List<Finding> matching) {
        int now = matching.size();
        String sentence = "best since " + summary.since() + ": "
                + watch.threshold().metric().words(best.value()) + ", "
                + best.key().gpuName() + " of machine "
                + best.key().machineId() + ", at " + best.at() + "; "
                + (now == 0 ? "nothing matches now" : now + (now == 1 ? " matches now" : " match now"));
        Map<String, String> facts = new TreeMap<>(Map.of(
                "best", best.value().toPlainString(),
                "best_at", best.at().toString(),
                "best_key", best.key().toString(),
                "since", summary.since().toString()));
        return announcement.ofFinds(Kind.WATCH_DIGEST, matching, List.of(sentence), facts);
    }

    private BigDecimal value(Offer offer) {
        return watch.threshold().metric().of(offer).orElseThrow();
    }
}
