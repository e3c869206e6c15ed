package io.github.vastwatch.text;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelativeTimeTest {
    @ParameterizedTest
    @CsvSource({"PT0.4S, 0 s", "PT119S, 119 s", "PT6M10S, 6 min", "PT3H, 3 h", "PT47H59M, 47 h 59 min", "PT76H, 3 d 4 h"
    })
    void saysTheUnitsThatMatter(Duration length, String words) {
        assertThat(RelativeTime.span(length)).isEqualTo(words);
    }

    @Test
    void saysWhichSideOfNow() {
        RelativeTime relativeTime = new RelativeTime(NOON);

        assertThat(relativeTime.of(NOON.minusSeconds(48))).isEqualTo("48 s ago");
        assertThat(relativeTime.of(NOON.plusSeconds(12))).isEqualTo("in 12 s");
        assertThat(relativeTime.dated(NOON.minusMillis(47_600))).isEqualTo("2026-11-23T11:59:12Z (48 s ago)");
    }
}
