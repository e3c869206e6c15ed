package io.github.vastwatch.health;

import io.github.vastwatch.alert.IncidentSource;
import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.PlanStatus;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.PollOutcome.Result;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.text.Durations;
import io.github.vastwatch.vast.Outage;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the market, the key, the quota, the watches, the channels, the config and the state fare at one moment: the model of
 * incidents and of the heartbeat.
 */
final class Health {
    /** A receiver that is restarted or moved is back within this time. */
    private static final Duration CHANNEL_PATIENCE = Duration.ofHours(1);

    /** How long a dead letter is worth sending again. */
    private static final Duration LOSS = Duration.ofDays(1);

    /** A slow line needs it for one answer, whatever the interval is. */
    private static final Duration ONE_SEARCH = Duration.ofSeconds(30);

    private final List<Watch> watches;
    private final StateStatus status;
    private final Optional<Outage> outage;
    private final Optional<String> lost;
    private final Instant since;
    private final Instant now;
    private final Map<String, WatchStatus> byName = new HashMap<>();
    /** The watches that are polled, by their names. */
    private final Map<String, Watch> polled = new LinkedHashMap<>();

    /**
     * @param outage the last time in which Vast.ai answered no search
     * @param lost what became of the state's file, where it is not in its place
     * @param since when continuous observation began: before, the daemon did not run
     */
    Health(
            List<Watch> watches,
            StateStatus status,
            Optional<Outage> outage,
            Optional<String> lost,
            Instant since,
            Instant now) {
        this.watches = watches;
        this.status = status;
        this.outage = outage;
        this.lost = lost;
        this.since = since;
        this.now = now;
        status.watches().forEach(watch -> byName.put(watch.name(), watch));
        watches.stream()
                .filter(watch -> watch.next(now).isPresent()
                        && of(watch.name()).flatMap(WatchStatus::paused).isEmpty())
                .forEach(watch -> polled.put(watch.name(), watch));
    }

    /** Everything that can be wrong, each thing once. */
    List<Check> checks() {
        List<Check> all = new ArrayList<>(List.of(market(), key(), quota()));
        watches.forEach(watch -> all.add(watch(watch)));
        List<ChannelState> used = status.channels().stream()
                .filter(channel -> !watchesOf(channel.name()).isEmpty())
                .toList();
        used.forEach(channel -> all.add(channel(channel)));
        used.forEach(channel -> all.add(undelivered(channel)));
        used.forEach(channel -> all.add(template(channel)));
        all.add(config());
        all.add(state());
        return all;
    }

    private Check market() {
        Optional<Check.Incident> incident = current()
                .filter(each -> !each.isKeyRefused() && pause().isEmpty())
                .flatMap(each -> {
                    Duration length = Duration.between(latest(each.since(), since, pauseEnded()), now);
                    return polled.values().stream()
                            .filter(watch -> length.compareTo(watch.incidentDelay(now)) >= 0)
                            .findFirst()
                            .map(watch -> new Check.Incident(
                                    "Vast.ai has "
                                            + (each.isThrottled() ? "throttled every search" : "answered no search")
                                            + " for " + Durations.words(length) + " ("
                                            + each.last().reason() + ")",
                                    incidentChannels(polled.values()),
                                    askedAgain()));
                });
        boolean isWell =
                current().isEmpty() && polled.values().stream().anyMatch(watch -> isAnsweredSince(watch, since));
        return new Check(IncidentSource.MARKET, incident, isWell, "Vast.ai answers again");
    }

    /** The current outage. */
    private Optional<Outage> current() {
        // Another daemon that shares the state may have had an answer since.
        return outage.filter(each -> !each.isOver()
                && polled.values().stream()
                        .noneMatch(watch -> isAnsweredSince(watch, each.since().plusMillis(1))));
    }

    /** When Vast.ai is asked again, where it does not answer. */
    private Optional<Instant> askedAgain() {
        return current().map(Outage::next).map(next -> next.isBefore(now) ? now : next);
    }

    /** Whether the outage explains that a watch has seen too little since {@code from}. */
    private boolean isExplainedByOutage(Instant from, Duration patience) {
        return outage.filter(each -> Duration.between(from, each.since()).compareTo(patience) < 0)
                .filter(each -> Duration.between(each.ended().orElse(now), now).compareTo(patience) < 0)
                .isPresent();
    }

