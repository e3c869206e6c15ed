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
record Announcement(Watch watch, Snapshot snapshot, int matching, Supplier<String> ids) {

    /** Offers, best first. */
    Alert ofFinds(Kind kind, List<Finding> findings) {
        return ofFinds(kind, findings, List.of(), Map.of());
    }

    Alert ofFinds(Kind kind, List<Finding> findings, List<String> sentences, Map<String, String> facts) {
        List<Match> matches = findings.stream()
                .sorted((left, right) -> watch.threshold().metric().compare(left.value(), right.value()))
                .map(this::match)
                .toList();
        return new Alert(
                ids.get(),
                kind,
                Optional.of(watch.name()),
                snapshot.at(),
                Optional.of(Terms.of(watch)),
                matches,
                matching,
                sentences,
                facts);
    }

    private Match match(Finding finding) {
        OfferKey key = finding.offer().key().orElse(finding.key());
        boolean isMachine = finding.key().isMachine() && !finding.isLeaving();
        return new Match(
                finding.reason(),
                key,
                finding.offer(),
                finding.value(),
                finding.previous(),
                isMachine ? snapshot.sizes(finding.key()) : List.of());
    }

    /** A sentence, and the same for programs. */
    Alert inWords(Kind kind, String sentence, Map<String, String> facts) {
        return new Alert(
                ids.get(),
                kind,
                Optional.of(watch.name()),
                snapshot.at(),
                Optional.empty(),
                List.of(),
                matching,
                List.of(sentence),
                facts);
    }
}
