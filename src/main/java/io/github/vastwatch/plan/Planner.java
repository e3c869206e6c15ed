package io.github.vastwatch.plan;

import io.github.vastwatch.offer.Clause;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Pricing;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Plans the questions for all watches together: as few and as small ones as show each watch what it needs to see.
 *
 * <p>Joining two questions saves one search and costs the rows that neither needs. Where rows are not limited, they are
 * joined while that costs less than a search, and checks with probes too. Where they are, they are joined if that costs
 * no rows, and otherwise only while searches are short. The pair that adds the fewest rows is joined first, and only
 * while it does not increase the delay.
 */
public final class Planner {
    /** Even on the quietest market, an answer sometimes brings news. */
    private static final double NEWS = 0.05;
    /** Most machines missing from an answer were rented, and some only flicker. */
    private static final double RETURNING = 0.3;
    /** What happens to an offer that was sent is less urgent than a new offer. */
    private static final double WEIGHT_OF_CHECK = 0.03;

    /** Of sweeps and scans. */
    private static final double WEIGHT_OF_RARE = 0.01;
    /** News after more than two intervals is late; a little more delay elsewhere is better than that. */
    private static final int LATE = 2;

    private static final int WEIGHT_OF_LATE = 4;
    /** A returning offer is news only if its absence was noticed, which takes a check and some rechecks. */
    private static final int CHECKS_UNTIL_NEWS = 3;

    private static final int RECHECKS_UNTIL_NEWS = 8;

    /** A search takes about 2 ms of a core, and a row 6 µs. */
    private static final int ROWS_OF_A_SEARCH = 300;

    /** The delay of a plan is computed again each time this share of its questions is left. */
    private static final double TESTED = 0.97;

    /** Between this many runs of neighbours the best cuts are found in a few milliseconds. */
    private static final int BLOCKS = 48;

    private final RowCounter recent;
    private final double ratio;
    private final Plan.Budgets budgets;
    private final Instant now;
    private final Sharing sharing;
    /** Whether each row contains the price of another disk. */
    private final boolean saysDisks;

    private final Map<Draft, Place> places = new HashMap<>();
    /** The configured intervals, in seconds. */
    private final Map<Purpose, Map<Schedule, Double>> intervals = new EnumMap<>(Purpose.class);

    private Planner(List<List<WatchQuestion>> questions, MarketView market, Plan.Budgets budgets, Instant now) {
        this.recent = new RowCounter(market.recent());
        this.ratio = market.ratio();
        this.budgets = budgets;
        this.now = now;
        this.sharing = Sharing.of(questions.stream().map(parts -> parts.get(0).question()), recent);
        this.saysDisks = market.recent().stream().allMatch(Pricing::hasDiskFacts);
    }

    /** The plan for some needs within budgets. */
    public static Plan plan(Collection<WatchNeed> needs, MarketView market, Plan.Budgets budgets, Instant now) {
        List<List<WatchQuestion>> questions = distinct(needs, market);
        Planner planner = new Planner(questions, market, budgets, now);
        List<Draft> drafts = planner.joined(planner.drafts(questions));
        double[] intervals = planner.intervals(drafts);
        List<Plan.Line> lines = new ArrayList<>();
        for (int i = 0; i < intervals.length; i++) {
            Draft draft = drafts.get(i);
            lines.add(new Plan.Line(
                    draft.question(),
                    draft.cost().rows(),
                    duration(draft.terms().least()),
                    duration(intervals[i])));
        }
        return new Plan(lines, budgets);
    }

    /** The plan for watches that have sent nothing yet. */
    public static Plan estimate(Collection<Watch> watches, Plan.Budgets budgets, Instant now) {
        return plan(
                watches.stream()
                        .filter(watch -> watch.next(now).isPresent())
                        .map(WatchNeed::of)
                        .toList(),
                MarketView.EMPTY,
                budgets,
                now);
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }

    private record Asked(Purpose purpose, Question question) {}

    /** The parts of each question. */
    private static List<List<WatchQuestion>> distinct(Collection<WatchNeed> needs, MarketView market) {
        Map<Asked, List<WatchQuestion>> distinct = new LinkedHashMap<>();
        needs.forEach(watchNeed -> WatchQuestion.of(watchNeed, market)
                .forEach(part -> distinct.computeIfAbsent(
                                new Asked(part.purpose(), part.question()), asked -> new ArrayList<>(1))
                        .add(part)));
        return List.copyOf(distinct.values());
    }

