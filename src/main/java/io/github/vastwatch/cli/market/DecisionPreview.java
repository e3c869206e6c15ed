package io.github.vastwatch.cli.market;

import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.NotificationRecord;
import io.github.vastwatch.alert.OfferDecision;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.alert.WatchState;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.QuietHours;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the daemon would decide on a search result now: the same policy on the same state, which does not change.
 *
 * @param place the state that was read, or why none was
 */
record DecisionPreview(Watch watch, String place, Memory memory, Snapshot snapshot, WatchUpdate update) {
    private static final Duration HOUR = Duration.ofHours(1);

    static DecisionPreview of(Watch watch, String place, Memory memory, Snapshot snapshot) {
        // Nothing decided here is sent, so no alert needs an id of its own.
        return new DecisionPreview(
                watch, place, memory, snapshot, AlertPolicy.decide(watch, memory, snapshot, () -> "none"));
    }

    private WatchState state() {
        return update.state().or(memory::state).orElseThrow();
    }

    /** What would be sent of an offer; its JSON has these components. */
    record Decision(
            OfferKey key,
            BigDecimal value,
            boolean sent,
            boolean urgent,
            Reason reason,
            Optional<Reason> news,
            String detail) {
        /** As {@code already on the market when the watch started: silenced (until 2026-11-24T07:00:00Z)}. */
        String words() {
            return (sent ? urgent ? "send, urgent: " : "send: " : "")
                    + reason.words(news)
                    + (detail.isEmpty() ? "" : " (" + detail + ")");
        }
    }

    /** Of what matches, and what would but for its host or machine, best first; only of some machines where any are named. */
    List<Decision> decisions(Set<Long> machines) {
        return update.decisions().stream()
                .filter(each -> snapshot.matches().containsKey(each.key())
                        || snapshot.excluded().containsKey(each.key()))
                .filter(each ->
                        machines.isEmpty() || machines.contains(each.key().machineId()))
                .sorted(Comparator.comparing(OfferDecision::value, metric()::compare))
                .map(each -> new Decision(
                        each.key(),
                        each.value(),
                        each.reason().isReasonToSend(),
                        isUrgent(each),
                        each.reason(),
                        each.intended(),
                        detail(each)))
                .toList();
    }

    void print(PrintWriter out, Set<Long> machines) {
        List<Decision> all = decisions(machines);
        if (!all.isEmpty()) {
            out.println();
            out.println("what the next poll would send (" + place + "):");
            all.forEach(
                    each -> out.println("  " + each.key() + "  " + metric().words(each.value()) + "  " + each.words()));
        }
    }

    private Metric metric() {
        return watch.threshold().metric();
    }

    /** Whether its message would be. */
    private boolean isUrgent(OfferDecision each) {
        Optional<Offer> offer = Optional.ofNullable(snapshot.matches().get(each.key()));
        return each.reason() != Reason.STILL_THERE
                && watch.alerts()
                        .notifyRules()
                        .urgent()
                        .flatMap(urgent -> offer.map(urgent::matches))
                        .orElse(false);
    }

    private String detail(OfferDecision each) {
        Instant now = snapshot.at();
        return switch (each.reason()) {
            case SILENCED ->
                until(memory.silences().stream()
                        .filter(silence -> silence.covers(each.key().machineId(), now))
                        .map(Silence::until)
                        .max(Comparator.naturalOrder()));
            case QUIET_HOURS ->
                until(watch.alerts()
                        .rateRules()
                        .quietHours()
                        .flatMap((QuietHours quiet) -> quiet.end(now))
                        .map(ZonedDateTime::toInstant));
            case TOO_MANY ->
                until(state().sent().stream()
                        .map(sentAlert -> sentAlert.at().plus(HOUR))
                        .min(Comparator.naturalOrder()));
            case IN_DIGEST ->
                watch.alerts().rateRules().digests().values().stream()
                        .map(Object::toString)
                        .sorted()
                        .collect(Collectors.joining(", "));
            case UNCONFIRMED ->
                shown(each.key()) + " of " + watch.alerts().notifyRules().confirm();
            case DONE -> "after " + state().alerts() + " alerts";
            case ALREADY_SENT, BACK_SOON, IMPROVED, RETURNED, CAME_BACK, STILL_THERE -> sent(each);
            case FIRST_SEEN,
                    ALREADY_THERE,
                    OUTSIDE,
                    LEFT,
                    TAKEN_AS_KNOWN,
                    WITHIN_SLACK,
                    THRESHOLD_MOVED,
                    NOT_SEEN,
                    BLOCKED,
                    NOT_CHOSEN,
                    EVENT_NOT_LISTED -> "";
        };
    }

    private static String until(Optional<Instant> end) {
        return end.map(each -> "until " + seconds(each)).orElse("");
    }

    private int shown(OfferKey key) {
        return update.tracked().stream()
                .filter(each -> each.key().equals(key))
                .map(TrackedOffer::lifecycle)
                .mapToInt(lifecycle -> lifecycle.shown())
                .findFirst()
                .orElse(0);
    }

    /** As {@code sent at $0.31/h on 2026-11-24T12:00:00Z, again at $0.2945/h}. */
    private String sent(OfferDecision each) {
        // In the terms of today where they have changed since.
        Optional<NotificationRecord> record = Stream.concat(
                        update.sent().stream()
                                .filter(one -> !each.reason().isReasonToSend()
                                        && one.key().equals(each.key())),
                        Optional.ofNullable(memory.sent().get(each.key())).stream())
                .findFirst();
        String again = record.filter(one -> each.reason() == Reason.ALREADY_SENT || each.reason() == Reason.BACK_SOON)
                .flatMap(one -> watch.alerts().notifyRules().betterBy().bound(metric(), one.value()))
                .map(bound -> ", again at " + metric().words(bound))
                .orElse("");
        return record.map(one -> (one.alertId().isEmpty() ? "taken as known at " : "sent at ")
                        + metric().words(one.value()) + " on " + seconds(one.at()) + again)
                .orElse("");
    }

    private static Instant seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS);
    }
}
