package io.github.vastwatch.alert;

import io.github.vastwatch.watch.Event;
import io.github.vastwatch.watch.RateRules;
import io.github.vastwatch.watch.Selection;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What suppresses an offer that there is a reason to send, in the order in which gates are asked; the first that suppresses
 * is the decision's reason. What is suppressed is decided again with the next answer.
 */
enum Gate {
    BLOCKED(Reason.BLOCKED) {
        @Override
        boolean suppresses(Candidate candidate, PolicyInput input, WatchState state) {
            Selection selection = input.watch().alerts().selection();
            return Optional.ofNullable(input.snapshot().excluded().get(candidate.key()))
                    .map(selection::blocks)
                    .orElseGet(() -> candidate.isLeaving()
                            && selection.blocksMachine(candidate.key().machineId()));
        }
    },
    NOT_CHOSEN(Reason.NOT_CHOSEN) {
        @Override
        boolean suppresses(Candidate candidate, PolicyInput input, WatchState state) {
            // Whether an offer is gone is unknown once the watch leaves it out.
            Selection selection = input.watch().alerts().selection();
            return input.snapshot().excluded().containsKey(candidate.key())
                    || (candidate.isLeaving()
                            && !selection.mayKeepMachine(candidate.key().machineId()));
        }
    },
    DONE(Reason.DONE) {
        @Override
        boolean suppresses(Candidate candidate, PolicyInput input, WatchState state) {
            return state.isDone(input.watch());
        }
    },
    UNCONFIRMED(Reason.UNCONFIRMED) {
        @Override
        boolean suppresses(Candidate candidate, PolicyInput input, WatchState state) {
            return !candidate.isLeaving()
                    && candidate.shown() < input.watch().alerts().notifyRules().confirm();
        }
    },
    EVENT_NOT_LISTED(Reason.EVENT_NOT_LISTED) {
        @Override
        boolean suppresses(Candidate candidate, PolicyInput input, WatchState state) {
            Event event = candidate.reason().event().orElseThrow();
            return event != Event.REMINDER
                    && !input.watch().alerts().notifyRules().events().contains(event);
        }
    },
    SILENCED(Reason.SILENCED) {
        @Override
        boolean suppresses(Candidate candidate, PolicyInput input, WatchState state) {
            return input.isSilenced(candidate.key());
        }
    },
    IN_DIGEST(Reason.IN_DIGEST) {
        @Override
        boolean suppresses(Candidate candidate, PolicyInput input, WatchState state) {
            return input.immediateChannels().isEmpty();
        }
    },
    QUIET_HOURS(Reason.QUIET_HOURS) {
        @Override
        boolean suppresses(Candidate candidate, PolicyInput input, WatchState state) {
            return input.isQuiet() && !breaksThrough(candidate, input);
        }
    },
    TOO_MANY(Reason.TOO_MANY) {
        @Override
        boolean suppresses(Candidate candidate, PolicyInput input, WatchState state) {
            // Only other offers that were new can have taken the place of one that is new.
            boolean hasRoom =
                    candidate.isNew(input.now()) ? state.hasRoomForNew(input.watch()) : state.hasRoom(input.watch());
            boolean isBest = !candidate.isLeaving() && state.isBestOfLastHour(input.watch(), candidate.value());
            return !hasRoom && !isBest && !breaksThrough(candidate, input);
        }
    };

    /** Those that are asked again for each alert: the one before may have been the last. */
    private static final Set<Gate> OF_EACH_ALERT = EnumSet.of(DONE, TOO_MANY);

    private static final Set<Gate> OF_EACH_OFFER = EnumSet.range(BLOCKED, QUIET_HOURS);

    private final Reason reason;

    Gate(Reason reason) {
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    /** @param state with the alerts that were composed so far */
    abstract boolean suppresses(Candidate candidate, PolicyInput input, WatchState state);

    /** Asks the gates that depend on one offer alone. */
    static List<Candidate> apply(List<Candidate> candidates, PolicyInput input) {
        return candidates.stream()
                .map(each -> each.reason().isReasonToSend() ? apply(OF_EACH_OFFER, each, input, input.state()) : each)
                .toList();
    }

    /** Asks the gates that depend on what the watch has sent. */
    static Candidate applyRate(Candidate candidate, PolicyInput input, WatchState state) {
        return apply(OF_EACH_ALERT, candidate, input, state);
    }

    private static Candidate apply(Collection<Gate> gates, Candidate candidate, PolicyInput input, WatchState state) {
        return gates.stream()
                .filter(gate -> gate.suppresses(candidate, input, state))
                .findFirst()
                .map(candidate::suppressedBy)
                .orElse(candidate);
    }

    /** Whether a notice of the watch has to wait. */
    static boolean suppressesNotices(PolicyInput input, WatchState state) {
        return state.isDone(input.watch()) || input.isSilenced() || input.isQuiet() || !state.hasRoom(input.watch());
    }

    private static boolean breaksThrough(Candidate candidate, PolicyInput input) {
        RateRules rules = input.watch().alerts().rateRules();
        return !candidate.isLeaving()
                && rules.quietHours()
                        .flatMap(quiet -> candidate.offer().map(quiet::isBrokenBy))
                        .orElse(false);
    }
}
