package io.github.vastwatch.poll;

import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.plan.WatchNeed;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.watch.Watch;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What watches need to see, computed again where a watch or what it remembers has changed. */
final class WatchNeeds {
    private final Store store;
    private final boolean rechecks;
    private final Map<String, Known> known = new HashMap<>();

    private record Known(Watch watch, Memory memory, WatchNeed need) {}

    /** @param rechecks whether offers missing from a check are asked for apart, as is worth it where rows are limited */
    WatchNeeds(Store store, boolean rechecks) {
        this.store = store;
        this.rechecks = rechecks;
    }

    /** The needs of watches, by name. */
    Map<String, WatchNeed> of(List<Watch> watches) {
        Map<String, Memory> memories = memories(watches);
        Map<String, WatchNeed> needs = new LinkedHashMap<>();
        for (Watch watch : watches) {
            Memory memory = memories.getOrDefault(watch.name(), Memory.EMPTY);
            @Nullable Known last = known.get(watch.name());
            if (last == null || !last.watch.equals(watch) || !last.memory.equals(memory)) {
                WatchNeed need = memory.watchNeed(watch);
                last = new Known(watch, memory, rechecks ? need : new WatchNeed(watch, need.sent(), Set.of()));
                known.put(watch.name(), last);
            }
            needs.put(watch.name(), last.need);
        }
        return needs;
    }

    /** A state that cannot be read cannot be written either; the commit reports it. */
    private Map<String, Memory> memories(List<Watch> watches) {
        try {
            return store.offers().memories(watches);
        } catch (StoreFailure e) {
            return Map.of();
        }
    }

    /** Forgets other watches. */
    void retain(Collection<String> watches) {
        known.keySet().retainAll(watches);
    }
}
