package io.github.vastwatch.history;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class VisibilityTest {
    private static final Question WHOLE = CHEAP_4090.question();
    private static final Question WITHIN = CHEAP_4090.threshold().narrow(WHOLE);
    private static final Watch ANY_PRICE = watch("cheap-4090", "gpu_name=RTX_4090 num_gpus=1", "none");

    private final List<RecordedPoll> polls = new ArrayList<>();

    @Test
    void sawTheTimeBetweenTwoAnswers() {
        answered(WHOLE, 0, 5, 10);

        assertThat(Visibility.of(ANY_PRICE, polls)).isEqualTo(spans(0, 10));
    }

    @Test
    void didNotSeeTheTimeAfterAnAnswerThatNoneFollowedSoon() {
        answered(WHOLE, 0, 5, 60, 65);

        assertThat(Visibility.of(ANY_PRICE, polls)).isEqualTo(spans(0, 5, 60, 65));
    }

    @Test
    void didNotSeeWhatATruncatedAnswerLacks() {
        answered(WHOLE, 0);
        polls.add(new RecordedPoll(WHOLE, Set.of("cheap-4090"), at(5), false, Duration.ofMinutes(10)));
        answered(WHOLE, 10, 15);

        assertThat(Visibility.of(ANY_PRICE, polls)).isEqualTo(spans(0, 5, 10, 15));
    }

    @Test
    void sawOnlyWhatWasAsked() {
        answered(WITHIN, 0, 5);

        assertThat(Visibility.of(ANY_PRICE, polls)).isEqualTo(Spans.NONE);
        assertThat(Visibility.of(CHEAP_4090, polls)).isEqualTo(spans(0, 5));
    }

    @Test
    void didNotSeeMachinesThatWereLeftOutUnlessTheyWereAskedForToo() {
        answered(machines(WITHIN, Operator.NOTIN, 7, 8), 0, 5, 10, 15);
        assertThat(Visibility.of(CHEAP_4090, polls)).isEqualTo(Spans.NONE);

        answered(machines(WHOLE, Operator.IN, 7, 8, 9), 5, 10);

        assertThat(Visibility.of(CHEAP_4090, polls)).isEqualTo(spans(5, 10));
    }

    @Test
    void sawTheTimeUntilAnAnswerThatLeavesOutMoreMachines() {
        answered(WITHIN, 0, 5);
        answered(machines(WITHIN, Operator.NOTIN, 7), 10, 15);
        answered(machines(WHOLE, Operator.IN, 7), 12, 17);

        assertThat(Visibility.of(CHEAP_4090, polls)).isEqualTo(spans(0, 10, 12, 15));
    }

    /** A question, and the answers that count as the next to it. */
    private record Asked(Question question, String group, Set<Integer> machines) {}

    @Test
    void equalsLookingAtEachMinute() {
        List<Asked> all = List.of(
                new Asked(WITHIN, "matches", Set.of()),
                new Asked(machines(WITHIN, Operator.NOTIN, 7), "matches", Set.of(7)),
                new Asked(machines(WITHIN, Operator.NOTIN, 7, 8), "matches", Set.of(7, 8)),
                new Asked(machines(WITHIN, Operator.IN, 7), "cheap machines", Set.of(7)),
                new Asked(machines(WHOLE, Operator.IN, 7, 8), "machines", Set.of(7, 8)));
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed);
            polls.clear();
            Map<RecordedPoll, Asked> asked = new HashMap<>();
            for (Asked each : all) {
                // No two at once.
                int second = all.indexOf(each);
                for (int minute = random.nextInt(20); minute < 60; minute += 1 + random.nextInt(12)) {
                    RecordedPoll poll = new RecordedPoll(
                            each.question(),
                            Set.of("cheap-4090"),
                            at(minute).plusSeconds(second),
                            random.nextInt(8) > 0,
                            Duration.ofMinutes(10));
                    polls.add(poll);
                    asked.put(poll, each);
                }
            }

            Spans seen = Visibility.of(CHEAP_4090, polls);

            for (int minute = 0; minute < 60; minute++) {
                Instant at = at(minute).plusSeconds(30);
                Set<Integer> checked = Stream.of("cheap machines", "machines")
                        .flatMap(group -> shown(asked, group, at).stream())
                        .flatMap(each -> each.machines().stream())
                        .collect(Collectors.toSet());
                assertThat(seen.contains(at))
                        .as("seed " + seed + ", minute " + minute)
                        .isEqualTo(shown(asked, "matches", at)
                                .filter(each -> checked.containsAll(each.machines()))
                                .isPresent());
            }
        }
    }

    /** The question whose answer shows a time, of those that are answered in turns. */
    private static Optional<Asked> shown(Map<RecordedPoll, Asked> asked, String group, Instant at) {
        List<RecordedPoll> answers = asked.keySet().stream()
                .filter(poll -> Objects.requireNonNull(asked.get(poll)).group().equals(group))
                .toList();
        Optional<RecordedPoll> last =
                answers.stream().filter(poll -> !poll.at().isAfter(at)).max(Comparator.comparing(RecordedPoll::at));
        Optional<Instant> next =
                answers.stream().map(RecordedPoll::at).filter(at::isBefore).min(Comparator.naturalOrder());
        return last.filter(poll -> poll.complete()
                        && next.filter(each -> !each.isAfter(poll.at().plus(poll.holds())))
                                .isPresent())
                .map(asked::get);
    }

    private static Question machines(Question question, Operator operator, int... ids) {
        List<Value> values =
                java.util.stream.IntStream.of(ids).mapToObj(Value::of).toList();
        return question.with(question.query().with(new Clause(Field.MACHINE_ID, operator, values)));
    }

    private void answered(Question question, int... minutes) {
        for (int minute : minutes) {
            polls.add(new RecordedPoll(question, Set.of("cheap-4090"), at(minute), true, Duration.ofMinutes(10)));
        }
    }

    private static Spans spans(int... minutes) {
        List<Spans.Span> spans = new ArrayList<>();
        for (int i = 0; i < minutes.length; i += 2) {
            spans.add(new Spans.Span(at(minutes[i]), at(minutes[i + 1])));
        }
        return Spans.of(spans);
    }

    private static Instant at(int minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }
}
