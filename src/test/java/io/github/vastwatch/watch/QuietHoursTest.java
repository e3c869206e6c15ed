package io.github.vastwatch.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuietHoursTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final QuietHours NIGHT = quiet("23:00", "07:00", Weekdays.ALL);

    @Test
    void aNightIsAnHourLongerWhenClocksGoBackAndShorterWhenTheyGoForward() {
        assertThat(quietMinutes("2026-10-24T10:00:00Z")).isEqualTo(9 * 60);
        assertThat(quietMinutes("2026-03-28T11:00:00Z")).isEqualTo(7 * 60);
        assertThat(quietMinutes("2026-11-23T11:00:00Z")).isEqualTo(8 * 60);
    }

    @Test
    void itsEndsAreTheFirstMomentInAndTheFirstMomentOut() {
        assertThat(NIGHT.contains(Instant.parse("2026-11-23T21:59:59Z"))).isFalse();
        assertThat(NIGHT.contains(Instant.parse("2026-11-23T22:00:00Z"))).isTrue();
        assertThat(NIGHT.contains(Instant.parse("2026-11-24T05:59:59Z"))).isTrue();
        assertThat(NIGHT.contains(Instant.parse("2026-11-24T06:00:00Z"))).isFalse();
    }

    @Test
    void theDaysAreThoseOnWhichItBegins() {
        QuietHours fridays = quiet("23:00", "07:00", Set.of(DayOfWeek.FRIDAY));

        assertThat(fridays.contains(Instant.parse("2026-11-28T03:00:00Z"))).isTrue();
        assertThat(fridays.contains(Instant.parse("2026-11-27T03:00:00Z"))).isFalse();
        assertThat(Weekdays.parse("fri-mon"))
                .containsExactlyInAnyOrder(DayOfWeek.FRIDAY, DayOfWeek.SATURDAY, DayOfWeek.SUNDAY, DayOfWeek.MONDAY);
    }

    @Test
    void hoursThatNeverEndAreRefusedAndAWholeDayIsNot() {
        assertThatThrownBy(() -> quiet("08:00", "08:00", Weekdays.ALL))
                .hasMessage("quiet hours that never end: 08:00-08:00 on every day");
        assertThat(quiet("00:00", "00:00", Set.of(DayOfWeek.SUNDAY)).contains(Instant.parse("2026-11-29T12:00:00Z")))
                .isTrue();
    }

    @Test
    void aDigestIsDueOnceAWeek() {
        Digest monday = Digest.parse("weekly Mon 08:00", BERLIN);

        assertThat(monday.isDue(Instant.parse("2026-11-17T07:00:00Z"), Instant.parse("2026-11-23T06:59:00Z")))
                .isFalse();
        assertThat(monday.isDue(Instant.parse("2026-11-17T07:00:00Z"), Instant.parse("2026-11-23T07:00:00Z")))
                .isTrue();
        assertThat(monday).hasToString("weekly Mon 08:00");
    }

    private static long quietMinutes(String noon) {
        Instant from = Instant.parse(noon);
        long minutes = 0;
        for (int i = 0; i < 24 * 60; i++) {
            minutes += NIGHT.contains(from.plus(Duration.ofMinutes(i))) ? 1 : 0;
        }
        return minutes;
    }

    private static QuietHours quiet(String from, String to, Set<DayOfWeek> days) {
        return new QuietHours(LocalTime.parse(from), LocalTime.parse(to), days, BERLIN, Optional.empty());
    }
}
