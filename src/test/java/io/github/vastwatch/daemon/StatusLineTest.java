package io.github.vastwatch.daemon;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.PollOutcome.Result;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.vast.Outage;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.SearchResult;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StatusLineTest {
    private static final ZonedDateTime NOW = NOON.atZone(ZoneOffset.ofHours(1));
    private static final Instant EARLIER = NOON.minusSeconds(12);

    @Test
    void aNewDaemonHasNoAnswerYet() {
        assertThat(line(List.of(watch(Optional.empty(), Optional.empty())), 0, 0, Optional.empty()))
                .isEqualTo("1 watch, no answer yet, 0 matches, no delivery pending");
    }

    @Test
    void theLastAnswerOfAnyWatchCounts() {
        assertThat(line(
                        List.of(
                                watch(poll(EARLIER, Result.TRUNCATED, 2), Optional.empty()),
                                watch(poll(NOON, Result.FAILED, 1), Optional.empty()),
                                watch(Optional.empty(), Optional.of(NOON))),
                        0,
                        0,
                        Optional.empty()))
                .isEqualTo("3 watches (1 paused), last answer at 12:59:48, 3 matches, no delivery pending");
    }

    @Test
    void whatIsWrongComesLast() {
        assertThat(line(
                        List.of(watch(poll(NOON.minus(Duration.ofDays(1)), Result.COMPLETE, 1), Optional.empty())),
                        2,
                        1,
                        Optional.of(new DaemonStatus.Refusal(NOON, "unknown key 'treshold'"))))
                .isEqualTo("1 watch, last answer at 2026-11-22 13:00, 1 match, 2 deliveries pending, 1 open incident,"
                        + " the changed config is rejected");
    }

    @Test
    void anOutageIsNamedWhileItLasts() {
        SearchResult down =
                new SearchResult.Failed(SearchResult.Cause.UNAVAILABLE, "connection refused", Optional.empty());
        List<WatchStatus> watches = List.of(watch(poll(EARLIER, Result.COMPLETE, 2), Optional.empty()));

        assertThat(line(watches, Optional.of(new Outage(NOON, down, NOON, Optional.empty()))))
                .isEqualTo("1 watch, last answer at 12:59:48, 2 matches, no delivery pending,"
                        + " no answer since 13:00:00 (connection refused)");
        assertThat(line(watches, Optional.of(new Outage(NOON, down, NOON, Optional.of(NOON)))))
                .isEqualTo("1 watch, last answer at 12:59:48, 2 matches, no delivery pending");
    }

    @Test
    void thatItStandsAsideComesFirst() {
        assertThat(line(
                        List.of(),
                        Optional.empty(),
                        0,
                        0,
                        Optional.empty(),
                        Optional.of("its clock is 10s ahead of the database's")))
                .isEqualTo(
                        "stands aside (its clock is 10s ahead of the database's), 0 watches, no answer yet, 0 matches,"
                                + " no delivery pending");
    }

    private static String line(List<WatchStatus> watches, Optional<Outage> outage) {
        return line(watches, outage, 0, 0, Optional.empty(), Optional.empty());
    }

    private static String line(
            List<WatchStatus> watches, int pending, int incidents, Optional<DaemonStatus.Refusal> refusal) {
        return line(watches, Optional.empty(), pending, incidents, refusal, Optional.empty());
    }

    private static String line(
            List<WatchStatus> watches,
            Optional<Outage> outage,
            int pending,
            int incidents,
            Optional<DaemonStatus.Refusal> refusal,
            Optional<String> aside) {
        return StatusLine.of(
                new StateStatus(
                        Optional.of(new DaemonStatus(
                                1,
                                "1",
                                NOON,
                                "vastwatch.yaml",
                                1,
                                NOON,
                                refusal,
                                0,
                                6,
                                Optional.empty(),
                                "",
                                RowUsage.Limit.OFF)),
                        watches,
                        List.of(),
                        List.of(channel(pending)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                outage,
                incidents,
                aside,
                NOW);
    }

    private static WatchStatus watch(Optional<PollOutcome> last, Optional<Instant> paused) {
        return new WatchStatus(
                "w", EARLIER, paused, last, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Optional<PollOutcome> poll(Instant at, Result result, int matches) {
        return Optional.of(new PollOutcome("w", at, result, "", Optional.of(matches), Optional.empty()));
    }

    private static ChannelState channel(int pending) {
        return new ChannelState(
                "hook",
                pending,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }
}
