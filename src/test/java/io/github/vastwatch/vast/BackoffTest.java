package io.github.vastwatch.vast;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.text.Durations;
import io.github.vastwatch.vast.SearchResult.Cause;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final SearchResult DOWN = new SearchResult.Failed(Cause.UNAVAILABLE, "HTTP 503");
    private static final SearchResult NONSENSE = new SearchResult.Failed(Cause.BAD_ANSWER, "cut off");
    private static final SearchResult NO_KEY = new SearchResult.Failed(Cause.KEY_REFUSED, "HTTP 401");
    private static final SearchResult NO_QUESTION = new SearchResult.Failed(Cause.QUESTION_REFUSED, "HTTP 400");
    private static final SearchResult THROTTLED = new SearchResult.Throttled("HTTP 429", Optional.empty(), false);
    private static final SearchResult FOUND = new SearchResult.Found(List.of(), true, false, 0, Map.of(), Map.of(), 0);

    private Instant now = NOON;
    private double jitter;
    private final InstantSource source = () -> now;
    private final Backoff backoff = new Backoff(source.withZone(ZoneOffset.UTC), () -> jitter);

    @Test
    void waitsForNothingAtFirst() {
        assertThat(backoff.nextAttempt()).isEqualTo(NOON);
    }

    @Test
    void pausesDoubleUpToAQuarterOfAnHour() {
        assertThat(pauses(DOWN, 9)).containsExactly("15s", "30s", "1m", "2m", "4m", "8m", "15m", "15m", "15m");
        backoff.observe(FOUND);
        assertThat(pauses(NONSENSE, 2)).containsExactly("15s", "30s");
        backoff.observe(FOUND);
        assertThat(pauses(THROTTLED, 7)).containsExactly("30s", "1m", "2m", "4m", "8m", "15m", "15m");
        backoff.observe(FOUND);
        assertThat(pauses(NO_KEY, 4)).containsExactly("5m", "10m", "15m", "15m");
    }

    @Test
    void aRefusedQuestionPausesNobody() {
        backoff.observe(NO_QUESTION);

        assertThat(backoff.nextAttempt()).isEqualTo(NOON);
    }

    @Test
    void jitterMovesAPauseByATenthAndNeverPastTheLongest() {
        jitter = -1;
        assertThat(pauses(THROTTLED, 1)).containsExactly("27s");
        jitter = 1;
        assertThat(pauses(THROTTLED, 5)).containsExactly("1m6s", "2m12s", "4m24s", "8m48s", "15m");
    }

    @Test
    void waitsAsLongAsItIsAskedToButNotForYears() {
        assertThat(pause(throttled(Duration.ofSeconds(2)))).isEqualTo("2s");
        // Asked again at once, it throttles again: two seconds were not enough.
        assertThat(pause(throttled(Duration.ofSeconds(2)))).isEqualTo("1m");
        assertThat(pause(throttled(Duration.ofHours(7)))).isEqualTo("7h");
        assertThat(backoff.observe(throttled(Duration.ofDays(400))))
                .containsExactly("Vast.ai asks to wait for 400d, which is implausible; waiting for 1d");
        assertThat(backoff.nextAttempt()).isEqualTo(NOON.plus(Duration.ofHours(24)));
    }

    @Test
    void aFailureThatNamesATimeIsTakenAtItsWord() {
        assertThat(pause(new SearchResult.Failed(Cause.UNAVAILABLE, "HTTP 503", Optional.of(Duration.ofMinutes(20)))))
                .isEqualTo("20m");
    }

    @Test
    void fiveFailuresInARowAreReportedOnceAndSoIsTheRecovery() {
        List<String> said = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            said.addAll(backoff.observe(DOWN));
            now = backoff.nextAttempt();
        }
        said.addAll(backoff.observe(FOUND));
        said.addAll(backoff.observe(FOUND));

        assertThat(said)
                .containsExactly(
                        "Vast.ai failed 5 times in a row; one search every 4m to 15m until it answers",
                        "Vast.ai answers again after 12 failed searches in 1h45m");
    }

    @Test
    void aShortOutageIsNoNews() {
        for (int i = 0; i < 4; i++) {
            assertThat(backoff.observe(DOWN)).isEmpty();
        }

        assertThat(backoff.observe(FOUND)).isEmpty();
    }

    @Test
    void aClockThatIsSetBackMakesNoPauseLonger() {
        backoff.observe(throttled(Duration.ofHours(2)));
        now = NOON.plus(Duration.ofHours(1));
        assertThat(backoff.nextAttempt()).isEqualTo(NOON.plus(Duration.ofHours(2)));

        now = NOON.minus(Duration.ofDays(3));

        assertThat(backoff.nextAttempt()).isEqualTo(now.plus(Duration.ofHours(1)));
    }

    @Test
    void anOutageLastsFromItsFirstFailureToTheNextAnswer() {
        assertThat(backoff.outage()).isEmpty();
        backoff.observe(throttled(Duration.ofMinutes(1)));
        now = NOON.plus(Duration.ofMinutes(1));
        backoff.observe(DOWN);
        assertThat(backoff.outage()).contains(new Outage(NOON, DOWN, backoff.nextAttempt(), Optional.empty()));

        now = NOON.plus(Duration.ofMinutes(5));
        backoff.observe(FOUND);
        Outage over = new Outage(NOON, DOWN, now, Optional.of(now));
        assertThat(backoff.outage()).contains(over);
        now = NOON.plus(Duration.ofMinutes(6));
        backoff.observe(FOUND);
        assertThat(backoff.outage().flatMap(Outage::ended)).isEqualTo(over.ended());
    }

    @Test
    void aClockThatIsSetForwardEndsThePause() {
        backoff.observe(throttled(Duration.ofHours(2)));

        now = NOON.plus(Duration.ofDays(1));

        assertThat(backoff.nextAttempt()).isBefore(now);
    }

    private static SearchResult throttled(Duration after) {
        return new SearchResult.Throttled("HTTP 429", Optional.of(after), false);
    }

    private String pause(SearchResult result) {
        backoff.observe(result);
        return Durations.of(Duration.between(now, backoff.nextAttempt()));
    }

    private List<String> pauses(SearchResult result, int times) {
        List<String> pauses = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            pauses.add(pause(result));
        }
        return pauses;
    }
}
