package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Digest;
import io.github.vastwatch.watch.Metric;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Composes a watch's digests: each gathers the best match of its time, and is sent with what matches when it is due. */
record DigestComposer(PolicyInput input, Composition composition) {

    void compose() {
        List<Candidate> matching = matching();
        Map<String, WatchState.DigestSummary> summaries = new HashMap<>();
        new TreeMap<>(input.watch().alerts().rateRules().digests()).forEach((channel, digest) -> {
            WatchState.DigestSummary summary = gather(channel, matching);
            summaries.put(channel, isDue(digest, summary) ? empty() : summary);
            if (isDue(digest, summary)
                    && summary.best().isPresent()
                    && input.watch().channels().contains(channel)) {
                send(channel, summary, summary.best().get(), matching);
            }
        });
        composition.state(composition.state().with(summaries));
    }

    private boolean isDue(Digest digest, WatchState.DigestSummary summary) {
        return !input.isSilenced()
                && !composition.state().isDone(input.watch())
                && digest.isDue(summary.since(), input.now())
                && input.snapshot().showsAll();
    }

    private WatchState.DigestSummary empty() {
        return new WatchState.DigestSummary(input.now(), Optional.empty());
    }

    /** What matches, best first, without what is silenced or not confirmed. */
    private List<Candidate> matching() {
        Map<OfferKey, Candidate> candidates =
                composition.candidates().stream().collect(Collectors.toMap(Candidate::key, Function.identity()));
        return input.snapshot().matches().keySet().stream()
                .map(key -> Optional.ofNullable(candidates.get(key)).orElseThrow())
                .filter(each -> !input.isSilenced(each.key()) && !each.isSuppressedBy(Gate.UNCONFIRMED))
                .map(each -> each.isSuppressedBy(Gate.IN_DIGEST) ? each : stillThere(each))
                .toList();
    }

    private Candidate stillThere(Candidate candidate) {
        return new Candidate(
                candidate.key(),
                candidate.value(),
                Reason.STILL_THERE,
                candidate.offer(),
                candidate.last(),
                Optional.ofNullable(input.memory().sent().get(candidate.key())).map(NotificationRecord::value),
                candidate.shown());
    }

    private WatchState.DigestSummary gather(String channel, List<Candidate> matching) {
        Metric metric = input.watch().threshold().metric();
        WatchState.DigestSummary last = Optional.ofNullable(
                        composition.state().summaries().get(channel))
                .orElseGet(this::empty);
        return matching.stream()
                .findFirst()
                .filter(best -> last.best()
                        .map(each -> metric.compare(best.value(), each.value()) < 0)
                        .orElse(true))
                .map(best -> new WatchState.DigestSummary(
                        last.since(),
                        Optional.of(new WatchState.DigestSummary.Best(best.key(), best.value(), input.now()))))
                .orElse(last);
    }

    private void send(
            String channel,
            WatchState.DigestSummary summary,
            WatchState.DigestSummary.Best best,
            List<Candidate> matching) {
        int count = matching.size();
        String sentence = "best since " + summary.since() + ": "
                + input.watch().threshold().metric().words(best.value()) + ", "
                + best.key().gpuName() + " of machine "
                + best.key().machineId() + ", at " + best.at() + "; "
                + (count == 0 ? "nothing matches now" : count + (count == 1 ? " matches now" : " match now"));
        Map<String, String> facts = new TreeMap<>(Map.of(
                "best", best.value().toPlainString(),
                "best_at", best.at().toString(),
                "best_key", best.key().toString(),
                "since", summary.since().toString()));
        composition.send(AlertKind.WATCH_DIGEST, matching, List.of(sentence), facts, List.of(channel));
    }
}
