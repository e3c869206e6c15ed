package io.github.vastwatch.alert;

import io.github.vastwatch.watch.Event;
import io.github.vastwatch.watch.Rhythm;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What holds back what is worth telling; whatever is held is decided again against the next answer. */
record Gates(Watch watch, List<Silence> silences, Instant now) {

    /** The gates that look at one find alone, in their order; empty lets it through. */
    Optional<Reason> ofOne(Finding finding, int shown, Standing standing) {
        if (standing.isDone(watch)) {
            return Optional.of(Reason.DONE);
        }
        if (!finding.isLeaving() && shown < watch.alerts().news().confirm()) {
            return Optional.of(Reason.UNCONFIRMED);
        }
        Event event = finding.reason().event().orElseThrow();
        if (event != Event.REMINDER && !watch.alerts().news().events().contains(event)) {
            return Optional.of(Reason.NOT_ASKED);
        }
        if (isSilenced(finding)) {
            return Optional.of(Reason.SILENCED);
        }
        if (isDigestAlone()) {
            return Optional.of(Reason.IN_DIGEST);
        }
        return isQuiet() && !breaksThrough(finding) ? Optional.of(Reason.QUIET_HOURS) : Optional.empty();
    }

    /**
     * Whether an alert would be one too many, and this find not so good that it is told all the same.
     *
     * @param isNews whether the find is new, so that only others that were new can have taken its place
     */
    boolean areFull(Finding finding, boolean isNews, Standing standing) {
        boolean hasRoom = isNews ? standing.hasRoomForNews(watch) : standing.hasRoom(watch);
        boolean beats = !finding.isLeaving() && standing.isBeatenBy(watch, finding.value());
        return !hasRoom && !beats && !breaksThrough(finding);
    }

    /** Whether what a watch tells beside offers has to wait. */
    boolean holdSignals(Standing standing) {
        return standing.isDone(watch)
                || silences.stream().anyMatch(each -> each.coversAll(now))
                || isQuiet()
                || !standing.hasRoom(watch);
    }

    boolean isSilenced(Finding finding) {
        return silences.stream().anyMatch(each -> each.covers(finding.key().machineId(), now));
    }

    private boolean isDigestAlone() {
        return rhythm().digests().keySet().containsAll(watch.channels());
    }

    private boolean isQuiet() {
        return rhythm().quietHours().map(quiet -> quiet.contains(now)).orElse(false);
    }

    private boolean breaksThrough(Finding finding) {
        return !finding.isLeaving()
                && rhythm().quietHours()
                        .map(quiet -> quiet.isBrokenBy(finding.offer()))
                        .orElse(false);
    }

    private Rhythm rhythm() {
        return watch.alerts().rhythm();
    }

    /** The channels that are told at once. */
    List<String> channels() {
        return watch.channels().stream()
                .filter(each -> !rhythm().digests().containsKey(each))
                .toList();
    }

    /** The best of some values, if there are any. */
    Optional<BigDecimal> best(List<Finding> findings) {
        return findings.stream().map(Finding::value).min(watch.threshold().metric()::compare);
    }
}
