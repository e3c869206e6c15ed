package io.github.vastwatch.poll;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Operator;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.watch.AlertSettings;
import io.github.vastwatch.watch.BetterBy;
import io.github.vastwatch.watch.CountRule;
import io.github.vastwatch.watch.Digest;
import io.github.vastwatch.watch.GoneAfter;
import io.github.vastwatch.watch.Grouping;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.NoticeRules;
import io.github.vastwatch.watch.NotifyRules;
import io.github.vastwatch.watch.QuietHours;
import io.github.vastwatch.watch.RateRules;
import io.github.vastwatch.watch.Rearm;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Selection;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.Watch;
import io.github.vastwatch.watch.Weekdays;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A step of a {@link Scenario} in the program's words: the watch as it is set, and the rows of the answer. */
record Drawn(Scenario.Step step) {
    private static final List<Metric> METRICS = List.of(Metric.DPH_TOTAL, Metric.DPH_PER_GPU, Metric.RELIABILITY);

    private static final List<CountRule.Unit> UNITS =
            List.of(CountRule.Unit.OFFERS, CountRule.Unit.MACHINES, CountRule.Unit.GPUS);

    List<Offer> offers(Instant now) {
        List<Clause> added = question().query().clauses().stream()
                .filter(clause -> !watch().query().clauses().contains(clause))
                .toList();
        return step.rows().entrySet().stream()
                .map(row -> offer(row.getKey(), row.getValue(), now))
                .filter(offer -> added.stream().noneMatch(clause -> fails(offer, clause)))
                .toList();
    }

    /** A price that the server alone knows passes its filter. */
    private static boolean fails(Offer offer, Clause clause) {
        return clause.evaluate(offer) == Clause.Verdict.FAILS && offer.value(clause.field()) != Value.Null.NULL;
    }

    /** What is asked: the watch's query, or what the step asks of it. */
    Question question() {
        Watch watch = watch();
        Question whole = watch.question();
        List<Value> machines = IntStream.rangeClosed(1, 5)
                .filter(step.asked()::names)
                .mapToObj(machine -> Value.of((double) machine))
                .toList();
        Query query = machines.isEmpty()
                ? whole.query()
                : whole.query()
                        .with(new Clause(
                                Field.MACHINE_ID,
                                step.asked().kind() == Scenario.Kind.CHECK ? Operator.IN : Operator.NOTIN,
                                machines));
        return whole.withDisk(disk())
                .with(
                        step.asked().kind() == Scenario.Kind.PROBE
                                ? watch.threshold()
                                        .exactClause(query)
                                        .map(query::with)
                                        .orElse(query)
                                : query);
    }

    private Offer offer(int key, Scenario.Row says, Instant now) {
        int machine = key / 10;
        int price = says.price() + Scenario.storage(machine) * disk();
        Map<Field, Value> row = new EnumMap<>(
                Fixtures.offer(machine, step.id(key), price / 1000.0, now).row());
        row.put(Field.NUM_GPUS, Value.of(key % 10));
        row.put(Field.RELIABILITY, Value.of(says.reliability() / 1000.0));
        if (Scenario.storage(machine) > 0) {
            // A thousandth of a dollar for each GB and hour, by the 720 hours of Vast.ai's month.
            row.put(Field.STORAGE_COST, Value.of(Scenario.storage(machine) * 0.72));
            row.put(Field.DISK_SPACE, Value.of(100));
        }
        if (says.price() == 0 && Scenario.isBelieved(machine)) {
            row.remove(Field.DPH_TOTAL);
        } else if (says.price() == 0) {
            row.put(Field.DPH_TOTAL, Value.Null.NULL);
        }
        return new Offer(type(), now, row);
    }

    /** The disk that is asked for. */
    private int disk() {
        return step.asked().disk(has(Setting.DISK));
    }

    private int has(Setting setting) {
        return step.settings().get(setting);
    }

