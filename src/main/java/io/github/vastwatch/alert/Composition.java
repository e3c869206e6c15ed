package io.github.vastwatch.alert;

import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.watch.CountRule;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Composes the alerts of one answer, each with regard to those before it: offers first, then notices, then digests. */
final class Composition {
    private final PolicyInput input;
    private final Supplier<String> ids;
    private final Map<OfferKey, Candidate> candidates = new LinkedHashMap<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private WatchState state;

    Composition(PolicyInput input, List<Candidate> gated, Supplier<String> ids) {
        this.input = input;
        this.ids = ids;
        this.state = input.state();
        gated.forEach(each -> candidates.put(each.key(), each));
    }

    Composition compose() {
        composeMatches();
        composeOffers(AlertKind.OFFERS_LEFT);
        composeCount();
        composeAbsence();
        composeDone();
        new DigestComposer(input, this).compose();
        return this;
    }

    Composition composeMatches() {
        composeOffers(AlertKind.OFFERS_MATCHED);
        return this;
    }

    private void composeOffers(AlertKind kind) {
        WatchState before = state;
        List<Candidate> passed = candidates.values().stream()
                .filter(each -> each.hasPassed() && each.isLeaving() == (kind == AlertKind.OFFERS_LEFT))
                .map(each -> Gate.applyRate(each, input, before))
                .toList();
        passed.forEach(each -> candidates.put(each.key(), each));
        List<Candidate> sent = passed.stream().filter(Candidate::hasPassed).toList();
        if (sent.isEmpty()) {
            return;
        }
        Optional<BigDecimal> best = sent.stream()
                .filter(each -> !each.isLeaving())
                .map(Candidate::value)
                .min(input.watch().threshold().metric()::compare);
        state = state.after(
                new WatchState.SentAlert(input.now(), best, sent.stream().anyMatch(each -> each.isNew(input.now()))));
        send(kind, sent, List.of(), Map.of(), input.immediateChannels());
    }

    /** Sends offers, best first, with the notes beside them. */
    void send(
            AlertKind kind,
            List<Candidate> offers,
            List<String> sentences,
            Map<String, String> facts,
            List<String> channels) {
        List<Match> matches = offers.stream()
                .sorted((one, other) -> input.watch().threshold().metric().compare(one.value(), other.value()))
                .map(this::match)
                .toList();
        Alert alert = new Alert(
                ids.get(),
                kind,
                Optional.of(input.watch().name()),
                input.now(),
                Optional.of(WatchTerms.of(input.watch())),
                matches,
                input.matching(),
                sentences,
                facts);
        deliveries.addAll(Delivery.of(alert, channels, ids));
        offers.forEach(each -> candidates.computeIfPresent(
                each.key(),
                (key, own) -> own.hasPassed() || own.isSuppressedBy(Gate.IN_DIGEST) ? own.sentIn(alert.id()) : own));
    }

    private Match match(Candidate candidate) {
        boolean isMachine = candidate.key().isMachine() && !candidate.isLeaving();
        return new Match(
                candidate.reason(),
                candidate.offer().orElseThrow().key().orElse(candidate.key()),
                candidate.offer().orElseThrow(),
                candidate.value(),
                candidate.previous(),
                isMachine ? input.snapshot().sizes(candidate.key()) : List.of());
    }

    private void composeCount() {
        Optional<CountRule> rule = input.watch().alerts().noticeRules().count();
        if (rule.isEmpty() || !input.snapshot().isComplete()) {
            return;
        }
        int count = rule.get().count(input.snapshot().offers().keySet());
        if (count < rule.get().least()) {
            state = state.with(AlertKind.WATCH_COUNT, false);
        } else if (input.isFirst() && !input.watch().alerts().notifyRules().alertsOnStart()) {
            state = state.with(AlertKind.WATCH_COUNT, true);
        } else if (!state.hasReported(AlertKind.WATCH_COUNT) && !Gate.suppressesNotices(input, state)) {
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("count", String.valueOf(count));
            facts.put("rule", rule.get().toString());
            String unit = rule.get().unit().wire();
            notice(AlertKind.WATCH_COUNT, count + " " + unit + " match now (" + rule.get() + ")", facts);
            state = state.afterNotice(input.now()).with(AlertKind.WATCH_COUNT, true);
        }
    }

    private void composeAbsence() {
        if (input.hasMatch()) {
            state = state.matchedAt(input.now());
            return;
        }
        Optional<Duration> after = input.watch().alerts().noticeRules().absent();
        Instant since = state.lastMatch().orElse(state.created());
        Duration absence = Duration.between(since, input.now());
        if (after.isPresent()
                && input.snapshot().isComplete()
                && !state.hasReported(AlertKind.WATCH_ABSENT)
                && absence.compareTo(after.get()) >= 0
                && !Gate.suppressesNotices(input, state)) {
            Map<String, String> facts = new LinkedHashMap<>();
            facts.put("since", since.toString());
            facts.put("absent", Durations.of(after.get()));
            String what = state.lastMatch().isPresent() ? "nothing has matched for " : "nothing has matched yet, for ";
            notice(AlertKind.WATCH_ABSENT, what + Durations.of(absence), facts);
            state = state.afterNotice(input.now()).with(AlertKind.WATCH_ABSENT, true);
        }
    }

    private void composeDone() {
        boolean isDone = state.isDone(input.watch());
        if (isDone && !state.hasReported(AlertKind.WATCH_DONE)) {
            int alerts = state.alerts();
            notice(
                    AlertKind.WATCH_DONE,
                    "watch " + input.watch().name() + " is done after " + alerts + (alerts == 1 ? " alert" : " alerts"),
                    Map.of("alerts", String.valueOf(alerts)));
        }
        state = state.with(AlertKind.WATCH_DONE, isDone);
    }

    private void notice(AlertKind kind, String sentence, Map<String, String> facts) {
        Alert alert = new Alert(
                ids.get(),
                kind,
                Optional.of(input.watch().name()),
                input.now(),
                Optional.empty(),
                List.of(),
                input.matching(),
                List.of(sentence),
                facts);
        // A watch whose channels all get digests reports this at once all the same.
        List<String> immediate = input.immediateChannels();
        deliveries.addAll(Delivery.of(alert, immediate.isEmpty() ? input.watch().channels() : immediate, ids));
    }

    WatchState state() {
        return state;
    }

    void state(WatchState next) {
        state = next;
    }

    List<Candidate> candidates() {
        return List.copyOf(candidates.values());
    }

    List<Delivery> deliveries() {
        return List.copyOf(deliveries);
    }
}
