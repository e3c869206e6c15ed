package io.github.vastwatch.history;

import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.OfferDecision;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Row;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Coverage;
import io.github.vastwatch.watch.Evaluation;
import io.github.vastwatch.watch.MovingThreshold;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Recorded answers, decided again for a watch in the order of time. The rows of an answer are the runs that were going on and
 * that satisfy its question. Where these are as in the answer before and deciding again would change nothing, as in most of
 * a quiet market, it is not decided again.
 */
public final class Replay {
    /** Steady answers are decided again at least this often, which forgets what is old. */
    private static final Duration LONGEST = Duration.ofHours(6);

    /** How often the progress is reported, in answers. */
    private static final int STEP = 1_000;

    private final List<RecordedPoll> polls;
    private final Map<Question, List<Shown>> rows;
    private final List<RecordedPoll> all;
    private final List<Run> runs;

    /**
     * A run as the answers to one question show it.
     *
     * @param offer at the price with the disk of the question
     */
    private record Shown(Instant from, Instant to, Offer offer) {}

    private Replay(
            List<RecordedPoll> polls,
            Map<Question, List<Shown>> rows,
            Collection<RecordedPoll> all,
            Collection<Run> runs) {
        this.polls = polls;
        this.rows = rows;
        this.all = List.copyOf(all);
        this.runs = List.copyOf(runs);
    }

    /**
     * The answers for a watch. Of a watch that the record knows by its name, they are those that it was evaluated with, and
     * before these, as of any other watch, all that may show its offers.
     *
     * @param recorded in any order
     * @param from when to begin; what is recorded before only moves a threshold that follows the market
     * @param runs those of offers that the watch may admit
     */
    public static Replay of(Watch watch, Collection<RecordedPoll> recorded, Instant from, Collection<Run> runs) {
        Instant own = firstOf(watch, recorded).orElse(Instant.MAX);
        Map<Question, List<RecordedPoll>> byQuestion = recorded.stream()
                .filter(poll -> poll.asked().type() == watch.type() && hasRows(poll))
                .filter(poll -> !poll.at().isBefore(from))
                .filter(poll -> poll.at().isBefore(own) || poll.watches().contains(watch.name()))
                .collect(Collectors.groupingBy(RecordedPoll::asked));
        List<Run> sorted = runs.stream().sorted(Comparator.comparing(Run::from)).toList();
        List<RecordedPoll> polls = new ArrayList<>();
        Map<Question, List<Shown>> rows = new HashMap<>();
        byQuestion.forEach((question, answers) -> {
            answers.sort(Comparator.comparing(RecordedPoll::at));
            boolean isImported =
                    answers.stream().allMatch(poll -> poll.watches().isEmpty());
            List<Shown> shown = shown(
                    question,
                    isImported ? watch.diskGb() : 0,
                    answers.get(0).at(),
                    answers.get(answers.size() - 1).at(),
                    sorted);
            boolean mayShow = !shown.isEmpty()
                    || new Coverage(watch, question, true).showsAll()
                    || answers.stream().anyMatch(poll -> poll.watches().contains(watch.name()));
            if (mayShow) {
                polls.addAll(answers);
                rows.put(question, shown);
            }
        });
        polls.sort(Comparator.comparing(RecordedPoll::at));
        return new Replay(List.copyOf(polls), rows, recorded, runs);
    }

    /** Whether a watch may admit an offer as it is recorded, at whatever price and time. */
    public static boolean mayAdmit(Watch watch, Run run) {
        Question wanted = timeless(watch.question());
        Offer offer = Facts.withDisk(run.offer(), run.diskGb(), watch.diskGb());
        return run.key().type() == watch.type() && (wanted.matches(offer, wanted) || wanted.mayMatch(offer, wanted));
    }

    /** When the first answer came that a watch of this name was evaluated with. */
    public static Optional<Instant> firstOf(Watch watch, Collection<RecordedPoll> polls) {
        return polls.stream()
                .filter(poll -> poll.watches().contains(watch.name()))
                .map(RecordedPoll::at)
                .min(Comparator.naturalOrder());
    }

    /** The runs of imported sweeps end with the last, so that its rows are not recorded. */
    private static boolean hasRows(RecordedPoll poll) {
        return !poll.holds().isZero();
    }

    /** @param diskGb the disk that an offer has whose row does not say how much, 0 for unknown */
    private static List<Shown> shown(Question question, int diskGb, Instant first, Instant last, List<Run> runs) {
        Question timeless = timeless(question);
        List<Shown> shown = new ArrayList<>();
        for (Run run : runs) {
            if (run.from().isAfter(last)) {
                break;
            }
            Instant to = run.to().orElse(Instant.MAX);
            if (to.isAfter(first) && run.key().type() == question.type()) {
                Offer offer = Facts.withDisk(run.offer(), run.diskGb(), question.diskGb());
                if (timeless.matches(offer, question)) {
                    shown.add(new Shown(run.from(), to, withAssumed(offer, diskGb)));
                }
            }
        }
        return shown;
    }

