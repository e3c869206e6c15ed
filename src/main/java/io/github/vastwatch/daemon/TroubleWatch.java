package io.github.vastwatch.daemon;

import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Spell;
import io.github.vastwatch.alert.Suspicion;
import io.github.vastwatch.alert.Troubles;
import io.github.vastwatch.metrics.Numbers;
import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.Looked;
import io.github.vastwatch.store.Looked.Result;
import io.github.vastwatch.store.StateStatus;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at how everything fares, and tells of what is wrong and of its end.
 *
 * @param since from when on absences count: before, nobody ran
 */
record TroubleWatch(Store store, Numbers numbers, Instant since) {
    private static final Logger LOG = LoggerFactory.getLogger(TroubleWatch.class);
    /** A receiver that is restarted or moved is back by then. */
    private static final Duration CHANNEL_PATIENCE = Duration.ofHours(1);

    private static final String KEY = "key";
    private static final String WATCH = "watch ";
    private static final String CHANNEL = "channel ";

    void look(List<Watch> watches, Instant now) {
        List<Spell> stored = store.spells();
        List<Spell> told =
                stored.stream().filter(spell -> isAboutSome(spell, watches)).toList();
        Troubles troubles = Troubles.of(
                suspicions(watches, store.status(), now),
                told,
                now,
                () -> UUID.randomUUID().toString());
        if (troubles.dispatches().isEmpty() && told.equals(stored)) {
            return;
        }
        List<Delivery> deliveries = troubles.dispatches().stream()
                .flatMap(dispatch -> dispatch.channels().stream()
                        .map(channel -> new Delivery(
                                "msg_" + UUID.randomUUID(), channel, dispatch.alert(), now, 0, Optional.empty())))
                .toList();
        store.trouble(
                troubles.open(),
                troubles.dispatches().stream().map(dispatch -> dispatch.alert()).toList(),
                deliveries);
        troubles.dispatches().forEach(dispatch -> {
            numbers.troubled(dispatch.alert().kind().wire());
            LOG.warn(
                    "{}: {}",
                    dispatch.alert().kind(),
                    dispatch.alert().sentences().get(0));
        });
    }

    /** What was removed or renamed is not well again; nobody is told that it is. */
    private static boolean isAboutSome(Spell spell, List<Watch> watches) {
        return spell.subject().equals(KEY)
                || watches.stream()
                        .anyMatch(watch -> spell.subject().equals(WATCH + watch.name())
                                || watch.channels().stream()
                                        .anyMatch(channel -> spell.subject().equals(CHANNEL + channel)));
    }

    private List<Suspicion> suspicions(List<Watch> watches, StateStatus status, Instant now) {
        List<Watch> awake = watches.stream()
                .filter(watch -> watch.next(now).isPresent())
                .filter(watch -> status.watches().stream()
                        .noneMatch(each -> each.name().equals(watch.name())
                                && each.paused().isPresent()))
                .toList();
        List<Suspicion> all = new ArrayList<>();
        key(awake, status).ifPresent(all::add);
        for (Watch watch : awake) {
            status.watches().stream()
                    .filter(each -> each.name().equals(watch.name()))
                    .flatMap(each -> sight(watch, each, now).stream())
                    .forEach(all::add);
        }
        status.channels().stream()
                .flatMap(channel -> channel(channel, watches, now).stream())
                .forEach(all::add);
        return all;
    }

    private static Optional<Suspicion> key(List<Watch> awake, StateStatus status) {
        List<Watch> refused = awake.stream()
                .filter(watch -> last(watch, status)
                        .filter(look -> look.result() == Result.KEY_REFUSED)
                        .isPresent())
                .toList();
        return refused.isEmpty()
                ? Optional.empty()
                : Optional.of(new Suspicion(
                        KEY,
                        last(refused.get(0), status).map(Looked::reason).orElse("") + "; check vast.api_key",
                        "Vast.ai takes the API key again",
                        told(awake)));
    }

    private static Optional<Looked> last(Watch watch, StateStatus status) {
        return status.watches().stream()
                .filter(each -> each.name().equals(watch.name()))
                .flatMap(each -> each.last().stream())
                .findFirst();
    }

    private Optional<Suspicion> sight(Watch watch, WatchStatus status, Instant now) {
        Instant from = Stream.of(since, status.since(), status.wholeAt().orElse(Instant.EPOCH))
                .max(Instant::compareTo)
                .orElseThrow();
        Duration blind = Duration.between(from, now);
        // The key is told of by itself; a clock that was set back tells nothing.
        if (blind.compareTo(watch.patience(now)) < 0
                || status.last()
                        .filter(look -> look.result() == Result.KEY_REFUSED)
                        .isPresent()) {
            return Optional.empty();
        }
        String why = status.last()
                .map(look -> (look.result() == Result.PART ? "seeing part of the market" : "no answer")
                        + (look.reason().isEmpty() ? "" : " (" + look.reason() + ")"))
                .orElse("no answer yet");
        return Optional.of(new Suspicion(
                WATCH + watch.name(),
                "watch '" + watch.name() + "' has not seen the market whole for " + blind.toMinutes() + " min: " + why,
                "watch '" + watch.name() + "' sees the market whole again",
                watch.troubleChannels()));
    }

    private static Optional<Suspicion> channel(ChannelState channel, List<Watch> watches, Instant now) {
        boolean isLong = channel.failingSince()
                .filter(failing -> Duration.between(failing, now).compareTo(CHANNEL_PATIENCE) >= 0)
                .isPresent();
        List<Watch> telling = watches.stream()
                .filter(watch -> watch.channels().contains(channel.name()))
                .toList();
        if (telling.isEmpty()
                || !(isLong || channel.isTrouble() || channel.stoppedAt().isPresent())) {
            return Optional.empty();
        }
        String name = "channel '" + channel.name() + "'";
        return Optional.of(new Suspicion(
                CHANNEL + channel.name(),
                name
                        + (channel.stoppedAt().isPresent() ? " wants no more: " : " fails: ")
                        + channel.answer().orElse("no answer"),
                name + " works again",
                told(telling).stream()
                        .filter(each -> !each.equals(channel.name()))
                        .toList()));
    }

    private static List<String> told(List<Watch> watches) {
        return watches.stream()
                .flatMap(watch -> watch.troubleChannels().stream())
                .distinct()
                .toList();
    }
}