    private RentalType type() {
        return has(Setting.BID) == 1 ? RentalType.BID : RentalType.ON_DEMAND;
    }

    Watch watch() {
        int digest = has(Setting.DIGEST);
        boolean lower = step.settings().lowerIsBetter();
        return new Watch(
                "w",
                true,
                Query.parse("gpu_name=RTX_4090" + (has(Setting.SINGLE) == 1 ? " num_gpus<=1" : " num_gpus=any")),
                type(),
                has(Setting.DISK),
                Optional.empty(),
                Optional.empty(),
                new Threshold(
                        METRICS.get(has(Setting.METRIC)),
                        lower ? Operator.LTE : Operator.GTE,
                        BigDecimal.valueOf(step.settings().threshold(), 3)),
                Optional.empty(),
                Schedule.every(Duration.ofMinutes(has(Setting.RARE) == 1 ? 45 : 1), "seed"),
                Optional.empty(),
                digest == 1 ? List.of("hook", "mail") : List.of("hook"),
                Rent.DEFAULT,
                new AlertSettings(
                        notifyRules(),
                        BigDecimal.valueOf(has(Setting.SLACK), 2),
                        new GoneAfter(optional(Setting.GONE_ANSWERS), Duration.ofMinutes(has(Setting.GONE_MINUTES))),
                        new RateRules(
                                optional(Setting.AT_MOST),
                                quietHours(),
                                optional(Setting.STOP_AFTER),
                                digest == 0 ? Map.of() : Map.of(digest == 1 ? "mail" : "hook", digest())),
                        new Selection(
                                optional(Setting.BLOCKED).map(Drawn::machine).stream()
                                        .collect(Collectors.toSet()),
                                only()),
                        new NoticeRules(
                                optional(Setting.COUNT)
                                        .map(least -> new CountRule(UNITS.get(has(Setting.COUNT_UNIT)), least)),
                                optional(Setting.ABSENT).map(Duration::ofMinutes),
                                true)));
    }

    private Optional<Integer> optional(Setting setting) {
        return Optional.of(has(setting)).filter(value -> value > 0);
    }

    private NotifyRules notifyRules() {
        int by = step.settings().betterBy();
        return new NotifyRules(
                has(Setting.PER_OFFER) == 1 ? Grouping.OFFER : Grouping.MACHINE,
                step.settings().events(),
                has(Setting.CONFIRM),
                by == 0 ? BetterBy.OFF : BetterBy.parse(by > 0 ? by + "%" : "$" + -by / 1000.0),
                has(Setting.REARM) < 0 ? Rearm.NEVER : new Rearm(Optional.of(Duration.ofMinutes(has(Setting.REARM)))),
                optional(Setting.REMIND).map(Duration::ofMinutes),
                has(Setting.ON_START_QUIET) == 0,
                NotifyRules.TOP);
    }

    private Optional<QuietHours> quietHours() {
        return optional(Setting.QUIET)
                .map(is -> new QuietHours(
                        LocalTime.of(13, 0),
                        LocalTime.of(14, 30),
                        Weekdays.ALL,
                        ZoneOffset.UTC,
                        optional(Setting.UNLESS)
                                .map(price ->
                                        new Threshold(Metric.DPH_TOTAL, Operator.LTE, BigDecimal.valueOf(price, 3)))));
    }

    private Digest digest() {
        return new Digest(
                optional(Setting.DIGEST_WEEKLY).map(is -> DayOfWeek.MONDAY),
                LocalTime.MIDNIGHT.plusMinutes(has(Setting.DIGEST_AT)),
                ZoneOffset.UTC);
    }

    private Set<Selection.Id> only() {
        return IntStream.rangeClosed(1, 5)
                .filter(machine -> (has(Setting.ONLY) >> (machine - 1) & 1) == 1)
                .mapToObj(Drawn::machine)
                .collect(Collectors.toSet());
    }

    private static Selection.Id machine(int number) {
        return new Selection.Id(false, number);
    }
}
