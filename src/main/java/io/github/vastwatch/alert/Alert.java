package io.github.vastwatch.alert;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is sent at once: offers of one watch, or a notice about watches, channels or the market.
 *
 * @param id the same for every channel and every retry
 * @param watch the watch it is about; empty where it is about several or none
 * @param terms how the watch evaluates offers; present where there are matches
 * @param matches the offers, best first; of very many the best
 * @param count how many offers it reports
 * @param matching how many offers match now, reported here or not
 * @param sentences the notice, the most important first; with offers, what there is to add
 * @param facts the same for programs, by name, in order
 */
public record Alert(
        String id,
        AlertKind alertKind,
        Optional<String> watch,
        Instant at,
        Optional<WatchTerms> terms,
        List<Match> matches,
        int count,
        int matching,
        List<String> sentences,
        Map<String, String> facts) {
    /** What a webhook's body takes by default; an alert waits in the state, and is read into memory for each channel. */
    public static final int MOST = 200;

    public Alert {
        matches = List.copyOf(matches.subList(0, Math.min(matches.size(), MOST)));
        sentences = List.copyOf(sentences);
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
        if (matches.isEmpty() && sentences.isEmpty()) {
            throw new IllegalArgumentException("an alert needs an offer or a sentence");
        }
        if (!matches.isEmpty() && (terms.isEmpty() || watch.isEmpty())) {
            throw new IllegalArgumentException("offers belong to a watch and its terms");
        }
    }

    /** One that reports exactly these offers. */
    public Alert(
            String id,
            AlertKind alertKind,
            Optional<String> watch,
            Instant at,
            Optional<WatchTerms> terms,
            List<Match> matches,
            int matching,
            List<String> sentences,
            Map<String, String> facts) {
        this(id, alertKind, watch, at, terms, matches, matches.size(), matching, sentences, facts);
    }

    /** A notice: sentences, and nothing of offers. */
    public static Alert notice(
            String id,
            AlertKind kind,
            Optional<String> watch,
            Instant at,
            List<String> sentences,
            Map<String, String> facts) {
        return new Alert(id, kind, watch, at, Optional.empty(), List.of(), 0, sentences, facts);
    }

    /** New matches of a watch. */
    public static Alert matched(
            String id, String watch, Instant at, WatchTerms watchTerms, List<Match> matches, int matching) {
        return new Alert(
                id,
                AlertKind.OFFERS_MATCHED,
                Optional.of(watch),
                at,
                Optional.of(watchTerms),
                matches,
                matching,
                List.of(),
                Map.of());
    }

    /** The same of these offers, as many as it holds. */
    Alert with(List<Match> others, int matchingNow) {
        return withMatches(others, count, matchingNow);
    }

    /** The same of other offers. */
    public Alert withMatches(List<Match> others, int countNow, int matchingNow) {
        return new Alert(id, alertKind, watch, at, terms, others, countNow, matchingNow, sentences, facts);
    }

    /** The same with one more fact. */
    public Alert with(String name, String fact) {
        Map<String, String> more = new LinkedHashMap<>(facts);
        more.put(name, fact);
        return new Alert(id, alertKind, watch, at, terms, matches, count, matching, sentences, more);
    }

    /** The best of its offers, if it has any. */
    public Optional<Match> best() {
        return matches.stream().findFirst();
    }
}
