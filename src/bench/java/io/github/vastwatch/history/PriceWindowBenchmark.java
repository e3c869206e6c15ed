package io.github.vastwatch.history;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.MovingThreshold;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What thresholds that follow the market cost: for each answer to a question for everything, polled each minute, and to read
 * the record at a start. Each watch is for another GPU, and each offer changes its price twice a day.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
public class PriceWindowBenchmark {
    private static final Question ALL = Question.of(Query.EVERYTHING, RentalType.ON_DEMAND, 20, Field.DPH_TOTAL);
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOLDS = Duration.ofSeconds(150);
    private static final int CHANGES_PER_DAY = 2;
    private static final int OFFERS_OF_A_WATCH = 50;

    @Param({"100"})
    int watches;

    @Param({"7", "90"})
    int days;

    private final Random random = new Random(1);
    private final List<PriceWindow> windows = new ArrayList<>();
    private final List<MovingThreshold> thresholds = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private final List<RecordedPoll> polls = new ArrayList<>();
    private final List<Run> open = new ArrayList<>();
    private final Map<OfferKey, Offer> shown = new HashMap<>();
    private Instant now = START;

    @Setup(Level.Trial)
    public void setUp() {
        Instant from = START.minus(Duration.ofDays(days));
        for (Instant at = from; at.isBefore(START); at = at.plus(MINUTE)) {
            polls.add(new RecordedPoll(ALL, Set.of(), at, true, HOLDS));
        }
        for (int machine = 0; machine < watches * OFFERS_OF_A_WATCH; machine++) {
            Instant at = from;
            while (true) {
                Run run = run(machine, at);
                at = at.plusSeconds((long) (-Math.log(1 - random.nextDouble()) * 86_400 / CHANGES_PER_DAY) + 60);
                if (!at.isBefore(START)) {
                    runs.add(run);
                    open.add(run);
                    shown.put(run.key(), run.offer());
                    break;
                }
                runs.add(run.ended(at, Run.End.CHANGED));
            }
        }
        read();
    }

    private Run run(int machine, Instant from) {
        Map<Field, Value> row = new EnumMap<>(Field.class);
        row.put(Field.MACHINE_ID, Value.of((double) machine));
        row.put(Field.NUM_GPUS, Value.of(1));
        row.put(Field.GPU_NAME, Value.of(gpu(machine / OFFERS_OF_A_WATCH)));
        row.put(Field.DPH_TOTAL, Value.of(Math.round((0.3 + random.nextGaussian() * 0.05) * 10_000) / 10_000.0));
        Offer offer = new Offer(RentalType.ON_DEMAND, from, row);
        return new Run(offer.key().orElseThrow(), from, Optional.empty(), Optional.empty(), 20, offer);
    }

    private static String gpu(int watch) {
        return "GPU " + watch;
    }

    /** Reads the record of all watches, without the time that the database takes. */
    @Benchmark
    public int read() {
        windows.clear();
        thresholds.clear();
        now = START;
        for (int i = 0; i < watches; i++) {
            Watch watch = new Watch(
                    "w" + i,
                    true,
                    Query.parse("gpu_name=GPU_" + i + " verified=any external=any rentable=any"),
                    RentalType.ON_DEMAND,
                    20,
                    Threshold.NONE,
                    Schedule.every(MINUTE, ""),
                    Optional.empty(),
                    List.of("me"),
                    Rent.DEFAULT);
            windows.add(new PriceWindow(watch, Duration.ofDays(days)));
            thresholds.add(MovingThreshold.parse("dph_total <= p10(" + days + "d)"));
        }
        runs.forEach(run ->
                windows.get((int) run.key().machineId() / OFFERS_OF_A_WATCH).read(run));
        PriceWindow.Answers answers = new PriceWindow.Answers(polls);
        windows.forEach(window -> window.start(answers, START));
        return windows.size();
    }

    /** Adds an answer to all windows, moves them by a minute, and computes each threshold. */
    @Benchmark
    public int poll() {
        now = now.plus(MINUTE);
        List<Run> opened = new ArrayList<>();
        List<Recording.Ended> ended = new ArrayList<>();
        int changes = Math.max(1, open.size() * CHANGES_PER_DAY / 1440);
        for (int i = 0; i < changes; i++) {
            int machine = random.nextInt(open.size());
            Run before = open.get(machine);
            Run next = run(machine, now);
            ended.add(new Recording.Ended(before.key(), before.from(), now, Run.End.CHANGED));
            opened.add(next);
            open.set(machine, next);
        }
        Recording recording = new Recording(
                new Observation(
                        ALL, List.of(), now, true, HOLDS, new Observation.Missing(3, Duration.ofMinutes(5)), List.of()),
                shown,
                opened,
                ended,
                List.of());
        int known = 0;
        for (int i = 0; i < windows.size(); i++) {
            PriceWindow window = windows.get(i);
            window.add(recording);
            window.advance(now);
            known += window.threshold(thresholds.get(i)).isPresent() ? 1 : 0;
        }
        if (known < windows.size() || !windows.get(0).lastAnswer().equals(Optional.of(now))) {
            throw new IllegalStateException("only " + known + " thresholds are known");
        }
        return known;
    }
}
