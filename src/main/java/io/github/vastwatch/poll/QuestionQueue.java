package io.github.vastwatch.poll;

import io.github.vastwatch.plan.Plan;
import io.github.vastwatch.plan.Purpose;
import io.github.vastwatch.plan.WatchQuestion;
import io.github.vastwatch.watch.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Selects the next question: of those that are due and whose interval has passed, the most overdue. */
final class QuestionQueue {
    /** Since when nothing was asked. */
    private static final Instant NEVER = Instant.MIN;

    private Map<String, Due> watches = Map.of();
    private Map<WatchQuestion.Id, Part> parts = Map.of();
    private List<Line> lines = List.of();
    /** The latest time at which something was asked. */
    private Instant latest = NEVER;

    /** When a watch was last due. */
    private static final class Due {
        private Instant at = NEVER;
        private final List<Line> lines = new ArrayList<>();
    }

    /** A part of the plan. */
    private static final class Part {
        private final WatchQuestion question;
        private final Due due;
        /** When it was last asked, answered or not to be asked again. */
        private Instant asked = NEVER;
        /** When its last question failed. Others go first, because only theirs may fail. */
        private Instant failed = NEVER;

        Part(WatchQuestion question, Due due) {
            this.question = question;
            this.due = due;
        }

        boolean isOpen() {
            return asked.isBefore(due.at);
        }
    }

    /** A line of the plan; what follows from its parts is kept until one of them changes. */
    static final class Line {
        private final Plan.Line planned;
        private final List<Part> parts = new ArrayList<>();
        private boolean isStale = true;
        private List<Part> open = List.of();
        /** When its question is ready; never, as {@link Instant#MAX}, if no part is open. */
        private Instant ready = Instant.MAX;

        private Instant turn = Instant.MAX;

        private Line(Plan.Line planned) {
            this.planned = planned;
        }

        Plan.Line planned() {
            return planned;
        }

        /** The parts that wait for an answer. */
        List<WatchQuestion> open() {
            return open.size() == parts.size()
                    ? planned.question().parts()
                    : open.stream().map(part -> part.question).toList();
        }

        private void refresh() {
            if (!isStale) {
                return;
            }
            isStale = false;
            open = parts.stream().filter(Part::isOpen).toList();
            ready = Instant.MAX;
            Instant failed = NEVER;
            boolean haveAllFailed = !open.isEmpty();
            for (Part part : open) {
                Instant at = ready(part);
                ready = at.isBefore(ready) ? at : ready;
                failed = part.failed.isAfter(failed) ? part.failed : failed;
                haveAllFailed &= part.failed.isAfter(NEVER);
            }
            // A question that failed goes not before its interval has passed again.
            turn = haveAllFailed ? failed.plus(planned.plannedInterval()) : ready;
        }

        private Instant ready(Part part) {
            // If the interval is the watch's own, its schedule alone decides.
            boolean isPaced = planned.isSlower() || part.question.purpose().isRare();
            if (!isPaced || part.asked.equals(NEVER)) {
                return part.due.at;
            }
            Instant next = part.asked.plus(planned.plannedInterval());
            return next.isAfter(part.due.at) ? next : part.due.at;
        }
    }

    /** Replaces the plan; what is due stays due. */
    void take(Plan plan) {
        Map<String, Due> before = watches;
        Map<WatchQuestion.Id, Part> partsBefore = parts;
        watches = new HashMap<>();
        parts = new HashMap<>();
        lines = plan.lines().stream().map(Line::new).toList();
        for (Line line : lines) {
            for (WatchQuestion question : line.planned.question().parts()) {
                Due due = watches.computeIfAbsent(question.watch().name(), name -> new Due());
                Part part = new Part(question, due);
                Optional.ofNullable(before.get(question.watch().name())).ifPresent(last -> due.at = last.at);
                WatchQuestion.Id id = question.id();
                Optional.ofNullable(partsBefore.get(id)).ifPresent(last -> {
                    part.asked = last.asked;
                    part.failed = last.failed;
                });
                // The answer that added the check has just shown these offers.
                if (part.asked.equals(NEVER)
                        && question.purpose() != Purpose.PROBE
                        && question.purpose() != Purpose.SCAN) {
                    part.asked = due.at;
                    latest = due.at.isAfter(latest) ? due.at : latest;
                }
                parts.put(id, part);
                line.parts.add(part);
                due.lines.add(line);
            }
        }
    }

