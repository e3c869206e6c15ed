package io.github.vastwatch.poll;

import io.github.vastwatch.plan.Plan;
import io.github.vastwatch.plan.Purpose;
import io.github.vastwatch.plan.WatchQuestion;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Selects the next question: of those that are due and whose interval has passed, the most overdue. */
final class QuestionQueue {
    /** When each watch was last due. */
    private final Map<String, Instant> due = new HashMap<>();
    /** When each part was last asked, answered or not to be asked again. */
    private final Map<WatchQuestion.Id, Instant> asked = new HashMap<>();
    /** The parts whose last question failed, and when. Others go first, because only theirs may fail. */
    private final Map<WatchQuestion.Id, Instant> failed = new HashMap<>();

    private List<Plan.Line> lines = List.of();

    /** Replaces the plan; what is due stays due. */
    void take(Plan plan) {
        lines = plan.lines();
        Set<WatchQuestion.Id> planned = lines.stream()
                .flatMap(line -> line.question().parts().stream())
                .map(WatchQuestion::id)
                .collect(Collectors.toSet());
        // The answer that added the check has just shown these offers.
        planned.stream()
                .filter(id -> id.purpose() != Purpose.PROBE && due.containsKey(id.watch()))
                .forEach(id -> asked.putIfAbsent(id, due.getOrDefault(id.watch(), Instant.MIN)));
        asked.keySet().retainAll(planned);
        failed.keySet().retainAll(planned);
        due.keySet().retainAll(planned.stream().map(WatchQuestion.Id::watch).collect(Collectors.toSet()));
    }

    void due(Collection<String> watches, Instant now) {
        // After the clock was set back, nothing was asked in the future.
        asked.replaceAll((id, at) -> at.isBefore(now) ? at : now.minusMillis(1));
        watches.forEach(watch -> due.put(watch, now));
    }

    /** The parts of the next question; empty if none is ready. */
    List<WatchQuestion> next(Instant now) {
        return lines.stream()
                .filter(line -> ready(line).map(at -> !at.isAfter(now)).orElse(false))
                .min(Comparator.comparing(this::turn))
                .map(this::open)
                .orElse(List.of());
    }

    /** The rows that the question of these parts was expected to return. */
    double rows(Collection<WatchQuestion> parts) {
        return lines.stream()
                .filter(line -> line.question().parts().containsAll(parts))
                .mapToDouble(Plan.Line::rows)
                .max()
                .orElse(0);
    }

    /** When the next question is ready; empty if no watch is due. */
    Optional<Instant> ready() {
        return lines.stream().flatMap(line -> ready(line).stream()).min(Comparator.naturalOrder());
    }

    /** The watches that wait for a question. */
    List<String> waiting() {
        return lines.stream()
                .flatMap(line -> open(line).stream())
                .map(watchQuestion -> watchQuestion.watch().name())
                .distinct()
                .toList();
    }

    /** A question was asked for these parts, and is not asked again until they are due again. */
    void asked(Collection<WatchQuestion> parts, Instant at) {
        parts.forEach(watchQuestion -> {
            asked.put(watchQuestion.id(), at);
            failed.remove(watchQuestion.id());
        });
    }

    /** A question for these parts failed; it is asked again when Vast.ai may be asked again. */
    void failed(Collection<WatchQuestion> parts, Instant at) {
        parts.forEach(watchQuestion -> failed.put(watchQuestion.id(), at));
    }

    /** Since when a question is overdue; a failed one not before its interval has passed again. */
    private Instant turn(Plan.Line line) {
        List<WatchQuestion> open = open(line);
        Instant ready = ready(line).orElseThrow();
        return open.stream().allMatch(watchQuestion -> failed.containsKey(watchQuestion.id()))
                ? open.stream()
                        .map(watchQuestion ->
                                failed.getOrDefault(watchQuestion.id(), ready).plus(line.plannedInterval()))
                        .max(Comparator.naturalOrder())
                        .orElse(ready)
                : ready;
    }

    private Optional<Instant> ready(Plan.Line line) {
        return open(line).stream()
                .map(watchQuestion -> ready(line, watchQuestion))
                .min(Comparator.naturalOrder());
    }

    private Instant ready(Plan.Line line, WatchQuestion watchQuestion) {
        Instant dueAt = due.getOrDefault(watchQuestion.watch().name(), Instant.MAX);
        // If the interval is the watch's own, its schedule alone decides.
        boolean isPaced = line.isSlower() || watchQuestion.purpose() == Purpose.SWEEP;
        return Optional.ofNullable(asked.get(watchQuestion.id()))
                .filter(last -> isPaced)
                .map(last -> last.plus(line.plannedInterval()))
                .filter(dueAt::isBefore)
                .orElse(dueAt);
    }

    private List<WatchQuestion> open(Plan.Line line) {
        return line.question().parts().stream().filter(this::isOpen).toList();
    }

    private boolean isOpen(WatchQuestion watchQuestion) {
        Instant last = asked.getOrDefault(watchQuestion.id(), Instant.MIN);
        return last.isBefore(due.getOrDefault(watchQuestion.watch().name(), Instant.MIN));
    }

    /** The time until the next question is ready, at most {@code longest}. */
    Duration waitTime(Instant now, Duration longest) {
        Duration wait = ready().map(at -> Duration.between(now, at)).orElse(longest);
        return wait.compareTo(longest) > 0 ? longest : wait.isNegative() ? Duration.ZERO : wait;
    }
}
