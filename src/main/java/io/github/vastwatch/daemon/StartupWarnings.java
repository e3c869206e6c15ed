package io.github.vastwatch.daemon;

import io.github.vastwatch.config.Config;
import io.github.vastwatch.config.Problem;
import io.github.vastwatch.plan.RequestLoad;
import io.github.vastwatch.store.Store;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** Warnings about a valid config that may not do what is intended. */
final class StartupWarnings {
    private StartupWarnings() {}

    static List<String> on(Config config, Store store, Clock clock) {
        Stream<String> doubts = config.warnings().stream().map(Problem::oneLine);
        Stream<String> late =
                RequestLoad.shortage(config.watches(), config.vast().requestsPerMinute(), clock.instant()).stream();
        Stream<String> stranded = store.channels().all().stream()
                .filter(channel -> channel.pending() > 0 && !config.channels().containsKey(channel.name()))
                .map(channel -> channel.pending() + " deliveries are pending for channel '" + channel.name()
                        + "', which is not in the config; 'vastwatch outbox drop' drops them");
        Stream<String> paused = store.watches().paused().stream()
                .filter(name ->
                        config.watches().stream().anyMatch(watch -> watch.name().equals(name)))
                .map(name -> "watch '" + name + "' is paused until: vastwatch resume " + name);
        return Stream.of(doubts, late, stranded, paused).flatMap(each -> each).toList();
    }
}
