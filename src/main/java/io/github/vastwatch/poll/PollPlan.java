package io.github.vastwatch.poll;

import io.github.vastwatch.offer.Question;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What to ask for the watches that are due: one question for all that have the same. */
record PollPlan(List<Ask> asks) {

    /**
     * One question, and whom its answer is for.
     *
     * @param threshold the loosest of the watches', outside of which no row is needed; empty where they are not alike
     */
    record Ask(Question question, Optional<Threshold> threshold, List<Watch> watches) {
        List<String> names() {
            return watches.stream().map(Watch::name).toList();
        }
    }

    /** Of two watches with one group the same question serves both. */
    private record Group(Question question, Optional<Metric> metric, boolean upperBound) {}

    /**
     * Plans for watches that are due together.
     *
     * @param anonymous whether an answer holds few rows, so that the threshold goes into the question
     */
    static PollPlan of(Collection<Watch> due, boolean anonymous) {
        Map<Group, List<Watch>> groups = new LinkedHashMap<>();
        due.forEach(watch -> groups.computeIfAbsent(group(watch, anonymous), group -> new ArrayList<>())
                .add(watch));
        return new PollPlan(groups.entrySet().stream()
                .map(entry -> ask(entry.getKey().question(), entry.getValue(), anonymous))
                .toList());
    }

    private static Group group(Watch watch, boolean anonymous) {
        return anonymous
                ? new Group(
                        watch.question(),
                        Optional.of(watch.threshold().metric()),
                        watch.threshold().isUpperBound())
                : new Group(watch.question(), Optional.empty(), false);
    }

    private static Ask ask(Question question, List<Watch> watches, boolean anonymous) {
        Optional<Threshold> loosest = watches.stream()
                .map(Watch::reach)
                .filter(each -> watches.stream().map(Watch::reach).allMatch(each::isLooserThan))
                .findFirst();
        Question asked =
                anonymous ? loosest.map(threshold -> threshold.narrow(question)).orElse(question) : question;
        return new Ask(asked, loosest, List.copyOf(watches));
    }
}
