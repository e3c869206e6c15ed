package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Question;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One answer, evaluated for one watch, grouped by what the watch counts as one match.
 *
 * @param coverage the offers whose absence is evidence
 * @param matches matches within the threshold, each as its best offer, best first
 * @param offers every offer within the threshold by its own key, best first
 * @param near those outside the threshold by less than the slack
 * @param outside those that satisfy the query and are further outside, each as its best offer
 * @param excluded matches of hosts and machines that the watch ignores
 * @param undecided those whose rows lack the compared value: neither matches nor absent
 * @param unkeyed matches that cannot be identified, because their rows lack machine, size or GPU; any of them
 *     may be the offer that seems absent
 * @param unclear rows that may match, because they lack a field that the question did not filter by in the watch's own
 *     words
 * @param fitting offers that satisfy the query, whatever their price, best first
 * @param narrowed what the question required beyond the query, so that more may match; empty if nothing
 */
public record Snapshot(
        Instant at,
        Coverage coverage,
        Map<OfferKey, Offer> matches,
        Map<OfferKey, Offer> offers,
        Map<OfferKey, Offer> near,
        Map<OfferKey, Offer> outside,
        Map<OfferKey, Offer> excluded,
        Set<OfferKey> undecided,
        int unkeyed,
        int unclear,
        List<Offer> fitting,
        List<Clause> narrowed) {

    /**
     * Evaluates the offers of an answer to {@code asked} for one watch alone.
     *
     * @param complete whether the answer contains every row that its question asks for
     */
    public static Snapshot of(Watch watch, Question asked, Instant at, boolean complete, Collection<Offer> offers) {
        return new Evaluation(asked, at, complete, offers).of(watch);
    }

    /** The same, shown again by a later answer. */
    public Snapshot at(Instant later) {
        return new Snapshot(
                later, coverage, matches, offers, near, outside, excluded, undecided, unkeyed, unclear, fitting,
                narrowed);
    }

    /** Whether all matches of the market are among the matches. */
    public boolean isComplete() {
        return unkeyed == 0 && unclear == 0 && coverage.isComplete();
    }

    /** Whether the question excluded nothing that the watch matches, though the answer may be truncated. */
    public boolean showsAll() {
        return coverage.showsAll();
    }

    /**
     * Whether the answer would show a tracked offer if it were as it was last seen, so that an answer
     * without it is evidence.
     *
     * @param wasSent whether the offer was sent
     */
    public boolean wouldShow(TrackedOffer trackedOffer, boolean wasSent) {
        return unkeyed == 0 && coverage.wouldShow(trackedOffer, wasSent);
    }

    /** The numbers of GPUs in which a match is offered now, smallest first. */
    public List<Integer> sizes(OfferKey match) {
        return offers.keySet().stream()
                .filter(key -> key.equals(match) || key.ofMachine().equals(match))
                .map(OfferKey::numGpus)
                .sorted()
                .toList();
    }
}
