package io.github.vastwatch.history;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.history.WatchHistory.Offered;
import io.github.vastwatch.offer.OfferKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SeriesTest {
    private static final Span HOUR = new Span(at(0), at(60));
    private static final Spans ALWAYS = Spans.of(List.of(HOUR));

    @Test
    void hasAStepForEachChange() {
        Series series = series(ALWAYS, ALWAYS, offered(0, 60, "0.50"), offered(10, 30, "0.30"));

        assertThat(series.steps())
                .containsExactly(
                        new Series.Step(at(0), at(10), figures(1, 0, "0.50", "0.50", "0.50")),
                        new Series.Step(at(10), at(30), figures(2, 1, "0.30", "0.30", "0.50")),
                        new Series.Step(at(30), at(60), figures(1, 0, "0.50", "0.50", "0.50")));
    }

    @Test
    void knowsNothingInAGapAndTheBestWhereOnlyMatchesAreSeen() {
        Spans whole = Spans.of(List.of(new Span(at(0), at(10))));
        Spans matching = Spans.of(List.of(new Span(at(0), at(10)), new Span(at(20), at(40))));

        Series series = series(whole, matching, offered(0, 30, "0.35"), offered(0, 60, "0.45"));

        assertThat(series.steps())
                .containsExactly(
                        new Series.Step(at(0), at(10), figures(2, 1, "0.35", "0.35", "0.45")),
                        new Series.Step(at(10), at(20), unseen(Optional.empty(), "")),
                        new Series.Step(at(20), at(30), unseen(Optional.of(1), "0.35")),
                        new Series.Step(at(30), at(40), unseen(Optional.of(0), "")),
                        new Series.Step(at(40), at(60), unseen(Optional.empty(), "")));
    }

    @Test
    void equalsSortingTheOffersOfEachTime() {
        for (long seed = 1; seed <= 50; seed++) {
            Random random = new Random(seed);
            List<Offered> offered = new ArrayList<>();
            for (int i = random.nextInt(40); i > 0; i--) {
                int from = random.nextInt(59);
                offered.add(offered(from, from + 1 + random.nextInt(60 - from), "0." + (10 + random.nextInt(60))));
            }

            Spans whole = spans(random);
            Spans matching = spans(random).and(whole);

            Series series = series(whole, matching, offered.toArray(Offered[]::new));

            for (int minute = 0; minute < 60; minute++) {
                Instant at = at(minute);
                List<BigDecimal> sorted = offered.stream()
                        .filter(each -> !each.from().isAfter(at) && each.to().isAfter(at))
                        .map(Offered::value)
                        .sorted()
                        .toList();
                int matches = (int)
                        sorted.stream().filter(CHEAP_4090.threshold()::matches).count();
                Series.Figures figures = series.steps().stream()
                        .filter(step -> !step.from().isAfter(at) && step.to().isAfter(at))
                        .findFirst()
                        .orElseThrow()
                        .figures();
                assertThat(figures)
                        .as("seed " + seed + ", minute " + minute)
                        .isEqualTo(
                                whole.contains(at)
                                        ? new Series.Figures(
                                                Optional.of(sorted.size()),
                                                Optional.of(matches),
                                                ranked(sorted, 0),
                                                ranked(sorted, 0.1),
                                                ranked(sorted, 0.5),
                                                ranked(sorted, 0.9))
                                        : matching.contains(at)
                                                ? unseen(
                                                        Optional.of(matches),
                                                        matches > 0
                                                                ? sorted.get(0).toString()
                                                                : "")
                                                : unseen(Optional.empty(), ""));
            }
            for (int i = 1; i < series.steps().size(); i++) {
                assertThat(series.steps().get(i).from())
                        .isEqualTo(series.steps().get(i - 1).to());
                assertThat(series.steps().get(i).figures())
                        .isNotEqualTo(series.steps().get(i - 1).figures());
            }
        }
    }

    /** All of the hour, or parts of it. */
    private static Spans spans(Random random) {
        List<Span> spans = new ArrayList<>();
        for (int minute = random.nextInt(10); minute < 59; minute += random.nextInt(10) + 5) {
            spans.add(new Span(at(minute), at(minute + 1 + random.nextInt(60 - minute))));
        }
        return random.nextInt(3) == 0 ? ALWAYS : Spans.of(spans);
    }

    private static Optional<BigDecimal> ranked(List<BigDecimal> sorted, double share) {
        int rank = Math.max(1, (int) Math.ceil(sorted.size() * share - 1e-9));
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(rank - 1));
    }

    private static Series series(Spans whole, Spans matching, Offered... offered) {
        return Series.of(new WatchHistory(CHEAP_4090, HOUR, List.of(offered), whole, matching));
    }

    private static Offered offered(int from, int to, String value) {
        OfferKey key = offer(7, 1, 0.38, NOON).key().orElseThrow();
        return new Offered(key, at(from), at(to), new BigDecimal(value), Optional.empty());
    }

    private static Instant at(int minute) {
        return NOON.plusSeconds(60L * minute);
    }

    private static Series.Figures figures(int offers, int matches, String best, String median, String p90) {
        return new Series.Figures(
                Optional.of(offers), Optional.of(matches), value(best), value(best), value(median), value(p90));
    }

    private static Series.Figures unseen(Optional<Integer> matches, String best) {
        return new Series.Figures(
                Optional.empty(), matches, value(best), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Optional<BigDecimal> value(String text) {
        return Optional.of(text).filter(each -> !each.isEmpty()).map(BigDecimal::new);
    }
}
