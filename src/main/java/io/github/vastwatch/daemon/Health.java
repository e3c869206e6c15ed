package io.github.vastwatch.daemon;

import io.github.vastwatch.alert.Incident;
import io.github.vastwatch.alert.IncidentSource;
import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.PollOutcome.Result;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How watches, channels and the key fare at one moment: what has been wrong for long, and what is seen to be well.
 *
 * @param since when continuous observation began: before, the daemon did not run
 */
record Health(List<Watch> watches, StateStatus status, MarketHealth market, Instant since, Instant now) {
    /** A receiver that is restarted or moved is back within this time. */
    private static final Duration CHANNEL_PATIENCE = Duration.ofHours(1);

    /** How long a dead letter is worth sending again. */
    private static final Duration LOSS = Duration.ofDays(1);

    /** Whether the config still contains it. */
    boolean isThere(IncidentSource incidentSource) {
        return switch (incidentSource.sort()) {
            case MARKET, KEY, QUOTA, STATE -> true;
            case WATCH -> watches.stream().anyMatch(watch -> watch.name().equals(incidentSource.name()));
            case CHANNEL, UNDELIVERED, TEMPLATE ->
                !telling(incidentSource.name()).isEmpty();
        };
    }

    /** Whether it worked the last time. */
    boolean isWell(IncidentSource incidentSource) {
        return switch (incidentSource.sort()) {
            case MARKET ->
                market.current().isEmpty() && awake().stream().anyMatch(watch -> isAnsweredSince(watch, since));
            case KEY ->
                awake().stream().anyMatch(watch -> isLast(watch, Result.WHOLE, Result.PART))
                        && awake().stream().noneMatch(watch -> isLast(watch, Result.KEY_REFUSED));
            case QUOTA -> pause().isEmpty() && awake().stream().anyMatch(watch -> isAnsweredSince(watch, pauseEnded()));
            // It lasts only while it is reported.
            case STATE -> true;
            case WATCH ->
                of(incidentSource.name())
                        .flatMap(WatchStatus::last)
                        .filter(look -> look.result() == Result.WHOLE)
                        .isPresent();
            case CHANNEL ->
                status.channels().stream()
                        .anyMatch(channel -> channel.name().equals(incidentSource.name())
                                && channel.failingSince().isEmpty()
                                && channel.stoppedAt().isEmpty());
            case UNDELIVERED ->
                status.channels().stream()
                        .filter(channel -> channel.name().equals(incidentSource.name()))
                        .noneMatch(this::hasLost);
            case TEMPLATE ->
                status.channels().stream()
                        .anyMatch(channel -> channel.name().equals(incidentSource.name())
                                && channel.templateFailure().isEmpty());
        };
    }

    /** All incidents at this moment. */
    List<Incident> wrong() {
        List<Incident> all = new ArrayList<>();
        outage().ifPresent(all::add);
        key().ifPresent(all::add);
        quota().ifPresent(all::add);
        awake().forEach(watch ->
                of(watch.name()).flatMap(each -> sight(watch, each)).ifPresent(all::add));
        status.channels().forEach(channel -> channel(channel).ifPresent(all::add));
        status.channels().stream()
                .filter(this::hasLost)
                .flatMap(channel -> lost(channel).stream())
                .forEach(all::add);
        status.channels().forEach(channel -> template(channel).ifPresent(all::add));
        return all;
    }

    private Optional<Incident> outage() {
        return market.current()
                .filter(each -> !each.isKeyRefused() && pause().isEmpty())
                .flatMap(each -> {
                    Duration length = Duration.between(latest(each.since(), since, pauseEnded()), now);
                    return awake().stream()
                            .filter(watch -> length.compareTo(watch.patience(now)) >= 0)
                            .findFirst()
                            .map(watch -> new Incident(
                                    IncidentSource.MARKET,
                                    MarketHealth.words(each, length),
                                    told(awake()),
                                    market.askedAgain()));
                });
    }

    private static Instant latest(Instant... moments) {
        return Stream.of(moments).max(Instant::compareTo).orElseThrow();
    }

    private Optional<Incident> key() {
        return awake().stream()
                .filter(watch -> isLast(watch, Result.KEY_REFUSED))
                .flatMap(watch -> of(watch.name()).flatMap(WatchStatus::last).stream())
                .findFirst()
                .map(look -> new Incident(
                        IncidentSource.KEY,
                        look.reason() + "; check vast.api_key",
                        told(awake()),
                        market.askedAgain()));
    }

    private Optional<Incident> quota() {
        return pause().map(until -> new Incident(
                IncidentSource.QUOTA,
                "Vast.ai's quota of rows for the day is used up: nothing is asked until it resets, and no offer counts"
                        + " as gone"
                        + status.rows().flatMap(Health::foreign).orElse(""),
                told(awake()),
                Optional.of(until)));
    }

    /** If vastwatch read little, another program read the rest. */
    private static Optional<String> foreign(RowUsage usage) {
        return usage.isWhole() && usage.rows() < usage.learned().orElse(RowUsage.ASSUMED) / 2
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
        return isLast(watch, Result.WHOLE, Result.PART)
                && of(watch.name())
                        .flatMap(WatchStatus::last)
                        .filter(look -> !look.at().isBefore(moment))
                        .isPresent();
    }

