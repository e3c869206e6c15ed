package io.github.vastwatch.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.vastwatch.simulate.ObservedMarket.Search;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the searches that reached the market say of the daemons that sent them. */
final class Searches {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** Between clocks, and for a place in the queue of questions. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);
    /** In this time after a search its answer is committed, unless the turn is cut short. */
    private static final Duration COMMIT = Duration.ofSeconds(2);
    /** Shorter ones are within the tolerance. */
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    private final List<Search> all;
    private final List<Fault> faults;

    /** One part of a question: what is asked for one watch, and whether about new offers or known machines. */
    private record Part(String watch, boolean isCheck) {}

    /**
     * A question that was asked again before its next time.
     *
     * @param isCutShort whether the turn of either was cut short
     */
    record Repeat(String watch, boolean isCheck, Search first, Search second, boolean isCutShort) {
        @Override
        public String toString() {
            return (isCheck ? "check" : "probe") + " of " + watch + " at " + first.at() + " by " + first.client()
                    + " and " + Duration.between(first.at(), second.at()).toMillis() + " ms later by "
                    + second.client();
        }
    }

    Searches(List<Search> all, List<Fault> faults) {
        this.all = all.stream().sorted(Comparator.comparing(Search::at)).toList();
        this.faults = faults;
    }

    int count() {
        return all.size();
    }

    long refused() {
        return all.stream().filter(search -> search.status() == 429).count();
    }

    /** The most in any minute. */
    int mostInAMinute() {
        int most = 0;
        int first = 0;
        for (int last = 0; last < all.size(); last++) {
            while (!all.get(first).at().plus(MINUTE).isAfter(all.get(last).at())) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    /** The longest time between two. */
    Duration longestPause() {
        Duration longest = Duration.ZERO;
        for (int i = 1; i < all.size(); i++) {
            Duration pause = Duration.between(all.get(i - 1).at(), all.get(i).at());
            longest = pause.compareTo(longest) > 0 ? pause : longest;
        }
        return longest;
    }

    /** For each fault of the node that polled: the time until another process did, in milliseconds, sorted. */
    List<Long> failovers() {
        List<Long> failovers = new ArrayList<>();
        for (Fault fault : faults) {
            Optional<Search> before = all.stream()
                    .filter(search -> search.at().isBefore(fault.at()))
                    .reduce((earlier, later) -> later);
            if (before.filter(search -> search.client().equals(fault.node())).isPresent()) {
                all.stream()
                        .filter(search -> search.at().isAfter(fault.at()))
                        .filter(search -> isOfAnother(search, fault))
                        .findFirst()
                        .ifPresent(search -> failovers.add(
                                Duration.between(fault.at(), search.at()).toMillis()));
            }
        }
        failovers.sort(Comparator.naturalOrder());
        return failovers;
    }

    private static boolean isOfAnother(Search search, Fault fault) {
        return search.client().equals(fault.node())
                ? fault.kind() == Fault.Kind.KILLED && search.at().isAfter(fault.until())
                : !search.client().equals(ClusterRun.UNKNOWN);
    }

    /**
     * The questions that were asked twice between two times of their watch's schedule.
     *
     * @param watches by the GPU that their query names
     */
    List<Repeat> repeats(Map<String, Watch> watches) {
        Map<Part, List<Search>> parts = new HashMap<>();
        for (Search search : all) {
            if (search.status() == 200) {
                gpus(search.query()).stream()
                        .filter(watches::containsKey)
                        .map(gpu -> new Part(gpu, isCheck(search.query())))
                        .forEach(part -> parts.computeIfAbsent(part, unused -> new ArrayList<>())
                                .add(search));
            }
        }
        List<Repeat> repeats = new ArrayList<>();
        parts.forEach((part, searches) -> {
            Schedule schedule = watches.get(part.watch()).schedule();
            if (schedule instanceof Schedule.Every every && every.interval().compareTo(SHORTEST) >= 0) {
                repeats(part, searches, every).forEach(repeats::add);
            }
        });
        return repeats;
    }

    private List<Repeat> repeats(Part part, List<Search> searches, Schedule.Every every) {
        List<Repeat> repeats = new ArrayList<>();
        Set<Instant> taken = new HashSet<>();
        for (int i = 0; i < searches.size(); i++) {
            Search second = searches.get(i);
            Instant due = every.next(second.at()).orElseThrow().minus(every.interval());
            if (taken.add(due)) {
                continue;
            }
            Search first = searches.get(i - 1);
            Instant before = due.minus(every.interval());
            if (first.at().isBefore(due.plus(TOLERANCE)) && taken.add(before)) {
                // The first was the last time's, and late.
                continue;
            }
            repeats.add(new Repeat(part.watch(), part.isCheck(), first, second, isCutShort(first, second)));
        }
        return repeats;
    }

    private boolean isCutShort(Search first, Search second) {
        return faults.stream().anyMatch(fault -> {
            boolean hitFirst = fault.isOf(first.client())
                    && fault.at().isBefore(first.at().plus(COMMIT))
                    && fault.until().isAfter(first.at());
            // It had sent this before it was stopped, or went on where it had been stopped.
            boolean hitSecond = fault.kind() != Fault.Kind.KILLED
                    && fault.isOf(second.client())
                    && fault.at().isBefore(second.at())
                    && fault.until().plus(COMMIT).isAfter(second.at());
            return hitFirst || hitSecond || first.client().equals(ClusterRun.UNKNOWN);
        });
    }

    private static Set<String> gpus(JsonNode query) {
        Set<String> gpus = new LinkedHashSet<>();
        JsonNode name = query.path("gpu_name");
        for (JsonNode value : name) {
            if (value.isArray()) {
                value.forEach(each -> gpus.add(each.asText()));
            } else {
                gpus.add(value.asText());
            }
        }
        return gpus;
    }

    private static boolean isCheck(JsonNode query) {
        return query.path("machine_id").has("in") || query.path("machine_id").has("eq");
    }
}
