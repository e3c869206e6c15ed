package io.github.vastwatch.web;

import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.history.CurrentMarket.Priced;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A watch in the overview, its figures as they are shown.
 *
 * @param best the best value; empty if none is known
 * @param isEarlier whether it was the best earlier today, because nothing shows now what is beyond the threshold
 * @param away how far the best value is from the threshold, in percent of it; negative if it is within
 * @param matches how many offers match; empty before the first answer
 * @param nearly what a looser threshold would bring; empty if something matches
 */
record WatchRow(
        String name,
        Mark mark,
        String threshold,
        String best,
        boolean isEarlier,
        Optional<Double> away,
        Optional<Integer> matches,
        String nearly,
        Sparkline sparkline,
        Age look,
        Age alert,
        Group group) {

    /** The order of the overview. */
    enum Group {
        TROUBLE,
        MATCH,
        NEARLY,
        REST
    }

    /** Up to this share beyond the threshold, an offer nearly matches. */
    private static final double NEAR = 0.10;
    /** A threshold that this share of the offers is within is worth a sentence. */
    private static final double SHARE = 0.01;

    static final Comparator<WatchRow> ORDER = Comparator.comparing(WatchRow::group)
            .thenComparingDouble(row -> row.away().orElse(Double.MAX_VALUE))
            .thenComparing(WatchRow::name);

    /** All watches, in the order of the overview. */
    static List<WatchRow> all(Board board) {
        Map<String, Week.Best> week = board.week();
        Context context = Context.of(board);
        List<Watch> watches = board.watches();
        Map<String, Memory> memories = board.store().offers().memories(watches);
        return watches.stream()
                .map(watch -> of(
                        watch,
                        board.admitted(watch, memories.getOrDefault(watch.name(), Memory.EMPTY)),
                        week.getOrDefault(watch.name(), Week.Best.UNKNOWN),
                        context))
                .sorted(ORDER)
                .toList();
    }

    /** One watch. */
    static WatchRow one(Board board, Watch watch, List<Priced> admitted) {
        return of(watch, admitted, Week.Best.UNKNOWN, Context.of(board));
    }

    /** What the daemon knows of all watches. */
    private record Context(
            Map<String, WatchStatus> statuses,
            Map<String, Instant> alerts,
            List<Silence> silences,
            boolean isQuotaUsedUp,
            Duration behind,
            Instant now) {
        static Context of(Board board) {
            Map<String, Instant> alerts = new HashMap<>();
            board.status().alerts().forEach(alert -> alerts.put(alert.watch(), alert.at()));
            Instant now = board.now();
            return new Context(
                    board.statuses(),
                    alerts,
                    board.silences(),
                    board.status().rows().flatMap(rows -> rows.pause(now)).isPresent(),
                    board.behind(),
                    now);
        }
    }

    private static WatchRow of(Watch watch, List<Priced> admitted, Week.Best week, Context context) {
        Instant now = context.now();
        Optional<WatchStatus> status = Optional.ofNullable(context.statuses().get(watch.name()));
        Mark mark = Mark.of(watch, status, context.silences(), context.isQuotaUsedUp(), now);
        Optional<Instant> alert = Optional.ofNullable(context.alerts().get(watch.name()));
        Threshold threshold = watch.threshold();
        Metric metric = threshold.metric();
        Optional<BigDecimal> current = admitted.stream().map(Priced::value).findFirst();
        Optional<BigDecimal> best = current.or(() -> week.ofToday().filter(value -> !threshold.matches(value)));
        Optional<Integer> matches = status.flatMap(WatchStatus::last).flatMap(PollOutcome::matches);
        Optional<Double> away = watch.threshold().isNone() || watch.isWaiting()
                ? Optional.empty()
                : best.map(value -> away(value, threshold));
        Group group = mark.isTrouble()
                ? Group.TROUBLE
                : matches.orElse(0) > 0
                        ? Group.MATCH
                        : away.filter(share -> share <= NEAR).isPresent() ? Group.NEARLY : Group.REST;
        Optional<BigDecimal> limit =
                threshold.isNone() || watch.isWaiting() ? Optional.empty() : Optional.of(threshold.value());
        return new WatchRow(
                watch.name(),
                mark,
                watch.isWaiting() ? "not known yet" : threshold.isNone() ? "none" : metric.words(threshold.value()),
                best.map(metric::amount).orElse(""),
                current.isEmpty() && best.isPresent(),
                away,
                matches,
                matches.orElse(0) > 0 ? "" : nearly(admitted, metric),
                Sparkline.of(week.values(), limit, sentence(watch, week, limit)),
                Age.of(
                        status.flatMap(WatchStatus::completeAt),
                        watch.interval(now).map(each -> each.multipliedBy(2).plus(context.behind())),
                        now),
                Age.of(alert, Optional.empty(), now),
                group);
    }

    private static double away(BigDecimal best, Threshold threshold) {
        double share = best.doubleValue() / threshold.value().doubleValue() - 1;
        return threshold.metric().lowerIsBetter() ? share : -share;
    }

    /** {@code 12 of 1,343 known offers would match at $0.34/h}; empty if there are no offers. */
    static String nearly(List<Priced> admitted, Metric metric) {
        if (admitted.isEmpty()) {
            return "";
        }
        int rank = Math.max(1, (int) Math.round(admitted.size() * SHARE));
        BigDecimal value = rounded(admitted.get(rank - 1).value(), metric);
        long within = admitted.stream()
                .filter(each -> metric.compare(each.value(), value) <= 0)
                .count();
        return String.format(Locale.ROOT, "%,d of %,d", within, admitted.size()) + " known offers would match at "
                + metric.words(value);
    }

    /** A value that a person would write, not better than the given one: money in cents. */
    private static BigDecimal rounded(BigDecimal value, Metric metric) {
        int decimals = metric.isMoney() ? 2 : Math.max(0, 2 - (value.precision() - value.scale()));
        return value.setScale(decimals, metric.lowerIsBetter() ? RoundingMode.CEILING : RoundingMode.FLOOR);
    }

    private static String sentence(Watch watch, Week.Best week, Optional<BigDecimal> threshold) {
        Metric metric = watch.threshold().metric();
        List<BigDecimal> known = week.values().stream()
                .flatMap(Optional::stream)
                .sorted(metric::compare)
                .toList();
        return known.isEmpty()
                ? "No prices are recorded for the last 7 days."
                : "Best of 7 days " + metric.words(known.get(0)) + ", at worst "
                        + metric.words(known.get(known.size() - 1))
                        + threshold
                                .map(value -> ", threshold " + metric.words(value))
                                .orElse("") + ".";
    }

    /** {@code 3.2 % above}; empty if it is not known. */
    public String awayWords() {
        return away.map(share -> Math.abs(share) < 0.0005
                        ? "at the threshold"
                        : String.format(Locale.ROOT, "%+.1f %%", share * 100).replace('-', '−'))
                .orElse("");
    }

    public String matchesWords() {
        return matches.map(count -> Amount.count(count, "match", "matches")).orElse("");
    }

    public boolean isMatch() {
        return matches.orElse(0) > 0;
    }
}
