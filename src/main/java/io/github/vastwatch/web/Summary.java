package io.github.vastwatch.web;

import io.github.vastwatch.alert.OpenIncident;
import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.NodeStatus;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.vast.RowUsage;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Whether it works and what it spends, at the top of each page.
 *
 * @param problems what is wrong, each in a few words
 * @param answer the age of the last complete answer
 * @param rows {@code 12,310 of 20,000}
 * @param rowsShare the used share of the day's rows, 0 to 1; empty without a limit
 * @param searches since the start
 * @param pending deliveries that wait
 */
record Summary(
        List<String> problems,
        Age answer,
        String rows,
        Optional<Double> rowsShare,
        String searches,
        int requestsPerMinute,
        int pending,
        Age started,
        String version) {

    static Summary of(Board board) {
        StateStatus status = board.status();
        Instant now = board.now();
        Optional<DaemonStatus> daemon = status.daemon();
        Optional<NodeStatus> node = NodeRow.own(board);
        RowUsage usage = status.rows().orElseGet(() -> RowUsage.none(now)).at(now);
        OptionalLong size = daemon.map(each -> usage.size(each.limit())).orElse(OptionalLong.empty());
        Optional<Instant> answered = status.watches().stream()
                .map(WatchStatus::completeAt)
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder());
        Optional<Duration> stale = board.watches().stream()
                .flatMap(watch -> watch.interval(now).stream())
                .min(Comparator.naturalOrder())
                .map(each -> each.multipliedBy(2).plus(board.behind()));
        return new Summary(
                Stream.concat(
                                board.incidents().stream().map(Summary::words),
                                NodeRow.all(status).stream()
                                        .filter(NodeRow::isAside)
                                        .map(row -> "node " + row.node().id() + " stands aside"))
                        .toList(),
                Age.of(answered, stale, now),
                number(usage.rows()) + (size.isPresent() ? " of " + number(size.getAsLong()) : ""),
                size.isPresent() && size.getAsLong() > 0
                        ? Optional.of(Math.min(1, (double) usage.rows() / size.getAsLong()))
                        : Optional.empty(),
                number(daemon.map(DaemonStatus::requests).orElse(0L)),
                daemon.map(DaemonStatus::requestsPerMinute).orElse(0),
                status.channels().stream().mapToInt(ChannelState::pending).sum(),
                Age.of(
                        node.map(NodeStatus::startedAt).or(() -> daemon.map(DaemonStatus::startedAt)),
                        Optional.empty(),
                        now),
                node.map(NodeStatus::version)
                        .or(() -> daemon.map(DaemonStatus::version))
                        .orElse(""));
    }

    private static String words(OpenIncident incident) {
        String name = incident.source().name();
        return switch (incident.source().sort()) {
            case MARKET -> "Vast.ai does not answer";
            case KEY -> "Vast.ai rejects the API key";
            case QUOTA -> "the quota of rows is used up";
            case CONFIG -> "the changed config is rejected";
            case STATE -> "the state file was moved or deleted";
            case WATCH -> "watch " + name + " does not see the whole market";
            case CHANNEL -> "channel " + name + " fails";
            case UNDELIVERED -> "channel " + name + " has dead letters";
            case TEMPLATE -> "the template of channel " + name + " fails";
        };
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    public boolean isWell() {
        return problems.isEmpty() && !answer.isStale() && !answer.at().isEmpty();
    }

    public String pendingWords() {
        return pending == 0 ? "nothing waiting" : Amount.count(pending, "delivery", "deliveries") + " waiting";
    }
}
