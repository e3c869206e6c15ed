package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.store.PollOutcome.Result;
import io.github.vastwatch.vast.RowUsage;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How watches fare, as the state remembers it. */
class WatchStatusTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-23");

    private Store store;

    @BeforeEach
    void open() throws Exception {
        store = Store.open(StateLocation.MEMORY);
        store.takeConfig(daemon(NOON.minusSeconds(60), 1), Set.of("a", "b"), Map.of());
    }

    @AfterEach
    public void close() {
        store.close();
    }

    @Test
    void theWorstGapIsTheLongestBetweenTwoWholeLooksAndSaysWhy() {
        polled(0, Result.COMPLETE, "");
        polled(1, Result.COMPLETE, "");
        polled(2, Result.THROTTLED, "HTTP 429");
        polled(7, Result.COMPLETE, "");
        polled(8, Result.COMPLETE, "");

        assertThat(a().gap()).contains(new WatchStatus.Gap(TODAY, Duration.ofMinutes(6), "HTTP 429"));
        assertThat(a().completeAt()).contains(at(8));
    }

    @Test
    void aGapThatLastsIsTheWorstOnceItIsTheLongest() {
        polled(0, Result.COMPLETE, "");
        polled(3, Result.COMPLETE, "");
        polled(4, Result.THROTTLED, "HTTP 429");

        assertThat(a().worstGap(TODAY, at(5))).contains(new WatchStatus.Gap(TODAY, Duration.ofMinutes(3), ""));
        assertThat(a().worstGap(TODAY, at(603))).contains(new WatchStatus.Gap(TODAY, Duration.ofHours(10), "HTTP 429"));
        polled(604, Result.COMPLETE, "");
        assertThat(a().worstGap(TODAY, at(900)))
                .contains(new WatchStatus.Gap(TODAY, Duration.ofMinutes(601), "HTTP 429"));
    }

    @Test
    void aNewDayBeginsAnew() {
        polled(0, Result.COMPLETE, "");
        polled(30, Result.COMPLETE, "");
        store.commit(List.of(), List.of(pollOutcome(31, Result.COMPLETE, "")), TODAY.plusDays(1), 1, Optional.empty());

        assertThat(a().gap()).contains(new WatchStatus.Gap(TODAY.plusDays(1), Duration.ofMinutes(1), ""));
    }

    @Test
    void aGapInWhichNobodyRanIsCalledThat() {
        polled(0, Result.COMPLETE, "");
        store.takeConfig(daemon(at(20), 1), Set.of("a", "b"), Map.of());
        polled(21, Result.COMPLETE, "");

        assertThat(a().gap()).contains(new WatchStatus.Gap(TODAY, Duration.ofMinutes(21), "not running"));
    }

    @Test
    void aFailureKeepsTheMatchesOfTheLastAnswer() {
        polled(0, Result.COMPLETE, "");
        store.commit(
                List.of(),
                List.of(new PollOutcome("a", at(1), Result.FAILED, "HTTP 503", Optional.empty(), Optional.of(at(2)))),
                TODAY,
                1,
                Optional.of(at(3)));

        assertThat(a().last())
                .contains(new PollOutcome("a", at(1), Result.FAILED, "HTTP 503", Optional.of(3), Optional.of(at(2))));
        assertThat(store.status().daemon().orElseThrow().pauseUntil()).contains(at(3));
        assertThat(store.status().daemon().orElseThrow().requests()).isEqualTo(2);
    }

    @Test
    void aPauseOutlivesARestartAndEndsOnCommand() throws Exception {
        assertThat(store.watches().pause("a", Optional.of(NOON))).isTrue();
        assertThat(store.watches().pause("nobody", Optional.of(NOON))).isFalse();
        store.takeConfig(daemon(NOON, 1), Set.of("a", "b"), Map.of());

        assertThat(store.watches().paused()).containsExactly("a");
        assertThat(store.watches().pause("a", Optional.empty())).isTrue();
        assertThat(store.watches().paused()).isEmpty();
    }

    @Test
    void aRemovedWatchIsNotShownAndIsForgottenAfterThirtyDays() {
        polled(0, Result.COMPLETE, "");
        take(NOON, 2, Set.of("b"), Map.of());
        assertThat(store.status().watches()).extracting(WatchStatus::name).containsExactly("b");

        take(NOON.plus(Duration.ofDays(29)), 3, Set.of("a", "b"), Map.of());
        assertThat(a().completeAt()).as("back before a month was over").contains(at(0));

        take(NOON.plus(Duration.ofDays(30)), 4, Set.of("b"), Map.of());
        take(NOON.plus(Duration.ofDays(61)), 5, Set.of("b"), Map.of());
        take(NOON.plus(Duration.ofDays(61)), 6, Set.of("a", "b"), Map.of());
        assertThat(a().completeAt()).isEmpty();
    }

    @Test
    void aRenamedWatchTakesItsStateAlongOnce() {
        polled(0, Result.COMPLETE, "");
        take(NOON, 2, Set.of("new", "b"), Map.of("new", "a"));
        assertThat(status("new").completeAt()).contains(at(0));

        // Someone else may take the former name; the line that says so has done its work.
        take(NOON, 3, Set.of("new", "a", "b"), Map.of("new", "a"));
        assertThat(status("new").completeAt()).contains(at(0));
        assertThat(a().completeAt()).isEmpty();
    }

    @Test
    void aRenameOntoANameThatWasRemovedTakesItOver() {
        store.commit(
                List.of(),
                List.of(new PollOutcome("b", at(3), Result.COMPLETE, "", Optional.of(1), Optional.empty())),
                TODAY,
                1,
                Optional.empty());
        polled(0, Result.COMPLETE, "");
        take(NOON, 2, Set.of("b"), Map.of());
        take(NOON, 3, Set.of("a"), Map.of("a", "b"));

        assertThat(a().completeAt()).contains(at(3));
    }

    @Test
    void aClockThatIsSetBackMakesNoGap() {
        polled(60, Result.COMPLETE, "");
        polled(0, Result.COMPLETE, "");

        assertThat(a().gap()).isEmpty();
    }

    private void take(Instant now, int generation, Set<String> names, Map<String, String> renamed) {
        DaemonStatus daemon = daemon(NOON.minusSeconds(60), generation);
        store.takeConfig(
                new DaemonStatus(
                        daemon.pid(),
                        daemon.version(),
                        daemon.startedAt(),
                        daemon.config(),
                        generation,
                        now,
                        Optional.empty(),
                        0,
                        6,
                        Optional.empty(),
                        "",
                        RowUsage.Limit.AUTO),
                names,
                renamed);
    }

    private static DaemonStatus daemon(Instant startedAt, int generation) {
        return new DaemonStatus(
                7,
                "1.0",
                startedAt,
                "c.yaml",
                generation,
                startedAt,
                Optional.empty(),
                0,
                6,
                Optional.empty(),
                "",
                RowUsage.Limit.AUTO);
    }

    private void polled(int minute, Result result, String reason) {
        store.commit(List.of(), List.of(pollOutcome(minute, result, reason)), TODAY, 1, Optional.empty());
    }

    private static PollOutcome pollOutcome(int minute, Result result, String reason) {
        return new PollOutcome("a", at(minute), result, reason, Optional.of(3), Optional.of(at(minute + 1)));
    }

    private WatchStatus a() {
        return status("a");
    }

    private WatchStatus status(String name) {
        return store.status().watches().stream()
                .filter(watch -> watch.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Instant at(int minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }
}
