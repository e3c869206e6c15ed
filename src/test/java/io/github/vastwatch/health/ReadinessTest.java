package io.github.vastwatch.health;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.health.Readiness.Vitals;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.PlanStatus;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.PollOutcome.Result;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A watch that is due each minute, in a daemon that was started at noon. */
class ReadinessTest {
    private static final Watch W = watch("w", "gpu_name=RTX_4090", "dph_total <= 0.40");
    private static final Liveness FINE = new Liveness(false, Duration.ZERO);

    private Optional<Instant> completeAt = Optional.of(NOON);
    private Optional<PollOutcome> last = Optional.empty();
    private Optional<Instant> paused = Optional.empty();
    private Optional<Instant> quotaUntil = Optional.empty();
    private Optional<Instant> writtenAt = Optional.empty();
    private Optional<String> lost = Optional.empty();
    private boolean isPolling = true;
    private Optional<String> aside = Optional.empty();
    private Liveness liveness = FINE;
    private List<PlanStatus> plan = List.of();

    @Test
    void aWatchMayMissOnePoll() {
        assertThat(sentences(120)).isEmpty();
        assertThat(sentences(121)).containsExactly("watch 'w' has had no answer for 2 minutes");
    }

    @Test
    void beforeTheFirstAnswerTheStartCounts() {
        completeAt = Optional.empty();

        assertThat(sentences(120)).isEmpty();
        assertThat(sentences(121)).containsExactly("watch 'w' has had no answer for 2 minutes");
    }

    @Test
    void anAnswerThatLacksOffersIsAnAnswer() {
        last = Optional.of(outcome(100, Result.TRUNCATED));
        assertThat(sentences(200)).isEmpty();

        last = Optional.of(outcome(100, Result.FAILED));
        assertThat(sentences(200)).containsExactly("watch 'w' has had no answer for 3 minutes");
    }

    @Test
    void whereRowsAreLimitedThePlanCounts() {
        plan = List.of(
                new PlanStatus("probe", "q", List.of("w"), 10, Duration.ofMinutes(1), Duration.ofMinutes(5)),
                new PlanStatus("sweep", "q", List.of("w"), 10, Duration.ofMinutes(1), Duration.ofMinutes(50)));

        assertThat(sentences(600)).isEmpty();
        assertThat(sentences(601)).containsExactly("watch 'w' has had no answer for 10 minutes");
    }

    @Test
    void nothingIsExpectedOfAPausedWatch() {
        paused = Optional.of(NOON);

        assertThat(sentences(600)).isEmpty();
    }

    @Test
    void aSpentQuotaIsTheOnlyReasonWhileItLasts() {
        quotaUntil = Optional.of(NOON.plusSeconds(3_600));

        assertThat(reasons(600)).singleElement().satisfies(reason -> {
            assertThat(reason.summary()).isEqualTo("the quota of rows is used up");
            assertThat(reason.sentence()).startsWith("Vast.ai's quota of rows for the day is used up");
        });
        assertThat(sentences(3_700)).isEmpty();
    }

    @Test
    void aStateThatIsNotWrittenOrNotInItsPlace() {
        completeAt = Optional.of(NOON.plusSeconds(300));
        writtenAt = Optional.of(NOON.plusSeconds(209));
        lost = Optional.of("/var/lib/vastwatch/state.db was deleted");

        assertThat(reasons(300))
                .extracting(Readiness.Reason::summary)
                .containsExactly("the state was not written for 91 seconds", "the state file is not in its place");
        assertThat(reasons(300).get(1).sentence()).startsWith("/var/lib/vastwatch/state.db was deleted");
    }

    @Test
    void aSchedulerThatWakesNoWatch() {
        liveness = new Liveness(true, Duration.ZERO);

        assertThat(sentences(30)).containsExactly("the scheduler woke no watch for 60 seconds after its time");
    }

    @Test
    void theNodeThatPollsAnswersForTheWatches() {
        isPolling = false;

        assertThat(sentences(600)).isEmpty();
    }

    @Test
    void aNodeThatStandsAside() {
        aside = Optional.of("its clock is 10 seconds ahead of the database's");

        assertThat(reasons(30))
                .containsExactly(new Readiness.Reason(
                        "this node stands aside",
                        "this node stands aside: its clock is 10 seconds ahead of the database's"));
    }

    private List<String> sentences(int second) {
        writtenAt = Optional.of(NOON.plusSeconds(second));
        return reasons(second).stream().map(Readiness.Reason::sentence).toList();
    }

    private List<Readiness.Reason> reasons(int second) {
        Instant now = NOON.plusSeconds(second);
        StateStatus status = new StateStatus(
                Optional.of(new DaemonStatus(
                        7, "1", NOON, "c", 1, NOON, Optional.empty(), 0, 6, Optional.empty(), "", RowUsage.Limit.AUTO)),
                List.of(new WatchStatus(
                        "w", NOON, paused, last, completeAt, Optional.empty(), Optional.empty(), Optional.empty())),
                List.of(),
                List.of(),
                Optional.empty(),
                quotaUntil.map(until -> new RowUsage(
                        LocalDate.parse("2026-11-23"),
                        20_000,
                        true,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        Optional.of(until))),
                writtenAt.or(() -> Optional.of(now)),
                Optional.empty());
        return Readiness.reasons(
                List.of(W), status, plan, new Vitals(liveness, Optional.empty(), lost, NOON, isPolling, aside), now);
    }

    private static PollOutcome outcome(int second, Result result) {
        return new PollOutcome("w", NOON.plusSeconds(second), result, "", Optional.empty(), Optional.empty());
    }
}
