package io.github.vastwatch.cli.state;

import io.github.vastwatch.cli.console.RelativeTime;
import io.github.vastwatch.cli.console.RowBudget;
import io.github.vastwatch.cli.console.ShortId;
import io.github.vastwatch.notify.channel.Telegram;
import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.HeartbeatStatus;
import io.github.vastwatch.store.LastAlert;
import io.github.vastwatch.store.PollOutcome.Result;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.vast.RowUsage;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How everything fares, as a person reads it. */
final class StatusText {
    private final StateStatus status;
    private final boolean isRunning;
    private final StateLocation place;
    private final Optional<String> failure;
    private final Clock clock;
    private final RelativeTime relativeTime;

    /** @param failure why the state is not written, if it is not */
    StatusText(StateStatus status, boolean isRunning, StateLocation place, Optional<String> failure, Clock clock) {
        this.status = status;
        this.isRunning = isRunning;
        this.place = place;
        this.failure = failure;
        this.clock = clock;
        this.relativeTime = new RelativeTime(clock.instant());
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        status.daemon()
                .ifPresentOrElse(
                        daemon -> lines.addAll(daemon(daemon)),
                        () -> lines.add(
                                "no daemon has run with this state" + (isRunning ? " yet; one is starting" : "")));
        lines.add("state     " + place
                + failure.map(why -> "; " + why.replace("not written", "NOT WRITTEN"))
                        .orElse(""));
        status.heartbeat().ifPresent(heartbeat -> lines.add("heartbeat " + heartbeat(heartbeat)));
        for (WatchStatus watch : status.watches()) {
            lines.add("");
            lines.addAll(watch(watch));
        }
        if (!status.channels().isEmpty()) {
            lines.add("");
        }
        status.channels().forEach(channel -> lines.add(channel(channel)));
        return lines;
    }

    private List<String> daemon(DaemonStatus daemon) {
        List<String> lines = new ArrayList<>();
        Duration up = Duration.between(daemon.startedAt(), relativeTime.now());
        lines.add("vastwatch " + daemon.version()
                + (isRunning
                        ? " runs: process " + daemon.pid() + ", up " + RelativeTime.span(up)
                        : " does NOT run; it was last started " + relativeTime.of(daemon.startedAt())));
        lines.add("config    " + daemon.config() + ", generation " + daemon.generation() + ", taken "
                + relativeTime.of(daemon.loadedAt()));
        daemon.refusal().ifPresent(refusal -> {
            lines.add("          the one there now was REFUSED " + relativeTime.of(refusal.at()) + ":");
            refusal.reason().lines().forEach(line -> lines.add("          " + line));
        });
        lines.add("Vast.ai   " + daemon.requests() + " searches since the start, at most "
                + daemon.requestsPerMinute() + " a minute"
                + daemon.pauseUntil()
                        .filter(until ->
                                isRunning && until.isAfter(relativeTime.now().plusMillis(500)))
                        // The quota's is said below.
                        .filter(until -> rows(daemon).pause().isEmpty())
                        .map(until -> "; nothing is asked for "
                                + RelativeTime.span(Duration.between(relativeTime.now(), until)))
                        .orElse(""));
        RowBudget rows = rows(daemon);
        lines.add("rows      " + rows.words());
        rows.pause().ifPresent(pause -> lines.add("          " + pause));
        return lines;
    }

    private RowBudget rows(DaemonStatus daemon) {
        return new RowBudget(
                status.rows().orElseGet(() -> RowUsage.none(relativeTime.now())), daemon.limit(), relativeTime.now());
    }

    private String heartbeat(HeartbeatStatus heartbeat) {
        return heartbeat.target()
                + heartbeat
                        .takenAt()
                        .map(at -> ", last taken " + relativeTime.of(at))
                        .orElse(", never taken yet")
                + heartbeat
                        .wrongSince()
                        .map(since -> (heartbeat.isHeld() ? "; HELD for " : "; FAILS for ")
                                + RelativeTime.span(Duration.between(since, relativeTime.now())) + ": "
                                + heartbeat.reason())
                        .orElse("");
    }

    private List<String> watch(WatchStatus watch) {
        List<String> lines = new ArrayList<>();
        lines.add("watch '" + watch.name() + "'"
                + watch.paused()
                        .map(since -> ", PAUSED " + relativeTime.of(since))
                        .orElse(""));
        watch.last()
                .ifPresentOrElse(
                        last -> lines.add("  looked  " + relativeTime.of(last.at()) + ": "
                                + result(last.result(), last.reason())
                                + last.next()
                                        .filter(next ->
                                                isRunning && watch.paused().isEmpty())
                                        .map(next -> next.isAfter(relativeTime.now())
                                                ? "; next " + relativeTime.of(next)
                                                : "; due since "
                                                        + relativeTime.of(next).replace(" ago", ""))
                                        .orElse("")),
                        () -> lines.add("  looked  never yet"));
        lines.add("  whole   "
                + watch.wholeAt().map(relativeTime::of).orElse("never yet")
                + gap(watch).map(gap -> "; worst gap today " + gap).orElse(""));
        watch.last().flatMap(last -> last.matches()).ifPresent(matches -> lines.add("  matches " + matches));
        lines.add("  told    "
                + status.alerts().stream()
                        .filter(alert -> alert.watch().equals(watch.name()))
                        .findFirst()
                        .map(alert -> told(alert))
                        .orElse("nothing yet"));
        return lines;
    }

    private String told(LastAlert alert) {
        return relativeTime.of(alert.at()) + ", alert "
                + new ShortId(status.alerts().stream().map(LastAlert::id).toList()).of(alert.id());
    }

    private static String result(Result result, String reason) {
        String words = switch (result) {
            case WHOLE -> "saw the market whole";
            case PART -> "saw part of the market";
            case THROTTLED -> "was throttled";
            case FAILED -> "got no answer";
            case KEY_REFUSED -> "was refused";
        };
        return reason.isEmpty() ? words : words + " (" + reason + ")";
    }

    private Optional<String> gap(WatchStatus watch) {
        LocalDate today = LocalDate.ofInstant(relativeTime.now(), clock.getZone());
        return watch.worstGap(today, relativeTime.now())
                .map(gap -> RelativeTime.span(gap.length()) + (gap.reason().isEmpty() ? "" : ": " + gap.reason()));
    }

    private String channel(ChannelState channel) {
        return "channel '" + channel.name() + "': "
                + waiting(channel.pending())
                + channel.deliveredAt()
                        .map(at -> ", last delivered " + relativeTime.of(at))
                        .orElse(", never delivered")
                + (channel.dead() == 0 ? "" : ", " + channel.dead() + " not delivered in 30 d")
                + channel.failingSince()
                        .map(since -> "; FAILS for " + RelativeTime.span(Duration.between(since, relativeTime.now()))
                                + ": " + channel.answer().orElse(""))
                        .orElse("")
                + channel.stoppedAt()
                        .map(at -> "; STOPPED " + relativeTime.of(at) + ", it wants no more")
                        .orElse("")
                + channel.answer()
                        .filter(answer -> channel.failingSince().isEmpty() && answer.contains(Telegram.BECAME))
                        .map(answer -> "; MOVED: " + answer.substring(answer.indexOf("the group ")))
                        .orElse("")
                + channel.templateFailure()
                        .map(failure -> "; its template FAILS: " + failure)
                        .orElse("");
    }

    private static String waiting(int deliveries) {
        return switch (deliveries) {
            case 0 -> "nothing waits";
            case 1 -> "1 delivery waits";
            default -> deliveries + " deliveries wait";
        };
    }
}
