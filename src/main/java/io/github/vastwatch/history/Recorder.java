package io.github.vastwatch.history;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns answers into runs. An offer that an answer lacks is only gone by the rule that decides it for alerts, because two
 * equal questions differ in a quarter of their rows. One that is missing and not looked for any more ends when it was first
 * missing. Offers without a price or a key are left out, and so are answers with
 * the fee for a service level in their prices.
 */
public final class Recorder {
    /** What changes while an offer stays, so that it may be missing from an answer that filters by it. */
    private static final Set<Field> CHANGING = EnumSet.of(
            Field.DPH_TOTAL,
            Field.DPH_BASE,
            Field.MIN_BID,
            Field.STORAGE_COST,
            Field.DLPERF_PER_DPHTOTAL,
            Field.FLOPS_PER_DPHTOTAL,
            Field.DISCOUNTED_DPH_TOTAL,
            Field.INET_UP_COST,
            Field.INET_DOWN_COST,
            Field.INET_UP,
            Field.INET_DOWN,
            Field.RELIABILITY,
            Field.DISK_SPACE,
            Field.DISK_BW,
            Field.DURATION,
            Field.SCORE);

    /** Questions that leave out machines change with each alert. */
    private static final int MOST_QUESTIONS = 500;

    private final Map<OfferKey, Open> open = new HashMap<>();
    private final Map<Question, Integer> questions = new HashMap<>();
    private int lastQuestion;

    /** @param open the runs that have not ended */
    public Recorder(Collection<Run> open) {
        open.forEach(run -> this.open.put(run.key(), new Open(run, run.from())));
    }

    /** A run that has not ended. */
    private static final class Open {
        private final Run run;
        private Instant lastSeen;
        /** The row that was recorded or taken for the same last, and the number of the question that it answered. */
        private @Nullable Offer last;

        private int lastAsked;
        private int missed;
        private @Nullable Instant missedAt;
        /** Until when an answer without it counts, if no other follows. */
        private Instant missedUntil = Instant.MAX;

        Open(Run run, Instant lastSeen) {
            this.run = run;
            this.lastSeen = lastSeen;
        }

        void seen(Offer row, int asked, Instant at) {
            last = row;
            lastAsked = asked;
            lastSeen = at;
            missed = 0;
            missedAt = null;
            missedUntil = Instant.MAX;
        }

        void missed(Observation by) {
            missed++;
            missedAt = missedAt == null ? by.at() : missedAt;
            missedUntil = by.at().plus(by.holds());
        }

        /** Whether a row shows what the last one showed, in an answer to the same question. */
        boolean isUnchanged(Offer row, int asked) {
            return last != null && lastAsked == asked && Facts.isUnchanged(last, row);
        }

        /** Since when it is missing without being looked for any more; empty while it is looked for, or there. */
        Optional<Instant> abandoned(Instant now) {
            return Optional.ofNullable(missedAt).filter(at -> missedUntil.isBefore(now));
        }
    }

    /** Whether answers to a question are recorded. */
    public static boolean records(Question asked) {
        return asked.sla().isEmpty();
    }