    /**
     * Goes on from what other daemons have asked: a watch is due whose schedule had a time since each part was asked.
     *
     * @param asked when each part was last asked
     */
    void resume(Map<WatchQuestion.Id, Instant> asked, Instant now) {
        Map<Schedule, Map<Instant, Optional<Instant>>> times = new HashMap<>();
        Set<String> known = asked.keySet().stream().map(WatchQuestion.Id::watch).collect(Collectors.toSet());
        parts.forEach((id, part) -> {
            Schedule schedule = part.question.watch().schedule();
            @Nullable Instant last = asked.get(id);
            Optional<Instant> due = Optional.empty();
            if (last != null) {
                part.asked = last;
                latest = last.isAfter(latest) ? last : latest;
                due = times.computeIfAbsent(schedule, each -> new HashMap<>())
                        .computeIfAbsent(last, schedule::next)
                        .filter(at -> !at.isAfter(now));
            } else if (schedule instanceof Schedule.Every && !known.contains(id.watch())) {
                // A check that is new waits for the next time of its watch, whose probe would be repeated.
                due = Optional.of(now);
            }
            due.filter(part.due.at::isBefore).ifPresent(at -> part.due.at = at);
        });
        lines.forEach(line -> line.isStale = true);
    }

    void due(Collection<String> names, Instant now) {
        if (!latest.isBefore(now)) {
            // After the clock was set back, nothing was asked in the future.
            latest = now.minusMillis(1);
            parts.values().forEach(part -> part.asked = part.asked.isBefore(now) ? part.asked : latest);
            lines.forEach(line -> line.isStale = true);
        }
        for (String name : names) {
            @Nullable Due due = watches.get(name);
            if (due != null) {
                due.at = now;
                due.lines.forEach(line -> line.isStale = true);
            }
        }
    }

    /** The line of the next question; empty if none is ready. */
    Optional<Line> next(Instant now) {
        lines.forEach(Line::refresh);
        return lines.stream().filter(line -> !line.ready.isAfter(now)).min(Comparator.comparing(line -> line.turn));
    }

    /** Whether the plan has a question about what a watch has sent. */
    boolean checks(String watch) {
        return parts.containsKey(new WatchQuestion.Id(watch, Purpose.CHECK, 0));
    }

    /** The watches that wait for a question. */
    List<String> waiting() {
        lines.forEach(Line::refresh);
        return lines.stream()
                .flatMap(line -> line.open.stream())
                .map(part -> part.question.watch().name())
                .distinct()
                .toList();
    }

    /** The question of a line was asked for its open parts, and is not asked again until they are due again. */
    void asked(Line line, Instant at) {
        latest = at.isAfter(latest) ? at : latest;
        line.open.forEach(part -> {
            part.asked = at;
            part.failed = NEVER;
        });
        line.isStale = true;
    }

    /** The question of a line failed; it is asked again when Vast.ai may be asked again. */
    void failed(Line line, Instant at) {
        line.open.forEach(part -> part.failed = at);
        line.isStale = true;
    }

    /** The time until the next question is ready, at most {@code longest}. */
    Duration waitTime(Instant now, Duration longest) {
        lines.forEach(Line::refresh);
        Instant ready = lines.stream()
                .map(line -> line.ready)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
        if (!ready.isBefore(now.plus(longest))) {
            return longest;
        }
        return ready.isBefore(now) ? Duration.ZERO : Duration.between(now, ready);
    }
}