    /** With what the server assumes where a question does not say otherwise, and with the disk, which dumps lack. */
    private static Offer withAssumed(Offer offer, int diskGb) {
        boolean lacksDisk = diskGb > 0 && !offer.row().containsKey(Field.DISK_SPACE);
        if (!lacksDisk && offer.row().containsKey(Field.RENTABLE) && offer.row().containsKey(Field.EXTERNAL)) {
            return offer;
        }
        Row.Builder row = new Row.Builder();
        offer.row().forEach(row::put);
        if (!offer.row().containsKey(Field.RENTABLE)) {
            row.put(Field.RENTABLE, Value.of(true));
        }
        if (!offer.row().containsKey(Field.EXTERNAL)) {
            row.put(Field.EXTERNAL, Value.of(false));
        }
        if (lacksDisk) {
            row.put(Field.DISK_SPACE, diskGb);
        }
        return new Offer(offer.type(), offer.seenAt(), row.build());
    }

    /** The answers, in order. */
    public List<RecordedPoll> polls() {
        return polls;
    }

    /**
     * Decides on each answer.
     *
     * @param watch with the query for which the runs were read; threshold and alert settings may differ
     * @param silences those that may have been active
     * @param decided gets what each answer changes, where it was decided
     * @param progress gets the number of answers so far, now and then
     */
    public void run(Watch watch, List<Silence> silences, Consumer<WatchUpdate> decided, IntConsumer progress) {
        new Course(watch, silences).run(decided, progress);
    }

    /** One passage through the answers. */
    private final class Course {
        private final Optional<WindowReplay> window;
        private final List<Silence> silences;
        private final Map<Question, Cursor> cursors = new HashMap<>();
        private Memory memory = Memory.EMPTY;
        /** Changes when something else is remembered than when offers were seen. */
        private long revision;

        private int alerts;

        /** Where its threshold is now. */
        private Watch watch;
        /** The threshold with the slack: a row that is further outside changes nothing. */
        private Threshold reach;

        Course(Watch watch, List<Silence> silences) {
            this.window = watch.moving().map(moving -> new WindowReplay(watch, moving, all, runs));
            this.watch = watch;
            this.silences = silences;
            this.reach = watch.threshold().loosened(watch.alerts().slack());
        }

        private void moveThreshold(MovingThreshold moving, WindowReplay market, Instant at) {
            Threshold now = market.at(at).orElseGet(moving::unresolved);
            if (!now.equals(watch.threshold())) {
                watch = watch.with(now);
                reach = now.loosened(watch.alerts().slack());
                cursors.values().forEach(Cursor::forget);
            }
        }

        void run(Consumer<WatchUpdate> decided, IntConsumer progress) {
            for (int i = 0; i < polls.size(); i++) {
                RecordedPoll poll = polls.get(i);
                watch.moving()
                        .ifPresent(moving -> window.ifPresent(market -> moveThreshold(moving, market, poll.at())));
                Cursor cursor = cursors.computeIfAbsent(poll.asked(), Cursor::new);
                cursor.moveTo(poll.at());
                if (watch.isWaiting()) {
                    continue;
                }
                if (cursor.isSteady(poll)) {
                    cursor.seenAgain(poll.at());
                } else {
                    decided.accept(decide(cursor, poll));
                }
                if (i % STEP == 0) {
                    progress.accept(i);
                }
            }
        }

        private WatchUpdate decide(Cursor cursor, RecordedPoll poll) {
            takeSeen();
            Memory before = memory.with(silences.stream()
                    .filter(silence -> !silence.from().isAfter(poll.at()))
                    .toList());
            WatchUpdate update =
                    AlertPolicy.decide(watch, before, cursor.snapshot(poll), () -> String.valueOf(++alerts));
            memory = before.after(update);
            boolean isSteady = AlertPolicy.isSteady(watch, update);
            if (!isSteady || changes(before, update)) {
                revision++;
            }
            cursor.decided(poll, isSteady, update);
            return update;
        }

