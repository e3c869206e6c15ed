package io.github.vastwatch.cli.lab;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.OfferDecision;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.alert.WatchState;
import io.github.vastwatch.alert.WatchUpdate;
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
 * What the policy makes of one invented offer: the alert that a watch would tell of it, past every gate and marked TEST,
 * and what would become of a real one at this hour.
 *
 * @param held the gate that would hold a real one, and until when; empty where it would be told at once
 * @param later the channels that would get it in a digest, each with its rhythm
 */
public record RehearsalDecision(Alert alert, Reason reason, Optional<String> held, Map<String, Digest> later) {
    /** Before the watch's name: whoever sorts by it, or rents by it, must not take it for one of the watch's. */
    public static final String MARK = "TEST-";

    /** Tries an offer that the watch wants. */
    public static RehearsalDecision of(Watch watch, Memory memory, Question asked, Offer offer, Supplier<String> ids) {
        Instant now = offer.seenAt();
        Snapshot alone = Snapshot.of(watch, asked, now, false, List.of(offer));
        WatchUpdate today = AlertPolicy.decide(watch, memory, alone, ids);
        OfferDecision offerDecision = today.decisions().stream()
                .filter(each -> alone.matches().containsKey(each.key()))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("an offer that watch '" + watch.name() + "' wants not"));
        Watch open = open(watch);
        // As one that comes while the watch runs, not as one of its first answer.
        Memory blank = new Memory(Map.of(), Map.of(), Optional.of(WatchState.first(open, now)), List.of(), Set.of());
        Alert alert = AlertPolicy.decide(open, blank, alone, ids).alerts().stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("without gates a match is told"));
        return new RehearsalDecision(
                marked(alert, watch),
                alert.best().orElseThrow().reason(),
                offerDecision.reason().isSent()
                        ? Optional.empty()
                        : Optional.of(hold(watch, memory, offerDecision.reason(), now)),
                new LinkedHashMap<>(watch.alerts().rateRules().digests()));
    }

    /** The watch without whatever holds back a first match. */
    private static Watch open(Watch watch) {
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

    private static String hold(Watch watch, Memory memory, Reason reason, Instant now) {
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
            case UNCONFIRMED -> "confirm: told once " + settings.notifyRules().confirm() + " answers in a row show it";
            case NOT_ASKED -> "events: the watch does not ask for 'new'";
            case IN_DIGEST -> "the digest: every channel of the watch gets one";
            case TAKEN_AS_KNOWN -> "on_start: quiet, as this would be the watch's first answer";
            case DONE -> "stop_after: the watch is done";
            default -> reason.words();
        };
    }
}
