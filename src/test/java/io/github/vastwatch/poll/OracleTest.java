package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.alert.Standing;
import io.github.vastwatch.alert.Told;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.store.PollRecord;
import io.github.vastwatch.store.StatePlace;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.watch.AlertSettings;
import io.github.vastwatch.watch.BetterBy;
import io.github.vastwatch.watch.CountRule;
import io.github.vastwatch.watch.Days;
import io.github.vastwatch.watch.Event;
import io.github.vastwatch.watch.GoneAfter;
import io.github.vastwatch.watch.Known;
import io.github.vastwatch.watch.News;
import io.github.vastwatch.watch.Per;
import io.github.vastwatch.watch.QuietHours;
import io.github.vastwatch.watch.Rearm;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Rhythm;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Selection;
import io.github.vastwatch.watch.Signals;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories through the pipeline from the rows to what is committed, against an {@link Oracle}. More of them with
 * {@code -Doracle.histories=N}, others with {@code -Doracle.from=SEED}.
 */
class OracleTest {
    private static final int HISTORIES = Integer.getInteger("oracle.histories", 1000);
    private static final long FROM = Long.getLong("oracle.from", 0);
    /** One in so many goes through a state file, which is closed and opened between answers. */
    private static final int STORED = 100;

    @TempDir
    Path folder;

    @Test
    void tellsWhatTheRulesSayInTheSameOrder() throws Exception {
        long began = System.nanoTime();
        int told = 0;
        for (long seed = FROM; seed < FROM + HISTORIES; seed++) {
            Scenario scenario = Scenario.of(seed);
            boolean stored = seed % STORED == 0;
            List<String> expected = new Oracle(scenario).tell();
            List<String> actual = run(scenario, stored, seed);
            told += expected.size();
            if (!actual.equals(expected)) {
                Scenario small = shrunk(scenario);
                assertThat(run(small, false, seed))
                        .as("seed %d, shrunk to %s", seed, small)
                        .isEqualTo(new Oracle(small).tell());
                assertThat(actual).as("seed %d through a file", seed).isEqualTo(expected);
            }
        }
        System.out.println("oracle: " + HISTORIES + " histories from seed " + FROM + ", " + told + " alerts, "
                + Duration.ofNanos(System.nanoTime() - began).toMillis() + " ms");
        assertThat(told).isGreaterThan(HISTORIES);
    }

    /** Leaves out steps and rows as long as the two still differ. */
    private Scenario shrunk(Scenario scenario) throws IOException {
        Scenario small = scenario;
        for (boolean again = true; again; ) {
            again = false;
            for (int i = small.steps().size() - 1; i >= 0; i--) {
                List<Scenario.Step> fewer = new ArrayList<>(small.steps());
                Scenario.Step left = fewer.remove(i);
                if (i < fewer.size()) {
                    Scenario.Step next = fewer.get(i);
                    fewer.set(
                            i,
                            new Scenario.Step(
                                    next.minutes() + left.minutes(),
                                    next.whole(),
                                    next.threshold(),
                                    next.silenced(),
                                    next.reopens(),
                                    next.rows()));
                }
                if (differs(small.with(fewer))) {
                    small = small.with(fewer);
                    again = true;
                }
            }
            for (int machine = 1; machine <= 5; machine++) {
                Scenario without = small.with(without(small.steps(), machine));
                if (!without.equals(small) && differs(without)) {
                    small = without;
                    again = true;
                }
            }
        }
        return small;
    }