        /** Whether an update changes more than when offers were seen. */
        private static boolean changes(Memory before, WatchUpdate update) {
            return !update.sent().isEmpty()
                    || update.tracked().stream().anyMatch(each -> {
                        TrackedOffer known = before.tracked().get(each.key());
                        return known == null
                                || known.missed() != each.missed()
                                || !known.goneAt().equals(each.goneAt())
                                || known.value().compareTo(each.value()) != 0
                                || known.lifecycle().revision()
                                        != each.lifecycle().revision()
                                || known.lifecycle().comeback()
                                        != each.lifecycle().comeback()
                                || (known.lifecycle().shown() == 0)
                                        != (each.lifecycle().shown() == 0);
                    });
        }

        /** Takes into account what steady answers have shown since the last decision. */
        private void takeSeen() {
            Map<OfferKey, Memory.SeenAgain> seen = new HashMap<>();
            cursors.values().forEach(cursor -> cursor.takeSeen(seen));
            if (!seen.isEmpty()) {
                memory = memory.seenAgain(seen);
            }
        }

        /** Where the passage is in the answers to one question. */
        private final class Cursor {
            private final Question asked;
            private final List<Shown> shown;
            /** Those that are going on, the first to end first. */
            private final PriorityQueue<Shown> rows = new PriorityQueue<>(Comparator.comparing(Shown::to));

            /** Whether the same rows may match at one time and not at another. */
            private final boolean dependsOnTime;

            private int next;
            /** Null if the rows changed since. */
            private @Nullable Snapshot last;

            private boolean isLastComplete;
            private long steadyAt = -1;
            private Instant decidedAt = Instant.MIN;
            private Set<OfferKey> seen = Set.of();
            private int answers;
            private Instant lastAnswer = Instant.MIN;

            Cursor(Question asked) {
                this.asked = asked;
                this.shown = Optional.ofNullable(Replay.this.rows.get(asked)).orElseThrow();
                this.dependsOnTime = isTimed(watch.query()) || isTimed(asked.query());
            }

            void moveTo(Instant at) {
                while (next < shown.size() && !shown.get(next).from().isAfter(at)) {
                    changed(shown.get(next));
                    rows.add(shown.get(next++));
                }
                while (!rows.isEmpty() && !rows.element().to().isAfter(at)) {
                    changed(rows.remove());
                }
            }

            private void changed(Shown row) {
                last = null;
                Offer offer = Facts.withDisk(row.offer(), asked.diskGb(), watch.diskGb());
                if (reach.metric().valueOf(offer).map(reach::matches).orElse(true)) {
                    steadyAt = -1;
                }
            }

            void forget() {
                last = null;
                steadyAt = -1;
            }

            boolean isSteady(RecordedPoll poll) {
                return steadyAt == revision
                        && isLastComplete == poll.complete()
                        && Duration.between(decidedAt, poll.at()).compareTo(LONGEST) < 0;
            }

            void seenAgain(Instant at) {
                answers++;
                lastAnswer = at;
            }

            void takeSeen(Map<OfferKey, Memory.SeenAgain> all) {
                if (answers > 0) {
                    Memory.SeenAgain again = new Memory.SeenAgain(lastAnswer, answers);
                    seen.forEach(key -> all.merge(
                            key, again, (one, two) -> one.at().isAfter(two.at()) ? two.plus(one) : one.plus(two)));
                    answers = 0;
                }
            }

            /** What an answer shows: as the last one, if its rows are the same. */
            Snapshot snapshot(RecordedPoll poll) {
                Snapshot same = last;
                Snapshot now = same != null && same.coverage().complete() == poll.complete() && !dependsOnTime
                        ? same.at(poll.at())
                        : new Evaluation(asked, poll.at(), poll.complete(), offers(poll.at())).of(watch);
                last = now;
                isLastComplete = poll.complete();
                return now;
            }

            private List<Offer> offers(Instant at) {
                return dependsOnTime
                        ? rows.stream()
                                .map(row -> new Offer(
                                        row.offer().type(), at, row.offer().row()))
                                .filter(offer -> asked.matches(offer, asked))
                                .toList()
                        : rows.stream().map(Shown::offer).toList();
            }

            void decided(RecordedPoll poll, boolean isSteady, WatchUpdate update) {
                decidedAt = poll.at();
                steadyAt = isSteady ? revision : -1;
                seen = update.decisions().stream().map(OfferDecision::key).collect(Collectors.toUnmodifiableSet());
            }
        }
    }

    private static boolean isTimed(Query query) {
        return query.clauses().stream().anyMatch(Replay::isTimed);
    }

    /** How long an offer can still be rented becomes shorter while nothing else changes. */
    private static boolean isTimed(Clause clause) {
        return clause.field() == Field.DURATION;
    }

    private static Question timeless(Question question) {
        Query query = question.query();
        return question.with(new Query(
                query.clauses().stream().filter(clause -> !isTimed(clause)).toList(),
                query.extra(),
                query.order(),
                query.limit()));
    }
}
