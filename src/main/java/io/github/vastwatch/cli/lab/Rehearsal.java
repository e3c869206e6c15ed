package io.github.vastwatch.cli.lab;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.cli.config.NotifyCommand;
import io.github.vastwatch.cli.console.Exit;
import io.github.vastwatch.cli.console.ForceOption;
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
import io.github.vastwatch.vast.CompleteSearch;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** An invented offer on the whole way that a real one of a watch goes, in an outbox of its own. */
final class Rehearsal {
    /** Nobody else has this outbox. */
    private static final Duration LEASE = Duration.ofMinutes(15);

    private final Config config;
    private final Watch watch;
    private final VastClient vast;
    private final Clock clock;
    private final Consumer<RehearsalStage> stages;
    private long began = System.nanoTime();

    /** @param stages gets each as it is over */
    Rehearsal(Config config, Watch watch, VastClient vast, Clock clock, Consumer<RehearsalStage> stages) {
        this.config = config;
        this.watch = watch;
        this.vast = vast;
        this.clock = clock;
        this.stages = stages;
    }

    /** Goes the whole way, and returns the exit code. */
    int run() throws IOException, InterruptedException {
        CompleteSearch.Progress look = ask();
        if (!(look.result() instanceof SearchResult.Found found)) {
            end("market", false, ForceOption.words(look.result(), vast, clock), List.of());
            return Exit.NO_ANSWER;
        }
        end(
                "market",
                true,
                found.offers().size() + " offers" + (look.requests() > 1 ? ", in " + look.requests() + " requests" : "")
                        + (found.whole() ? "" : "; there may be more"),
                List.of());
        Offer planted = plant(look.question(), found);
        evaluate(look.question(), found, planted);
        RehearsalDecision rehearsalDecision = decide(look.question(), planted);
        return deliver(rehearsalDecision);
    }

    private CompleteSearch.Progress ask() throws InterruptedException {
        // As the daemon asks.
        Question question = vast.isAnonymous() ? watch.reach().narrow(watch.question()) : watch.question();
        return CompleteSearch.of(
                vast, question, watch.reach()::narrow, CompleteSearch.allowance(vast.requestsPerMinute()));
    }

    private Offer plant(Question asked, SearchResult.Found found) {
        Instant now = clock.instant();
        Optional<Offer> nearest = Snapshot.of(watch, asked, now, found.whole(), found.offers()).fitting().stream()
                .findFirst()
                .or(() -> found.offers().stream().findFirst());
        Offer like = nearest.orElseGet(() -> SampleAlert.offer(now));
        Offer planted = SyntheticOffer.of(watch, like, now);
        end(
                "plant",
                true,
                planted.key().map(key -> key.numGpus() + "× " + key.gpuName()).orElse("an offer") + " at "
                        + watch.threshold().metric().words(value(planted)) + ", made after "
                        + (nearest.isPresent()
                                ? "the market's nearest; its ids are nobody's"
                                : "nothing, as the answer is empty"),
                List.of());
        return planted;
    }

    private void evaluate(Question asked, SearchResult.Found found, Offer planted) {
        Instant now = clock.instant();
        int real = matches(asked, now, found.offers());
        int all = matches(
                asked,
                now,
                Stream.concat(found.offers().stream(), Stream.of(planted)).toList());
        if (all <= real) {
            throw new IllegalStateException("the offer that was made for watch '" + watch.name() + "' fits it not");
        }
        end("evaluation", true, "it fits " + watch.threshold() + "; so do " + real + " real ones", List.of());
    }

    private int matches(Question asked, Instant now, List<Offer> offers) {
        return Snapshot.of(watch, asked, now, false, offers).offers().size();
    }

