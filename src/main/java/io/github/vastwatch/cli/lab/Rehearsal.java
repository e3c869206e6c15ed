package io.github.vastwatch.cli.lab;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.OfferDecision;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.alert.WatchState;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.cli.config.NotifyCommand;
import io.github.vastwatch.cli.console.ForceOption;
import io.github.vastwatch.cli.console.Subcommand.Exit;
import io.github.vastwatch.config.Config;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Notifier;
import io.github.vastwatch.notify.message.SampleAlert;
import io.github.vastwatch.notify.message.Severity;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.store.Outbox;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.AlertSettings;
import io.github.vastwatch.watch.Digest;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.NoticeRules;
import io.github.vastwatch.watch.NotifyRules;
import io.github.vastwatch.watch.RateRules;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes an invented offer through all stages from the market to the channels of a watch. */
final class Rehearsal {
    /** No other process uses this outbox. */
    private static final Duration LEASE = Duration.ofMinutes(15);

    private final Config config;
    private final Watch watch;
    private final VastClient vast;
    private final Clock clock;
    private final Consumer<Stage> stages;
    private long began = System.nanoTime();

    /**
     * A finished stage; its JSON has these components.
     *
     * @param stage {@code market}, {@code offer}, {@code evaluation}, {@code policy}, {@code outbox} or
     *     {@code channel NAME}
     * @param words the result
     * @param notes further lines
     */
    record Stage(String stage, long ms, boolean done, String words, List<String> notes) {
        /** The first column is as wide as the longest stage that every rehearsal has. */
        String text() {
            return String.format("%6d ms  %-10s  %s", ms, stage, words)
                    + notes.stream().map(note -> "\n" + " ".repeat(23) + note).collect(Collectors.joining());
        }
    }

    /** @param stages gets each stage when it has finished */
    Rehearsal(Config config, Watch watch, VastClient vast, Clock clock, Consumer<Stage> stages) {
        this.config = config;
        this.watch = watch;
        this.vast = vast;
        this.clock = clock;
        this.stages = stages;
    }

    /** Goes through all stages and returns the exit code. */
    int run() throws IOException, InterruptedException {
        CompleteSearch.Progress progress = search();
        if (!(progress.result() instanceof SearchResult.Found found)) {
            end("market", false, ForceOption.words(progress.result(), vast, clock));
            return Exit.NO_ANSWER;
        }
        end(
                "market",
                true,
                found.offers().size() + " offers"
                        + (progress.requests() > 1 ? " in " + progress.requests() + " requests" : "")
                        + (found.complete() ? "" : "; there may be more"));
        Offer offer = synthetic(progress.question(), found);
        evaluate(progress.question(), found.offers(), offer);
        Decision decision = decide(progress.question(), offer);
        return deliver(decision.alert());
    }

    /** Asks as the daemon does. */
    private CompleteSearch.Progress search() throws InterruptedException {
        Question question = vast.isAnonymous() ? watch.reach().narrow(watch.question()) : watch.question();
        return CompleteSearch.run(
                vast, question, watch.reach()::narrow, CompleteSearch.maxParts(vast.requestsPerMinute()));
    }

    private Offer synthetic(Question asked, SearchResult.Found found) {
        Instant now = clock.instant();
        Optional<Offer> nearest = Snapshot.of(watch, asked, now, found.complete(), found.offers()).fitting().stream()
                .findFirst()
                .or(() -> found.offers().stream().findFirst());
        Offer model = nearest.orElseGet(() -> SampleAlert.offer(now));
        Offer offer = SyntheticOffer.of(watch, model, now);
        Metric metric = watch.threshold().metric();
        end(
                "offer",
                true,
                offer.key().map(key -> key.numGpus() + "× " + key.gpuName()).orElse("an offer") + " at "
                        + metric.words(metric.valueOf(offer).orElseThrow()) + ", modelled on "
                        + (nearest.isPresent() ? "the nearest real offer" : "a sample, as the answer is empty")
                        + "; its ids are invented");
        return offer;
    }

    private void evaluate(Question asked, List<Offer> offers, Offer synthetic) {
        int real = matches(asked, offers);
        if (matches(asked, Stream.concat(offers.stream(), Stream.of(synthetic)).toList()) <= real) {
            throw new IllegalStateException("the synthetic offer does not match watch '" + watch.name() + "'");
        }
        end("evaluation", true, "matches " + watch.threshold() + ", as do " + real + " real offers");
    }

    private int matches(Question asked, List<Offer> offers) {
        return Snapshot.of(watch, asked, clock.instant(), false, offers)
                .offers()
                .size();
    }

    private Decision decide(Question asked, Offer offer) throws IOException {
        List<String> notes = new ArrayList<>();
        Memory memory = memory(notes);
        Decision decision =
                Decision.of(watch, memory, asked, offer, () -> UUID.randomUUID().toString());
        decision.suppressedBy().ifPresent(gate -> notes.add(0, "a real offer would be suppressed now by " + gate));
        decision.digests()
                .forEach((channel, digest) ->
                        notes.add("channel '" + channel + "' would get a real offer in its digest, " + digest));
        if (watch.next(clock.instant()).isEmpty()) {
            notes.add("the watch is never due: it is disabled or has ended");
        }
        end(
                "policy",
                true,
                "sent: " + decision.reason().words() + ", severity "
                        + Severity.of(decision.alert()).wire(),
                notes);
        return decision;
    }

