package io.github.vastwatch.history;

import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Coverage;
import io.github.vastwatch.watch.Watch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * When the record shows everything that a watch admits. The time from one complete answer to the next to the same question
 * counts, if the next came soon enough; the time after the last one does not. Of a question that leaves out machines, a
 * time counts only while another question asks for all of these.
 */
public final class Visibility {
    private Visibility() {}

    /**
     * The times in which every match of a watch is recorded.
     *
     * @param watch with the threshold up to which matches count
     * @param polls in any order
     */
    public static Spans of(Watch watch, Collection<RecordedPoll> polls) {
        Map<Asked, List<Answer>> answers = new HashMap<>();
        Map<Asked, List<Span>> shown = new HashMap<>();
        byQuestion(polls).forEach((question, own) -> {
            Asked asked = Asked.of(question, watch.query());
            if (asked.showsAll(watch)) {
                List<Span> spans = shown.computeIfAbsent(asked, each -> new ArrayList<>());
                List<Answer> all = answers.computeIfAbsent(asked.ofAnyMachines(), each -> new ArrayList<>());
                own.forEach(poll -> all.add(new Answer(poll, spans)));
            }
        });
        answers.values().forEach(Visibility::addSpans);
        Map<Long, Spans> checked = checked(shown);
        Spans visible = Spans.NONE;
        for (Map.Entry<Asked, List<Span>> each : shown.entrySet()) {
            if (!each.getKey().isCheck()) {
                Spans spans = Spans.of(each.getValue());
                for (long machine : each.getKey().machines()) {
                    spans = spans.within(checked.getOrDefault(machine, Spans.NONE));
                }
                visible = visible.and(spans);
            }
        }
        return visible;
    }

    /** Whether answers to a question show every match of a watch, at least of some machines. */
    public static boolean isOf(Watch watch, Question question) {
        return Asked.of(question, watch.query()).showsAll(watch);
    }

    /** The times in which each machine was asked for by itself, or not left out. */
    private static Map<Long, Spans> checked(Map<Asked, List<Span>> shown) {
        Set<Long> leftOut = new HashSet<>();
        shown.keySet().stream().filter(asked -> !asked.isCheck()).forEach(asked -> leftOut.addAll(asked.machines()));
        Map<Long, List<Span>> spans = new HashMap<>();
        shown.forEach((asked, each) -> leftOut.stream()
                .filter(machine -> asked.machines().contains(machine) == asked.isCheck())
                .forEach(machine ->
                        spans.computeIfAbsent(machine, any -> new ArrayList<>()).addAll(each)));
        Map<Long, Spans> checked = new HashMap<>();
        spans.forEach((machine, each) -> checked.put(machine, Spans.of(each)));
        return checked;
    }

    /** Answers to the same question mostly follow each other, so that few questions are hashed. */
    private static Map<Question, List<RecordedPoll>> byQuestion(Collection<RecordedPoll> polls) {
        Map<Question, List<RecordedPoll>> questions = new LinkedHashMap<>();
        List<RecordedPoll> same = List.of();
        for (RecordedPoll poll : polls) {
            if (same.isEmpty() || !poll.asked().equals(same.get(0).asked())) {
                same = questions.computeIfAbsent(poll.asked(), each -> new ArrayList<>());
            }
            same.add(poll);
        }
        return questions;
    }

    /** @param shown the times that its question shows */
    private record Answer(RecordedPoll poll, List<Span> shown) {
        Instant at() {
            return poll.at();
        }
    }

    /** Adds the time from each complete answer to the next, which may ask for other machines. */
    private static void addSpans(List<Answer> answers) {
        answers.sort(Comparator.comparing(Answer::at));
        for (int i = 0; i + 1 < answers.size(); i++) {
            RecordedPoll poll = answers.get(i).poll();
            Instant next = answers.get(i + 1).at();
            if (poll.complete()
                    && poll.at().isBefore(next)
                    && !poll.at().plus(poll.holds()).isBefore(next)) {
                answers.get(i).shown().add(new Span(poll.at(), next));
            }
        }
    }

    /**
     * A question, with its machines apart.
     *
     * @param isCheck whether it asks for these machines only, not for all others
     */
    private record Asked(Question withoutMachines, Set<Long> machines, boolean isCheck) {
        static Asked of(Question question, Query own) {
            Query query = question.query();
            List<Clause> machines = query.clauses().stream()
                    .filter(clause ->
                            clause.field() == Field.MACHINE_ID && !own.clauses().contains(clause))
                    .toList();
            if (machines.size() != 1 || !isList(machines.get(0))) {
                return new Asked(question, Set.of(), false);
            }
            Clause clause = machines.get(0);
            Set<Long> ids = clause.operands().stream()
                    .flatMap(value -> value.asNumber().stream())
                    .map(Double::longValue)
                    .collect(Collectors.toSet());
            boolean isCheck = clause.operator() == Operator.IN;
            if (!isCheck) {
                // What the watch itself excludes need not be seen.
                own.clauses().stream()
                        .filter(each -> each.field() == Field.MACHINE_ID && each.operator() == Operator.NOTIN)
                        .flatMap(each -> each.operands().stream())
                        .flatMap((Value value) -> value.asNumber().stream())
                        .map(Double::longValue)
                        .forEach(ids::remove);
            }
            Query rest = new Query(
                    query.clauses().stream()
                            .filter(each -> !each.equals(clause))
                            .toList(),
                    query.extra(),
                    query.order(),
                    query.limit());
            return new Asked(question.with(rest), ids, isCheck);
        }

        Asked ofAnyMachines() {
            return new Asked(withoutMachines, Set.of(), isCheck);
        }

        boolean showsAll(Watch watch) {
            return new Coverage(watch, withoutMachines, true).showsAll();
        }

        private static boolean isList(Clause clause) {
            return clause.operator() == Operator.IN || clause.operator() == Operator.NOTIN;
        }
    }
}
