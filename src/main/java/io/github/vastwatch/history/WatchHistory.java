package io.github.vastwatch.history;

import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What is recorded of the offers that the query of a watch admits, whatever their price.
 *
 * @param span the time that was read
 * @param offered in the order in which they were read
 * @param whole the times in which all of them are recorded
 * @param matching the times in which all of them within the threshold are recorded, with {@code whole}
 */
public record WatchHistory(Watch watch, Span span, List<Offered> offered, Spans whole, Spans matching) {
    /** The clauses that the server assumes. */
    private static final List<Clause> ASSUMED = List.of(
            new Clause(Field.RENTABLE, Operator.EQ, List.of(Value.of(true))),
            new Clause(Field.EXTERNAL, Operator.EQ, List.of(Value.of(false))));

    /**
     * An offer at one value of the watch's metric.
     *
     * @param from not before the span
     * @param to not after the span
     * @param end why it ended; empty where it had not by the end of the span
     */
    public record Offered(OfferKey key, Instant from, Instant to, BigDecimal value, Optional<Run.End> end) {}

    /** What the server was asked to filter by in some questions, or assumed. */
    static Query sentBy(Collection<Question> questions) {
        Set<Clause> clauses = new LinkedHashSet<>(ASSUMED);
        questions.forEach(question -> clauses.addAll(question.query().clauses()));
        return new Query(List.copyOf(clauses));
    }

    /** The offers that a watch may admit, by their keys alone. */
    public static Predicate<OfferKey> keys(Watch watch) {
        List<Clause> clauses = watch.query().clauses();
        return key -> key.type() == watch.type() && admits(clauses, key);
    }

    // Without a stream, because all keys of a long record are tested.
    private static boolean admits(List<Clause> clauses, OfferKey key) {
        for (Clause clause : clauses) {
            boolean isAdmitted = switch (clause.field()) {
                case GPU_NAME -> clause.isSatisfiedBy(Value.of(key.gpuName()));
                case NUM_GPUS -> clause.isSatisfiedBy(Value.of(key.numGpus()));
                case MACHINE_ID -> clause.isSatisfiedBy(Value.of((double) key.machineId()));
                default -> true;
            };
            if (!isAdmitted) {
                return false;
            }
        }
        return true;
    }

    /** Collects the runs for a watch, one after another, so that a long record needs no memory for what is not admitted. */
    public static final class Reader implements Consumer<Run> {
        private final Watch watch;
        private final Span span;
        private final List<RecordedPoll> polls;
        private final Question question;
        private final Question asked;
        private final List<Offered> offered = new ArrayList<>();
        private final Consumer<Offered> admitted;
        private final Map<Field, Set<OfferKey>> lacking = new EnumMap<>(Field.class);

        /** @param polls the answers within the span, and those before it that hold until then */
        public Reader(Watch watch, Span span, Collection<RecordedPoll> polls) {
            this(watch, span, polls, Optional.empty());
        }

        /** @param admitted takes what is admitted, instead of the history; empty to collect it */
        Reader(Watch watch, Span span, Collection<RecordedPoll> polls, Optional<Consumer<Offered>> admitted) {
            this.admitted = admitted.orElse(offered::add);
            this.watch = watch;
            this.span = span;
            this.polls = List.copyOf(polls);
            this.question = watch.question();
            this.asked = question.with(sent(watch, polls));
        }

        /** The offers that may be admitted, by their keys alone. */
        public Predicate<OfferKey> keys() {
            return WatchHistory.keys(watch);
        }

        @Override
        public void accept(Run run) {
            if (!Facts.hasPriceWith(run, watch.diskGb())) {
                return;
            }
            Offer offer = Facts.withDisk(run.offer(), run.diskGb(), watch.diskGb());
            if (!question.matches(offer, asked)) {
                if (question.mayMatch(offer, asked)) {
                    addLacking(run.key(), offer);
                }
                return;
            }
            Instant from = run.from().isBefore(span.from()) ? span.from() : run.from();
            boolean hasEnded = run.to().filter(to -> !to.isAfter(span.to())).isPresent();
            Instant to = hasEnded ? run.to().orElseThrow() : span.to();
            if (from.isBefore(to)) {
                watch.threshold()
                        .metric()
                        .valueOf(offer)
                        .ifPresent(value -> admitted.accept(
                                new Offered(run.key(), from, to, value, hasEnded ? run.end() : Optional.empty())));
            }
        }

        private void addLacking(OfferKey key, Offer offer) {
            watch.query().clauses().stream()
                    .filter(clause -> clause.evaluate(offer) == Clause.Verdict.UNKNOWN
                            && !asked.query().clauses().contains(clause))
                    .forEach(clause -> lacking.computeIfAbsent(clause.field(), field -> new HashSet<>())
                            .add(key));
        }

        /** The offers that are left out because the record lacks a field that the query asks for, as dumps may, by field. */
        public Map<Field, Set<OfferKey>> lacking() {
            return Collections.unmodifiableMap(lacking);
        }

        public WatchHistory history() {
            return new WatchHistory(
                    watch,
                    span,
                    List.copyOf(offered),
                    Visibility.of(watch.with(Threshold.NONE), polls).within(span),
                    Visibility.of(watch, polls).within(span));
        }

        /**
         * The clauses that hold although a row lacks their field, because the server was asked to filter by them: those that
         * it assumes, and those of the watch's own questions.
         */
        static Query sent(Watch watch, Collection<RecordedPoll> polls) {
            Set<Question> questions = new LinkedHashSet<>();
            polls.stream()
                    .filter(poll -> poll.watches().contains(watch.name()))
                    .forEach(poll -> questions.add(poll.asked()));
            return sentBy(questions);
        }
    }
}
