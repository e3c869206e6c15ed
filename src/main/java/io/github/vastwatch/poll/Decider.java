package io.github.vastwatch.poll;

import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.OfferDecision;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.store.TrackedOffers;
import io.github.vastwatch.watch.Evaluation;
import io.github.vastwatch.watch.Watch;
import io.github.vastwatch.watch.WatchIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Decides what an answer changes for its watches. A watch is steady if the answer shows it the same rows as the one before,
 * and deciding again would change nothing but when its offers were last seen: it is not evaluated again.
 */
final class Decider {
    /** Steady watches are decided again at least this often, which forgets what is old. */
    private static final Duration LONGEST = Duration.ofHours(6);

    /** A question that is asked less often, or no more since the plan changed, costs less than what it would keep. */
    private static final Duration KEPT = Duration.ofMinutes(10);

    /** The rows that are kept of last answers, of all questions together: a little more than the largest market. */
    private static final int MOST_ROWS = 30_000;

    private final TrackedOffers offers;
    /** The last answer to each question, the one that was used longest ago first. */
    private final Map<Question, Last> answers = new LinkedHashMap<>(16, 0.75f, true);

    Decider(TrackedOffers offers) {
        this.offers = offers;
    }

    /**
     * An answer to a question.
     *
     * @param complete whether it contains every row that the question asks for
     * @param watches those of the question
     */
    record Answer(Question asked, Instant at, boolean complete, Collection<Offer> offers, List<Watch> watches) {
        Answer {
            asked = asked.withoutLimit();
        }

        /** The rows by their ids; empty where a row has none, or two have the same. */
        private Optional<Map<Long, Offer>> byId() {
            Map<Long, Offer> rows = new HashMap<>(offers.size() * 2);
            for (Offer offer : offers) {
                Optional<Long> id = offer.id();
                if (id.isEmpty() || rows.put(id.get(), offer) != null) {
                    return Optional.empty();
                }
            }
            return Optional.of(rows);
        }
    }

    /**
     * What an answer changes.
     *
     * @param rows of the answer by their ids; empty where that is ambiguous
     * @param updates of the watches that are not steady
     */
    record Decision(Answer answer, Optional<Map<Long, Offer>> rows, List<WatchUpdate> updates) {}

    /**
     * The last answer to one question.
     *
     * @param at when it was decided
     * @param rows by their ids
     * @param steady the watches that are steady, by their names
     */
    private record Last(
            Instant at, boolean complete, Map<Long, Offer> rows, WatchIndex index, Map<String, Steady> steady) {}

    /**
     * A steady watch.
     *
     * @param revision of what is remembered of it
     * @param seen the offers that the answer showed
     */
    private record Steady(Instant decidedAt, long revision, Set<OfferKey> seen) {}

    Decision decide(Answer answer) {
        Optional<Map<Long, Offer>> rows = answer.byId();
        List<Watch> open = rows.map(each -> open(answer, each)).orElse(answer.watches());
        Evaluation evaluation = new Evaluation(answer.asked(), answer.at(), answer.complete(), answer.offers());
        Map<String, Memory> memories = offers.memories(open);
        List<WatchUpdate> updates = new ArrayList<>();
        for (Watch watch : open) {
            Memory memory = memories.getOrDefault(watch.name(), Memory.EMPTY);
            updates.add(AlertPolicy.decide(watch, memory, evaluation.of(watch), Decider::id));
        }
        return new Decision(answer, rows, updates);
    }

    static String id() {
        return UUID.randomUUID().toString();
    }

    /** The watches that are not steady. */
    private List<Watch> open(Answer answer, Map<Long, Offer> rows) {
        Last last = answers.get(answer.asked());
        if (last == null
                || last.complete() != answer.complete()
                || !last.index().isOf(answer.watches())) {
            return answer.watches();
        }
        Set<String> concerned = last.index().concerned(answer.asked(), last.rows(), rows);
        concerned.addAll(offers.changed(last.steady(), Steady::revision));
        return answer.watches().stream()
                .filter(watch -> {
                    Steady steady = last.steady().get(watch.name());
                    return steady == null
                            || concerned.contains(watch.name())
                            || isOld(watch.name(), steady, answer.at());
                })
                .toList();
    }

    private static boolean isOld(String watch, Steady steady, Instant now) {
        Duration age = Duration.between(steady.decidedAt(), now);
        return age.isNegative() || age.compareTo(longest(watch)) >= 0;
    }

    /** Spread, so that watches that began together are not decided again together. */
    private static Duration longest(String watch) {
        return LONGEST.minusSeconds(Math.floorMod(watch.hashCode(), LONGEST.toSeconds() / 2));
    }

    /** Remembers a decision that is committed. */
    void committed(Decision decision) {
        Answer answer = decision.answer();
        Optional<Last> last = Optional.ofNullable(answers.remove(answer.asked()))
                .filter(each -> each.index().isOf(answer.watches()));
        decision.rows().ifPresent(rows -> {
            Map<String, Steady> steady = last.map(Last::steady).orElseGet(HashMap::new);
            decision.updates().forEach(update -> steady.remove(update.watch()));
            offers.seenAgain(steady, Steady::seen, answer.at());
            steady.putAll(steady(decision));
            WatchIndex index = last.map(Last::index).orElseGet(() -> new WatchIndex(answer.watches()));
            answers.put(answer.asked(), new Last(answer.at(), answer.complete(), rows, index, steady));
            forgetOldest(answer.at());
        });
    }

    private Map<String, Steady> steady(Decision decision) {
        Map<String, Watch> watches = new HashMap<>();
        decision.answer().watches().forEach(watch -> watches.put(watch.name(), watch));
        List<WatchUpdate> updates = decision.updates().stream()
                .filter(update -> AlertPolicy.isSteady(
                        Optional.ofNullable(watches.get(update.watch())).orElseThrow(), update))
                .toList();
        Map<String, Long> revisions =
                offers.revisions(updates.stream().map(WatchUpdate::watch).toList());
        return updates.stream()
                .collect(Collectors.toMap(
                        WatchUpdate::watch,
                        update -> new Steady(
                                update.at(),
                                Optional.ofNullable(revisions.get(update.watch()))
                                        .orElseThrow(),
                                update.decisions().stream()
                                        .map(OfferDecision::key)
                                        .collect(Collectors.toUnmodifiableSet()))));
    }

    private void forgetOldest(Instant now) {
        answers.values().removeIf(last -> Duration.between(last.at(), now).compareTo(KEPT) > 0);
        int rows = answers.values().stream()
                .mapToInt(answer -> answer.rows().size())
                .sum();
        for (Question question : new ArrayList<>(answers.keySet())) {
            if (rows <= MOST_ROWS) {
                return;
            }
            rows -= Optional.ofNullable(answers.remove(question))
                    .orElseThrow()
                    .rows()
                    .size();
        }
    }
}
