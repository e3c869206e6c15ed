package io.github.vastwatch.cli.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.vastwatch.cli.console.RowBudget;
import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.HeartbeatStatus;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.vast.RowUsage;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * The daemon, its watches and its channels as 'status' shows them; its JSON has these components.
 *
 * @param stateFailure why the running daemon cannot write its state
 */
record StatusView(
        Instant at,
        boolean running,
        String state,
        Optional<String> stateFailure,
        Optional<Daemon> daemon,
        Optional<Heartbeat> heartbeat,
        List<Watch> watches,
        List<Channel> channels) {

    /**
     * The daemon that uses the state, or the last one that did.
     *
     * @param generation how many configs it has loaded
     * @param pauseUntil until when Vast.ai is not asked
     */
    record Daemon(
            long pid,
            String version,
            Instant startedAt,
            long uptimeS,
            String config,
            int generation,
            Instant loadedAt,
            Optional<Rejection> rejected,
            long requests,
            int requestsPerMinute,
            Optional<Instant> pauseUntil,
            @JsonUnwrapped RowBudget.Facts rows,
            @JsonIgnore RowBudget budget) {}

    /** Why the config file, as it is now, was not loaded. */
    record Rejection(Instant at, String reason) {}

    /** @param suspendedSince since when it is not sent because the daemon is not well */
    record Heartbeat(
            String target,
            Optional<Instant> acceptedAt,
            Optional<Instant> failingSince,
            Optional<Instant> suspendedSince,
            Optional<String> reason) {}

    /**
     * A watch and its last poll.
     *
     * @param completeAt the last poll whose answer was complete
     */
    record Watch(
            String name,
            Instant since,
            Optional<Instant> pausedAt,
            Optional<Instant> polledAt,
            Optional<String> result,
            Optional<String> reason,
            Optional<Instant> nextAt,
            Optional<Instant> completeAt,
            Optional<Integer> matches,
            Optional<Gap> worstGap,
            Optional<Instant> alertAt,
            Optional<String> alertId) {}

    /** The longest time of a day without a complete answer. */
    record Gap(String day, long seconds, String reason) {}

    /**
     * A channel and its deliveries.
     *
     * @param dead the dead letters of the last 30 days
     * @param stoppedAt when the receiver asked for no more
     * @param answer the receiver's last one
     */
    record Channel(
            String name,
            int pending,
            int dead,
            Optional<Instant> deliveredAt,
            Optional<Instant> failingSince,
            Optional<Instant> stoppedAt,
            Optional<String> answer,
            Optional<String> templateFailure) {}

    static StatusView of(
            StateStatus status, boolean running, String state, Optional<String> stateFailure, Clock clock) {
        return new StatusView(
                clock.instant(),
                running,
                state,
                stateFailure,
                status.daemon().map(each -> daemon(each, status.rows(), running, clock.instant())),
                status.heartbeat().map(StatusView::heartbeat),
                status.watches().stream()
                        .map(watch -> watch(watch, status.alerts(), clock))
                        .toList(),
                status.channels().stream().map(StatusView::channel).toList());
    }

    private static Daemon daemon(DaemonStatus daemon, Optional<RowUsage> rows, boolean running, Instant now) {
        RowBudget budget = new RowBudget(rows.orElseGet(() -> RowUsage.none(now)), daemon.limit(), now);
        return new Daemon(
                daemon.pid(),
                daemon.version(),
                daemon.startedAt(),
                running ? Duration.between(daemon.startedAt(), now).toSeconds() : 0,
                daemon.config(),
                daemon.generation(),
                daemon.loadedAt(),
                daemon.refusal().map(refusal -> new Rejection(refusal.at(), refusal.reason())),
                daemon.requests(),
                daemon.requestsPerMinute(),
                daemon.pauseUntil(),
                budget.facts(),
                budget);
    }

    private static Heartbeat heartbeat(HeartbeatStatus heartbeat) {
        return new Heartbeat(
                heartbeat.target(),
                heartbeat.acceptedAt(),
                heartbeat.failingSince().filter(since -> !heartbeat.isSuspended()),
                heartbeat.failingSince().filter(since -> heartbeat.isSuspended()),
                Optional.of(heartbeat.reason()).filter(reason -> !reason.isEmpty()));
    }

    private static Watch watch(WatchStatus watch, List<StateStatus.LastAlert> alerts, Clock clock) {
        Optional<PollOutcome> last = watch.last();
        Optional<StateStatus.LastAlert> alert = alerts.stream()
                .filter(each -> each.watch().equals(watch.name()))
                .findFirst();
        LocalDate today = LocalDate.ofInstant(clock.instant(), clock.getZone());
        return new Watch(
                watch.name(),
                watch.since(),
                watch.paused(),
                last.map(PollOutcome::at),
                last.map(each -> each.result().wire()),
                last.map(PollOutcome::reason),
                last.flatMap(PollOutcome::next),
                watch.completeAt(),
                last.flatMap(PollOutcome::matches),
                watch.worstGap(today, clock.instant())
                        .map(gap -> new Gap(gap.day().toString(), gap.length().toSeconds(), gap.reason())),
                alert.map(StateStatus.LastAlert::at),
                alert.map(StateStatus.LastAlert::id));
    }

    private static Channel channel(ChannelState channel) {
        return new Channel(
                channel.name(),
                channel.pending(),
                channel.dead(),
                channel.deliveredAt(),
                channel.failingSince(),
                channel.stoppedAt(),
                channel.answer(),
                channel.templateFailure());
    }
}
