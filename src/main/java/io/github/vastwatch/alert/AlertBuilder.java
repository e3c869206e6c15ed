package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Watch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Puts what is told into alerts.
 *
 * @param matching how many finds match now
 */
record AlertBuilder(Watch watch, Snapshot snapshot, int matching, Supplier<String> ids) {

    /** Offers, best first. */
    Alert ofFinds(AlertKind alertKind, List<Candidate> findings) {
        return ofFinds(alertKind, findings, List.of(), Map.of());
    }

    Alert ofFinds(AlertKind alertKind, List<Candidate> findings, List<String> sentences, Map<String, String> facts) {
        List<Match> matches = findings.stream()
                .sorted((left, right) -> watch.threshold().metric().compare(left.value(), right.value()))
                .map(this::match)
                .toList();
        return new Alert(
                ids.get(),
                alertKind,
                Optional.of(watch.name()),
                snapshot.at(),
                Optional.of(WatchTerms.of(watch)),
                matches,
                matching,
                sentences,
                facts);
    }

    private Match match(Candidate candidate) {
        OfferKey key = candidate.offer().key().orElse(candidate.key());
        boolean isMachine = candidate.key().isMachine() && !candidate.isLeaving();
        return new Match(
                candidate.reason(),
                key,
                candidate.offer(),
                candidate.value(),
                candidate.previous(),
                isMachine ? snapshot.sizes(candidate.key()) : List.of());
    }

    /** A sentence, and the same for programs. */
    Alert inWords(AlertKind alertKind, String sentence, Map<String, String> facts) {
        return new Alert(
                ids.get(),
                alertKind,
                Optional.of(watch.name()),
                snapshot.at(),
                Optional.empty(),
                List.of(),
                matching,
                List.of(sentence),
                facts);
    }
}
