package io.github.vastwatch.history;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.OfferDecision;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.history.Stays.Lasted;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.Event;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * What a watch would have sent in a recorded time.
 *
 * @param alerts in order
 * @param held what gates held back, in order
 * @param seen the times in which all that the watch sends is recorded
 */
public record Backtest(Watch watch, List<Sent> alerts, List<Held> held, Spans seen) {
    private static final double SECONDS_A_DAY = 86_400;

    /** An alert, and how long each of its offers stayed within the threshold after it; empty where that is not recorded. */
    public record Sent(Alert alert, List<Optional<Lasted>> lasted) {}

    /**
     * An offer that a gate held back.
     *
     * @param gate the reason of the gate
     * @param to when it was last held back
     * @param sentAt when it was sent after all; empty if it was not
     */
    public record Held(
            OfferKey key, Reason gate, BigDecimal value, Instant from, Instant to, Optional<Instant> sentAt) {}

    /**
     * Replays the answers.
     *
     * @param history of the watch
     * @param progress gets the number of answers so far, now and then
     */
    public static Backtest of(
            Replay replay, WatchHistory history, Watch watch, List<Silence> silences, IntConsumer progress) {
        Collector collector = new Collector(watch, history);
        replay.run(watch, silences, collector::add, progress);
        return new Backtest(
                watch,
                collector.alerts,
                collector.held.stream().map(Holding::ended).toList(),
                history.matching());
    }

    /** How many alerts there were on each day that was seen; empty if less than an hour was. */
    public Optional<Double> alertsPerDay() {
        double days = seen.length().toSeconds() / SECONDS_A_DAY;
        return days * 24 < 1 ? Optional.empty() : Optional.of(alerts.size() / days);
    }

    /** The offers to rent that were sent, each as often as it was. */
    public List<Match> toRent() {
        return alerts.stream()
                .flatMap(sent -> sent.alert().matches().stream())
                .filter(Match::isToRent)
                .toList();
    }

    /** How long offers stayed after they were sent. */
    public List<Lasted> lasted() {
        return alerts.stream()
                .flatMap(sent -> sent.lasted().stream())
                .flatMap(Optional::stream)
                .toList();
    }

    private static final class Holding {
        private final OfferDecision first;
        private final Instant from;
        private Instant to;
        private BigDecimal value;
        private Optional<Instant> sentAt = Optional.empty();

        Holding(OfferDecision first, Instant from) {
            this.first = first;
            this.from = from;
            this.to = from;
            this.value = first.value();
        }

        Held ended() {
            return new Held(first.key(), first.reason(), value, from, to, sentAt);
        }
    }

    private static final class Collector {
        private final Watch watch;
        private final WatchHistory history;
        /** By the threshold, which may follow the market. */
        private final Map<Threshold, Stays> stays = new HashMap<>();

        private final List<Sent> alerts = new ArrayList<>();
        private final List<Holding> held = new ArrayList<>();
        private final Map<OfferKey, Holding> open = new HashMap<>();

        Collector(Watch watch, WatchHistory history) {
            this.watch = watch;
            this.history = history;
        }

        private Optional<Lasted> lasted(Alert alert, Match match) {
            return alert.terms()
                    .filter(terms -> match.isToRent())
                    .map(terms -> stays.computeIfAbsent(terms.threshold(), each -> Stays.of(history, each)))
                    .flatMap(each -> each.after(match.key(), alert.at()));
        }

        void add(WatchUpdate update) {
            update.alerts()
                    .forEach(alert -> alerts.add(new Sent(
                            alert,
                            alert.matches().stream()
                                    .map(match -> lasted(alert, match))
                                    .toList())));
            update.decisions().forEach(decision -> add(decision, update.at()));
        }

        private void add(OfferDecision decision, Instant at) {
            Holding holding = open.get(decision.key());
            if (decision.reason().isSuppressed()) {
                if (isHeld(decision)) {
                    hold(decision, holding, at);
                }
            } else if (decision.reason() != Reason.NOT_SEEN && holding != null) {
                if (decision.reason().isReasonToSend()) {
                    holding.sentAt = Optional.of(at);
                }
                open.remove(decision.key());
            }
        }

        /** What a watch leaves out on purpose is not held back. */
        private static boolean isHeld(OfferDecision decision) {
            return switch (decision.reason()) {
                case DONE, UNCONFIRMED, SILENCED, IN_DIGEST, QUIET_HOURS, TOO_MANY ->
                    decision.intended()
                            .flatMap(Reason::event)
                            .filter(Event::isLeaving)
                            .isEmpty();
                default -> false;
            };
        }

        private void hold(OfferDecision decision, @org.jspecify.annotations.Nullable Holding holding, Instant at) {
            Holding same = holding != null
                            && holding.first.reason() == decision.reason()
                            && Duration.between(holding.to, at).compareTo(longest(at)) <= 0
                    ? holding
                    : new Holding(decision, at);
            if (same != holding) {
                held.add(same);
                open.put(decision.key(), same);
            }
            same.to = at;
            same.value = decision.value();
        }

        /** After a longer absence it is held back once more. */
        private Duration longest(Instant at) {
            Duration gone = watch.alerts().goneAfter().time();
            Duration twice = watch.interval(at).orElse(gone).multipliedBy(2);
            return gone.compareTo(twice) > 0 ? gone : twice;
        }
    }
}
