package io.github.vastwatch.history;

import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.watch.GoneAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Turns sweeps of all offers of a rental type into runs, each of which has ended, so that they never mix with those of a
 * running daemon. A sweep is skipped if something is recorded at its time already, and no run goes beyond such a time.
 */
public final class SweepRecorder {
    /** The disk that the prices of an answer include if the question names none. */
    private static final int DISK_GB = 8;

    /** A sweep may be late by half the usual time without leaving a gap. */
    private static final double MOST_SPACINGS = 1.5;

    private final Question asked;
    private final Spans recorded;
    private final NavigableSet<Instant> times;
    private final Duration holds;
    private final Observation.Missing missing;
    private final Map<OfferKey, Run> open = new HashMap<>();
    private Recorder recorder = new Recorder(List.of());

    /**
     * @param times of all sweeps
     * @param recorded the times at which something is recorded already
     */
    public SweepRecorder(RentalType type, SortedSet<Instant> times, Spans recorded) {
        this.asked = Question.of(Query.EVERYTHING, type, DISK_GB, Field.DPH_TOTAL);
        this.recorded = recorded;
        Optional<Duration> spacing = spacing(times);
        this.holds = Duration.ofMillis((long) (spacing.orElse(Duration.ZERO).toMillis() * MOST_SPACINGS));
        this.missing = new Observation.Missing(GoneAfter.USUAL.answers(spacing), GoneAfter.TIME);
        this.times = new TreeSet<>(times);
        this.times.removeIf(recorded::contains);
    }

    /** The median time between two sweeps; empty if there is one. */
    private static Optional<Duration> spacing(SortedSet<Instant> times) {
        List<Instant> sorted = List.copyOf(times);
        List<Duration> spacings = new ArrayList<>();
        for (int i = 1; i < sorted.size(); i++) {
            spacings.add(Duration.between(sorted.get(i - 1), sorted.get(i)));
        }
        spacings.sort(Duration::compareTo);
        return spacings.isEmpty() ? Optional.empty() : Optional.of(spacings.get(spacings.size() / 2));
    }

    /** The times of the sweeps that are not skipped. */
    public NavigableSet<Instant> times() {
        return times;
    }

    /** The answers, to be written once all runs are: without them the runs do not count. */
    public List<Recording> polls() {
        return times.stream()
                .map(at -> sweep(at, isLast(at) ? Duration.ZERO : holds, List.of()))
                .map(sweep -> new Recording(sweep, Map.of(), List.of(), List.of(), List.of()))
                .toList();
    }

    /**
     * Adds the sweep that follows.
     *
     * @param offers as a dump has them
     * @return the runs that have ended
     */
    public List<Run> add(Instant at, Collection<Offer> offers) {
        if (!times.contains(at)) {
            return List.of();
        }
        Recording recording = recorder.record(sweep(
                at,
                holds,
                offers.stream().map(offer -> Pricing.of(offer, asked).offer()).toList()));
        List<Run> ended = new ArrayList<>();
        recording
                .ended()
                .forEach(each -> Optional.ofNullable(open.remove(each.key()))
                        .map(run -> run.ended(each.to(), each.end()))
                        .ifPresent(ended::add));
        recorder.committed(recording);
        recording.opened().forEach(run -> open.put(run.key(), run));
        if (isLast(at)) {
            open.values().forEach(run -> ended.add(run.ended(at, Run.End.UNSEEN)));
            open.clear();
            recorder = new Recorder(List.of());
        }
        ended.removeIf(run -> run.to().equals(Optional.of(run.from())));
        return ended;
    }

    private Observation sweep(Instant at, Duration holds, List<Offer> offers) {
        return new Observation(asked, List.of(), at, true, holds, missing, offers);
    }

    /** Whether none follows, or something else is recorded before the next. */
    private boolean isLast(Instant at) {
        return Optional.ofNullable(times.higher(at))
                .map(next -> !recorded.within(new Span(at, next)).equals(Spans.NONE))
                .orElse(true);
    }
}
