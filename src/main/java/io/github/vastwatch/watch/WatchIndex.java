package io.github.vastwatch.watch;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Question;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Watches by what they require, so that a changed row meets only those that it can concern: a row that satisfies no query of
 * a watch, or is further outside its threshold than the slack, before and after, changes nothing for it.
 */
public final class WatchIndex {
    /** What identifies a row, what a watch can select by, and what the price of another disk depends on. */
    private static final Set<Field> ALWAYS = EnumSet.of(
            Field.ID,
            Field.MACHINE_ID,
            Field.HOST_ID,
            Field.NUM_GPUS,
            Field.GPU_NAME,
            Field.DPH_TOTAL,
            Field.STORAGE_COST,
            Field.DISK_SPACE);

    private final List<Watch> watches;
    private final List<Clause> clauses = new ArrayList<>();
    private final Map<Wanted, Group> groups = new LinkedHashMap<>();
    private final Set<Field> fields = EnumSet.copyOf(ALWAYS);

    private record Wanted(Question question, Metric metric) {}

    /** @param reach the threshold with the slack */
    private record Member(String watch, Threshold reach) {}

    /**
     * Watches with one question and metric.
     *
     * @param clauses the numbers of its clauses
     */
    private record Group(int diskGb, Metric metric, List<Integer> clauses, List<Member> members) {}

    public WatchIndex(List<Watch> watches) {
        this.watches = watches;
        Map<Clause, Integer> numbers = new HashMap<>();
        for (Watch watch : watches) {
            Question question = watch.question();
            Metric metric = watch.threshold().metric();
            groups.computeIfAbsent(
                            new Wanted(question, metric),
                            wanted -> new Group(
                                    question.diskGb(),
                                    metric,
                                    Stream.concat(question.query().clauses().stream(), Stream.of(question.diskClause()))
                                            // The most selective first.
                                            .sorted(Comparator.comparing(clause -> clause.field() != Field.GPU_NAME))
                                            .map(clause -> numbers.computeIfAbsent(clause, this::add))
                                            .toList(),
                                    new ArrayList<>()))
                    .members()
                    .add(new Member(
                            watch.name(),
                            watch.threshold().loosened(watch.alerts().slack())));
            fields.addAll(metric.sources());
        }
    }

    private int add(Clause clause) {
        fields.addAll(Offer.sources(clause.field()));
        clauses.add(clause);
        return clauses.size() - 1;
    }

    /** Whether it was made of these watches. */
    public boolean isOf(List<Watch> others) {
        return watches.equals(others);
    }

    /**
     * The names of the watches that the difference between two answers to one question can concern.
     *
     * @param before the rows of the earlier answer, by their ids
     * @param now those of the later one
     */
    public Set<String> concerned(Question asked, Map<Long, Offer> before, Map<Long, Offer> now) {
        List<Offer> changed = new ArrayList<>();
        now.forEach((id, offer) -> {
            Offer last = before.get(id);
            if (last == null) {
                changed.add(offer);
            } else if (differs(last, offer)) {
                changed.add(last);
                changed.add(offer);
            }
        });
        before.forEach((id, offer) -> {
            if (!now.containsKey(id)) {
                changed.add(offer);
            }
        });
        return concerned(asked, changed);
    }

    private boolean differs(Offer one, Offer other) {
        if (one.row().isCopyOf(other.row())) {
            return false;
        }
        for (Field field : fields) {
            if (!one.row().agrees(other.row(), field)) {
                return true;
            }
        }
        return false;
    }

    /** The names of the watches that rows of an answer can concern. */
    private Set<String> concerned(Question asked, Collection<Offer> rows) {
        Set<String> concerned = new HashSet<>();
        if (rows.isEmpty()) {
            return concerned;
        }
        Map<Integer, Rows> byDisk = new HashMap<>();
        for (Group group : groups.values()) {
            byDisk.computeIfAbsent(group.diskGb(), diskGb -> new Rows(Pricing.withDisk(rows, asked.diskGb(), diskGb)))
                    .addConcerned(group, concerned);
        }
        return concerned;
    }

    /** Some rows at prices with one disk. */
    private final class Rows {
        private final List<Offer> offers;
        private final BitSet all;
        /** By the number of a clause, the rows that it does not reject: they pass, or lack its value. */
        private final BitSet[] possible = new BitSet[clauses.size()];

        private final Map<Metric, Values> values = new HashMap<>();

        Rows(Collection<Offer> offers) {
            this.offers = List.copyOf(offers);
            this.all = new BitSet(offers.size());
            all.set(0, offers.size());
        }

        void addConcerned(Group group, Set<String> concerned) {
            Values ofMetric = values.computeIfAbsent(group.metric(), metric -> new Values(offers, metric));
            // A row without a value may be any offer that a watch has seen.
            if (ofMetric.isIncomplete) {
                group.members().forEach(member -> concerned.add(member.watch()));
                return;
            }
            BitSet possible = possible(group);
            int least = possible.nextSetBit(0);
            if (least < 0) {
                return;
            }
            int most = least;
            for (int row = possible.nextSetBit(least + 1); row >= 0; row = possible.nextSetBit(row + 1)) {
                least = ofMetric.ranks[row] < ofMetric.ranks[least] ? row : least;
                most = ofMetric.ranks[row] > ofMetric.ranks[most] ? row : most;
            }
            for (Member member : group.members()) {
                if (member.reach().matches(ofMetric.values[least])
                        || member.reach().matches(ofMetric.values[most])) {
                    concerned.add(member.watch());
                }
            }
        }

        private BitSet possible(Group group) {
            BitSet rows = (BitSet) all.clone();
            for (int number : group.clauses()) {
                if (possible[number] == null) {
                    possible[number] = possible(clauses.get(number));
                }
                rows.and(possible[number]);
                if (rows.isEmpty()) {
                    break;
                }
            }
            return rows;
        }

        private BitSet possible(Clause clause) {
            BitSet rows = new BitSet(offers.size());
            for (int row = 0; row < offers.size(); row++) {
                rows.set(row, clause.evaluate(offers.get(row)) != Clause.Verdict.FAILS);
            }
            return rows;
        }
    }
    /** The values of a metric in some rows. */
    private static final class Values {
        /** Whether a row has none; then there are neither values nor ranks. */
        private final boolean isIncomplete;

        private final BigDecimal[] values;
        /** By row, how many rows have lower values. */
        private final int[] ranks;

        Values(List<Offer> offers, Metric metric) {
            this.values = offers.stream()
                    .flatMap(offer -> metric.valueOf(offer).stream())
                    .toArray(BigDecimal[]::new);
            this.isIncomplete = values.length < offers.size();
            this.ranks = new int[values.length];
            int[] inOrder = IntStream.range(0, values.length)
                    .boxed()
                    .sorted(Comparator.comparing(row -> values[row]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            for (int rank = 0; rank < inOrder.length; rank++) {
                ranks[inOrder[rank]] = rank;
            }
        }
    }
}
