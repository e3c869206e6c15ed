package io.github.vastwatch.cli.state;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.vastwatch.cli.console.RowBudget;
import io.github.vastwatch.store.LastAlert;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.vast.RowUsage;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How everything fares, for programs: times in UTC, null where there is nothing. */
final class StatusJson {
    private StatusJson() {}

    static String of(
            StateStatus status, boolean isRunning, StateLocation place, Optional<String> failure, Clock clock) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("at", moment(Optional.of(clock.instant())));
        json.put("running", isRunning);
        json.put("state", place.toString());
        json.put("state_failure", failure.orElse(null));
        json.putNull("daemon");
        status.daemon().ifPresent(daemon -> {
            ObjectNode each = json.putObject("daemon");
            each.put("pid", daemon.pid());
            each.put("version", daemon.version());
            each.put("started_at", moment(Optional.of(daemon.startedAt())));
            each.put("uptime_s", isRunning ? ChronoUnit.SECONDS.between(daemon.startedAt(), clock.instant()) : 0L);
            each.put("config", daemon.config());
            each.put("generation", daemon.generation());
            each.put("loaded_at", moment(Optional.of(daemon.loadedAt())));
            each.putNull("refused");
            daemon.refusal()
                    .ifPresent(refusal -> each.putObject("refused")
                            .put("at", moment(Optional.of(refusal.at())))
                            .put("reason", refusal.reason()));
            each.put("requests", daemon.requests());
            each.put("requests_per_minute", daemon.requestsPerMinute());
            each.put("pause_until", moment(daemon.pauseUntil()));
            new RowBudget(
                            status.rows().orElseGet(() -> RowUsage.none(clock.instant())),
                            daemon.limit(),
                            clock.instant())
                    .write(each);
        });
        json.putNull("heartbeat");
        status.heartbeat().ifPresent(heartbeat -> {
            boolean isHeld = heartbeat.isHeld();
            json.putObject("heartbeat")
                    .put("target", heartbeat.target())
                    .put("taken_at", moment(heartbeat.takenAt()))
                    .put("failing_since", moment(heartbeat.wrongSince().filter(since -> !isHeld)))
                    .put("held_since", moment(heartbeat.wrongSince().filter(since -> isHeld)))
                    .put("reason", heartbeat.reason().isEmpty() ? null : heartbeat.reason());
        });
        json.putArray("watches");
        status.watches().forEach(watch -> write(json.withArray("watches").addObject(), watch, status, clock));
        json.putArray("channels");
        status.channels()
                .forEach(channel -> json.withArray("channels")
                        .addObject()
                        .put("name", channel.name())
                        .put("waiting", channel.pending())
                        .put("dead", channel.dead())
                        .put("delivered_at", moment(channel.deliveredAt()))
                        .put("failing_since", moment(channel.failingSince()))
                        .put("stopped_at", moment(channel.stoppedAt()))
                        .put("answer", channel.answer().orElse(null))
                        .put("template_failure", channel.templateFailure().orElse(null)));
        return json.toPrettyString();
    }

    private static void write(ObjectNode json, WatchStatus watch, StateStatus status, Clock clock) {
        json.put("name", watch.name());
        json.put("since", moment(Optional.of(watch.since())));
        json.put("paused_at", moment(watch.paused()));
        json.put("looked_at", moment(watch.last().map(PollOutcome::at)));
        json.put("result", watch.last().map(last -> last.result().wire()).orElse(null));
        json.put("reason", watch.last().map(PollOutcome::reason).orElse(null));
        json.put("next_at", moment(watch.last().flatMap(PollOutcome::next)));
        json.put("whole_at", moment(watch.wholeAt()));
        json.put("matches", watch.last().flatMap(PollOutcome::matches).orElse(null));
        json.putNull("worst_gap");
        watch.worstGap(LocalDate.ofInstant(clock.instant(), clock.getZone()), clock.instant())
                .ifPresent(gap -> json.putObject("worst_gap")
                        .put("day", gap.day().toString())
                        .put("seconds", gap.length().toSeconds())
                        .put("reason", gap.reason()));
        Optional<LastAlert> alert = status.alerts().stream()
                .filter(each -> each.watch().equals(watch.name()))
                .findFirst();
        json.put("alert_at", moment(alert.map(LastAlert::at)));
        json.put("alert_id", alert.map(LastAlert::id).orElse(null));
    }

    private static @Nullable String moment(Optional<Instant> moment) {
        return moment.map(each -> each.truncatedTo(ChronoUnit.SECONDS).toString())
                .orElse(null);
    }
}
