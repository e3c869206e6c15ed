package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Metric;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * Alerts of one watch and kind that waited for the same channel, told as one: of offers each once, as it was seen last;
 * of what is a state, as a digest, the newest.
 */
public final class Backlog {
    /** The name of the fact that says how many there were. */
    public static final String FACT = "stands_for";

    /** Fewer are told one by one. */
    private static final int LEAST = 10;

    /** More offers are not held in memory at once. */
    private static final int FULL = 5 * Alert.MOST;

    private final Alert first;
    private final Map<OfferKey, Match> matches = new LinkedHashMap<>();
    private Alert newest;
    private int count;
    private int alerts;

    private Backlog(Alert first) {
        this.first = first;
        this.newest = first;
        add(first);
    }

    /** One that begins with a delivery; empty where that is told by itself. */
    public static Optional<Backlog> of(Delivery delivery, Instant now) {
        boolean isLate = delivery.alert().at().isBefore(Revalidation.lateBefore(now));
        return isLate && !delivery.mayHaveArrived() && isFolded(delivery.alert().alertKind())
                ? Optional.of(new Backlog(delivery.alert()))
                : Optional.empty();
    }

    private static boolean isFolded(AlertKind alertKind) {
        return switch (alertKind) {
            case OFFERS_MATCHED, OFFERS_LEFT, WATCH_DIGEST, WATCH_COUNT, WATCH_ABSENT, DAEMON_ALIVE -> true;
            // Each tells something of its own.
            case WATCH_STARTED, WATCH_DONE, TROUBLE_STARTED, TROUBLE_ENDED -> false;
        };
    }

    /** How many others have to wait for it to be worth it. */
    public int least() {
        return alerts > 1 ? 1 : LEAST;
    }

    /** Whether it takes no more for now. */
    public boolean isFull() {
        return matches.size() > FULL;
    }

    /** Takes one more alert. */
    public void add(Alert alert) {
        alerts += Integer.parseInt(alert.facts().getOrDefault(FACT, "1"));
        newest = alert.at().isAfter(newest.at()) ? alert : newest;
        count += alert.count() - alert.matches().size();
        alert.matches().forEach(match -> matches.merge(match.key(), match, Backlog::later));
    }

    private static Match later(Match one, Match other) {
        return other.offer().seenAt().isBefore(one.offer().seenAt()) ? one : other;
    }

    /**
     * The alert that tells them all.
     *
     * @param aftermath what has become of offers of the newest alert's watch: of very many those are kept that are there
     */
    public Alert alert(BiFunction<Alert, List<Match>, Revalidation> aftermath) {
        boolean isOfOffers =
                newest.alertKind() == AlertKind.OFFERS_MATCHED || newest.alertKind() == AlertKind.OFFERS_LEFT;
        List<Match> all = isOfOffers ? best(aftermath) : newest.matches();
        int told = isOfOffers ? count + matches.size() : newest.count();
        return new Alert(
                        first.id(),
                        first.alertKind(),
                        first.watch(),
                        first.at(),
                        newest.terms(),
                        all,
                        told,
                        newest.matching(),
                        newest.sentences(),
                        newest.facts())
                .with(FACT, String.valueOf(alerts));
    }

    private List<Match> best(BiFunction<Alert, List<Match>, Revalidation> aftermath) {
        List<Match> all = List.copyOf(matches.values());
        Metric metric = newest.terms().orElseThrow().threshold().metric();
        List<Match> kept = newest.alertKind() == AlertKind.OFFERS_MATCHED && all.size() > Alert.MOST
                ? aftermath.apply(newest, all).thereFirst(all, metric).subList(0, Alert.MOST)
                : all;
        return kept.stream()
                .sorted((one, other) -> metric.compare(one.value(), other.value()))
                .toList();
    }
}
