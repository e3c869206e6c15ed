package io.github.vastwatch.poll;

import io.github.vastwatch.history.MarketThreshold;
import io.github.vastwatch.watch.Watch;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The watches of the running config. A reload also applies to polls that are not committed yet. */
public final class ActiveWatches {
    /** As the config has them. */
    private Map<String, Watch> configured;
    /** The same where their thresholds are, of those that follow the market. */
    private Map<String, Watch> byName;

    private List<Watch> all;

    public ActiveWatches(Collection<Watch> watches) {
        this.configured = named(watches);
        this.byName = configured;
        this.all = List.copyOf(byName.values());
    }

    private static Map<String, Watch> named(Collection<Watch> watches) {
        Map<String, Watch> named = new LinkedHashMap<>();
        watches.forEach(watch -> named.put(watch.name(), watch));
        return named;
    }

    public synchronized List<Watch> all() {
        return all;
    }

    synchronized Optional<Watch> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Passes the watches that are unchanged, and blocks changes until the work is done. */
    synchronized <T> T withCurrent(List<Watch> watches, Function<List<Watch>, T> work) {
        return work.apply(watches.stream()
                .filter(watch -> watch.equals(byName.get(watch.name())))
                .toList());
    }

    /**
     * Replaces the watches by those of another config once {@code commit} has returned.
     *
     * @return the names of those that are new, changed or removed
     */
    public synchronized List<String> replace(Collection<Watch> watches, Runnable commit) {
        commit.run();
        Map<String, Watch> before = configured;
        Map<String, Watch> moved = byName;
        configured = named(watches);
        take(watch -> watch.equals(before.get(watch.name())) ? moved.getOrDefault(watch.name(), watch) : watch);
        return Stream.concat(before.keySet().stream(), byName.keySet().stream())
                .distinct()
                .filter(name ->
                        !Optional.ofNullable(before.get(name)).equals(Optional.ofNullable(configured.get(name))))
                .toList();
    }

    /**
     * Takes the watches with their thresholds where they are now, unless a reload has replaced the watches meanwhile: a
     * figure of one query says nothing of another.
     *
     * @param of the watches that the thresholds were computed for
     * @return whether they were taken
     */
    synchronized boolean move(List<Watch> of, Map<String, MarketThreshold> thresholds) {
        if (!all.equals(of)) {
            return false;
        }
        take(watch -> Optional.ofNullable(thresholds.get(watch.name()))
                .map(market -> market.move(watch))
                .orElse(watch));
        return true;
    }

    private void take(UnaryOperator<Watch> now) {
        byName = named(configured.values().stream().map(now).toList());
        all = List.copyOf(byName.values());
    }
}