    /**
     * By what drafts are sorted, so that similar ones are neighbours.
     *
     * @param rigid the clauses that cannot be weakened
     * @param metric the fields that bound the price or what it buys
     * @param bound the least that one of these must be worth; the higher, the fewer rows
     */
    private record Place(Draft draft, String rigid, String metric, double bound, String gpus, double size) {
        private static final Comparator<Place> ALIKE = Comparator.comparing(
                        (Place place) -> place.draft.terms().purpose())
                .thenComparing(place -> place.draft.joined().type())
                .thenComparing(Place::rigid);
        private static final Comparator<Place> BY_GPU = ALIKE.thenComparing(Place::gpus)
                .thenComparing(Place::metric)
                .thenComparing(Place::size)
                .thenComparing(Place::bound);
        private static final Comparator<Place> BY_PRICE =
                ALIKE.thenComparing(Place::metric).thenComparing(Place::bound).thenComparing(Place::gpus);

        boolean isOfOneMetric(Place other) {
            return draft.terms().purpose() == other.draft.terms().purpose() && metric.equals(other.metric);
        }

        /** Whether the looser bound of both adds few rows: what a dollar buys does not depend on the size, a price does. */
        boolean isOfOneKind(Place other) {
            return isOfOneMetric(other) && gpus.equals(other.gpus) && (bound > 0 || size == other.size);
        }
    }

    private Place place(Draft draft) {
        return places.computeIfAbsent(draft, this::placed);
    }

    private Place placed(Draft draft) {
        Query query = draft.joined().query();
        StringBuilder rigid = new StringBuilder();
        StringBuilder metric = new StringBuilder();
        StringBuilder gpus = new StringBuilder();
        double bound = 0;
        for (Clause clause : query.clauses()) {
            if (!sharing.carried().contains(clause.field())) {
                rigid.append(clause).append(' ');
            }
            switch (clause.field()) {
                case GPU_NAME ->
                    clause.operands().forEach(name -> gpus.append(name).append(','));
                case DPH_TOTAL, MIN_BID -> {
                    metric.append(clause.field().wire());
                    bound = -query.upperBound(clause.field()).orElse(0.0);
                }
                case DLPERF, DLPERF_PER_DPHTOTAL, FLOPS_PER_DPHTOTAL -> {
                    metric.append(clause.field().wire());
                    bound = query.lowerBound(clause.field()).orElse(0.0);
                }
                default -> {}
            }
        }
        double size = query.lowerBound(Field.NUM_GPUS).orElse(0.0);
        return new Place(draft, rigid.toString(), metric.toString(), bound, gpus.toString(), size);
    }

    private List<Draft> sorted(List<Draft> drafts, Comparator<Place> order) {
        return drafts.stream().map(this::place).sorted(order).map(Place::draft).toList();
    }

    /** One per question. */
    private List<Draft> drafts(List<List<WatchQuestion>> questions) {
        return questions.stream().map(this::draft).toList();
    }

    private Draft draft(List<WatchQuestion> parts) {
        Purpose purpose = parts.get(0).purpose();
        List<Set<Long>> machines = new ArrayList<>();
        double weight = 0;
        double least = Double.POSITIVE_INFINITY;
        double latest = Double.POSITIVE_INFINITY;
        for (WatchQuestion part : parts) {
            WatchNeed need = part.watchNeed();
            machines.add(purpose.isForNews() ? need.leftOut(purpose) : need.machines(purpose));
            // Each watch has the same weight, however many questions it needs.
            weight += 1.0 / part.of();
            least = Math.min(least, interval(part));
            latest = Math.min(latest, latest(part));
        }
        Set<Long> all = purpose.isForNews() ? inAll(machines) : inAny(machines);
        Question question = parts.get(0).question();
        return new Draft(
                List.of(), parts, new Draft.Terms(purpose, false, question, all, weight, least, latest), this::cost);
    }

