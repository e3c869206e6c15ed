package io.github.vastwatch.cli.history;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.history.Series;
import io.github.vastwatch.history.Spans.Span;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TerminalChartTest {
    private static final Chart CHART = Chart.of(
                    new Series(List.of(
                            step(0, 6, "0.30", "0.50"),
                            step(6, 12, "0.45", "0.50"),
                            step(12, 18, "", ""),
                            step(18, 24, "0.30", "0.60"))),
                    new Span(at(0), at(24)),
                    CHEAP_4090.threshold())
            .orElseThrow();

    @Test
    void drawsStepsGapsAndTheThreshold() {
        assertThat(lines(new Terminal(Optional.empty(), false, true))).isEqualTo("""
                      ━━ best   ── median   ┄┄ threshold $0.40/h
                     │
                $0.60┤                              ╶─────────
                     │
                     │
                     │
                $0.50┤╶───────────────────╴
                     │          ┏━━━━━━━━━╸
                     │          ┃
                $0.40┤┄┄┄┄┄┄┄┄┄┄┃┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄
                     │          ┃
                     │          ┃
                     │          ┃
                $0.30┤╺━━━━━━━━━┛                   ╺━━━━━━━━━
                     │
                     └┬─────────┬─────────┬         ┬─────────
                      12:00     18:00     24 Nov    06:00
                """);
    }

    @Test
    void drawsInAsciiWhereTheLocaleHasNoMore() {
        assertThat(lines(new Terminal(Optional.empty(), false, false)))
                .matches("\\p{ASCII}*")
                .contains("$0.50+---------------------\n", "+..........#....", "## best   -- median   .. threshold");
    }

    @Test
    void paintsTheLines() {
        assertThat(lines(new Terminal(Optional.empty(), true, true))).contains("\u001b[32m━\u001b[0m");
    }

    private static String lines(Terminal terminal) {
        return String.join("\n", TerminalChart.lines(CHART, terminal, 47, List.of())) + "\n";
    }

    private static Series.Step step(int from, int to, String best, String median) {
        boolean isKnown = !best.isEmpty();
        Optional<BigDecimal> middle = value(median);
        return new Series.Step(
                at(from),
                at(to),
                new Series.Figures(
                        Optional.of(3).filter(each -> isKnown),
                        Optional.of(1).filter(each -> isKnown),
                        value(best),
                        value(best),
                        middle,
                        middle));
    }

    private static Optional<BigDecimal> value(String text) {
        return Optional.of(text).filter(each -> !each.isEmpty()).map(BigDecimal::new);
    }

    private static Instant at(int hour) {
        return NOON.plus(Duration.ofHours(hour));
    }
}
