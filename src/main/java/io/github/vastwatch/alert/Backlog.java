package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Late deliveries of one watch, kind and channel, merged into one: each offer once, as last seen; of digests and the like
 * only the newest.
 */
public final class Backlog {
    /** The name of the fact that says how many there were. */
    public static final String FACT = "stands_for";

    /** Fewer are sent one by one. */
    private static final int LEAST = 10;

    /** A transaction of these takes milliseconds; polls come in between. */
    private static final int AT_ONCE = 100;

    /** More offers are not kept in memory at once. */
    private static final int FULL = 5 * Alert.MOST;

    private final Alert first;
    private final int least;
    private final List<String> others = new ArrayList<>();
    private final Map<OfferKey, Match> matches = new LinkedHashMap<>();
    private Alert newest;
    /** When the newest was put into the outbox. */
    private Instant createdAt;

    private int count;
    private int alerts;

    private Backlog(Delivery delivery) {
        this.first = delivery.alert();
        this.newest = first;
        this.createdAt = delivery.createdAt();
        add(first);
        this.least = alerts > 1 ? 1 : LEAST;
    }

    /** One that begins with a delivery; empty where that is sent by itself. */
    public static Optional<Backlog> of(Delivery delivery, Instant now) {
        boolean isLate = delivery.alert().at().isBefore(Revalidation.lateBefore(now));
        return isLate
                        && !delivery.mayHaveReachedSome()
                        && isFoldable(delivery.alert().alertKind())
                ? Optional.of(new Backlog(delivery))
                : Optional.empty();
    }

    private static boolean isFoldable(AlertKind alertKind) {
        return switch (alertKind) {
            case OFFERS_MATCHED, OFFERS_LEFT, WATCH_DIGEST, WATCH_COUNT, WATCH_ABSENT, DAEMON_ALIVE -> true;
            // Each has content of its own.
            case WATCH_STARTED, WATCH_DONE, INCIDENT_STARTED, INCIDENT_RESOLVED -> false;
        };
    }

    /** Takes one more delivery, and returns whether there is room for another. */
    public boolean add(Delivery delivery) {
        others.add(delivery.id());
        createdAt = delivery.createdAt().isAfter(createdAt) ? delivery.createdAt() : createdAt;
        add(delivery.alert());
        return others.size() < AT_ONCE && matches.size() <= FULL;
    }

    private void add(Alert alert) {
        alerts += Integer.parseInt(alert.facts().getOrDefault(FACT, "1"));
        newest = alert.at().isAfter(newest.at()) ? alert : newest;
        count += alert.count() - alert.matches().size();
        alert.matches()
                .forEach(match -> matches.merge(match.key(), match.withUpdate(Optional.empty()), Backlog::later));
    }

    private static Match later(Match one, Match other) {
        return other.offer().seenAt().isBefore(one.offer().seenAt()) ? one : other;
    }

    /** Whether there are enough deliveries to send them as one; to one that already stands for others each is added. */
    public boolean isLargeEnough() {
        return others.size() >= least;
    }

    /** The ids of the deliveries that the first stands for. */
    public List<String> others() {
        return List.copyOf(others);
    }

    /** The offers whose newest state decides which are kept; empty where all are. */
    public Set<OfferKey> offers() {
        return isCut() ? Set.copyOf(matches.keySet()) : Set.of();
    }

    private boolean isCut() {
        return newest.alertKind() == AlertKind.OFFERS_MATCHED && matches.size() > Alert.MOST;
    }

    /**
     * The delivery that stands for all; it expires as the newest of them.
     *
     * @param first the one that the backlog began with
     * @param otherId its id where the bytes of the first are stored already
     * @param latest what is known of {@link #offers}: of more than an alert holds, those are kept that are there
     */
    public Delivery delivery(Delivery first, String otherId, LatestOffers latest) {
        Alert alert = alert(latest);
        return (first.content().isPresent() ? first.replacedBy(otherId, alert) : first.with(alert)).at(createdAt);
    }

    private Alert alert(LatestOffers latest) {
        boolean isOfOffers =
                newest.alertKind() == AlertKind.OFFERS_MATCHED || newest.alertKind() == AlertKind.OFFERS_LEFT;
        return new Alert(
                        first.id(),
                        first.alertKind(),
                        first.watch(),
                        first.at(),
                        newest.terms(),
                        isOfOffers ? best(latest) : newest.matches(),
                        isOfOffers ? count + matches.size() : newest.count(),
                        newest.matching(),
                        newest.sentences(),
                        newest.facts())
                .with(FACT, String.valueOf(alerts));
    }

    private List<Match> best(LatestOffers latest) {
        List<Match> all = List.copyOf(matches.values());
        WatchTerms terms = newest.terms().orElseThrow();
        Metric metric = terms.threshold().metric();
        List<Match> kept = isCut() ? Revalidation.updated(all, terms, latest).subList(0, Alert.MOST) : all;
        return kept.stream()
                .map(match -> match.withUpdate(Optional.empty()))
                .sorted((one, other) -> metric.compare(one.value(), other.value()))
                .toList();
    }
}
