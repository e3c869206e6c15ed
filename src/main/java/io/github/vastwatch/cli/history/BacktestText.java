package io.github.vastwatch.cli.history;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.cli.console.Terminal;
import io.github.vastwatch.cli.console.TextTable;
import io.github.vastwatch.history.Backtest;
import io.github.vastwatch.history.RecordedPoll;
import io.github.vastwatch.history.ReplayCheck;
import io.github.vastwatch.history.Series;
import io.github.vastwatch.history.Spans;
import io.github.vastwatch.history.Stays;
import io.github.vastwatch.history.Stays.Lasted;
import io.github.vastwatch.history.WatchHistory;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.text.RelativeTime;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A backtest as text.
 *
 * @param since when recording began
 * @param check what was really sent; empty if nothing was
 * @param diff alerts of this and of another watch
 */
record BacktestText(
        Backtest backtest,
        WatchHistory history,
        Instant since,
        Optional<BacktestText.Check> check,
        Optional<ReplayCheck> diff) {
    /** More alerts, and differences, are for programs. */
    private static final int MOST = 20;

    /** @param polls the answers that were replayed */
    record Check(Watch watch, ReplayCheck result, List<RecordedPoll> polls) {
        int sent() {
            return result.same().size() + result.onlyFirst().size();
        }
    }

    /** The JSON has these components. */
    record View(
            String watch,
            String threshold,
            Instant from,
            Instant to,
            Instant recordingSince,
            double seenShare,
            double wholeShare,
            Optional<Double> alertsPerDay,
            Optional<Long> medianLastedSeconds,
            List<AlertView> alerts,
            List<Backtest.Held> held,
            Optional<CheckView> check,
            Optional<DiffView> diff) {}

    /** An alert. */
    record AlertView(Instant at, String kind, List<OfferView> offers) {}

    /**
     * An offer of an alert.
     *
     * @param lastedSeconds how long it stayed within the threshold; absent where that is not recorded
     * @param seenToEnd whether it lasted exactly so long, not longer
     */
    record OfferView(
            OfferKey key,
            Reason reason,
            BigDecimal value,
            Optional<BigDecimal> previous,
            Optional<Long> lastedSeconds,
            Optional<Boolean> seenToEnd) {}

    /** What was really sent, and what was replayed. */
    record CheckView(int sent, int replayed, List<DifferenceView> onlySent, List<AlertView> onlyReplayed) {}

    /** An alert that was not replayed. */
    record DifferenceView(AlertView alert, String why) {}

    /** The alerts of two watches. */
    record DiffView(int both, List<AlertView> onlyThis, List<AlertView> onlyOther) {}

    View view() {
        return new View(
                backtest.watch().name(),
                backtest.watch().thresholdText(),
                history.span().from(),
                history.span().to(),
                since,
                share(history.matching()),
                share(history.whole()),
                backtest.alertsPerDay(),
                Stays.median(backtest.lasted()).map(Duration::toSeconds),
                backtest.alerts().stream().map(BacktestText::view).toList(),
                backtest.held(),
                check.map(each -> new CheckView(
                        each.sent(),
                        each.result().same().size(),
                        each.result().onlyFirst().stream()
                                .map(alert -> new DifferenceView(view(alert), why(each, alert)))
                                .toList(),
                        each.result().onlySecond().stream()
                                .map(BacktestText::view)
                                .toList())),
                diff.map(each -> new DiffView(
                        each.same().size(),
                        each.onlyFirst().stream().map(BacktestText::view).toList(),
                        each.onlySecond().stream().map(BacktestText::view).toList())));
    }

    private static AlertView view(Backtest.Sent sent) {
        Alert alert = sent.alert();
        return new AlertView(
                alert.at(),
                alert.alertKind().wire(),
                IntStream.range(0, alert.matches().size())
                        .mapToObj(
                                i -> view(alert.matches().get(i), sent.lasted().get(i)))
                        .toList());
    }

    private static AlertView view(Alert alert) {
        return new AlertView(
                alert.at(),
                alert.alertKind().wire(),
                alert.matches().stream()
                        .map(match -> view(match, Optional.empty()))
                        .toList());
    }

    private static OfferView view(Match match, Optional<Lasted> lasted) {
        return new OfferView(
                match.key(),
                match.reason(),
                match.value(),
                match.previous(),
                lasted.map(each -> each.time().toSeconds()),
                lasted.map(Lasted::isSeenToEnd));
    }

    private double share(Spans spans) {
        return (double) spans.length().toMillis() / history.span().length().toMillis();
    }

    private Metric metric() {
        return backtest.watch().threshold().metric();
    }

    /** Of one that follows the market, where it was at the last alert. */
    private Threshold lastThreshold() {
        List<Backtest.Sent> alerts = backtest.alerts();
        return backtest.watch().moving().isEmpty() || alerts.isEmpty()
                ? backtest.watch().threshold()
                : alerts.get(alerts.size() - 1)
                        .alert()
                        .terms()
                        .map(WatchTerms::threshold)
                        .orElse(backtest.watch().threshold());
    }

    List<String> lines(Terminal terminal, @Nullable String other) {
        List<String> lines = new ArrayList<>();
        lines.add("backtest of " + backtest.watch().name() + ": "
                + backtest.watch().thresholdText() + ", from "
                + second(history.span().from()) + " to " + second(history.span().to()));
        lines.add("");
        List<Instant> times =
                backtest.alerts().stream().map(each -> each.alert().at()).toList();
        Chart.of(Series.of(history), history.span(), lastThreshold()).ifPresent(chart -> {
            lines.addAll(
                    TerminalChart.lines(chart, terminal, terminal.width().orElse(HistoryCommand.USUAL_WIDTH), times));
            lines.add("");
        });
        lines.addAll(list());
        lines.add("");
        lines.add(summary());
        lines.addAll(lifetimes());
        lines.addAll(held());
        lines.add(coverage());
        check.ifPresent(each -> lines.addAll(checked(each)));
        diff.ifPresent(each -> lines.addAll(compared(each, String.valueOf(other))));
        return lines;
    }

    private List<String> list() {
        List<Backtest.Sent> alerts = backtest.alerts();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("TIME", "BEST", "OFFERS", "FIRST OF THEM", "WHY", "LASTED"));
        alerts.subList(Math.max(0, alerts.size() - MOST), alerts.size()).forEach(sent -> rows.add(row(sent)));
        List<String> lines = new ArrayList<>(rows.size() == 1 ? List.of() : new TextTable(2).lines(rows));
        if (alerts.size() > MOST) {
            lines.add(1, "… " + (alerts.size() - MOST) + " before; --format json lists all");
        }
        return lines;
    }

    private List<String> row(Backtest.Sent sent) {
        Alert alert = sent.alert();
        Optional<Match> best = alert.best();
        return List.of(
                second(alert.at()),
                best.map(match -> metric().amount(match.value())).orElse("-"),
                String.valueOf(alert.count()),
                best.map(match -> match.key().toString())
                        .orElseGet(() -> alert.alertKind().wire()),
                best.map(match -> match.reason().words()).orElseGet(() -> String.join("; ", alert.sentences())),
                sent.lasted().stream()
                        .findFirst()
                        .flatMap(each -> each)
                        .map(BacktestText::words)
                        .orElse("-"));
    }

    private static String words(Lasted lasted) {
        return (lasted.isSeenToEnd() ? "" : "over ") + RelativeTime.span(lasted.time());
    }

    private String summary() {
        int alerts = backtest.alerts().size();
        List<BigDecimal> values = backtest.toRent().stream()
                .map(Match::value)
                .sorted(metric()::compare)
                .toList();
        return Amount.count(alerts, "alert", "alerts")
                + backtest.alertsPerDay()
                        .map(each -> String.format(Locale.ROOT, " (%.1f a day)", each))
                        .orElse("")
                + (values.isEmpty()
                        ? ""
                        : ", " + Amount.count(values.size(), "offer", "offers") + ": best "
                                + metric().words(values.get(0)) + ", median "
                                + metric().words(values.get((values.size() - 1) / 2)) + ", worst "
                                + metric().words(values.get(values.size() - 1)));
    }

    private List<String> lifetimes() {
        List<Lasted> lasted = backtest.lasted();
        long ended = lasted.stream().filter(Lasted::isSeenToEnd).count();
        return Stays.median(lasted)
                .map(median ->
                        "these offers lasted " + RelativeTime.span(median) + " after the alert (median of " + ended
                                + " that were seen to their end"
                                + (ended < lasted.size()
                                        ? "; " + (lasted.size() - ended) + " lasted longer than was seen)"
                                        : ")"))
                .stream()
                .toList();
    }

    private List<String> held() {
        Map<Reason, int[]> byGate = new EnumMap<>(Reason.class);
        backtest.held().forEach(each -> {
            int[] counts = byGate.computeIfAbsent(each.gate(), gate -> new int[2]);
            counts[0]++;
            counts[1] += each.sentAt().isPresent() ? 1 : 0;
        });
        List<String> lines = new ArrayList<>();
        byGate.forEach((gate, counts) -> lines.add("held back: " + Amount.count(counts[0], "offer", "offers")
                + (gate == Reason.QUIET_HOURS ? " while you slept" : "") + " (" + gate.words() + "), of which "
                + counts[1] + (counts[1] == 1 ? " was" : " were") + " sent later"));
        return lines;
    }

    private String coverage() {
        double matching = share(history.matching());
        double whole = share(history.whole());
        return "seen: everything within the threshold for " + percent(matching) + " of the time"
                + (whole < matching
                        ? ", everything the query admits for " + percent(whole)
                                + "; offers outside the threshold are not known at other times"
                        : "")
                + (matching < 1 ? "; what was offered in the other " + percent(1 - matching) + " is not known" : "")
                + "; recording since " + second(since);
    }

    private static String percent(double share) {
        return share > 0 && share < 0.01
                ? "less than 1 %"
                : share > 0.99 && share < 1 ? "over 99 %" : Math.round(share * 100) + " %";
    }

    private static List<String> checked(Check check) {
        List<String> lines = new ArrayList<>();
        lines.add("replay of the last 7 days: " + check.result().same().size() + " of " + check.sent()
                + " alerts that were really sent");
        check.result().onlyFirst().stream()
                .limit(MOST)
                .forEach(alert -> lines.add("  not replayed: " + words(alert) + ": " + why(check, alert)));
        check.result().onlySecond().stream()
                .limit(MOST)
                .forEach(alert -> lines.add("  only replayed: " + words(alert)
                        + ": it was silenced or edited then, or had sent it before the record begins"));
        return lines;
    }

    private static String why(Check check, Alert alert) {
        return ReplayCheck.cause(alert, check.watch(), check.polls()).toString();
    }

    private static List<String> compared(ReplayCheck diff, String other) {
        List<String> lines = new ArrayList<>();
        lines.add("beside " + other + ": " + Amount.count(diff.same().size(), "alert", "alerts") + " in both, "
                + diff.onlyFirst().size() + " only here, " + diff.onlySecond().size() + " only there");
        diff.onlyFirst().stream().limit(MOST).forEach(alert -> lines.add("  only here:  " + words(alert)));
        diff.onlySecond().stream().limit(MOST).forEach(alert -> lines.add("  only there: " + words(alert)));
        return lines;
    }

    private static String words(Alert alert) {
        return second(alert.at()) + "  "
                + alert.best()
                        .flatMap(match -> alert.terms()
                                .map(terms -> match.key() + "  "
                                        + terms.threshold().metric().words(match.value()) + "  "
                                        + match.reason().words()))
                        .orElseGet(() -> alert.alertKind().wire())
                + (alert.count() > 1 ? ", and " + (alert.count() - 1) + " more" : "");
    }

    private static String second(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
