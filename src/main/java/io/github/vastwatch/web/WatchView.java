package io.github.vastwatch.web;

import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.history.CurrentMarket.Priced;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.StateStatus.LastAlert;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Watch;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A watch as programs read it: the figures of the overview as numbers.
 *
 * @param limit the value of the threshold now; empty if it has none, or none that is known
 * @param best the best value of the metric now
 * @param distance how far the best value is from the limit, as a share of it; negative if it is within
 * @param nearly what a looser threshold would bring; empty if something matches
 */
record WatchView(
        String name,
        Mark state,
        String query,
        String type,
        int diskGb,
        String threshold,
        String metric,
        Optional<BigDecimal> limit,
        Optional<BigDecimal> best,
        Optional<Double> distance,
        Optional<Integer> matches,
        Optional<String> nearly,
        Optional<Instant> polledAt,
        Optional<String> result,
        Optional<String> reason,
        Optional<Instant> completeAt,
        Optional<Instant> nextAt,
        Optional<Instant> pausedAt,
        Optional<Instant> mutedUntil,
        Optional<Instant> alertAt,
        Optional<String> alertId,
        List<String> channels) {

    static List<WatchView> of(Board board, List<Watch> watches) {
        Instant now = board.now();
        Map<String, WatchStatus> statuses = board.statuses();
        Map<String, LastAlert> alerts =
                board.status().alerts().stream().collect(Collectors.toMap(LastAlert::watch, Function.identity()));
        Map<String, Memory> memories = board.store().offers().memories(watches);
        List<Silence> silences = board.silences();
        boolean isQuotaUsedUp =
                board.status().rows().flatMap(rows -> rows.pause(now)).isPresent();
        return watches.stream()
                .map(watch -> {
                    Optional<WatchStatus> status = Optional.ofNullable(statuses.get(watch.name()));
                    return of(
                            watch,
                            status,
                            Mark.of(watch, status, silences, isQuotaUsedUp, now),
                            board.admitted(watch, memories.getOrDefault(watch.name(), Memory.EMPTY)),
                            Optional.ofNullable(alerts.get(watch.name())),
                            silences.stream()
                                    .filter(each -> each.watch().equals(watch.name()) && each.coversAll(now))
                                    .map(Silence::until)
                                    .max(Comparator.naturalOrder()));
                })
                .toList();
    }

    private static WatchView of(
            Watch watch,
            Optional<WatchStatus> status,
            Mark mark,
            List<Priced> admitted,
            Optional<LastAlert> alert,
            Optional<Instant> mutedUntil) {
        Metric metric = watch.threshold().metric();
        Optional<BigDecimal> limit = watch.isWaiting() || watch.threshold().isNone()
                ? Optional.empty()
                : Optional.of(watch.threshold().value());
        Optional<BigDecimal> best = admitted.stream().map(Priced::value).findFirst();
        Optional<PollOutcome> last = status.flatMap(WatchStatus::last);
        Optional<Integer> matches = last.flatMap(PollOutcome::matches);
        return new WatchView(
                watch.name(),
                mark,
                watch.query().toString(),
                watch.type().wire(),
                watch.diskGb(),
                watch.thresholdText(),
                metric.wire(),
                limit,
                best,
                limit.flatMap(value -> best.map(now -> distance(now, value, metric))),
                matches,
                Optional.of(WatchRow.nearly(admitted, metric))
                        .filter(words -> !words.isEmpty() && matches.orElse(0) == 0),
                last.map(PollOutcome::at),
                last.map(each -> each.result().wire()),
                last.map(PollOutcome::reason).filter(reason -> !reason.isEmpty()),
                status.flatMap(WatchStatus::completeAt),
                last.flatMap(PollOutcome::next),
                status.flatMap(WatchStatus::paused),
                mutedUntil,
                alert.map(LastAlert::at),
                alert.map(LastAlert::id),
                watch.channels());
    }

    private static double distance(BigDecimal best, BigDecimal limit, Metric metric) {
        double share = best.doubleValue() / limit.doubleValue() - 1;
        return metric.lowerIsBetter() ? share : -share;
    }
}