    /** What an answer adds to the record; nothing is remembered of it yet. */
    public Recording record(Observation seen) {
        Map<OfferKey, Offer> shown = new HashMap<>(seen.offers().size() * 2);
        boolean isAllKeyed = true;
        for (Offer offer : seen.offers()) {
            isAllKeyed &= offer.key().isPresent();
            if (offer.key().isPresent() && offer.isPriced() && offer.number(Field.DPH_TOTAL, 0) > 0) {
                shown.merge(offer.key().get(), offer, Recorder::cheaper);
            }
        }
        int asked = number(seen.asked());
        List<Run> opened = new ArrayList<>();
        List<Recording.Ended> ended = new ArrayList<>();
        shown.forEach((key, offer) -> {
            Open before = open.get(key);
            if (before == null) {
                opened.add(run(key, offer, seen));
            } else if (before.abandoned(seen.at()).isPresent()) {
                ended.add(ended(before, before.abandoned(seen.at()).get(), Run.End.UNSEEN));
                opened.add(run(key, offer, seen));
            } else if (!before.isUnchanged(offer, asked) && !isSame(before.run, offer, seen.asked())) {
                ended.add(ended(
                        before,
                        seen.at(),
                        isLong(before.lastSeen, seen.at(), seen.holds()) ? Run.End.UNSEEN : Run.End.CHANGED));
                opened.add(run(key, offer, seen));
            }
        });
        List<OfferKey> missing = new ArrayList<>();
        if (seen.complete() && isAllKeyed) {
            open.forEach((key, each) -> {
                if (shown.containsKey(key)) {
                    return;
                }
                if (wouldShow(seen.asked(), each.run)) {
                    Instant from = each.missedAt == null ? seen.at() : each.missedAt;
                    boolean isGone = each.missed + 1 >= seen.missing().answers()
                            && !each.lastSeen.plus(seen.missing().time()).isAfter(seen.at());
                    if (isGone) {
                        ended.add(ended(each, from, why(each, from, seen)));
                    } else {
                        missing.add(key);
                    }
                } else {
                    each.abandoned(seen.at()).ifPresent(from -> ended.add(ended(each, from, Run.End.UNSEEN)));
                }
            });
        }
        return new Recording(seen, shown, opened, ended, missing);
    }

    /** Remembers what was written. */
    public void committed(Recording recording) {
        Instant at = recording.observation().at();
        recording.ended().forEach(each -> open.remove(each.key()));
        recording.opened().forEach(run -> open.put(run.key(), new Open(run, at)));
        int asked = number(recording.observation().asked());
        recording.shown().forEach((key, row) -> {
            Open each = open.get(key);
            if (each != null) {
                each.seen(row, asked, at);
            }
        });
        for (OfferKey key : recording.missing()) {
            Optional.ofNullable(open.get(key)).ifPresent(each -> each.missed(recording.observation()));
        }
    }

    private int number(Question asked) {
        if (questions.size() > MOST_QUESTIONS) {
            questions.clear();
        }
        return questions.computeIfAbsent(asked, each -> ++lastQuestion);
    }

    private static Run run(OfferKey key, Offer offer, Observation seen) {
        return new Run(
                key, seen.at(), Optional.empty(), Optional.empty(), seen.asked().diskGb(), Facts.of(offer));
    }

    private static Recording.Ended ended(Open open, Instant at, Run.End why) {
        // A clock that was set back must not end a run before it began.
        Instant to = at.isAfter(open.run.from()) ? at : open.run.from();
        return new Recording.Ended(open.run.key(), open.run.from(), to, why);
    }

    private static Run.End why(Open open, Instant missedAt, Observation seen) {
        if (isLong(open.lastSeen, missedAt, seen.holds())) {
            return Run.End.UNSEEN;
        }
        return seen.asked().query().clauses().stream().noneMatch(clause -> CHANGING.contains(clause.field()))
                ? Run.End.GONE
                : Run.End.GONE_OR_CHANGED;
    }

    private static boolean isLong(Instant from, Instant to, Duration most) {
        return Duration.between(from, to).compareTo(most) > 0;
    }

    /** A row that a question would not ask for as it is recorded is another, however near its measured values are. */
    private static boolean isSame(Run recorded, Offer row, Question asked) {
        Offer before = Facts.withDisk(recorded.offer(), recorded.diskGb(), asked.diskGb());
        return Facts.isSame(before, row) && (asked.matches(before, asked) || !asked.matches(row, asked));
    }

    /** Whether an answer would show an offer as it is recorded. */
    private static boolean wouldShow(Question asked, Run run) {
        return run.key().type() == asked.type()
                && asked.query().extra().isEmpty()
                && asked.matches(Facts.withDisk(run.offer(), run.diskGb(), asked.diskGb()), asked);
    }

    /** Of two rows with one key, the cheaper stands for it, ties to the lowest ID. */
    private static Offer cheaper(Offer one, Offer other) {
        int order = Double.compare(one.number(Field.DPH_TOTAL, 0), other.number(Field.DPH_TOTAL, 0));
        return order < 0
                        || (order == 0
                                && one.id().orElse(Long.MAX_VALUE) <= other.id().orElse(Long.MAX_VALUE))
                ? one
                : other;
    }
}
