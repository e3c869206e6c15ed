package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.plan.Purpose;
import io.github.vastwatch.plan.WatchQuestion;
import io.github.vastwatch.watch.Lifecycle;
import io.github.vastwatch.watch.TrackedOffer;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What two nodes know of each other through one PostgreSQL. */
class ClusterTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final OfferKey OFFER = OfferKey.parse("on-demand/7/1/RTX 4090");
    private static final WatchQuestion.Id PROBE_A = new WatchQuestion.Id("a", Purpose.PROBE, 0);
    private static final WatchQuestion.Id CHECK_A = new WatchQuestion.Id("a", Purpose.CHECK, 1);
    private static final WatchQuestion.Id PROBE_B = new WatchQuestion.Id("b with a name", Purpose.PROBE, 0);

    private StateLocation location;
    private Store oneStore;
    private Store otherStore;
    private Cluster one;
    private Cluster other;

    @BeforeEach
    void open() throws Exception {
        location = PostgresServer.database();
        oneStore = Store.open(location, "one");
        otherStore = Store.open(location, "other");
        one = oneStore.cluster().orElseThrow();
        other = otherStore.cluster().orElseThrow();
    }

    @AfterEach
    void close() {
        oneStore.close();
        otherStore.close();
    }

    @Test
    void aStateThatIsNotSharedHasNoCluster() throws Exception {
        try (Store store = Store.open(StateLocation.MEMORY)) {
            assertThat(store.cluster()).isEmpty();
        }
    }

    @Test
    void aConfigThatIsNewReplacesTheOneInForceAndEndsTheTurn() {
        assertThat(take(one, "old", false)).isEqualTo(generation(1, 1));
        Cluster.Turn turn = one.begin();

        assertThat(take(other, "new", false)).isEqualTo(generation(2, 2));

        assertThat(take(one, "old", false)).isEqualTo(generation(1, 2));
        assertThat(one.isCurrent(turn)).isFalse();
        assertThat(take(one, "new", true)).isEqualTo(generation(2, 2));
    }

    @Test
    void aConfigIsHeldFromTheMomentAtWhichItIsTaken() {
        take(one, "old", false);
        seen(one, 1, Optional.empty());
        seen(other, 1, Optional.empty());

        // The other has not been seen since.
        take(other, "new", true);

        assertThat(take(one, "old", false)).isEqualTo(generation(1, 2));
        assertThat(take(other, "new", false)).isEqualTo(generation(2, 2));
    }

    @Test
    void anOlderConfigIsInForceAgainOnceNoNodeTakesPartThatHoldsTheNewer() {
        take(one, "old", false);
        take(other, "new", false);
        seen(other, 2, Optional.of("its clock is 5m behind the database's"));
        assertThat(take(one, "old", false)).as("the other stands aside").isEqualTo(generation(3, 3));

        take(other, "new", true);
        PostgresServer.sql(location, "update vastwatch.node set seen_at = seen_at - 14000");
        assertThat(take(one, "old", false)).isEqualTo(generation(3, 4));
        PostgresServer.sql(location, "update vastwatch.node set seen_at = seen_at - 2000");
        assertThat(take(one, "old", false)).as("the other has died").isEqualTo(generation(5, 5));

        take(other, "new", true);
        other.leave();
        assertThat(take(one, "old", false)).as("the other has stopped").isEqualTo(generation(7, 7));
    }

    @Test
    void whoGoesBackToAnEarlierConfigTakesAlongThoseThatStillHaveIt() {
        take(one, "old", false);
        take(other, "new", true);

        assertThat(take(other, "old", true)).isEqualTo(generation(3, 3));

        assertThat(take(one, "old", false)).isEqualTo(generation(3, 3));
    }

    @Test
    void nodesThatStartAtOnceWithDifferentConfigsAgreeOnOne() throws Exception {
        List<Cluster.Generation> taken =
                SharedStoreTest.together(List.of(() -> take(one, "a", false), () -> take(other, "b", false)));

        assertThat(taken).containsExactlyInAnyOrder(generation(1, 1), generation(2, 2));
        assertThat(List.of(
                        take(one, "a", false).isInForce(),
                        take(other, "b", false).isInForce()))
                .containsExactlyInAnyOrder(true, false);
    }

    @Test
    void nothingFollowsFromAConfigThatAnotherHasReplaced() {
        Cluster.Generation old = take(one, "old", false);
        one.inForce(old.number(), () -> oneStore.commit(update("a", NOON)));
        take(other, "new", false);

        assertThatThrownBy(() -> one.inForce(old.number(), () -> oneStore.commit(update("b", NOON))))
                .isInstanceOf(StoreFailure.class)
                .hasMessage("another daemon has changed the config");

        assertThat(lastSeen()).isEqualTo(Map.of("a", NOON));
    }

    @Test
    void whatATurnWritesOnceANewerOneHasBegunIsRefused() {
        Cluster.Turn first = one.begin();
        assertThat(first.followsOwn()).isFalse();
        one.inTurn(first, () -> oneStore.commit(update("a", NOON)));
        Cluster.Turn second = one.begin();
        assertThat(second.followsOwn()).isTrue();
        assertThat(one.isCurrent(second)).isTrue();

        Cluster.Turn third = other.begin();

        assertThat(third.followsOwn()).isFalse();
        assertThat(one.isCurrent(second)).isFalse();
        assertThatThrownBy(() -> one.inTurn(second, () -> oneStore.commit(update("a", NOON.plus(MINUTE)))))
                .isInstanceOf(StoreFailure.TurnOver.class)
                .hasMessage("another daemon's turn to poll has begun");
        assertThat(lastSeen()).isEqualTo(Map.of("a", NOON));
        // What is no part of a turn is written by any node.
        oneStore.commit(update("b", NOON));
        other.inTurn(third, () -> otherStore.commit(update("c", NOON)));
        assertThat(lastSeen()).isEqualTo(Map.of("a", NOON, "b", NOON, "c", NOON));
    }

    @Test
    void aTurnThatEndsWritesWhatIsWrittenLate() {
        Cluster.Turn turn = one.begin();
        one.inTurn(turn, () -> {
            oneStore.commit(update("a", NOON));
            seenAgain(oneStore, NOON.plus(MINUTE));
        });
        assertThat(lastSeen()).isEqualTo(Map.of("a", NOON));

        one.end(turn);

        assertThat(lastSeen()).isEqualTo(Map.of("a", NOON.plus(MINUTE)));
    }

    @Test
    void whenATurnDidNotEndWellItsLateTimesOverwriteNothingNewer() {
        Cluster.Turn cut = one.begin();
        one.inTurn(cut, () -> {
            oneStore.commit(update("a", NOON));
            seenAgain(oneStore, NOON.plus(MINUTE));
        });
        Cluster.Turn newer = other.begin();
        other.inTurn(newer, () -> otherStore.commit(update("a", NOON.plus(MINUTE.multipliedBy(30)))));
        other.end(newer);
        one.end(cut);

        // No answer, so that nothing is read again before it is written.
        one.inTurn(
                one.begin(),
                () -> oneStore.commit(
                        List.of(),
                        List.of(unanswered(NOON.plus(MINUTE.multipliedBy(40)))),
                        LocalDate.EPOCH,
                        1,
                        Optional.empty()));

        assertThat(lastSeen()).isEqualTo(Map.of("a", NOON.plus(MINUTE.multipliedBy(30))));
    }

    @Test
    void aNodeRemembersWhatItReadOnlyInItsTurn() {
        oneStore.commit(update("a", NOON));
        assertThat(tracked(oneStore)).isEqualTo(NOON);
        otherStore.commit(update("a", NOON.plus(MINUTE)));
        assertThat(tracked(oneStore)).isEqualTo(NOON.plus(MINUTE));

        Cluster.Turn turn = one.begin();
        assertThat(tracked(oneStore)).isEqualTo(NOON.plus(MINUTE));
        PostgresServer.sql(location, "update vastwatch.tracked_offer set last_seen = 0");
        assertThat(tracked(oneStore)).as("from memory").isEqualTo(NOON.plus(MINUTE));
        one.end(turn);
        assertThat(tracked(oneStore)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void everyNodeKnowsWhenEachPartWasLastAsked() {
        assertThat(one.asked()).isEmpty();
        commit(one, List.of(PROBE_A, PROBE_B, CHECK_A), NOON);
        assertThat(other.asked()).isEqualTo(Map.of(PROBE_A, NOON, PROBE_B, NOON, CHECK_A, NOON));

        commit(one, List.of(PROBE_A), NOON.plus(MINUTE));
        assertThat(other.asked()).isEqualTo(Map.of(PROBE_A, NOON.plus(MINUTE), PROBE_B, NOON, CHECK_A, NOON));
        assertThat(askedRows()).isEqualTo(2);

        commit(one, List.of(CHECK_A, PROBE_B), NOON.plus(MINUTE.multipliedBy(2)));
        assertThat(askedRows()).as("no part is in the first row any more").isEqualTo(2);
        // The other has not read that, and leaves a row behind that it deletes when it reads it.
        commit(other, List.of(PROBE_B), NOON.plus(MINUTE.multipliedBy(3)));
        commit(other, List.of(CHECK_A), NOON.plus(MINUTE.multipliedBy(3)));
        assertThat(other.asked())
                .isEqualTo(Map.of(
                        PROBE_A, NOON.plus(MINUTE),
                        PROBE_B, NOON.plus(MINUTE.multipliedBy(3)),
                        CHECK_A, NOON.plus(MINUTE.multipliedBy(3))));
        assertThat(askedRows()).isEqualTo(3);
    }

    @Test
    void aQuestionWhosePollIsNotCommittedWasNotAsked() {
        assertThatThrownBy(() -> one.commit(Optional.of(new AskedQuestion(List.of(PROBE_A), NOON)), () -> {
                    throw new StoreFailure("no");
                }))
                .isInstanceOf(StoreFailure.class);
        one.commit(Optional.empty(), () -> {});

        assertThat(other.asked()).isEmpty();
    }

    @Test
    void bothTogetherSendNoMoreThanTheLimitOfAMinute() throws Exception {
        Callable<Long> many = () -> count(one);
        Callable<Long> more = () -> count(other);

        List<Long> sent = SharedStoreTest.together(List.of(many, more, many, more));

        assertThat(sent.stream().mapToLong(Long::longValue).sum()).isEqualTo(40);
        assertThat(other.searches().take("account", 40, Duration.ZERO).orElseThrow())
                .isBetween(Duration.ofMillis(1), MINUTE);
        assertThat(other.searches().take("another", 40, Duration.ZERO)).contains(Duration.ZERO);
        PostgresServer.sql(
                location,
                "update vastwatch.search_budget set sent ="
                        + " (select string_agg((cast(at as bigint) - 60000)::text, E'\\n')"
                        + " from regexp_split_to_table(sent, E'\\n') at)");
        assertThat(other.searches().take("account", 40, Duration.ZERO))
                .as("a minute later")
                .contains(Duration.ZERO);
    }

    private static long count(Cluster cluster) {
        return Collections.nCopies(30, cluster).stream()
                .filter(each -> each.searches()
                        .take("account", 40, Duration.ZERO)
                        .orElseThrow()
                        .isZero())
                .count();
    }

    @Test
    void searchesKeepTheIntervalBetweenNodes() {
        assertThat(one.searches().take("account", 40, MINUTE)).contains(Duration.ZERO);

        assertThat(other.searches().take("account", 40, MINUTE).orElseThrow()).isBetween(Duration.ofMillis(1), MINUTE);
    }

    @Test
    void thePauseThatTheServerAsksForIsEveryNodes() {
        assertThat(other.searches().pause("account")).isZero();
        one.searches().pause("account", MINUTE.multipliedBy(5));
        // A shorter one does not end it.
        one.searches().pause("account", Duration.ofSeconds(1));

        assertThat(other.searches().pause("account")).isBetween(MINUTE, MINUTE.multipliedBy(5));
        assertThat(other.searches().take("account", 40, Duration.ZERO).orElseThrow())
                .isBetween(MINUTE, MINUTE.multipliedBy(5));
        PostgresServer.sql(location, "update vastwatch.search_budget set paused_until = paused_until - 300000");
        assertThat(other.searches().pause("account")).isZero();
        assertThat(other.searches().take("account", 40, Duration.ZERO)).contains(Duration.ZERO);
    }

    @Test
    void aSearchThatCannotBeCountedIsNotPermitted() {
        oneStore.close();

        assertThat(one.searches().take("account", 40, Duration.ZERO)).isEmpty();
        assertThat(one.searches().pause("account")).isZero();
        one.searches().pause("account", MINUTE);
    }

    @Test
    void nodesAreListedUntilTheyLeaveOrHaveBeenGoneForADay() {
        seen(one, 1, Optional.empty());
        seen(other, 2, Optional.of("it stands aside"));

        Cluster.Nodes nodes = one.nodes();
        assertThat(nodes.all())
                .extracting(Cluster.Node::id, Cluster.Node::generation, Cluster.Node::aside)
                .containsExactly(tuple("one", 1, Optional.empty()), tuple("other", 2, Optional.of("it stands aside")));
        assertThat(nodes.all()).allMatch(node -> node.isAlive(nodes.at()));

        PostgresServer.sql(location, "update vastwatch.node set seen_at = seen_at - 16000 where id = 'other'");
        Cluster.Nodes later = one.nodes();
        assertThat(later.all()).extracting(node -> node.isAlive(later.at())).containsExactly(true, false);

        PostgresServer.sql(location, "update vastwatch.node set seen_at = seen_at - 86400000 where id = 'other'");
        seen(one, 3, Optional.empty());
        assertThat(one.nodes().all())
                .extracting(Cluster.Node::id, Cluster.Node::generation)
                .containsExactly(tuple("one", 3));
        one.leave();
        assertThat(one.nodes().all()).isEmpty();
    }

    @Test
    void measuresHowFarAClockIsFromTheDatabases() {
        Clock clock = Clock.systemUTC();

        assertThat(one.ahead(clock).abs()).isLessThan(Duration.ofSeconds(2));
        assertThat(one.ahead(Clock.offset(clock, MINUTE.multipliedBy(5))))
                .isCloseTo(MINUTE.multipliedBy(5), Duration.ofSeconds(2));
        assertThat(one.ahead(Clock.offset(clock, MINUTE.multipliedBy(-5))))
                .isCloseTo(MINUTE.multipliedBy(-5), Duration.ofSeconds(2));
    }

    private static Cluster.Generation generation(int number, int inForce) {
        return new Cluster.Generation(number, inForce);
    }

    private static Cluster.Generation take(Cluster cluster, String fingerprint, boolean isChange) {
        return cluster.take(node(cluster, 0, Optional.empty()), fingerprint, isChange);
    }

    private static void seen(Cluster cluster, int generation, Optional<String> aside) {
        cluster.seen(node(cluster, generation, aside));
    }

    private static Cluster.Node node(Cluster cluster, int generation, Optional<String> aside) {
        return new Cluster.Node(cluster.node(), "host", 1, "1.0", generation, NOON, aside, Optional.empty(), NOON);
    }

    private static WatchUpdate update(String watch, Instant seen) {
        TrackedOffer offer = new TrackedOffer(
                OFFER,
                7,
                new BigDecimal("0.3"),
                NOON,
                seen,
                0,
                Optional.empty(),
                new Lifecycle(1, Lifecycle.Comeback.NONE, false, 1));
        return new WatchUpdate(watch, seen, List.of(offer), List.of(), List.of());
    }

    private static void seenAgain(Store store, Instant at) {
        tracked(store);
        store.offers().seenAgain(Map.of("a", "a"), watch -> Set.of(OFFER), at);
    }

    private static Instant tracked(Store store) {
        return Optional.ofNullable(store.offers()
                        .memory(Fixtures.watch("a", "gpu_name=RTX_4090", "dph_total <= 0.40"))
                        .tracked()
                        .get(OFFER))
                .map(TrackedOffer::lastSeen)
                .orElseThrow();
    }

    private static PollOutcome unanswered(Instant at) {
        return new PollOutcome(
                "a", at, PollOutcome.Result.THROTTLED, "too many requests", Optional.empty(), Optional.empty());
    }

    private static void commit(Cluster cluster, List<WatchQuestion.Id> parts, Instant at) {
        cluster.commit(Optional.of(new AskedQuestion(parts, at)), () -> {});
    }

    private int askedRows() {
        return otherStore
                .database()
                .call(handle -> handle.createQuery("select count(*) from asked")
                        .mapTo(Integer.class)
                        .one());
    }

    private Map<String, Instant> lastSeen() {
        return otherStore
                .database()
                .call(handle -> handle.createQuery("select watch, last_seen from tracked_offer")
                        .reduceRows(new HashMap<String, Instant>(), (all, row) -> {
                            all.put(row.getColumn("watch", String.class), row.getColumn("last_seen", Instant.class));
                            return all;
                        }));
    }
}