    private double interval(WatchQuestion part) {
        // That of a scan depends on the watch, and scans are few.
        return part.purpose() == Purpose.SCAN
                ? seconds(part.asked(now))
                : intervals
                        .computeIfAbsent(part.purpose(), purpose -> new HashMap<>())
                        .computeIfAbsent(part.watch().schedule(), schedule -> seconds(part.asked(now)));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** The longest interval of checks, in seconds, that notices an absence before the return is news. */
    private static double latest(WatchQuestion part) {
        int checks = part.purpose() == Purpose.CHECK ? CHECKS_UNTIL_NEWS : RECHECKS_UNTIL_NEWS;
        return part.watch()
                .alerts()
                .notifyRules()
                .rearm()
                .after()
                .map(rearm -> (double) rearm.toSeconds() / checks)
                .orElse(Double.POSITIVE_INFINITY);
    }

    /** A draft of others. */
    private Draft draft(List<Draft> joins, Question question) {
        Purpose purpose = Purpose.RECHECK;
        boolean isForNews = false;
        boolean isCheck = false;
        for (Draft each : joins) {
            Draft.Terms terms = each.terms();
            purpose = terms.purpose().compareTo(purpose) < 0 ? terms.purpose() : purpose;
            isForNews |= terms.purpose().isForNews();
            isCheck |= terms.isMixed() || !terms.purpose().isForNews();
        }
        List<Set<Long>> machines = new ArrayList<>();
        double weight = 0;
        double least = Double.POSITIVE_INFINITY;
        double latest = Double.POSITIVE_INFINITY;
        for (Draft each : joins) {
            machines.add(each.terms().machines());
            weight += each.terms().purpose() == purpose ? each.terms().weight() : 0;
            least = Math.min(least, each.terms().least());
            latest = Math.min(latest, each.terms().latest());
        }
        boolean isMixed = isForNews && isCheck;
        Set<Long> all = isMixed ? Set.of() : isForNews ? inAll(machines) : inAny(machines);
        return new Draft(
                joins, List.of(), new Draft.Terms(purpose, isMixed, question, all, weight, least, latest), this::cost);
    }

    private Pacing.Cost cost(Draft.Terms terms) {
        double weight = terms.weight();
        double least = terms.least();
        double expected = switch (terms.purpose()) {
            case PROBE, SWEEP, SCAN -> recent.rowsExcept(terms.joined(), terms.machines()) + NEWS;
            // One row is expected for each machine that was not shown recently.
            case CHECK ->
                Math.max(
                        recent.rowsOf(terms.joined(), terms.machines()),
                        terms.machines().size());
            case RECHECK -> terms.machines().size() * RETURNING;
        };
        double rows = expected * ratio;
        return switch (terms.purpose()) {
            case PROBE -> new Pacing.Cost(1, rows, weight, least, LATE * least, WEIGHT_OF_LATE * weight);
            case SWEEP, SCAN -> new Pacing.Cost(1, rows, weight * WEIGHT_OF_RARE, least);
            case CHECK, RECHECK ->
                new Pacing.Cost(1, rows, weight * WEIGHT_OF_CHECK, least, Math.max(least, terms.latest()), weight);
        };
    }

    private static Set<Long> inAll(List<Set<Long>> sets) {
        Set<Long> all = sets.get(0);
        for (Set<Long> each : sets) {
            if (all.isEmpty()) {
                break;
            }
            all = all.stream().filter(each::contains).collect(Collectors.toSet());
        }
        return all;
    }

    private static Set<Long> inAny(List<Set<Long>> sets) {
        return sets.size() == 1
                ? sets.get(0)
                : sets.stream().flatMap(Set::stream).collect(Collectors.toSet());
    }

    private List<Draft> joined(List<Draft> separate) {
        if (budgets.rows().isEmpty()) {
            List<Draft> drafts = cut(blocks(sorted(gathered(separate), Place.BY_PRICE)));
            return relieved(whileCheaper(new DraftPool(drafts, this::join)));
        }
        // Without recent offers, the rows of a joined question cannot be estimated.
        return recent.isEmpty()
                ? sorted(separate, Place.BY_GPU)
                : withoutMoreRows(relieved(new DraftPool(sorted(separate, Place.BY_GPU), this::join)));
    }

    /** Asks together for known machines, which adds hardly any rows, and for what is rarely asked. */
    private List<Draft> gathered(List<Draft> separate) {
        List<Draft> gathered = new ArrayList<>(only(separate, purpose -> purpose == Purpose.PROBE));
        for (List<Draft> others : List.of(
                only(separate, purpose -> purpose == Purpose.SWEEP),
                only(separate, purpose -> purpose == Purpose.SCAN),
                only(separate, purpose -> !purpose.isForNews()))) {
            gathered.addAll(runs(sorted(others, Place.ALIKE), Integer.MAX_VALUE, (one, other) -> true));
        }
        return gathered;
    }

    private static List<Draft> only(List<Draft> drafts, Predicate<Purpose> chosen) {
        return drafts.stream()
                .filter(draft -> chosen.test(draft.terms().purpose()))
                .toList();
    }

    /** Joins what has the same GPU and metric, and neighbours until few are left, whatever rows that adds. */
    private List<Draft> blocks(List<Draft> separate) {
        List<Draft> alike = runs(sorted(separate, Place.BY_GPU), Integer.MAX_VALUE, Place::isOfOneKind);
        return runs(sorted(alike, Place.BY_PRICE), (alike.size() + BLOCKS - 1) / BLOCKS, Place::isOfOneMetric);
    }

    /** Joins neighbours that belong together. */
    private List<Draft> runs(List<Draft> separate, int longest, BiPredicate<Place, Place> belong) {
        List<Draft> runs = new ArrayList<>();
        List<Draft> run = new ArrayList<>();
        Optional<Question> joined = Optional.empty();
        Optional<Place> last = Optional.empty();
        for (Draft draft : separate) {
            Place place = place(draft);
            boolean isNext = run.size() < longest
                    && last.filter(before -> belong.test(before, place)).isPresent();
            Optional<Question> with =
                    joined.filter(question -> isNext).flatMap(question -> join(question, draft.joined()));
            if (!run.isEmpty() && with.isEmpty()) {
                runs.add(draft(run, joined.orElseThrow()));
                run = new ArrayList<>();
            }
            run.add(draft);
            joined = with.or(() -> Optional.of(draft.joined()));
            last = Optional.of(place);
        }
        if (joined.isPresent()) {
            runs.add(draft(run, joined.get()));
        }
        return runs;
    }

    /** Joins neighbours so that rows and searches together cost the least. */
    private List<Draft> cut(List<Draft> blocks) {
        double[] least = new double[blocks.size() + 1];
        Arrays.fill(least, 1, least.length, Double.POSITIVE_INFINITY);
        List<List<Draft>> cuts = new ArrayList<>(Collections.nCopies(least.length, List.of()));
        for (int first = 0; first < blocks.size(); first++) {
            Optional<Draft> joined = Optional.of(blocks.get(first));
            for (int next = first + 1; joined.isPresent(); next++) {
                Draft draft = joined.get();
                double cost = least[first]
                        + (draft.cost().rows() + ROWS_OF_A_SEARCH * ratio)
                                / draft.terms().least();
                if (cost < least[next]) {
                    least[next] = cost;
                    List<Draft> cut = new ArrayList<>(cuts.get(first));
                    cut.add(draft);
                    cuts.set(next, cut);
                }
                joined = next < blocks.size() ? join(draft, blocks.get(next)) : Optional.empty();
            }
        }
        return cuts.get(blocks.size());
    }

    /** Joins while the added rows cost less than the saved search. */
    private DraftPool whileCheaper(DraftPool pool) {
        for (Optional<DraftPool.Pair> pair = pool.cheapest();
                pair.isPresent() && pair.get().price() <= ROWS_OF_A_SEARCH * ratio;
                pair = pool.cheapest()) {
            pool.join(pair.get());
        }
        return pool;
    }

    /** Joins while searches are short, as far as that reduces the delay. */
    private List<Draft> relieved(DraftPool pool) {
        List<Draft> best = pool.drafts();
        if (!isShort(best)) {
            return best;
        }
        double delay = delay(best);
        List<Draft> drafts = best;
        while (isShort(drafts)) {
            // Of many drafts each pair changes little.
            int next = Math.min(drafts.size() - 1, (int) Math.round(drafts.size() * TESTED));
            while (pool.size() > next && pool.cheapest().isPresent()) {
                pool.join(pool.cheapest().get());
            }
            if (pool.size() == drafts.size()) {
                break;
            }
            drafts = pool.drafts();
            double now = delay(drafts);
            if (now < delay) {
                best = drafts;
                delay = now;
            }
        }
        return best;
    }

    /** Joins questions with others that contain them, which costs no more rows: what no question asks for was not seen. */
    private List<Draft> withoutMoreRows(List<Draft> separate) {
        if (separate.size() > DraftPool.FEW) {
            return separate;
        }
        DraftPool pool = new DraftPool(separate, this::contained);
        double delay = delay(separate);
        for (Optional<DraftPool.Pair> pair = pool.cheapest();
                pair.isPresent() && pair.get().price() <= 0;
                pair = pool.cheapest()) {
            double next = delay(pool.draftsWith(pair.get()));
            if (next <= delay) {
                pool.join(pair.get());
                delay = next;
            } else {
                pool.reject(pair.get());
            }
        }
        return pool.drafts();
    }

    private Optional<Draft> join(Draft one, Draft other) {
        return one.terms().purpose() == other.terms().purpose()
                        || budgets.rows().isEmpty()
                ? join(one.joined(), other.joined()).map(both -> draft(List.of(one, other), both))
                : Optional.empty();
    }

    /** Joined, if one of both contains the other. */
    private Optional<Draft> contained(Draft one, Draft other) {
        return join(one, other)
                .filter(both ->
                        both.joined().equals(one.joined()) || both.joined().equals(other.joined()));
    }

    private Optional<Question> join(Question one, Question other) {
        return one.diskGb() == other.diskGb() || saysDisks ? sharing.join(one, other) : Optional.empty();
    }

    private boolean isShort(List<Draft> drafts) {
        return drafts.stream().mapToDouble(draft -> 1 / draft.terms().least()).sum() > budgets.searches();
    }

    private double[] intervals(List<Draft> drafts) {
        return Pacing.intervals(costs(drafts), budgets.searches(), budgets.rowsPerSecond());
    }

    private double delay(List<Draft> drafts) {
        return Pacing.delayOf(costs(drafts), intervals(drafts));
    }

    private static List<Pacing.Cost> costs(List<Draft> drafts) {
        return drafts.stream().map(Draft::cost).toList();
    }
}