    private static Instant latest(Instant... moments) {
        return Stream.of(moments).max(Instant::compareTo).orElseThrow();
    }

    private Check key() {
        Optional<Check.Incident> incident = polled.values().stream()
                .filter(watch -> isLast(watch, Result.KEY_REFUSED))
                .flatMap(watch -> of(watch.name()).flatMap(WatchStatus::last).stream())
                .findFirst()
                .map(last -> new Check.Incident(
                        last.reason() + "; check vast.api_key", incidentChannels(polled.values()), askedAgain()));
        boolean isWell = incident.isEmpty()
                && polled.values().stream().anyMatch(watch -> isLast(watch, Result.COMPLETE, Result.TRUNCATED));
        return new Check(IncidentSource.KEY, incident, isWell, "Vast.ai takes the API key again");
    }

    private Check quota() {
        Optional<Check.Incident> incident = pause().map(until -> new Check.Incident(
                "Vast.ai's quota of rows for the day is used up: nothing is asked until it resets, and no offer counts"
                        + " as gone"
                        + status.rows().flatMap(Health::foreign).orElse(""),
                incidentChannels(polled.values()),
                Optional.of(until)));
        boolean isWell =
                incident.isEmpty() && polled.values().stream().anyMatch(watch -> isAnsweredSince(watch, pauseEnded()));
        return new Check(
                IncidentSource.QUOTA,
                incident,
                isWell,
                "Vast.ai answers again; its quota of rows is no longer used up");
    }

