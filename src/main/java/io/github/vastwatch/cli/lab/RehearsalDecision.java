package io.github.vastwatch.cli.lab;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.OfferDecision;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.alert.WatchState;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.watch.AlertSettings;
import io.github.vastwatch.watch.Digest;
import io.github.vastwatch.watch.NoticeRules;
import io.github.vastwatch.watch.NotifyRules;
import io.github.vastwatch.watch.RateRules;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Watch;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the policy decides about a synthetic offer: the alert, sent past every gate and marked TEST, and what would happen
 * to a real offer now.
 *
 * @param suppressedBy the gate that would suppress a real offer, and until when; empty if none would
 * @param digests the channels that would get it in a digest
 */
record RehearsalDecision(Alert alert, Reason reason, Optional<String> suppressedBy, Map<String, Digest> digests) {
    /** Precedes the watch's name, so that no receiver takes a test for an alert. */
    private static final String MARK = "TEST-";

    /** @param offer one that the watch matches */
    static RehearsalDecision of(Watch watch, Memory memory, Question asked, Offer offer, Supplier<String> ids) {
        Instant now = offer.seenAt();
        Snapshot alone = Snapshot.of(watch, asked, now, false, List.of(offer));
        OfferDecision real = AlertPolicy.decide(watch, memory, alone, ids).decisions().stream()
                .filter(each -> alone.matches().containsKey(each.key()))
                .findFirst()
                .orElseThrow();
        Watch open = withoutGates(watch);
        // As if the offer came while the watch runs, not in its first poll.
        Memory blank = new Memory(Map.of(), Map.of(), Optional.of(WatchState.first(open, now)), List.of(), Set.of());
        Alert alert = AlertPolicy.decide(open, blank, alone, ids).alerts().get(0);
        return new RehearsalDecision(
                marked(alert, watch),
                alert.best().orElseThrow().reason(),
                Optional.of(real.reason())
                        .filter(reason -> !reason.isReasonToSend())
                        .map(reason -> gate(watch, memory, reason, now)),
                watch.alerts().rateRules().digests());
    }

    /** The watch without the settings that can suppress a first match. */
    private static Watch withoutGates(Watch watch) {
        AlertSettings own = watch.alerts();
        NotifyRules notifyRules = own.notifyRules();
        return watch.with(new AlertSettings(
                new NotifyRules(
                        notifyRules.grouping(),
                        NotifyRules.EVENTS,
                        1,
                        notifyRules.betterBy(),
                        notifyRules.rearm(),
                        notifyRules.remind(),
                        true,
                        notifyRules.top(),
                        notifyRules.urgent()),
                own.slack(),
                own.goneAfter(),
                new RateRules(Optional.empty(), Optional.empty(), Optional.empty(), Map.of()),
                own.selection(),
                new NoticeRules(Optional.empty(), Optional.empty(), false)));
    }

    private static Alert marked(Alert alert, Watch watch) {
        List<String> sentences = new ArrayList<>();
        sentences.add("This is a test: the offer is invented, and its ids name nothing that can be rented.");
        sentences.addAll(alert.sentences());
        Map<String, String> facts = new LinkedHashMap<>(alert.facts());
        facts.put("test", "true");
        facts.put("rehearsal_of", watch.name());
        return new Alert(
                "test-" + alert.id(),
                alert.alertKind(),
                Optional.of(MARK + watch.name()),
                alert.at(),
                alert.terms(),
                alert.matches(),
                alert.count(),
                alert.matching(),
                sentences,
                facts);
    }

    private static String gate(Watch watch, Memory memory, Reason reason, Instant now) {
        AlertSettings settings = watch.alerts();
        return switch (reason) {
            case QUIET_HOURS ->
                "quiet_hours"
                        + settings.rateRules()
                                .quietHours()
                                .flatMap(quiet -> quiet.end(now))
                                .map(end -> " until " + end.toLocalDateTime().truncatedTo(ChronoUnit.MINUTES) + " "
                                        + end.getZone())
                                .orElse("");
            case SILENCED ->
                "a silence"
                        + memory.silences().stream()
                                .filter(silence -> silence.coversAll(now))
                                .map(Silence::until)
                                .max(Instant::compareTo)
                                .map(until -> " until " + until.truncatedTo(ChronoUnit.SECONDS))
                                .orElse("");
            case TOO_MANY ->
                "at_most: " + settings.rateRules().atMost().orElseThrow()
                        + "/h is reached, until one of them is an hour old";
            case UNCONFIRMED -> "confirm: needs " + settings.notifyRules().confirm() + " polls in a row";
            case EVENT_NOT_LISTED -> "events: the watch does not include 'new'";
            case IN_DIGEST -> "digest: all channels of the watch get digests";
            case TAKEN_AS_KNOWN -> "on_start: quiet, because this would be the watch's first poll";
            case DONE -> "stop_after: the watch has ended";
            default -> reason.words();
        };
    }
}