    private Optional<Incident> sight(Watch watch, WatchStatus seen) {
        Instant last = latest(since, seen.since(), seen.wholeAt().orElse(Instant.EPOCH), pauseEnded());
        // A cron may rest all night: it is blind from the time of its missed poll.
        Instant from = watch.schedule() instanceof Schedule.Every
                ? last
                : watch.next(last).orElse(now);
        Duration blind = Duration.between(from, now);
        // Key, quota and outage are incidents of their own.
        if (blind.compareTo(watch.patience(now)) < 0
                || isLast(watch, Result.KEY_REFUSED)
                || market.explains(from, watch.patience(now))) {
            return Optional.empty();
        }
        String why = seen.last()
                .map(look -> (look.result() == Result.PART ? "seeing part of the market" : "no answer")
                        + (look.reason().isEmpty() ? "" : " (" + look.reason() + ")"))
                .orElse("no answer yet");
        return Optional.of(new Incident(
                IncidentSource.watch(watch.name()),
                "watch '" + watch.name() + "' has not seen the complete market for " + MarketHealth.words(blind) + ": "
                        + why,
                watch.troubleChannels()));
    }

    /** Watches with an interval that have had no answer since the start. */
    List<String> unseen() {
        return awake().stream()
                .filter(watch -> pause().isEmpty() && watch.schedule() instanceof Schedule.Every)
                .filter(watch -> of(watch.name())
                        .filter(seen -> Stream.concat(
                                        seen.wholeAt().stream(),
                                        seen.last().stream()
                                                .filter(look -> look.result() == Result.PART)
                                                .map(PollOutcome::at))
                                .anyMatch(at -> !at.isBefore(since)))
                        .isEmpty())
                .map(watch -> "watch '" + watch.name() + "' has had no answer since the start")
                .toList();
    }

    /** Channels in use that failed the last delivery, or accept no more. */
    List<String> failing() {
        return status.channels().stream()
                .filter(channel -> channel.failingSince().isPresent()
                        || channel.stoppedAt().isPresent())
                .filter(channel -> !telling(channel.name()).isEmpty())
                .map(channel -> "channel '" + channel.name() + "' fails: "
                        + channel.answer().orElse("no answer"))
                .toList();
    }

    private Optional<Incident> channel(ChannelState channel) {
        boolean isLong = channel.failingSince()
                .filter(failing -> Duration.between(failing, now).compareTo(CHANNEL_PATIENCE) >= 0)
                .isPresent();
        List<Watch> telling = telling(channel.name());
        if (telling.isEmpty()
                || !(isLong || channel.isTrouble() || channel.stoppedAt().isPresent())) {
            return Optional.empty();
        }
        return Optional.of(new Incident(
                IncidentSource.channel(channel.name()),
                "channel '" + channel.name() + "'"
                        + (channel.stoppedAt().isPresent() ? " accepts no more messages: " : " fails: ")
                        + channel.answer().orElse("no answer"),
                told(telling).stream()
                        .filter(each -> !each.equals(channel.name()))
                        .toList()));
    }

    private boolean hasLost(ChannelState channel) {
        return channel.deadAt().map(at -> at.isAfter(now.minus(LOSS))).orElse(false);
    }

    private Optional<Incident> lost(ChannelState channel) {
        boolean works = channel.failingSince().isEmpty() && channel.stoppedAt().isEmpty();
        List<Watch> telling = telling(channel.name());
        return telling.isEmpty()
                ? Optional.empty()
                : Optional.of(new Incident(
                        IncidentSource.undelivered(channel.name()),
                        "channel '" + channel.name() + "' did not receive an alert, which is now a dead letter ("
                                + channel.deadAnswer().orElse("no answer") + "); 'vastwatch outbox list' shows it",
                        told(telling).stream()
                                .filter(each -> works || !each.equals(channel.name()))
                                .toList()));
    }

    /** The channel itself gets the notice too: it works, with the built-in message. */
    private Optional<Incident> template(ChannelState channel) {
        List<Watch> telling = telling(channel.name());
        return channel.templateFailure()
                .filter(failure -> !telling.isEmpty())
                .map(failure -> new Incident(
                        IncidentSource.template(channel.name()),
                        "the template of channel '" + channel.name() + "' fails; built-in messages are sent instead: "
                                + failure,
                        told(telling)));
    }

    /** The watches that are polled. */
    private List<Watch> awake() {
        return watches.stream()
                .filter(watch -> watch.next(now).isPresent()
                        && of(watch.name()).flatMap(WatchStatus::paused).isEmpty())
                .toList();
    }

    private Optional<WatchStatus> of(String watch) {
        return status.watches().stream()
                .filter(each -> each.name().equals(watch))
                .findFirst();
    }

    private boolean isLast(Watch watch, Result... results) {
        return of(watch.name())
                .flatMap(WatchStatus::last)
                .map(PollOutcome::result)
                .filter(result -> List.of(results).contains(result))
                .isPresent();
    }

    private List<Watch> telling(String channel) {
        return watches.stream()
                .filter(watch -> watch.channels().contains(channel)
                        || watch.troubleChannels().contains(channel))
                .toList();
    }

    private static List<String> told(List<Watch> watches) {
        return watches.stream()
                .flatMap(watch -> watch.troubleChannels().stream())
                .distinct()
                .toList();
    }
}