    /** If vastwatch read little, another program read the rest. */
    private static Optional<String> foreign(RowUsage usage) {
        return usage.isWholeDay() && usage.rows() < usage.learned().orElse(RowUsage.ASSUMED) / 2
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "; vastwatch read only %,d rows today, so another program probably uses the same key",
                        usage.rows()))
                : Optional.empty();
    }

    /** When polling resumes after the quota was used up. */
    private Optional<Instant> pause() {
        return status.rows().flatMap(rows -> rows.pause(now));
    }

    /** The end of the last pause for the quota. */
    private Instant pauseEnded() {
        return status.rows().flatMap(RowUsage::pausedUntil).orElse(Instant.EPOCH);
    }

    private boolean isAnsweredSince(Watch watch, Instant moment) {
        return isLast(watch, Result.COMPLETE, Result.TRUNCATED)
                && of(watch.name())
                        .flatMap(WatchStatus::last)
                        .filter(poll -> !poll.at().isBefore(moment))
                        .isPresent();
    }

    private Check watch(Watch watch) {
        boolean isWell = of(watch.name())
                .flatMap(WatchStatus::last)
                .filter(last -> last.result() == Result.COMPLETE)
                .isPresent();
        return new Check(
                IncidentSource.watch(watch.name()),
                polled.containsKey(watch.name())
                        ? of(watch.name()).flatMap(each -> sight(watch, each))
                        : Optional.empty(),
                isWell,
                "watch '" + watch.name() + "' sees the complete market again");
    }

    private Optional<Check.Incident> sight(Watch watch, WatchStatus seen) {
        Instant last = latest(since, seen.since(), seen.completeAt().orElse(Instant.EPOCH), pauseEnded());
        // A cron may rest all night: it is blind from the time of its missed poll.
        Instant from = watch.schedule() instanceof Schedule.Every
                ? last
                : watch.next(last).orElse(now);
        Duration blind = Duration.between(from, now);
        // Key, quota and outage are incidents of their own.
        if (blind.compareTo(watch.incidentDelay(now)) < 0
                || isLast(watch, Result.KEY_REFUSED)
                || isExplainedByOutage(from, watch.incidentDelay(now))) {
            return Optional.empty();
        }
        String why = seen.last()
                .map(poll -> (poll.result() == Result.TRUNCATED ? "seeing part of the market" : "no answer")
                        + (poll.reason().isEmpty() ? "" : " (" + poll.reason() + ")"))
                .orElse("no answer yet");
        return Optional.of(new Check.Incident(
                "watch '" + watch.name() + "' has not seen the complete market for " + Durations.words(blind) + ": "
                        + why,
                watch.incidentChannels()));
    }

    /** Watches with an interval that have had no answer since the start. */
    List<String> unseen() {
        return polled.values().stream()
                .filter(watch -> pause().isEmpty() && watch.schedule() instanceof Schedule.Every)
                .filter(watch -> of(watch.name())
                        .flatMap(Health::answeredAt)
                        .filter(at -> !at.isBefore(since))
                        .isEmpty())
                .map(watch -> "watch '" + watch.name() + "' has had no answer since the start")
                .toList();
    }

    /**
     * How long each watch has had no answer that should have had two since, by its name.
     *
     * @param plan the questions that are asked; where rows are limited, less often than the config asks for
     */
    Map<String, Duration> overdue(List<PlanStatus> plan) {
        Map<String, Duration> planned = new HashMap<>();
        plan.forEach(line -> line.watches()
                .forEach(watch -> planned.merge(
                        watch, line.plannedInterval(), (one, other) -> one.compareTo(other) < 0 ? one : other)));
        Map<String, Duration> overdue = new LinkedHashMap<>();
        if (pause().isPresent()) {
            return overdue;
        }
        polled.values().forEach(watch -> {
            Optional<WatchStatus> status = of(watch.name());
            Instant last = latest(
                    since,
                    pauseEnded(),
                    status.map(WatchStatus::since).orElse(since),
                    status.flatMap(Health::answeredAt).orElse(since));
            Instant second = watch.next(last).flatMap(watch::next).orElse(Instant.MAX);
            Duration interval = longest(
                    planned.getOrDefault(watch.name(), Duration.ZERO),
                    watch.interval(last).orElse(Duration.ZERO),
                    ONE_SEARCH);
            if (now.isAfter(latest(second, last.plus(interval.multipliedBy(2))))) {
                overdue.put(watch.name(), Duration.between(last, now));
            }
        });
        return overdue;
    }

    private static Duration longest(Duration... lengths) {
        return Stream.of(lengths).max(Duration::compareTo).orElseThrow();
    }

    /** When a watch last had an answer, also one that lacks offers. */
    private static Optional<Instant> answeredAt(WatchStatus watch) {
        return Stream.concat(
                        watch.completeAt().stream(),
                        watch.last().stream()
                                .filter(poll -> poll.result() == Result.TRUNCATED)
                                .map(PollOutcome::at))
                .max(Instant::compareTo);
    }

    /** Channels in use that failed the last delivery, or accept no more. */
    List<String> failing() {
        return status.channels().stream()
                .filter(channel -> channel.failingSince().isPresent()
                        || channel.stoppedAt().isPresent())
                .filter(channel -> !watchesOf(channel.name()).isEmpty())
                .map(channel -> "channel '" + channel.name() + "' fails: "
                        + channel.answer().orElse("no answer"))
                .toList();
    }

    private Check channel(ChannelState channel) {
        boolean isStopped = channel.stoppedAt().isPresent();
        boolean isLong = channel.failingSince()
                .filter(failing -> Duration.between(failing, now).compareTo(CHANNEL_PATIENCE) >= 0)
                .isPresent();
        String sentence = "channel '" + channel.name() + "'"
                + (isStopped ? " accepts no more messages: " : " fails: ")
                + channel.answer().orElse("no answer");
        return new Check(
                IncidentSource.channel(channel.name()),
                isLong || channel.needsAction() || isStopped
                        ? Optional.of(new Check.Incident(sentence, otherChannels(channel)))
                        : Optional.empty(),
                works(channel),
                "channel '" + channel.name() + "' works again");
    }

    private static boolean works(ChannelState channel) {
        return channel.failingSince().isEmpty() && channel.stoppedAt().isEmpty();
    }

    private List<String> otherChannels(ChannelState channel) {
        return incidentChannels(watchesOf(channel.name())).stream()
                .filter(each -> !each.equals(channel.name()))
                .toList();
    }

    private boolean hasLost(ChannelState channel) {
        return channel.deadAt().map(at -> at.isAfter(now.minus(LOSS))).orElse(false);
    }

    private Check undelivered(ChannelState channel) {
        boolean hasLost = hasLost(channel);
        String sentence = "channel '" + channel.name() + "' did not receive an alert, which is now a dead letter ("
                + channel.deadAnswer().orElse("no answer") + "); 'vastwatch outbox list' shows it";
        List<String> channels = works(channel) ? incidentChannels(watchesOf(channel.name())) : otherChannels(channel);
        return new Check(
                IncidentSource.undelivered(channel.name()),
                hasLost ? Optional.of(new Check.Incident(sentence, channels)) : Optional.empty(),
                !hasLost,
                "channel '" + channel.name() + "' has had no dead letters in the last day");
    }

    /** The channel itself gets the notice too: it works, with the built-in messages. */
    private Check template(ChannelState channel) {
        return new Check(
                IncidentSource.template(channel.name()),
                channel.templateFailure()
                        .map(failure -> new Check.Incident(
                                "the template of channel '" + channel.name()
                                        + "' fails; built-in messages are sent instead: " + failure,
                                incidentChannels(watchesOf(channel.name())))),
                channel.templateFailure().isEmpty(),
                "the template of channel '" + channel.name() + "' has worked for a day");
    }

    private Check config() {
        String file = status.daemon().map(DaemonStatus::config).orElse("");
        int generation = status.daemon().map(DaemonStatus::generation).orElse(0);
        Optional<Check.Incident> incident = status.daemon()
                .flatMap(DaemonStatus::refusal)
                .map(refusal -> new Check.Incident(
                        Stream.concat(
                                        Stream.of("the changed config was rejected; the previous one (generation "
                                                + generation + ") stays in force"),
                                        refusal.reason().lines())
                                .toList(),
                        watches.stream()
                                .filter(Watch::enabled)
                                .flatMap(watch -> watch.channels().stream())
                                .toList(),
                        Map.of("file", file)));
        return new Check(
                IncidentSource.CONFIG,
                incident,
                incident.isEmpty(),
                "the config is valid again and in force, generation " + generation);
    }

    /** The open file still works as an outbox, so the notice is sent. */
    private Check state() {
        return new Check(
                IncidentSource.STATE,
                lost.map(what -> new Check.Incident(
                        what
                                + " while vastwatch runs; alerts continue. Stop vastwatch and restore the file; otherwise the next"
                                + " start sends every match again",
                        incidentChannels(watches))),
                lost.isEmpty(),
                "the state file is back in its place");
    }

    private Optional<WatchStatus> of(String watch) {
        return Optional.ofNullable(byName.get(watch));
    }

    private boolean isLast(Watch watch, Result... results) {
        return of(watch.name())
                .flatMap(WatchStatus::last)
                .map(PollOutcome::result)
                .filter(result -> List.of(results).contains(result))
                .isPresent();
    }

    private List<Watch> watchesOf(String channel) {
        return watches.stream()
                .filter(watch -> watch.channels().contains(channel)
                        || watch.incidentChannels().contains(channel))
                .toList();
    }

    private static List<String> incidentChannels(Collection<Watch> watches) {
        return watches.stream()
                .flatMap(watch -> watch.incidentChannels().stream())
                .distinct()
                .toList();
    }

    /**
     * The state of one thing that can be wrong.
     *
     * @param incident what is wrong, where it has been wrong for long enough
     * @param isWell whether the last that is known is that it works: only that resolves an incident, as after a restart
     * @param resolution what the notice says that resolves an incident
     */
    record Check(IncidentSource source, Optional<Incident> incident, boolean isWell, String resolution) {

        /**
         * Something that has been wrong for so long that it may need manual action.
         *
         * @param sentences what is wrong, the most important first
         * @param channels where the notice goes
         * @param facts for programs, beside the source
         */
        record Incident(List<String> sentences, List<String> channels, Map<String, String> facts) {
            Incident {
                sentences = List.copyOf(sentences);
                channels = channels.stream().distinct().toList();
                facts = new LinkedHashMap<>(facts);
            }

            Incident(String sentence, List<String> channels) {
                this(List.of(sentence), channels, Map.of());
            }

            /** One during which nothing is asked until a moment. */
            Incident(String sentence, List<String> channels, Optional<Instant> until) {
                this(
                        List.of(sentence),
                        channels,
                        until.map(each -> Map.of("until", each.toString())).orElse(Map.of()));
            }
        }

        boolean isWrong() {
            return incident.isPresent();
        }
    }
}
