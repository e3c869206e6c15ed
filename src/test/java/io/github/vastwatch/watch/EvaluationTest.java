package io.github.vastwatch.watch;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Watches that share an answer see of it what each would see alone, judged row by row. */
class EvaluationTest {
    private static final List<String> QUERIES = List.of(
            "gpu_name=RTX_4090", "num_gpus=1", "gpu_name in [RTX_4090,RTX_3090] num_gpus>=2", "reliability>0.5");
    private static final List<String> THRESHOLDS = List.of(
            "dph_total <= 0.4",
            "dph_total < 0.6",
            "dph_per_gpu <= 0.2",
            "reliability >= 0.9",
            "min_bid <= 0.3",
            "none");
    private static final Question ASKED = Fixtures.CHEAP_4090
            .question()
            .with(Query.read("reliability>0.1", Query.EVERYTHING).query());

    @Test
    void watchesThatShareAnAnswerSeeWhatEachOfThemWouldSeeAlone() {
        for (long seed = 1; seed <= 150; seed++) {
            Random random = new Random(seed);
            List<Offer> answer = new ArrayList<>();
            // Fields with many values are evaluated in another way.
            for (int i = random.nextInt(seed % 15 == 0 ? 600 : 40); i > 0; i--) {
                answer.add(offer(random));
            }
            Evaluation shared = new Evaluation(ASKED, NOON, true, answer);
            for (int i = 0; i < 8; i++) {
                Watch watch = watch(random);

                Snapshot snapshot = shared.of(watch);

                assertThat(snapshot).as("seed %d", seed).isEqualTo(Snapshot.of(watch, ASKED, NOON, true, answer));
                assertSeesWhatRowsSay(snapshot, watch, answer, seed);
            }
        }
    }

    /** The same, by the words of what a snapshot holds. */
    private static void assertSeesWhatRowsSay(Snapshot snapshot, Watch watch, Collection<Offer> rows, long seed) {
        Collection<Offer> answer = Pricing.withDisk(rows, ASKED.diskGb(), watch.diskGb());
        Metric metric = watch.threshold().metric();
        Threshold slackened = watch.threshold().loosened(watch.alerts().slack());
        Selection selection = watch.alerts().selection();
        List<Offer> fitting = answer.stream()
                .filter(offer -> watch.question().matches(offer, ASKED)
                        && metric.valueOf(offer).isPresent())
                .sorted(Comparator.<Offer>comparingDouble(offer -> (metric.lowerIsBetter() ? 1 : -1)
                                * metric.valueOf(offer).orElseThrow().doubleValue())
                        .thenComparing(offer -> offer.id().orElse(Long.MAX_VALUE)))
                .toList();
        List<Offer> selected = fitting.stream()
                .filter(offer -> selection.keeps(offer) && !selection.blocks(offer))
                .toList();
        Map<OfferKey, Offer> matches = matches(selected, watch, watch.threshold()::matches);
        Map<OfferKey, Offer> within = matches(selected, watch, slackened::matches);
        Map<OfferKey, Offer> near = matches(
                selected,
                watch,
                offer -> slackened.matches(offer) && !watch.threshold().matches(offer));
        near.keySet().removeAll(matches.keySet());
        Map<OfferKey, Offer> outside = matches(selected, watch, offer -> !slackened.matches(offer));
        outside.keySet().removeAll(within.keySet());
        outside.keySet().removeAll(matches.keySet());
        Map<OfferKey, Offer> left =
                matches(fitting, watch, offer -> watch.threshold().matches(offer) && !selected.contains(offer));
        left.keySet().removeAll(matches.keySet());

        assertThat(snapshot.fitting()).as("fitting, seed %d", seed).isEqualTo(selected);
        assertThat(List.copyOf(snapshot.matches().entrySet()))
                .as("matches, seed %d", seed)
                .isEqualTo(List.copyOf(matches.entrySet()));
        assertThat(snapshot.near()).as("near, seed %d", seed).isEqualTo(near);
        assertThat(snapshot.outside()).as("outside, seed %d", seed).isEqualTo(outside);
        assertThat(snapshot.excluded()).as("left, seed %d", seed).isEqualTo(left);
        assertThat(snapshot.offers().keySet())
                .as("offers, seed %d", seed)
                .isEqualTo(selected.stream()
                        .filter(watch.threshold()::matches)
                        .flatMap(offer -> offer.key().stream())
                        .collect(Collectors.toSet()));
        assertThat(snapshot.unkeyed()).as("unkeyed, seed %d", seed).isEqualTo((int) selected.stream()
                .filter(offer -> watch.threshold().matches(offer) && offer.key().isEmpty())
                .count());
        assertThat(snapshot.unclear()).as("unclear, seed %d", seed).isEqualTo((int)
                rows.stream().filter(offer -> isUnclear(offer, watch)).count());
        assertThat(snapshot.undecided())
                .as("undecided, seed %d", seed)
                .isEqualTo(answer.stream()
                        .filter(offer -> metric.valueOf(offer).isEmpty() || isUnclear(offer, watch))
                        .flatMap(offer -> offer.key().stream())
                        .map(watch.alerts().notifyRules().grouping()::identity)
                        .collect(Collectors.toSet()));
    }

