package io.github.vastwatch.health;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.WatchStarted;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reports to each channel the first answers of all its new watches in one message. */
public record StartNotices(Store store, Instant now) {
    /** A watch whose first answer takes longer is reported on its own. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Reports what new watches have seen, once all have or the first has waited long enough. */
    public void send(Collection<Watch> watches) {
        List<WatchStarted> started = store.watches().unsentStarts();
        if (started.isEmpty()) {
            return;
        }
        Set<String> answered = Set.copyOf(store.watches().answered());
        boolean isComplete = watches.stream()
                .allMatch(watch -> answered.contains(watch.name())
                        || watch.isWaiting()
                        || watch.next(now).isEmpty());
        // A clock that was set back must not delay it forever.
        boolean isLate = started.stream()
                .anyMatch(each -> Duration.between(each.at(), now).abs().compareTo(PATIENCE) >= 0);
        if (isComplete || isLate) {
            store.watches().sendStarts(started, deliveries(watches, started));
        }
    }

    private List<Delivery> deliveries(Collection<Watch> watches, List<WatchStarted> started) {
        Map<String, List<WatchStarted>> byChannel = new TreeMap<>();
        started.forEach(watchStarted -> watches.stream()
                .filter(watch -> watch.name().equals(watchStarted.watch()))
                .flatMap(watch -> watch.channels().stream().distinct())
                .forEach(channel -> byChannel
                        .computeIfAbsent(channel, key -> new ArrayList<>())
                        .add(watchStarted)));
        Map<List<WatchStarted>, List<String>> channels = new LinkedHashMap<>();
        byChannel.forEach((channel, each) ->
                channels.computeIfAbsent(each, key -> new ArrayList<>()).add(channel));
        return channels.entrySet().stream()
                .flatMap(each ->
                        Delivery.of(
                                alert(each.getKey()),
                                each.getValue(),
                                () -> UUID.randomUUID().toString())
                                .stream())
                .toList();
    }

    private Alert alert(List<WatchStarted> started) {
        return Alert.notice(
                UUID.randomUUID().toString(),
                AlertKind.WATCH_STARTED,
                Optional.of(started.get(0).watch()).filter(each -> started.size() == 1),
                now,
                started.stream().map(WatchStarted::sentence).toList(),
                Map.of("watches", started.stream().map(WatchStarted::watch).collect(Collectors.joining(", "))));
    }
}