    private static List<Scenario.Step> without(List<Scenario.Step> steps, int machine) {
        return steps.stream()
                .map(step -> new Scenario.Step(
                        step.minutes(),
                        step.whole(),
                        step.threshold(),
                        step.silenced(),
                        step.reopens(),
                        step.rows().entrySet().stream()
                                .filter(row -> row.getKey() / 10 != machine)
                                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))))
                .toList();
    }

    private boolean differs(Scenario scenario) throws IOException {
        return !run(scenario, false, 0).equals(new Oracle(scenario).tell());
    }

    private List<String> run(Scenario scenario, boolean stored, long seed) throws IOException {
        List<String> lines = new ArrayList<>();
        Map<OfferKey, Known> known = new HashMap<>();
        Map<OfferKey, Told> told = new HashMap<>();
        Optional<Standing> standing = Optional.empty();
        StatePlace place = new StatePlace(Optional.of(folder.resolve(seed + ".db")));
        Optional<Store> store = stored ? Optional.of(Store.open(place)) : Optional.empty();
        Instant now = NOON;
        for (Scenario.Step step : scenario.steps()) {
            now = now.plus(Duration.ofMinutes(step.minutes()));
            Watch watch = watch(scenario, step.threshold());
            List<Silence> silences = step.silenced() == 0
                    ? List.of()
                    : List.of(new Silence(
                            1, watch.name(), Optional.of((long) step.silenced()), now, now.plusSeconds(1), ""));
            if (store.isPresent() && step.reopens()) {
                store.get().close();
                store = Optional.of(Store.open(place));
            }
            Memory memory = store.map(each -> each.memory(watch)).orElse(new Memory(known, told));
            Optional<Standing> last = store.isPresent() ? memory.standing() : standing;
            Memory whole = new Memory(memory.known(), memory.told(), last, silences, Set.of());
            Snapshot snapshot = Snapshot.of(watch, watch.question(), now, step.whole(), offers(step.rows(), now));
            PollRecord record = Decision.of(watch, snapshot, whole).record();
            store.ifPresent(each -> each.commit(record));
            record.known().forEach(each -> known.put(each.key(), each));
            record.told().forEach(each -> told.put(each.key(), each));
            standing = record.standing();
            record.alerts().forEach(alert -> lines.add(line(alert)));
        }
        store.ifPresent(Store::close);
        return lines;
    }

    private static String line(Alert alert) {
        List<String> parts = alert.matches().stream()
                .map(match -> match.reason().event().orElseThrow().wire() + " "
                        + match.key().machineId())
                .toList();
        return switch (alert.kind()) {
            case OFFERS_MATCHED -> alert.kind() + " " + parts;
            // The order of what is gone means nothing.
            case OFFERS_LEFT -> alert.kind() + " " + new java.util.TreeSet<>(parts);
            default -> alert.kind().wire();
        };
    }

    private static List<Offer> offers(Map<Integer, Integer> rows, Instant now) {
        return rows.entrySet().stream()
                .map(row -> Fixtures.with(
                        Fixtures.offer(row.getKey() / 10, row.getKey(), row.getValue() / 1000.0, now),
                        Field.NUM_GPUS,
                        Value.of(row.getKey() % 10)))
                .toList();
    }

    private static Watch watch(Scenario scenario, int threshold) {
        Query query = Query.parse("gpu_name=RTX_4090");
        int by = scenario.betterBy();
        AlertSettings settings = new AlertSettings(
                new News(
                        scenario.perMachine() ? Per.MACHINE : Per.OFFER,
                        scenario.events().stream().map(Event::parse).collect(Collectors.toSet()),
                        scenario.confirm(),
                        by == 0 ? BetterBy.OFF : BetterBy.parse(by > 0 ? by + "%" : "$" + -by / 1000.0),
                        scenario.rearm() < 0
                                ? Rearm.NEVER
                                : new Rearm(Optional.of(Duration.ofMinutes(scenario.rearm()))),
                        Optional.empty(),
                        scenario.tellsFirst(),
                        5),
                BigDecimal.valueOf(scenario.slack(), 2),
                new GoneAfter(Optional.of(scenario.goneAnswers()), Duration.ofMinutes(scenario.goneMinutes())),
                new Rhythm(
                        scenario.atMost() == 0 ? Optional.empty() : Optional.of(scenario.atMost()),
                        scenario.quiet()
                                ? Optional.of(new QuietHours(
                                        LocalTime.of(13, 0),
                                        LocalTime.of(14, 30),
                                        Days.ALL,
                                        ZoneOffset.UTC,
                                        Optional.empty()))
                                : Optional.empty(),
                        scenario.stopAfter() == 0 ? Optional.empty() : Optional.of(scenario.stopAfter()),
                        Map.of()),
                Selection.ALL,
                new Signals(
                        scenario.count() == 0
                                ? Optional.empty()
                                : Optional.of(new CountRule(CountRule.Unit.OFFERS, scenario.count())),
                        scenario.absent() == 0 ? Optional.empty() : Optional.of(Duration.ofMinutes(scenario.absent())),
                        true));
        return new Watch(
                "w",
                true,
                query,
                RentalType.ON_DEMAND,
                20,
                new Threshold(
                        io.github.vastwatch.watch.Metric.DPH_TOTAL,
                        io.github.vastwatch.offer.Operator.LTE,
                        BigDecimal.valueOf(threshold, 3)),
                Schedule.every(Duration.ofMinutes(1), "seed"),
                Optional.empty(),
                List.of("hook"),
                Rent.DEFAULT,
                settings);
    }
}
