package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.console.RelativeTime;
import io.github.vastwatch.notify.channel.Telegram;
import io.github.vastwatch.text.Amount;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text of 'status'. */
final class StatusText {
    /** A pause that is about to end is not worth a word. */
    private static final Duration SHORT_PAUSE = Duration.ofMillis(500);

    private final StatusView status;
    private final RelativeTime time;
    private final ShortId alertIds;

    StatusText(StatusView status) {
        this.status = status;
        this.time = new RelativeTime(status.at());
        this.alertIds = new ShortId(status.watches().stream()
                .flatMap(watch -> watch.alertId().stream())
                .toList());
    }

    @Override
    public String toString() {
        return Stream.of(
                        status.daemon()
                                .map(this::daemon)
                                .orElse("no daemon has run with this state"
                                        + (status.running() ? " yet; one is starting\n" : "\n")),
                        "state     " + status.state()
                                + optional(
                                        "; ",
                                        status.stateFailure().map(why -> why.replace("not written", "NOT WRITTEN")))
                                + "\n",
                        optional("heartbeat ", status.heartbeat().map(this::heartbeat)),
                        status.watches().stream().map(this::watch).collect(Collectors.joining()),
                        status.channels().isEmpty() ? "" : "\n",
                        status.channels().stream().map(this::channel).collect(Collectors.joining()))
                .collect(Collectors.joining());
    }

    private String daemon(StatusView.Daemon daemon) {
        Optional<Instant> pause = daemon.pauseUntil()
                .filter(until -> status.running() && until.isAfter(status.at().plus(SHORT_PAUSE)))
                // The pause of the quota has its own line.
                .filter(until -> daemon.budget().pause().isEmpty());
        return "vastwatch " + daemon.version()
                + (status.running()
                        ? " is running: process " + daemon.pid() + ", up " + since(daemon.startedAt())
                        : " is NOT running; last started " + time.of(daemon.startedAt()))
                + "\nconfig    " + daemon.config() + ", generation " + daemon.generation() + ", loaded "
                + time.of(daemon.loadedAt())
                + optional("\n          ", daemon.rejected().map(this::rejection))
                + "\nVast.ai   " + Amount.count(daemon.requests(), "search", "searches") + " since the start, at most "
                + daemon.requestsPerMinute() + " a minute"
                + optional("; paused for ", pause.map(this::until))
                + "\nrows      " + daemon.budget().words()
                + optional("\n          ", daemon.budget().pause())
                + "\n";
    }

    private String rejection(StatusView.Rejection rejected) {
        return "the file on disk was REJECTED " + time.of(rejected.at()) + ":\n"
                + rejected.reason().strip().indent(10).stripTrailing();
    }

    private String heartbeat(StatusView.Heartbeat heartbeat) {
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

    private String watch(StatusView.Watch watch) {
        return "\nwatch '" + watch.name() + "'"
                + optional(", PAUSED ", watch.pausedAt().map(time::of))
                + "\n  polled   "
                + watch.polledAt().map(at -> time.of(at) + ": " + result(watch)).orElse("never yet")
                + watch.nextAt()
                        .filter(next -> status.running() && watch.pausedAt().isEmpty())
                        .map(next ->
                                next.isAfter(status.at()) ? "; next " + time.of(next) : "; overdue for " + since(next))
                        .orElse("")
                + "\n  complete " + watch.completeAt().map(time::of).orElse("never yet")
                + watch.worstGap()
                        .map(gap -> "; longest gap today " + RelativeTime.span(Duration.ofSeconds(gap.seconds()))
                                + optional(": ", Optional.of(gap.reason())))
                        .orElse("")
                + optional("\n  matches  ", watch.matches().map(String::valueOf))
                + "\n  alert    "
                + watch.alertAt()
                        .map(at -> time.of(at) + optional(", ", watch.alertId().map(alertIds::of)))
                        .orElse("none yet")
                + "\n";
    }

    private static String result(StatusView.Watch watch) {
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

    private String channel(StatusView.Channel channel) {
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
        return RelativeTime.span(Duration.between(moment, status.at()));
    }

    private String until(Instant moment) {
        return RelativeTime.span(Duration.between(status.at(), moment));
    }

    /** The value behind a label; empty if there is none. */
    private static String optional(String label, Optional<String> value) {
        return value.filter(each -> !each.isEmpty()).map(each -> label + each).orElse("");
    }
}