    private static boolean isUnclear(Offer offer, Watch watch) {
        return (watch.diskGb() != ASKED.diskGb() && !Pricing.hasDiskFacts(offer))
                || watch.question().mayMatch(offer, ASKED);
    }

    /** Each find as its first offer. */
    private static Map<OfferKey, Offer> matches(List<Offer> offers, Watch watch, Predicate<Offer> isIncluded) {
        Map<OfferKey, Offer> finds = new LinkedHashMap<>();
        offers.stream()
                .filter(isIncluded)
                .forEach(offer -> offer.key()
                        .ifPresent(key -> finds.putIfAbsent(
                                watch.alerts().notifyRules().grouping().identity(key), offer)));
        return finds;
    }

    private static Offer offer(Random random) {
        Offer offer = Fixtures.offer(random.nextInt(8), random.nextInt(20), (1 + random.nextInt(10)) / 10.0, NOON);
        offer = Fixtures.with(offer, Field.NUM_GPUS, Value.of(1 << random.nextInt(3)));
        offer = Fixtures.with(offer, Field.RELIABILITY, Value.of(random.nextInt(1_000) / 999.0));
        offer = Fixtures.with(offer, Field.DISK_SPACE, Value.of(random.nextInt(5) * 10));
        if (random.nextInt(4) > 0) {
            offer = Fixtures.with(offer, Field.STORAGE_COST, Value.of(random.nextInt(4)));
        }
        if (random.nextInt(4) == 0) {
            offer = Fixtures.with(offer, Field.GPU_NAME, Value.of("RTX 3090"));
        }
        if (random.nextInt(3) > 0) {
            offer = Fixtures.with(offer, Field.MIN_BID, Value.of(random.nextInt(6) / 10.0));
        }
        return switch (random.nextInt(12)) {
            case 0 -> Fixtures.with(offer, Field.DPH_TOTAL, Value.Null.NULL);
            case 1 -> Fixtures.without(offer, Field.DPH_TOTAL);
            case 2 -> Fixtures.without(offer, Field.MACHINE_ID);
            case 3 -> Fixtures.without(offer, Field.ID);
            case 4 -> Fixtures.without(offer, Field.RELIABILITY);
            default -> offer;
        };
    }

    private static Set<Selection.Id> machines(Random random, int most) {
        return random.ints(random.nextInt(3) == 0 ? most : 0, 0, 8)
                .mapToObj(machine -> new Selection.Id(false, machine))
                .collect(Collectors.toSet());
    }

    private static Watch watch(Random random) {
        Watch plain = Fixtures.watch(
                "w", QUERIES.get(random.nextInt(QUERIES.size())), THRESHOLDS.get(random.nextInt(THRESHOLDS.size())));
        AlertSettings alerts = plain.alerts();
        Selection selection = new Selection(machines(random, 1), machines(random, 4));
        return new Watch(
                plain.name(),
                plain.enabled(),
                plain.query(),
                plain.type(),
                random.nextBoolean() ? plain.diskGb() : 30,
                plain.sla(),
                plain.workload(),
                plain.threshold(),
                plain.moving(),
                plain.schedule(),
                plain.until(),
                plain.channels(),
                plain.rent(),
                new AlertSettings(
                        alerts.notifyRules(),
                        AlertSettings.MOST_SLACK,
                        alerts.goneAfter(),
                        alerts.rateRules(),
                        selection,
                        alerts.noticeRules()));
    }
}
