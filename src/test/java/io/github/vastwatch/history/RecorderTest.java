package io.github.vastwatch.history;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static io.github.vastwatch.Fixtures.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RecorderTest {
    private static final Duration INTERVAL = Duration.ofMinutes(5);
    private static final Question ALL = Question.of(
            Query.EVERYTHING.with(CHEAP_4090.query().clauses().get(0)), RentalType.ON_DEMAND, 8, Field.DPH_TOTAL);

    private final Recorder recorder = new Recorder(List.of());
    private final List<Run> opened = new ArrayList<>();
    private final List<Recording.Ended> ended = new ArrayList<>();

    @Test
    void recordsAnOfferThatStaysAsItIsOnce() {
        show(0, offer(7, 1, 0.38, at(0)));
        show(1, offer(7, 2, 0.38, at(1)));
        show(2, offer(7, 1, 0.38, at(2)));

        assertThat(opened).extracting(Run::from).containsExactly(NOON);
        assertThat(ended).isEmpty();
    }

    @Test
    void beginsANewRunWhereThePriceChanges() {
        show(0, offer(7, 1, 0.38, at(0)));
        show(1, offer(7, 1, 0.36, at(1)));

        assertThat(ended).containsExactly(new Recording.Ended(key(), NOON, at(1), Run.End.CHANGED));
        assertThat(opened.get(1).from()).isEqualTo(at(1));
        assertThat(opened.get(1).offer().number(Field.DPH_TOTAL)).contains(0.36);
    }

    @Test
    void doesNotRecordFlicker() {
        show(0, offer(7, 1, 0.38, at(0)));
        show(1);
        show(2);
        show(3, offer(7, 1, 0.38, at(3)));
        show(4);
        show(5);

        assertThat(opened).hasSize(1);
        assertThat(ended).isEmpty();
    }

    @Test
    void endsARunWhenTheFirstAnswerLackedItOnceItIsGone() {
        show(0, offer(7, 1, 0.38, at(0)));
        show(1);
        show(2);
        show(3);

        assertThat(ended).containsExactly(new Recording.Ended(key(), NOON, at(1), Run.End.GONE));
    }

    @Test
    void doesNotKnowWhetherAnOfferLeftOrBecameDearerThanWasAsked() {
        Question narrow = ALL.with(ALL.query()
                .with(CHEAP_4090.threshold().clauseWithSlack(ALL.query()).orElseThrow()));
        show(ALL, 0, offer(7, 1, 0.38, at(0)));
        for (int i = 1; i <= 3; i++) {
            show(narrow, i);
        }

        assertThat(ended).extracting(Recording.Ended::end).containsExactly(Run.End.GONE_OR_CHANGED);
    }

    @Test
    void doesNotKnowWhenAnOfferLeftWhileNothingWasAsked() {
        show(0, offer(7, 1, 0.38, at(0)));
        show(100, offer(7, 1, 0.40, at(100)));
        for (int i = 200; i <= 202; i++) {
            show(i);
        }

        assertThat(ended)
                .containsExactly(
                        new Recording.Ended(key(), NOON, at(100), Run.End.UNSEEN),
                        new Recording.Ended(key(), at(100), at(200), Run.End.UNSEEN));
    }

    @Test
    void takesNoAbsenceForEvidenceThatTheQuestionDidNotAskFor() {
        Question others = ALL.with(Query.parse("gpu_name=H100_SXM"));
        show(0, offer(7, 1, 0.38, at(0)));
        for (int i = 1; i <= 4; i++) {
            show(others, i);
        }

        assertThat(ended).isEmpty();
    }

    @Test
    void takesNoAbsenceFromATruncatedAnswerForEvidence() {
        show(0, offer(7, 1, 0.38, at(0)));
        for (int i = 1; i <= 4; i++) {
            record(new Observation(
                    ALL, List.of(), at(i), false, INTERVAL, new Observation.Missing(3, Duration.ZERO), List.of()));
        }

        assertThat(ended).isEmpty();
    }

    @Test
    void ignoresWhatIsMeasuredAnewInEachAnswer() {
        Offer first = with(
                with(offer(7, 1, 0.38, at(0)), Field.INET_DOWN, Value.of(1000)), Field.RELIABILITY, Value.of(0.99));
        Offer slower = with(
                with(offer(7, 1, 0.38, at(1)), Field.INET_DOWN, Value.of(900)), Field.RELIABILITY, Value.of(0.987));
        Offer slow = with(
                with(offer(7, 1, 0.38, at(2)), Field.INET_DOWN, Value.of(700)), Field.RELIABILITY, Value.of(0.987));
        show(0, first);
        show(1, slower);
        show(2, slow);

        assertThat(opened).extracting(Run::from).containsExactly(at(0), at(2));
    }

    @Test
    void recordsASmallDifferenceOnBothSidesOfWhatIsAsked() {
        Question reliable = ALL.with(
                ALL.query().with(Query.parse("reliability>0.99").clauses().get(3)));
        show(0, with(offer(7, 1, 0.38, at(0)), Field.RELIABILITY, Value.of(0.989)));
        show(reliable, 1, with(offer(7, 1, 0.38, at(1)), Field.RELIABILITY, Value.of(0.991)));

        assertThat(opened).extracting(Run::from).containsExactly(at(0), at(1));
    }

    @Test
    void ignoresSinceWhenAnOfferIsListedWhichIsNewInEachAnswer() {
        show(0, with(offer(7, 1, 0.38, at(0)), Field.START_DATE, Value.of(1_000)));
        show(1, with(offer(7, 1, 0.38, at(1)), Field.START_DATE, Value.of(1_060)));

        assertThat(opened).hasSize(1);
    }

    @Test
    void endsARunThatIsMissingAndNotLookedForAnyMoreWhenItWasFirstMissing() {
        Question others = ALL.with(Query.parse("gpu_name=H100_SXM"));
        show(0, offer(7, 1, 0.38, at(0)));
        show(1);
        show(others, 3);
        assertThat(ended).isEmpty();
        show(others, 4);

        assertThat(ended).containsExactly(new Recording.Ended(key(), NOON, at(1), Run.End.UNSEEN));
    }

    @Test
    void beginsANewRunWhereAnOfferIsSeenAgainThatWasMissingAndNotLookedFor() {
        show(0, offer(7, 1, 0.38, at(0)));
        show(1);
        show(4, offer(7, 1, 0.38, at(4)));

        assertThat(ended).containsExactly(new Recording.Ended(key(), NOON, at(1), Run.End.UNSEEN));
        assertThat(opened).extracting(Run::from).containsExactly(at(0), at(4));
    }

    @Test
    void takesQuestionsThatDifferInTheirLimitForOne() {
        Query query = ALL.query();
        Question limited = ALL.with(new Query(query.clauses(), query.extra(), query.order(), 17));

        assertThat(observation(limited, 0)).isEqualTo(observation(ALL, 0));
    }

    @Test
    void keepsTheEndOfAnOfferInPlaceOfTheTimeThatIsLeft() {
        show(0, with(offer(7, 1, 0.38, at(0)), Field.DURATION, Value.of(1_000_000)));
        show(1, with(offer(7, 1, 0.38, at(1)), Field.DURATION, Value.of(999_700.4)));

        assertThat(opened).hasSize(1);
        assertThat(opened.get(0).offer().number(Field.END_DATE)).contains(NOON.getEpochSecond() + 1_000_000.0);
    }

    @Test
    void continuesTheRunsOfAnEarlierProgram() {
        show(0, offer(7, 1, 0.38, at(0)));

        Recorder next = new Recorder(opened);
        Recording recording = next.record(observation(ALL, 1, offer(7, 1, 0.38, at(1))));

        assertThat(recording.isQuiet()).isTrue();
    }

    private static OfferKey key() {
        return offer(7, 1, 0.38, NOON).key().orElseThrow();
    }

    private static Instant at(int poll) {
        return NOON.plus(INTERVAL.multipliedBy(poll));
    }

    private void show(int poll, Offer... offers) {
        show(ALL, poll, offers);
    }

    private void show(Question asked, int poll, Offer... offers) {
        record(observation(asked, poll, offers));
    }

    private static Observation observation(Question asked, int poll, Offer... offers) {
        return new Observation(
                asked,
                List.of("cheap-4090"),
                at(poll),
                true,
                INTERVAL.multipliedBy(2),
                new Observation.Missing(3, Duration.ofMinutes(10)),
                List.of(offers));
    }

    private void record(Observation seen) {
        Recording recording = recorder.record(seen);
        opened.addAll(recording.opened());
        ended.addAll(recording.ended());
        recorder.committed(recording);
        assertThat(opened).allMatch(run -> run.to().equals(Optional.empty()));
    }
}
