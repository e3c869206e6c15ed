package io.github.vastwatch.cli.state;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.github.vastwatch.cli.console.FollowedMarket;
import io.github.vastwatch.cli.console.RowBudget;
import io.github.vastwatch.history.MarketThreshold;
import io.github.vastwatch.notify.channel.Telegram;
import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.Cluster;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.HeartbeatStatus;
import io.github.vastwatch.store.NodeStatus;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.text.RelativeTime;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.watch.Threshold;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The daemon, its watches and its channels as 'status' shows them, as text and as JSON.
 *
 * @param stateFailure why the running daemon cannot write its state
 * @param cluster the daemons that share the state, where it can be shared
 */
record StatusView(
        Instant at,
        boolean running,
        String state,
        Optional<String> stateFailure,
        @JsonIgnore Optional<Cluster.Nodes> cluster,
        Optional<Daemon> daemon,
        Optional<Heartbeat> heartbeat,
        List<Watch> watches,

        @JsonIncludeProperties({
            "name",
            "pending",
            "dead",
            "delivered_at",
            "failing_since",
            "stopped_at",
            "answer",
            "template_failure"
        })
        List<ChannelState> channels) {
    /** A pause that is about to end is not worth a word. */
    private static final Duration SHORT_PAUSE = Duration.ofMillis(500);

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
            Optional<DaemonStatus.Refusal> rejected,
            long requests,
            int requestsPerMinute,
            Optional<Instant> pauseUntil,
            @JsonUnwrapped RowBudget.Facts rows,
            @JsonIgnore RowBudget budget) {}

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
            Optional<Market> market,
            Optional<Instant> alertAt,
            Optional<String> alertId) {}

    /**
     * Where a threshold is that follows the market.
     *
     * @param threshold empty while its figure is not known
     * @param seen the share of the time that it looks back which was seen
     */
    record Market(
            String following,
            Optional<String> threshold,
            Instant since,
            BigDecimal seen,
            long windowS,
            Optional<Instant> scannedAt,
            @JsonIgnore MarketThreshold source) {
        static Market of(MarketThreshold market) {
            return new Market(
                    market.following(),
                    market.threshold().map(Threshold::toString),
                    market.since(),
                    market.seen(),
                    market.window().toSeconds(),
                    market.seenAt(),
                    market);
        }
    }

    /** The longest time of a day without a complete answer. */
    record Gap(String day, long seconds, String reason) {}

    static StatusView of(
            StateStatus status, boolean running, String state, Optional<String> stateFailure, Clock clock) {
        return new StatusView(
                clock.instant(),
                running,
                state,
                stateFailure,
                status.nodes(),
                status.daemon().map(each -> daemon(each, status.rows(), running, clock.instant())),
                status.heartbeat().map(StatusView::heartbeat),
                status.watches().stream()
                        .map(watch -> watch(watch, status.alerts(), clock))
                        .toList(),
                status.channels());
    }

    /** The daemons that share the state; none where it is not shared. */
    @JsonProperty("nodes")
    List<NodeStatus> nodes() {
        return cluster.map(Cluster.Nodes::statuses).orElse(List.of());
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
                daemon.refusal(),
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
                watch.market().map(Market::of),
                alert.map(StateStatus.LastAlert::at),
                alert.map(StateStatus.LastAlert::id));
    }

    String text() {
        RelativeTime time = new RelativeTime(at);
        ShortId alertIds = new ShortId(
                watches.stream().flatMap(watch -> watch.alertId().stream()).toList());
        return daemon.map(each -> text(each, time))
                        .orElse("no daemon has run with this state" + (running ? " yet; one is starting\n" : "\n"))
                + "state     " + state
                + optional("; ", stateFailure.map(why -> why.replace("not written", "NOT WRITTEN"))) + "\n"
                + cluster.map(each -> text(each, new RelativeTime(each.at()))).orElse("")
                + optional("heartbeat ", heartbeat.map(each -> text(each, time)))
                + watches.stream().map(each -> text(each, time, alertIds)).collect(Collectors.joining())
                + (channels.isEmpty() ? "" : "\n")
                + channels.stream().map(each -> text(each, time)).collect(Collectors.joining());
    }

    private String text(Daemon daemon, RelativeTime time) {
        Optional<Instant> pause = daemon.pauseUntil()
                .filter(until -> running && until.isAfter(at.plus(SHORT_PAUSE)))
                // The pause of the quota has its own line.
                .filter(until -> daemon.budget().pause().isEmpty());
        String runs = cluster.map(nodes -> " is running on " + Amount.count(nodes.alive(), "node", "nodes"))
                .orElseGet(() -> " is running: process " + daemon.pid() + ", up " + since(daemon.startedAt()));
        return "vastwatch " + daemon.version()
                + (running ? runs : " is NOT running; last started " + time.of(daemon.startedAt()))
                + "\nconfig    " + daemon.config() + ", generation " + daemon.generation() + ", loaded "
                + time.of(daemon.loadedAt())
                + optional(
                        "\n          ",
                        daemon.rejected()
                                .map(each -> "the file on disk was REJECTED " + time.of(each.at()) + ":\n"
                                        + each.reason().strip().indent(10).stripTrailing()))
                + "\nVast.ai   " + Amount.count(daemon.requests(), "search", "searches")
                + (cluster.isPresent() ? " since a node last started" : " since the start") + ", at most "
                + daemon.requestsPerMinute() + " a minute"
                + optional("; paused for ", pause.map(this::until))
                + "\nrows      " + daemon.budget().words()
                + optional("\n          ", daemon.budget().pause())
                + "\n";
    }

    /** @param time that of the database, by which nodes say when they are there */
    private static String text(Cluster.Nodes nodes, RelativeTime time) {
        List<String> lines = new ArrayList<>();
        nodes.statuses().forEach(node -> lines.add(text(node, time)));
        nodes.differences().forEach(each -> lines.add(each.replace("differ", "DIFFER")));
        return lines.isEmpty() ? "" : "nodes     " + String.join("\n          ", lines) + "\n";
    }

    private static String text(NodeStatus node, RelativeTime time) {
        String what = node.id() + ", version " + node.version() + ", config generation " + node.generation();
        if (!node.alive()) {
            return what + "; GONE, last seen " + time.of(node.seenAt());
        }
        return what + ", up " + RelativeTime.span(Duration.between(node.startedAt(), time.now())) + ", seen "
                + time.of(node.seenAt()) + (node.polling() ? ", took the last turn" : "")
                + optional("; STANDS ASIDE: ", node.aside())
                + node.unansweredSince()
                        .map(since -> "; Vast.ai has NOT ANSWERED it for "
                                + RelativeTime.span(Duration.between(since, time.now())))
                        .orElse("");
    }

    private String text(Heartbeat heartbeat, RelativeTime time) {
        return heartbeat.target()
                + heartbeat
                        .acceptedAt()
                        .map(at -> ", last accepted " + time.of(at))
                        .orElse(", never accepted yet")
                + optional("; FAILING for ", heartbeat.failingSince().map(this::since))
                + optional("; SUSPENDED for ", heartbeat.suspendedSince().map(this::since))
                + optional(": ", heartbeat.reason())
                + "\n";
    }

    private String text(Watch watch, RelativeTime time, ShortId alertIds) {
        return "\nwatch '" + watch.name() + "'"
                + optional(", PAUSED ", watch.pausedAt().map(time::of))
                + "\n  polled   "
                + watch.polledAt().map(at -> time.of(at) + ": " + result(watch)).orElse("never yet")
                + watch.nextAt()
                        .filter(next -> running && watch.pausedAt().isEmpty())
                        .map(next -> next.isAfter(at) ? "; next " + time.of(next) : "; overdue for " + since(next))
                        .orElse("")
                + "\n  complete " + watch.completeAt().map(time::of).orElse("never yet")
                + watch.worstGap()
                        .map(gap -> "; longest gap today " + RelativeTime.span(Duration.ofSeconds(gap.seconds()))
                                + optional(": ", Optional.of(gap.reason())))
                        .orElse("")
                + optional(
                        "\n  market   ",
                        watch.market()
                                .map(market -> market.following() + ": " + FollowedMarket.words(market.source(), at)))
                + optional("\n  matches  ", watch.matches().map(String::valueOf))
                + "\n  message  "
                + watch.alertAt()
                        .map(at -> time.of(at) + optional(", ", watch.alertId().map(alertIds::of)))
                        .orElse("none yet")
                + "\n";
    }

    private static String result(Watch watch) {
        String words = switch (watch.result().orElse("")) {
            case "complete" -> "complete answer";
            case "truncated" -> "truncated answer";
            case "throttled" -> "throttled";
            case "key_refused" -> "API key rejected";
            default -> "no answer";
        };
        return words
                + watch.reason()
                        .filter(reason -> !reason.isEmpty())
                        .map(reason -> " (" + reason + ")")
                        .orElse("");
    }

    private String text(ChannelState channel, RelativeTime time) {
        return "channel '" + channel.name() + "': "
                + (channel.pending() == 0 ? "no" : String.valueOf(channel.pending())) + " pending "
                + (channel.pending() == 1 ? "delivery" : "deliveries")
                + channel.deliveredAt()
                        .map(at -> ", last delivered " + time.of(at))
                        .orElse(", nothing delivered yet")
                + (channel.dead() == 0 ? "" : ", " + channel.dead() + " dead in 30 d")
                + channel.failingSince()
                        .map(since -> "; FAILING for " + since(since) + ": "
                                + channel.answer().orElse(""))
                        .orElse("")
                + channel.stoppedAt()
                        .map(at -> "; STOPPED " + time.of(at) + ": the receiver accepts no more messages")
                        .orElse("")
                + optional(
                        "; MOVED: ",
                        channel.answer()
                                .filter(answer -> channel.failingSince().isEmpty() && answer.contains(Telegram.BECAME))
                                .map(answer -> answer.substring(answer.indexOf("the group "))))
                + optional("; template FAILING: ", channel.templateFailure())
                + "\n";
    }

    private String since(Instant moment) {
        return RelativeTime.span(Duration.between(moment, at));
    }

    private String until(Instant moment) {
        return RelativeTime.span(Duration.between(at, moment));
    }

    /** The value behind a label; empty if there is none. */
    private static String optional(String label, Optional<String> value) {
        return value.filter(each -> !each.isEmpty()).map(each -> label + each).orElse("");
    }
}