    /** What the state remembers of the watch; a daemon may be using it. */
    private Memory memory(List<String> notes) {
        try {
            Optional<Store> present = Store.readingIfAny(config.state());
            return present.isEmpty() ? Memory.EMPTY : memory(present.get(), notes);
        } catch (IOException | StoreFailure e) {
            notes.add("decided as for a new watch: " + e.getMessage());
            return Memory.EMPTY;
        }
    }

    private Memory memory(Store present, List<String> notes) {
        try (Store real = present) {
            real.status().watches().stream()
                    .filter(each -> each.name().equals(watch.name()))
                    .flatMap(status -> status.paused().stream())
                    .forEach(since -> notes.add("the watch is paused; to resume it: vastwatch resume " + watch.name()));
            real.channels().all().stream()
                    .filter(channel -> watch.channels().contains(channel.name()))
                    .filter(channel -> channel.stoppedAt().isPresent())
                    .forEach(channel -> notes.add("channel '" + channel.name()
                            + "' is stopped; to restart it: vastwatch outbox retry --channel " + channel.name()));
            return real.offers().memory(watch);
        }
    }

    private int deliver(Alert alert) throws IOException {
        try (Store beside = Store.open(StateLocation.MEMORY)) {
            List<Delivery> deliveries =
                    Delivery.of(alert, watch.channels(), () -> UUID.randomUUID().toString());
            beside.commit(new WatchUpdate(watch.name(), clock.instant(), List.of(), List.of(), deliveries));
            end(
                    "outbox",
                    true,
                    Amount.count(deliveries.size(), "delivery", "deliveries")
                            + ", in memory; the state is not changed");
            boolean allAccepted = true;
            for (Delivery delivery : deliveries) {
                allAccepted &= deliver(delivery, beside);
            }
            return allAccepted ? Exit.DONE : Exit.NO;
        }
    }

    private boolean deliver(Delivery delivery, Store beside) {
        Channel channel = Optional.ofNullable(config.channels().get(delivery.channel()))
                .orElseThrow(() -> new IllegalStateException("a watch names only channels that exist"));
        Instant now = clock.instant();
        Delivery claimed = beside.outbox()
                .claim(new Outbox.ClaimRequest(channel.name(), 1, now, now.plus(LEASE), Instant.EPOCH, true))
                .get(0);
        Outcome outcome;
        List<String> notes = new ArrayList<>();
        try (Notifier notifier = channel.notifier()) {
            Notifier.Rendering rendering = notifier.render(claimed, now);
            rendering
                    .failure()
                    .ifPresent(failure -> notes.add("its template fails, so the built-in message is sent: " + failure));
            Delivery.Rendered rendered = new Delivery.Rendered(claimed.with(rendering.content()), rendering.failure());
            beside.outbox().storeContents(List.of(rendered), now);
            outcome = notifier.send(claimed, rendering.content(), now);
        }
        beside.outbox().record(List.of(new Attempt(claimed, outcome, clock.instant(), Optional.empty())));
        boolean isDelivered = outcome instanceof Outcome.Delivered;
        if (!isDelivered) {
            notes.add(NotifyCommand.wouldFollow(outcome));
        }
        end(
                "channel " + channel.name(),
                isDelivered,
                (isDelivered ? "delivered: " : "NOT delivered: ") + outcome.answer() + " (" + channel.target() + ", id "
                        + claimed.id() + ")",
                notes);
        return isDelivered;
    }

    private void end(String stage, boolean isDone, String words) {
        end(stage, isDone, words, List.of());
    }

    private void end(String stage, boolean isDone, String words, List<String> notes) {
        long now = System.nanoTime();
        stages.accept(new Stage(stage, Duration.ofNanos(now - began).toMillis(), isDone, words, notes));
        began = now;
    }

    /**
     * What the policy decides about a synthetic offer: the alert, sent past every gate and marked TEST, and what would happen
     * to a real offer now.
     *
     * @param suppressedBy the gate that would suppress a real offer, and until when; empty if none would
     * @param digests the channels that would get it in a digest
     */
    record Decision(Alert alert, Reason reason, Optional<String> suppressedBy, Map<String, Digest> digests) {
        /** Precedes the watch's name, so that no receiver takes a test for an alert. */
        private static final String MARK = "TEST-";

        /** @param offer one that the watch matches */
        static Decision of(Watch watch, Memory memory, Question asked, Offer offer, Supplier<String> ids) {
            Instant now = offer.seenAt();
            Snapshot alone = Snapshot.of(watch, asked, now, false, List.of(offer));
            OfferDecision real = AlertPolicy.decide(watch, memory, alone, ids).decisions().stream()
                    .filter(each -> alone.matches().containsKey(each.key()))
                    .findFirst()
                    .orElseThrow();
            Watch open = withoutGates(watch);
            // As if the offer came while the watch runs, not in its first poll.
            Memory blank =
                    new Memory(Map.of(), Map.of(), Optional.of(WatchState.first(open, now)), List.of(), Set.of());
            Alert alert = AlertPolicy.decide(open, blank, alone, ids).alerts().get(0);
            return new Decision(
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
                                    .map(end ->
                                            " until " + end.toLocalDateTime().truncatedTo(ChronoUnit.MINUTES) + " "
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
}
