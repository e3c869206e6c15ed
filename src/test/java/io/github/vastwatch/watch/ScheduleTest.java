package io.github.vastwatch.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.offer.InvalidInput;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    /** At 03:00 of this day in Berlin it is 02:00 again. */
    private static final Instant AUTUMN = Instant.parse("2026-10-25T00:00:00Z");
    /** At 02:00 of this day in Berlin it is 03:00. */
    private static final Instant SPRING = Instant.parse("2026-03-29T00:00:00Z");

    @Test
    void everyFiresOnceAnIntervalWhateverTheMoment() {
        Schedule every = Schedule.every(Duration.ofMinutes(5), "seed");

        Instant first = every.next(AUTUMN).orElseThrow();

        assertThat(every.next(first)).contains(first.plus(Duration.ofMinutes(5)));
        assertThat(every.next(first.minusMillis(1))).contains(first);
    }

    @Test
    void intervalsThatDivideEachOtherShareMoments() {
        Schedule one = Schedule.every(Duration.ofMinutes(1), "same question");
        Schedule five = Schedule.every(Duration.ofMinutes(5), "same question");

        Instant shared = five.next(AUTUMN).orElseThrow();

        assertThat(one.next(shared.minusMillis(1))).contains(shared);
    }

    @Test
    void anIntervalCronRunsThroughTheHourThatRepeats() {
        List<String> times = times("*/30 * * * *", AUTUMN.minusSeconds(1), 5);

        assertThat(times)
                .containsExactly(
                        "2026-10-25T00:00:00Z",
                        "2026-10-25T00:30:00Z",
                        "2026-10-25T01:00:00Z",
                        "2026-10-25T01:30:00Z",
                        "2026-10-25T02:00:00Z");
    }

    @Test
    void aTimeThatComesTwiceRunsOnce() {
        assertThat(times("30 2 * * *", AUTUMN, 2)).containsExactly("2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z");
    }

    @Test
    void aTimeThatDoesNotExistRunsAtTheFirstMomentAfter() {
        assertThat(times("30 2 * * *", SPRING, 2)).containsExactly("2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z");
    }

    @Test
    void anIntervalCronSkipsNothingInSpring() {
        assertThat(times("*/30 * * * *", SPRING, 4))
                .containsExactly(
                        "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:00:00Z");
    }

    @Test
    void sixFieldsBeginWithSeconds() {
        assertThat(times("15 0 7 * * ?", AUTUMN, 1)).containsExactly("2026-10-25T06:00:15Z");
    }

    @Test
    void sundayIsSevenOrZeroInUnixCron() {
        assertThat(times("0 9 * * 0", AUTUMN, 1)).isEqualTo(times("0 9 * * 7", AUTUMN, 1));
    }

    @Test
    void refusesADayThatNeverComes() {
        assertThatThrownBy(() -> Schedule.cron("0 0 30 2 *", BERLIN))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("this cron expression never matches: '0 0 30 2 *'");
        assertThat(times("0 0 29 2 *", AUTUMN, 1)).containsExactly("2028-02-28T23:00:00Z");
    }

    @Test
    void aYearThatIsOverIsNeverDue() {
        assertThat(Schedule.cron("0 0 12 1 1 ? 2025", BERLIN).next(AUTUMN)).isEmpty();
    }

    @Test
    void refusesWhatIsNoCron() {
        assertThatThrownBy(() -> Schedule.cron("* * *", BERLIN))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("a cron has five fields, or six or seven with seconds: '* * *'");
        assertThatThrownBy(() -> Schedule.cron("61 * * * *", BERLIN)).isInstanceOf(InvalidInput.class);
    }

    private static List<String> times(String cron, Instant after, int most) {
        List<String> times = new ArrayList<>();
        Optional<Instant> next = Schedule.cron(cron, BERLIN).next(after);
        while (next.isPresent() && times.size() < most) {
            times.add(next.get().toString());
            next = Schedule.cron(cron, BERLIN).next(next.get());
        }
        return times;
    }
}
