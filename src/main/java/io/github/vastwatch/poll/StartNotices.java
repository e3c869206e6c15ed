package io.github.vastwatch.poll;

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
import java.util.TreeMap;
import java.util.UUID;

/** Notifies each channel of its new watches in one message. */
record StartNotices(Store store, Instant now) {
    /** A watch whose first answer takes longer is reported on its own. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Reports what new watches see, once all have an answer or the first has waited long enough. */
    void tell(Collection<Watch> watches) {
        List<WatchStarted> hellos = store.hellos();
        if (hellos.isEmpty()) {
            return;
        }
        List<String> answered = store.answered();
        boolean isComplete = watches.stream()
                .allMatch(watch ->
                        answered.contains(watch.name()) || watch.next(now).isEmpty());
        // A clock that was set back must not delay it forever.
        boolean isLate = hellos.stream()
                .anyMatch(each -> Duration.between(each.at(), now).abs().compareTo(PATIENCE) >= 0);
        if (isComplete || isLate) {
            store.greet(deliveries(watches, hellos));
        }
    }

    private List<Delivery> deliveries(Collection<Watch> watches, List<WatchStarted> hellos) {
        Map<String, List<WatchStarted>> byChannel = new TreeMap<>();
        hellos.forEach(watchStarted -> watches.stream()
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

    private Alert alert(List<WatchStarted> hellos) {
        return new Alert(
                UUID.randomUUID().toString(),
                AlertKind.WATCH_STARTED,
                hellos.size() == 1 ? Optional.of(hellos.get(0).watch()) : Optional.empty(),
                now,
                Optional.empty(),
                List.of(),
                0,
                hellos.stream().map(WatchStarted::sentence).toList(),
                Map.of(
                        "watches",
                        String.join(
                                ", ", hellos.stream().map(WatchStarted::watch).toList())));
    }
}
