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
 * What one answer holds for one watch, by what the watch counts as one find.
 *
 * @param coverage for which offers the answer's silence is evidence
 * @param matches the finds within the threshold, each as its best offer, best first
 * @param offers every offer within the threshold by its own key, best first
 * @param near finds that are outside the threshold by less than the slack
 * @param outside finds that fit the query and are further outside, each as its best offer
 * @param left matches of hosts and machines that the watch leaves out
 * @param undecided finds that are there, though their rows lack what is compared: neither matches nor absent
 * @param unkeyed matches that cannot be remembered, because their rows lack the machine, the size or the GPU; any of them
 *     may be the offer that seems absent
 * @param unclear rows that may be matches, because they lack what the answer's question did not ask for in the watch's own
 *     words
 * @param fitting offers that fit the query, whatever the threshold says, best first
 * @param narrowed what was asked for beyond the query, so that more may fit; empty where all of it was asked for
 */
public record Snapshot(
        Instant at,
        Coverage coverage,
        Map<OfferKey, Offer> matches,
        Map<OfferKey, Offer> offers,
        Map<OfferKey, Offer> near,
        Map<OfferKey, Offer> outside,
        Map<OfferKey, Offer> left,
        Set<OfferKey> undecided,
        int unkeyed,
        int unclear,
        List<Offer> fitting,
        List<Clause> narrowed) {

    /**
     * Evaluates the offers of an answer to {@code asked} for one watch alone.
     *
     * @param complete whether the answer holds every row that its question asks for
     */
    public static Snapshot of(Watch watch, Question asked, Instant at, boolean complete, Collection<Offer> offers) {
        return new Evaluation(asked, at, complete, offers).of(watch);
    }

    /** Whether every match of the market is among the matches. */
    public boolean whole() {
        return unkeyed == 0 && unclear == 0 && coverage.isWhole();
    }

    /** Whether the question left out nothing that the watch matches, though the answer may. */
    public boolean showsAll() {
        return coverage.showsAll();
    }

    /**
     * Whether the answer would show an offer that is remembered, were it there as it was last seen, so that an answer
     * without it is evidence.
     *
     * @param wasSent whether the offer was sent
     */
    public boolean admits(TrackedOffer trackedOffer, boolean wasSent) {
        return unkeyed == 0 && coverage.admits(trackedOffer, wasSent);
    }

    /** The numbers of GPUs in which a find can be had now, smallest first. */
    public List<Integer> sizes(OfferKey find) {
        return offers.keySet().stream()
                .filter(key -> key.equals(find) || key.ofMachine().equals(find))
                .map(OfferKey::numGpus)
                .sorted()
                .toList();
    }
}
