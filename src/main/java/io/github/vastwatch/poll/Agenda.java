package io.github.vastwatch.poll;

import io.github.vastwatch.plan.Part;
import io.github.vastwatch.plan.Plan;
import io.github.vastwatch.plan.Purpose;
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

/** Which question is next: of those for which a watch is due, and whose interval is over, the one that is overdue longest. */
final class Agenda {
    /** When each watch was last due. */
    private final Map<String, Instant> due = new HashMap<>();
    /** When each part was last asked, answered or not to be asked again. */
    private final Map<Part.Id, Instant> asked = new HashMap<>();
    /** The parts whose last question failed, and when: it may be theirs alone that fails, and the others go first. */
    private final Map<Part.Id, Instant> failed = new HashMap<>();

    private List<Plan.Line> lines = List.of();

    /** Takes over another plan; what is due stays due. */
    void take(Plan plan) {
        lines = plan.lines();
        Set<Part.Id> planned = lines.stream()
                .flatMap(line -> line.question().parts().stream())
                .map(Part::id)
                .collect(Collectors.toSet());
        // What there is to check since an answer was just shown by it.
        planned.stream()
                .filter(id -> id.purpose() != Purpose.PROBE && due.containsKey(id.watch()))
                .forEach(id -> asked.putIfAbsent(id, due.getOrDefault(id.watch(), Instant.MIN)));
        asked.keySet().retainAll(planned);
        failed.keySet().retainAll(planned);
        due.keySet().retainAll(planned.stream().map(Part.Id::watch).collect(Collectors.toSet()));
    }

    void due(Collection<String> watches, Instant now) {
        // After a clock was set back nothing has been asked in the future.
        asked.replaceAll((id, at) -> at.isBefore(now) ? at : now.minusMillis(1));
        watches.forEach(watch -> due.put(watch, now));
    }

    /** The parts to ask next, all of one question; empty where none is ready. */
    List<Part> next(Instant now) {
        return lines.stream()
                .filter(line -> ready(line).map(at -> !at.isAfter(now)).orElse(false))
                .min(Comparator.comparing(this::turn))
                .map(this::open)
                .orElse(List.of());
    }

    /** How many rows the question of these parts was expected to return. */
    double rows(Collection<Part> parts) {
        return lines.stream()
                .filter(line -> line.question().parts().containsAll(parts))
                .mapToDouble(Plan.Line::rows)
                .max()
                .orElse(0);
    }

    /** When the next question is ready; empty where no watch is due. */
    Optional<Instant> ready() {
        return lines.stream().flatMap(line -> ready(line).stream()).min(Comparator.naturalOrder());
    }

    /** The watches that wait for a question, for whoever asks next. */
    List<String> waiting() {
        return lines.stream()
                .flatMap(line -> open(line).stream())
                .map(part -> part.watch().name())
                .distinct()
                .toList();
    }

    /** A question was asked at {@code at} for these parts, and is not to be asked again until they are due again. */
    void asked(Collection<Part> parts, Instant at) {
        parts.forEach(part -> {
            asked.put(part.id(), at);
            failed.remove(part.id());
        });
    }

    /** A question for these parts failed at {@code at}; it is asked again when Vast.ai may be asked again. */
    void failed(Collection<Part> parts, Instant at) {
        parts.forEach(part -> failed.put(part.id(), at));
    }

    /** Since when a question is overdue: one that failed, not before its interval is over again. */
    private Instant turn(Plan.Line line) {
        List<Part> open = open(line);
        Instant ready = ready(line).orElseThrow();
        return open.stream().allMatch(part -> failed.containsKey(part.id()))
                ? open.stream()
                        .map(part -> failed.getOrDefault(part.id(), ready).plus(line.given()))
                        .max(Comparator.naturalOrder())
                        .orElse(ready)
                : ready;
    }

    private Optional<Instant> ready(Plan.Line line) {
        return open(line).stream().map(part -> ready(line, part)).min(Comparator.naturalOrder());
    }

    private Instant ready(Plan.Line line, Part part) {
        Instant dueAt = due.getOrDefault(part.watch().name(), Instant.MAX);
        // Where the interval is the watch's own, its schedule alone says when.
        boolean isPaced = line.isSlower() || part.purpose() == Purpose.SWEEP;
        return Optional.ofNullable(asked.get(part.id()))
                .filter(last -> isPaced)
                .map(last -> last.plus(line.given()))
                .filter(dueAt::isBefore)
                .orElse(dueAt);
    }

    private List<Part> open(Plan.Line line) {
        return line.question().parts().stream().filter(this::isOpen).toList();
    }

    private boolean isOpen(Part part) {
        Instant last = asked.getOrDefault(part.id(), Instant.MIN);
        return last.isBefore(due.getOrDefault(part.watch().name(), Instant.MIN));
    }

    /** How long it is until the next question is ready, at most {@code longest}. */
    Duration patience(Instant now, Duration longest) {
        Duration wait = ready().map(at -> Duration.between(now, at)).orElse(longest);
        return wait.compareTo(longest) > 0 ? longest : wait.isNegative() ? Duration.ZERO : wait;
    }
}
