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
import java.util.List;
import java.util.Set;
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