    private RehearsalDecision decide(Question asked, Offer planted) throws IOException {
        List<String> notes = new ArrayList<>();
        Memory memory = memory(notes);
        RehearsalDecision rehearsalDecision = RehearsalDecision.of(
                watch, memory, asked, planted, () -> UUID.randomUUID().toString());
        rehearsalDecision.held().ifPresent(gate -> notes.add(0, "at this hour a real one would be held by " + gate));
        rehearsalDecision
                .later()
                .forEach((channel, digest) ->
                        notes.add("a real one would reach '" + channel + "' in its digest, " + digest));
        if (watch.next(clock.instant()).isEmpty()) {
            notes.add("the watch is never due: it is not enabled, or over");
        }
        end(
                "policy",
                true,
                "told: " + rehearsalDecision.reason().words() + ", severity "
                        + Severity.of(rehearsalDecision.alert()).wire(),
                notes);
        return rehearsalDecision;
    }

    /** What is remembered of the watch, if anything is; the daemon may be using it. */
    private Memory memory(List<String> notes) {
        if (config.state().file().map(Files::notExists).orElse(true)) {
            return Memory.EMPTY;
        }
        try (Store real = Store.reading(config.state().file().get())) {
            real.status().watches().stream()
                    .filter(each -> each.name().equals(watch.name()))
                    .flatMap(status -> status.paused().stream())
                    .forEach(since -> notes.add("the watch is paused until: vastwatch resume " + watch.name()));
            real.channels().all().stream()
                    .filter(channel -> watch.channels().contains(channel.name()))
                    .filter(channel -> channel.stoppedAt().isPresent())
                    .forEach(channel -> notes.add("channel '" + channel.name()
                            + "' is stopped until: vastwatch outbox retry --channel " + channel.name()));
            return real.offers().memory(watch);
        } catch (IOException e) {
            notes.add("judged as of a new watch: " + e.getMessage());
            return Memory.EMPTY;
        }
    }

    private int deliver(RehearsalDecision rehearsalDecision) throws IOException {
        try (Store beside = Store.open(StateLocation.MEMORY)) {
            List<Delivery> deliveries = Delivery.of(
                    rehearsalDecision.alert(),
                    watch.channels(),
                    () -> UUID.randomUUID().toString());
            beside.commit(new WatchUpdate(watch.name(), clock.instant(), List.of(), List.of(), deliveries));
            end("outbox", true, deliveries.size() + " to deliver, in memory; the state is as it was", List.of());
            boolean allTookIt = true;
            for (Delivery delivery : deliveries) {
                allTookIt &= deliver(delivery, beside);
            }
            return allTookIt ? Exit.DONE : Exit.NO;
        }
    }

    private boolean deliver(Delivery delivery, Store beside) {
        Channel channel = Optional.ofNullable(config.channels().get(delivery.channel()))
                .orElseThrow(() -> new IllegalStateException("a watch names only channels that there are"));
        Instant now = clock.instant();
        Delivery claimed = beside.outbox()
                .claim(new Outbox.ClaimRequest(channel.name(), now, now.plus(LEASE), Instant.EPOCH, true))
                .orElseThrow();
        Outcome outcome;
        List<String> notes = new ArrayList<>();
        try (Notifier notifier = channel.notifier()) {
            Notifier.Rendering rendering = notifier.render(claimed, now);
            rendering
                    .failure()
                    .ifPresent(
                            failure -> notes.add("its template fails, the built-in message goes instead: " + failure));
            beside.outbox().fix(claimed, rendering.content(), rendering.failure(), now);
            outcome = notifier.send(claimed, rendering.content(), now);
        }
        beside.outbox().record(claimed, outcome, clock.instant(), Optional.empty());
        boolean isTaken = outcome instanceof Outcome.Delivered;
        if (!isTaken) {
            notes.add(NotifyCommand.wouldFollow(outcome));
        }
        end(
                "channel " + channel.name(),
                isTaken,
                (isTaken ? "taken: " : "NOT taken: ") + outcome.answer() + " (" + channel.target() + ", id "
                        + claimed.id() + ")",
                notes);
        return isTaken;
    }

    private BigDecimal value(Offer offer) {
        return watch.threshold().metric().of(offer).orElseThrow();
    }

    private void end(String name, boolean isDone, String words, List<String> notes) {
        long now = System.nanoTime();
        stages.accept(new RehearsalStage(name, Duration.ofNanos(now - began), isDone, words, notes));
        began = now;
    }
}
