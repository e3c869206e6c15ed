package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.plan.MarketView;
import io.github.vastwatch.plan.Plan;
import io.github.vastwatch.plan.Planner;
import io.github.vastwatch.plan.Purpose;
import io.github.vastwatch.plan.WatchNeed;
import io.github.vastwatch.plan.WatchQuestion;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class QuestionQueueTest {
    private static final int CASES = Integer.getInteger("plan.cases", 60);
    /** A search takes its turn behind the others that became ready at the same time. */
    private static final int TURNS = 3;

    @Test
    void everyQuestionIsAskedAgainWithinItsIntervalAndATurnOfTheOthers() throws Exception {
        int asked = 0;
        for (long seed = 0; seed < CASES; seed++) {
            Random random = new Random(seed);
            List<Watch> watches = new DrawnWatches(random).some(40);
            List<WatchNeed> needs = watches.stream()
                    .map(watch -> new WatchNeed(watch, Set.of(1L, 2L), random.nextBoolean() ? Set.of(1L) : Set.of()))
                    .toList();
            int requestsPerMinute = 1 + random.nextInt(10);
            Plan plan = Planner.plan(
                    needs,
                    MarketView.EMPTY,
                    new Plan.Budgets(
                            requestsPerMinute,
                            random.nextBoolean() ? OptionalLong.empty() : OptionalLong.of(random.nextInt(20_000)),
                            Duration.ofHours(1 + random.nextInt(23))),
                    NOON);
            assertThat(plan.lines())
                    .as("seed %d", seed)
                    .allSatisfy(line -> assertThat(line.plannedInterval())
                            .isBetween(line.configuredInterval(), Duration.ofDays(3650)));
            Duration pause = Duration.ofMinutes(1).dividedBy(requestsPerMinute);
            Map<WatchQuestion.Id, Duration> longest = longest(plan, watches, pause);
            for (Plan.Line line : plan.lines()) {
                Duration bound = line.plannedInterval()
                        .plus(line.configuredInterval())
                        .plus(pause.multipliedBy((long) TURNS * plan.lines().size()));
                for (WatchQuestion watchQuestion : line.question().parts()) {
                    assertThat(longest)
                            .as("seed %d: %s", seed, watchQuestion.id())
                            .hasEntrySatisfying(
                                    watchQuestion.id(), each -> assertThat(each).isLessThanOrEqualTo(bound));
                    asked++;
                }
            }
        }
        assertThat(asked).isGreaterThan(CASES);
    }

    @Test
    void aQuestionThatFailedHasItsTurnThoughOthersAreAlwaysReady() throws Exception {
        List<Watch> watches = List.of(
                Fixtures.watch("a", "gpu_name=RTX_4090", "dph_total <= 0.40"),
                Fixtures.watch("b", "gpu_name=RTX_3090", "dph_total <= 0.40"),
                Fixtures.watch("c", "gpu_name=RTX_5090", "dph_total <= 0.40"));
        QuestionQueue questionQueue = new QuestionQueue();
        questionQueue.take(Planner.plan(
                watches.stream().map(WatchNeed::of).toList(),
                MarketView.EMPTY,
                new Plan.Budgets(60, OptionalLong.of(20_000), Duration.ofHours(12)),
                NOON));
        List<String> asked = new ArrayList<>();
        // Two searches a minute, for three that are due each minute.
        for (int i = 0; i < 20; i++) {
            Instant now = NOON.plusSeconds(30L * i);
            if (i % 2 == 0) {
                questionQueue.due(List.of("a", "b", "c"), now);
            }
            QuestionQueue.Line next = questionQueue.next(now).orElseThrow();
            asked.add(next.open().get(0).watch().name());
            if (next.open().get(0).watch().name().equals("a")) {
                questionQueue.failed(next, now);
            } else {
                questionQueue.asked(next, now);
            }
        }

        assertThat(asked.stream().filter(name -> name.equals("a"))).hasSizeBetween(4, 8);
    }

    @Test
    void goesOnFromWhatOtherDaemonsHaveAsked() {
        // Of each minute, and of each day at six.
        Watch every = Fixtures.watch("every", "gpu_name=RTX_4090", "dph_total <= 0.40");
        Watch daily = cron("daily", "gpu_name=RTX_3090");
        Watch asked = cron("asked", "gpu_name=RTX_5090");
        Watch fresh = Fixtures.watch("fresh", "gpu_name=A100", "dph_total <= 0.40");
        Watch unasked = cron("unasked", "gpu_name=H100");
        QuestionQueue questionQueue = queue(every, daily, asked, fresh, unasked);
        Instant six = Instant.parse("2026-11-24T06:00:00Z");
        Instant now = six.plusSeconds(20);

        questionQueue.resume(
                Map.of(
                        probe("every"), now.minusSeconds(1),
                        // Its time has come while no daemon polled.
                        probe("daily"), NOON,
                        probe("asked"), six.plusSeconds(3)),
                now);

        assertThat(askAll(questionQueue, now)).containsExactlyInAnyOrder("daily", "fresh");
        assertThat(questionQueue.next(six.plusSeconds(3600))).as("once").isEmpty();
    }

    @Test
    void aQuestionIsAskedInItsIntervalByWhicheverDaemonPolls() {
        Watch watch = Fixtures.watch("w", "gpu_name=RTX_4090", "dph_total <= 0.40");
        Instant due = watch.schedule().next(NOON).orElseThrow();
        Instant asked = due.plusSeconds(5);
        QuestionQueue other = queue(watch);

        other.resume(Map.of(probe("w"), asked), asked.plusSeconds(1));
        assertThat(askAll(other, asked.plusSeconds(1))).isEmpty();
        other.resume(Map.of(probe("w"), asked), due.plusSeconds(60).minusMillis(1));
        assertThat(askAll(other, due.plusSeconds(60).minusMillis(1))).isEmpty();
        other.resume(Map.of(probe("w"), asked), due.plusSeconds(60));
        assertThat(askAll(other, due.plusSeconds(60))).containsExactly("w");
    }

    @Test
    void aCheckThatNoDaemonHasAskedRepeatsNoProbe() {
        Watch watch = Fixtures.watch("w", "gpu_name=RTX_4090", "dph_total <= 0.40");
        Instant due = watch.schedule().next(NOON).orElseThrow();
        // Its offers were sent by a daemon that died before it checked them.
        QuestionQueue questionQueue = new QuestionQueue();
        questionQueue.take(Planner.plan(
                List.of(new WatchNeed(watch, Set.of(7L), Set.of())),
                MarketView.EMPTY,
                new Plan.Budgets(6, OptionalLong.of(20_000), Duration.ofHours(12)),
                NOON));

        questionQueue.resume(Map.of(probe("w"), due), due.plusSeconds(10));

        assertThat(questionQueue
                        .next(due.plusSeconds(10))
                        .map(line -> line.planned().question().purpose()))
                .isEmpty();
        questionQueue.due(List.of("w"), due.plusSeconds(60));
        assertThat(questionQueue.next(due.plusSeconds(60))).isPresent();
    }

    @Test
    void aPlannedIntervalHoldsFromWhatAnotherDaemonAsked() {
        Watch watch = Fixtures.watch("w", "gpu_name=RTX_4090", "dph_total <= 0.40");
        // Ten rows are left for twelve hours.
        Plan plan = Planner.plan(
                List.of(WatchNeed.of(watch)),
                MarketView.EMPTY,
                new Plan.Budgets(6, OptionalLong.of(10), Duration.ofHours(12)),
                NOON);
        Duration interval = plan.lines().get(0).plannedInterval();
        QuestionQueue questionQueue = new QuestionQueue();
        questionQueue.take(plan);

        questionQueue.resume(Map.of(probe("w"), NOON), NOON.plusSeconds(70));

        assertThat(interval).isGreaterThan(Duration.ofMinutes(2));
        assertThat(askAll(questionQueue, NOON.plus(interval).minusMillis(1))).isEmpty();
        assertThat(askAll(questionQueue, NOON.plus(interval))).containsExactly("w");
    }

    private static WatchQuestion.Id probe(String watch) {
        return new WatchQuestion.Id(watch, Purpose.PROBE, 0);
    }

    private static Watch cron(String name, String query) {
        Watch watch = Fixtures.watch(name, query, "dph_total <= 0.40");
        return new Watch(
                name,
                true,
                watch.query(),
                watch.type(),
                watch.diskGb(),
                watch.threshold(),
                Schedule.cron("0 6 * * *", ZoneOffset.UTC),
                watch.until(),
                watch.channels(),
                watch.rent());
    }

    private static QuestionQueue queue(Watch... watches) {
        QuestionQueue questionQueue = new QuestionQueue();
        questionQueue.take(Planner.plan(
                Stream.of(watches).map(WatchNeed::of).toList(),
                MarketView.EMPTY,
                new Plan.Budgets(600, OptionalLong.empty(), Duration.ofHours(12)),
                NOON));
        return questionQueue;
    }

    /** Asks what is ready, and returns of which watches it was. */
    private static List<String> askAll(QuestionQueue questionQueue, Instant now) {
        List<String> asked = new ArrayList<>();
        for (Optional<QuestionQueue.Line> next = questionQueue.next(now);
                next.isPresent();
                next = questionQueue.next(now)) {
            next.get().open().forEach(part -> asked.add(part.watch().name()));
            questionQueue.asked(next.get(), now);
        }
        return asked;
    }

    /** The longest that each part waited from one time to the next, or for the end. */
    private static Map<WatchQuestion.Id, Duration> longest(Plan plan, List<Watch> watches, Duration pause) {
        QuestionQueue questionQueue = new QuestionQueue();
        questionQueue.take(plan);
        Map<WatchQuestion.Id, Instant> last = new HashMap<>();
        Map<WatchQuestion.Id, Duration> longest = new HashMap<>();
        plan.lines()
                .forEach(line -> line.question().parts().forEach(watchQuestion -> last.put(watchQuestion.id(), NOON)));
        Instant dueAt = NOON;
        Instant end = NOON.plus(Duration.ofHours(3));
        for (Instant now = NOON; now.isBefore(end); now = now.plus(pause)) {
            if (!now.isBefore(dueAt)) {
                questionQueue.due(watches.stream().map(Watch::name).toList(), now);
                dueAt = now.plus(Duration.ofMinutes(1));
            }
            Optional<QuestionQueue.Line> next = questionQueue.next(now);
            if (next.isEmpty()) {
                continue;
            }
            List<WatchQuestion> open = next.get().open();
            questionQueue.asked(next.get(), now);
            for (WatchQuestion watchQuestion : open) {
                Instant before = last.getOrDefault(watchQuestion.id(), NOON);
                longest.merge(watchQuestion.id(), Duration.between(before, now), QuestionQueueTest::longer);
                last.put(watchQuestion.id(), now);
            }
        }
        last.forEach((id, at) -> longest.merge(id, Duration.between(at, end), QuestionQueueTest::longer));
        return longest;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
