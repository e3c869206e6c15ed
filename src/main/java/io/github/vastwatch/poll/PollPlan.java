package io.github.vastwatch.poll;

import io.github.vastwatch.offer.Question;
import io.github.vastwatch.watch.Watch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What to ask for the watches that are due: one question for all that have the same. */
record PollPlan(List<Ask> asks) {

    /** One question, and whom its answer is for. */
    record Ask(Question question, List<Watch> watches) {
        List<String> names() {
            return watches.stream().map(Watch::name).toList();
        }
    }

    static PollPlan of(Collection<Watch> due) {
        Map<Question, List<Watch>> byQuestion = new LinkedHashMap<>();
        due.forEach(watch -> byQuestion
                .computeIfAbsent(watch.question(), question -> new ArrayList<>())
                .add(watch));
        return new PollPlan(byQuestion.entrySet().stream()
                .map(entry -> new Ask(entry.getKey(), List.copyOf(entry.getValue())))
                .toList());
    }
}
