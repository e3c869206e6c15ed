package io.github.vastwatch.vast;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.offer.InvalidInput;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RowUsageTest {
    private static final Instant MIDNIGHT = Instant.parse("2026-11-24T00:00:00Z");

    @Test
    void aNewDayBeginsAtMidnightUtcWithNothingRead() {
        RowUsage usage = RowUsage.none(NOON).read(500, NOON);

        assertThat(usage.at(MIDNIGHT.minusMillis(1)).rows()).isEqualTo(500);
        assertThat(usage.at(MIDNIGHT).rows()).isZero();
        assertThat(RowUsage.untilReset(NOON)).isEqualTo(Duration.ofHours(12));
    }

    @Test
    void aRefusalOnADayThatWasCountedFromItsStartShowsTheQuota() {
        RowUsage day = RowUsage.none(NOON).at(MIDNIGHT).read(12_000, MIDNIGHT);

        RowUsage refused = day.refused(MIDNIGHT.plus(Duration.ofDays(1)), MIDNIGHT);

        assertThat(refused.size(RowUsage.Limit.AUTO)).isEqualTo(OptionalLong.of(12_000));
        assertThat(refused.at(MIDNIGHT.plus(Duration.ofDays(1))).size(RowUsage.Limit.AUTO))
                .isEqualTo(OptionalLong.of(12_000));
    }

    @Test
    void anEarlyRefusalIsAnotherProgramsUseAndLowersThatDayAlone() {
        RowUsage refused = RowUsage.none(NOON)
                .at(MIDNIGHT)
                .read(700, MIDNIGHT)
                .refused(MIDNIGHT.plus(Duration.ofDays(1)), MIDNIGHT);

        assertThat(refused.size(RowUsage.Limit.AUTO)).isEqualTo(OptionalLong.of(700));
        assertThat(refused.left(RowUsage.Limit.AUTO)).isEqualTo(OptionalLong.of(0));
        assertThat(refused.at(MIDNIGHT.plus(Duration.ofDays(1))).size(RowUsage.Limit.AUTO))
                .isEqualTo(OptionalLong.of(RowUsage.ASSUMED));
    }

    @Test
    void aNumberIsTakenAsItIsAndOffIsWithoutBounds() {
        RowUsage usage = RowUsage.none(NOON).read(100, NOON);

        assertThat(usage.left(RowUsage.Limit.parse("1_000"))).isEqualTo(OptionalLong.of(890));
        assertThat(usage.left(RowUsage.Limit.parse("off"))).isEmpty();
        assertThat(RowUsage.Limit.parse("auto")).isEqualTo(RowUsage.Limit.AUTO);
        assertThatThrownBy(() -> RowUsage.Limit.parse("many"))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("not a number of rows: 'many'");
    }

    @Test
    void aPauseThatEndsBeforeTheDayLowersNoQuota() {
        RowUsage refused =
                RowUsage.none(NOON).at(MIDNIGHT).read(12_000, MIDNIGHT).refused(MIDNIGHT.plusSeconds(60), MIDNIGHT);

        assertThat(refused.size(RowUsage.Limit.AUTO)).isEqualTo(OptionalLong.of(RowUsage.ASSUMED));
        assertThat(refused.pause(MIDNIGHT)).contains(MIDNIGHT.plusSeconds(60));
        assertThat(refused.pause(MIDNIGHT.plusSeconds(60))).isEmpty();
    }

    @Test
    void aPauseUntilJustBeforeTheResetIsOneUntilTheReset() {
        RowUsage refused = RowUsage.none(NOON).read(500, NOON).refused(MIDNIGHT.minusSeconds(1), NOON);

        assertThat(refused.pause(NOON)).contains(MIDNIGHT);
    }

    @Test
    void anAnswerInAPauseEndsIt() {
        RowUsage refused = RowUsage.none(NOON).read(500, NOON).refused(MIDNIGHT, NOON);

        RowUsage answered = refused.read(7, NOON.plusSeconds(60));

        assertThat(answered.pause(NOON.plusSeconds(60))).isEmpty();
        assertThat(answered.rows()).isEqualTo(507);
        assertThat(answered.size(RowUsage.Limit.AUTO)).isEqualTo(OptionalLong.of(RowUsage.ASSUMED));
    }

    @Test
    void aPauseOfMoreThanADayIsAClockThatWasSetBack() {
        RowUsage refused = RowUsage.none(NOON).refused(MIDNIGHT, NOON);

        assertThat(refused.pause(MIDNIGHT.minus(Duration.ofDays(2)))).isEmpty();
    }
}
