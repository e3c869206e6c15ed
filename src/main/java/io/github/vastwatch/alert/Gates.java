package io.github.vastwatch.alert;

import io.github.vastwatch.watch.Event;
import io.github.vastwatch.watch.RateRules;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What holds back what is worth telling; whatever is held is decided again against the next answer. */
record Gates(Watch watch, List<Silence> silences, Instant now) {

    /** The gates that look at one find alone, in their order; empty lets it through. */
    Optional<Reason> ofOne(Candidate candidate, int shown, WatchState watchState) {
        if (watchState.isDone(watch)) {
            return Optional.of(Reason.DONE);
        }
        if (!candidate.isLeaving() && shown < watch.alerts().notifyRules().confirm()) {
            return Optional.of(Reason.UNCONFIRMED);
        }
        Event event = candidate.reason().event().orElseThrow();
        if (event != Event.REMINDER && !watch.alerts().notifyRules().events().contains(event)) {
            return Optional.of(Reason.NOT_ASKED);
        }
        if (isSilenced(candidate)) {
            return Optional.of(Reason.SILENCED);
        }
        if (isDigestAlone()) {
            return Optional.of(Reason.IN_DIGEST);
        }
        return isQuiet() && !breaksThrough(candidate) ? Optional.of(Reason.QUIET_HOURS) : Optional.empty();
    }

    /**
     * Whether an alert would be one too many, and this find not so good that it is told all the same.
     *
     * @param isNews whether the find is new, so that only others that were new can have taken its place
     */
    boolean areFull(Candidate candidate, boolean isNews, WatchState watchState) {
        boolean hasRoom = isNews ? watchState.hasRoomForNews(watch) : watchState.hasRoom(watch);
        boolean beats = !candidate.isLeaving() && watchState.isBeatenBy(watch, candidate.value());
        return !hasRoom && !beats && !breaksThrough(candidate);
    }

    /** Whether what a watch tells beside offers has to wait. */
    boolean holdSignals(WatchState watchState) {
        return watchState.isDone(watch)
                || silences.stream().anyMatch(each -> each.coversAll(now))
                || isQuiet()
                || !watchState.hasRoom(watch);
    }

    boolean isSilenced(Candidate candidate) {
        return silences.stream().anyMatch(each -> each.covers(candidate.key().machineId(), now));
    }

    private boolean isDigestAlone() {
        return rateRules().digests().keySet().containsAll(watch.channels());
    }

    private boolean isQuiet() {
        return rateRules().quietHours().map(quiet -> quiet.contains(now)).orElse(false);
    }

    private boolean breaksThrough(Candidate candidate) {
        return !candidate.isLeaving()
                && rateRules()
                        .quietHours()
                        .map(quiet -> quiet.isBrokenBy(candidate.offer()))
                        .orElse(false);
    }

    private RateRules rateRules() {
        return watch.alerts().rateRules();
    }

    /** The channels that are told at once. */
    List<String> channels() {
        return watch.channels().stream()
                .filter(each -> !rateRules().digests().containsKey(each))
                .toList();
    }

    /** The best of some values, if there are any. */
    Optional<BigDecimal> best(List<Candidate> findings) {
        return findings.stream().map(Candidate::value).min(watch.threshold().metric()::compare);
    }
}
