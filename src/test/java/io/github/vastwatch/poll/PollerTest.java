package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.LogCapture;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.simulate.FaultyMarket;
import io.github.vastwatch.simulate.FaultyMarket.Fault;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.WatchStatus;
import io.github.vastwatch.vast.Bench;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What happens to the questions when one of them fails, against a market over HTTP. */
class PollerTest {
    private static final Watch A = watch("a", "gpu_name=RTX_4090", "dph_total <= 0.40");
    private static final Watch B = watch("b", "gpu_name=RTX_3090", "dph_total <= 0.40");
    private static final Watch C = watch("c", "gpu_name=A100_PCIE", "dph_total <= 0.40");
    private static final Map<String, Watch> WATCHES = Map.of("a", A, "b", B, "c", C);
    private static final Optional<Fault> WELL = Optional.empty();
    private static final Optional<Fault> DOWN = Optional.of(new Fault(503, "text/html", "<html>down</html>"));
    private static final Optional<Fault> THROTTLED = Optional.of(new Fault(429, "text/plain", "too frequent"));
    private static final Optional<Fault> NO_ROWS = Optional.of(new Fault(
            429,
            "application/json",
            "{\"error\":\"search_quota_exceeded\",\"msg\":\"Daily search row quota exhausted\"}"));
    private static final Optional<Fault> NO_KEY = Optional.of(new Fault(401, "application/json", "{\"msg\":\"no\"}"));
    private static final Optional<Fault> NO_QUESTION =
            Optional.of(new Fault(400, "application/json", "{\"msg\":\"'x' is not a valid search op\"}"));

    private final Deque<Optional<Fault>> next = new ArrayDeque<>();
    private final LogCapture log = new LogCapture(PollFailureLog.class);
    private final Metrics numbers = new Metrics();
    private final DueQueue dueQueue = new DueQueue();
    private final ActiveWatches activeWatches = new ActiveWatches(WATCHES.values());
    private Instant now = NOON;
    private int asked;
    private FaultyMarket server;
    private VastClient vast;
    private Store store;
    private Poller poller;

    @BeforeEach
    void start() throws IOException {
        server = FaultyMarket.start(Market.generated(3, 200, NOON, 0), () -> NOON);
        server.faults(() -> {
            asked++;
            return next.isEmpty() ? WELL : next.removeFirst();
        });
        InstantSource source = () -> now;
        vast = client(Duration.ofSeconds(30));
        store = Store.open(StateLocation.MEMORY);
        poller = new Poller(vast, store, activeWatches, numbers, source.withZone(ZoneOffset.UTC));
    }

    /** With a limit of rows, and before any answer, questions stay apart. */
    private VastClient client(Duration patience) {
        Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
        return Bench.client(server.url(), clock, patience, 600, RowUsage.Limit.parse("100000"));
    }

    @AfterEach
    void stop() {
        log.close();
        vast.close();
        store.close();
        server.close();
    }

    @Test
    void aFailureEndsTheRoundAndTheRestWaitsInFrontOfTheOneThatFailed() throws Exception {
        next.addAll(List.of(DOWN));

        round("a", "b", "c");

        assertThat(asked).isEqualTo(1);
        assertThat(waiting()).containsExactlyInAnyOrder("a", "b", "c");
        now = vast.nextAttempt();
        step();
        assertThat(answered()).as("c failed, so it comes last").containsExactly("b", "a", "c");
    }

    @Test
    void aFailureInTheMiddleKeepsWhatWasAnswered() throws Exception {
        next.addAll(List.of(WELL, THROTTLED));

        round("a", "b", "c");

        assertThat(asked).isEqualTo(2);
        assertThat(answered()).containsExactly("c");
        assertThat(waiting()).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void afterThePauseOneIsAskedFirstAndIfItFailsNobodyElse() throws Exception {
        next.addAll(List.of(DOWN, DOWN));

        round("a", "b", "c");
        step();
        assertThat(asked).as("nothing is asked in a pause").isEqualTo(1);
        now = vast.nextAttempt();
        step();
        assertThat(asked).isEqualTo(2);
        now = vast.nextAttempt();
        step();

        assertThat(asked).isEqualTo(5);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void whatFailedBeforeComesLastThoughItWaitsInFront() throws Exception {
        next.addAll(List.of(DOWN, WELL, DOWN));

        round("a");
        now = vast.nextAttempt();
        round("a", "b");

        assertThat(asked).isEqualTo(3);
        assertThat(waiting()).containsExactly("a");
    }

    @Test
    void aRefusedQuestionStopsNobodyElseAndWaitsUntilItIsDueAgain() throws Exception {
        next.addAll(List.of(NO_QUESTION));

        round("a", "b", "c");

        assertThat(asked).isEqualTo(3);
        assertThat(waiting()).isEmpty();
        assertThat(numbers.polls("failed", "question_refused")).isEqualTo(1);
        assertThat(log.lines())
                .containsExactly("WARN search for watch 'c' failed (HTTP 400: 'x' is not a valid search op); "
                        + "keeping what is known, next try when it is due again");
    }

    @Test
    void aReasonIsReportedOnceUntilItChangesOrSomethingIsAnswered() throws Exception {
        for (Optional<Fault> fault : List.of(DOWN, DOWN, THROTTLED, DOWN, WELL, DOWN)) {
            next.add(fault);
            round("a");
            now = vast.nextAttempt();
        }

        assertThat(log.lines())
                .containsExactly(
                        "WARN search for watch 'a' failed (HTTP 503: an HTML page); keeping what is known, "
                                + "next try in 15s",
                        "DEBUG search for watch 'a' failed (HTTP 503: an HTML page); keeping what is known, "
                                + "next try in 30s",
                        "WARN search for watch 'a' was throttled (HTTP 429: too frequent); keeping what is known, "
                                + "next try in 2m",
                        "WARN search for watch 'a' failed (HTTP 503: an HTML page); keeping what is known, "
                                + "next try in 2m",
                        "WARN search for watch 'a' failed (HTTP 503: an HTML page); keeping what is known, "
                                + "next try in 15s");
    }

    @Test
    void aQuestionThatIsAlwaysRefusedIsReportedOnceThoughOthersAreAnswered() throws Exception {
        for (int i = 0; i < 3; i++) {
            next.add(NO_QUESTION);
            round("a");
            next.add(WELL);
            round("b");
        }

        assertThat(log.lines())
                .extracting(line -> line.substring(0, line.indexOf(' ')))
                .containsExactly("WARN", "DEBUG", "DEBUG");
    }

    @Test
    void aRefusedKeyIsCalledThatOnce() throws Exception {
        for (int i = 0; i < 2; i++) {
            next.add(NO_KEY);
            round("a");
            now = vast.nextAttempt();
        }

        assertThat(log.lines())
                .containsExactly(
                        "ERROR Vast.ai refuses the API key (HTTP 401: no); check vast.api_key; next try in 5m",
                        "DEBUG Vast.ai refuses the API key (HTTP 401: no); check vast.api_key; next try in 10m");
    }

    @Test
    void whatWasDroppedAndWhatDisagreesIsCounted() throws Exception {
        next.add(Optional.of(new Fault(
                200,
                "application/json",
                "{\"offers\":[{\"id\":1,\"gpu_name\":\"RTX 3090\"},{\"id\":2,\"dph_total\":-1},7]}")));

        round("a");

        assertThat(numbers.dropped()).isEqualTo(2);
        assertThat(numbers.disagreed()).isEqualTo(1);
        assertThat(numbers.offersSeen()).isEqualTo(3);
        assertThat(numbers.polls("truncated", "")).isEqualTo(1);
    }

    @Test
    void aPriceThatIsNotTheSumOfItsPartsIsCounted() throws Exception {
        next.add(
                Optional.of(
                        new Fault(
                                200,
                                "application/json",
                                "{\"offers\":[{\"machine_id\":1,\"num_gpus\":1,\"gpu_name\":\"RTX 4090\",\"dph_base\":0.3,\"storage_cost\":0.2,\"dph_total\":0.9},{\"dph_total\":0}]}")));

        round("a");

        assertThat(numbers.priced()).isEqualTo(1);
        assertThat(numbers.dropped()).isEqualTo(1);
    }

    @Test
    void aMatchThatCannotBeRememberedIsCountedAndReportedOnceAndMakesTheAnswerTruncated() throws Exception {
        try (LogCapture logbook = new LogCapture(PollJournal.class)) {
            Optional<Fault> answer = Optional.of(
                    new Fault(
                            200,
                            "application/json",
                            "{\"offers\":[{\"machine_id\":null,\"num_gpus\":1,\"gpu_name\":\"RTX 4090\",\"dph_total\":0.2,"
                                    + "\"verification\":\"verified\",\"rentable\":true,\"external\":null,\"disk_space\":90}]}"));
            next.add(answer);
            round("a");
            next.add(answer);
            now = now.plusSeconds(60);
            round("a");

            String why = "1 match cannot be identified: the row lacks machine_id, num_gpus or gpu_name; it is not"
                    + " sent, and nothing counts as missing";
            assertThat(store.status().watches())
                    .extracting(each -> each.last().orElseThrow())
                    .extracting(look -> look.result() + ": " + look.reason())
                    .containsExactly("TRUNCATED: " + why);
            assertThat(logbook.lines()).containsExactly("WARN watch 'a': " + why);
            assertThat(numbers.dropped()).isEqualTo(2);
        }
    }

    @Test
    void aSlowQuestionLeavesTheOthersTheirTurn() throws Exception {
        vast.close();
        Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
        vast = client(Duration.ofMillis(200));
        poller = new Poller(vast, store, activeWatches, numbers, clock);
        next.add(Optional.of(new Fault(200, "application/json", "{", FaultyMarket.End.TRICKLE)));

        round("a", "b", "c");

        assertThat(asked).isEqualTo(3);
        assertThat(answered()).containsExactlyInAnyOrder("a", "b");
        assertThat(vast.nextAttempt()).isBeforeOrEqualTo(now);
        assertThat(waiting()).isEmpty();
        assertThat(log.lines())
                .containsExactly(
                        "WARN search for watch 'c' failed (the answer did not complete in time); keeping what is"
                                + " known, next try when it is due again");
    }

    @ParameterizedTest
    @CsvSource({"1s, 5s", "10s, 5s", "30s, 15s", "1m, 30s", "6h, 30s"})
    void aQuestionIsGivenUpInHalfTheIntervalOfItsWatches(String every, String deadline) {
        Watch rare = every(A, Duration.ofDays(1));

        assertThat(MarketReader.deadline(List.of(rare, every(A, duration(every))), NOON))
                .isEqualTo(duration(deadline));
    }

    private static Duration duration(String text) {
        return Duration.parse("PT" + text);
    }

    private static Watch every(Watch watch, Duration interval) {
        return new Watch(
                watch.name(),
                true,
                watch.query(),
                watch.type(),
                watch.diskGb(),
                watch.threshold(),
                Schedule.every(interval, "seed"),
                watch.until(),
                watch.channels(),
                watch.rent());
    }

    @Test
    void onceAsksNoMoreAfterAFailureOfAll() throws Exception {
        next.add(DOWN);

        assertThat(poller.once(List.of(A, B, C), false)).isEqualTo(new Poller.Round(0, 3, List.of()));
        assertThat(asked).isEqualTo(1);
    }

    @Test
    void onceNotesThatThereWasNoAnswerExceptInADryRun() throws Exception {
        next.add(DOWN);
        poller.once(List.of(A), true);
        assertThat(store.status().watches()).isEmpty();
        now = vast.nextAttempt();
        next.add(DOWN);

        poller.once(List.of(A), false);

        assertThat(store.status().watches())
                .extracting(each -> each.last().map(look -> look.result() + " " + look.reason()))
                .containsExactly(Optional.of("FAILED HTTP 503: an HTML page"));
    }

    @Test
    void aWaitCanBeInterrupted() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> dueQueue.take(() -> Duration.ofHours(5))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void aPauseEndsByTheWallClockThoughTheMachineSlept() throws Exception {
        Deque<Duration> left = new ArrayDeque<>(List.of(Duration.ofHours(5), Duration.ofSeconds(-1)));

        assertThat(dueQueue.take(left::removeFirst)).isEmpty();
    }

    @Test
    void whatIsBrokenOffWaitsInLineForWhoAsksNext() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> round("a", "b", "c")).isInstanceOf(InterruptedException.class);

        assertThat(Thread.interrupted()).isFalse();
        assertThat(waiting()).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void anAnswerForAWatchThatWasEditedMeanwhileIsAskedForAgain() throws Exception {
        Watch edited = watch("a", "gpu_name=RTX_4090", "dph_total <= 0.30");
        server.faults(() -> {
            activeWatches.replace(List.of(edited, B, C), () -> {});
            return WELL;
        });

        poller.due(List.of("a"));
        poller.step();

        assertThat(waiting()).containsExactly("a");
        assertThat(store.offers().memory(A).tracked()).isEmpty();
        assertThat(store.status().watches()).isEmpty();
    }

    @Test
    void aFailureThatEndsAfterItsWatchWasRemovedLeavesNoTraceOfIt() throws Exception {
        server.faults(() -> {
            activeWatches.replace(List.of(B, C), () -> {});
            return DOWN;
        });

        round("a");

        assertThat(store.status().watches()).isEmpty();
    }

    @Test
    void aPauseForTheQuotaIsKeptOverARestartAndRowsTooAreCountedOn() throws Exception {
        next.addAll(List.of(WELL, NO_ROWS));
        round("a", "b");
        long rows = store.daemon().rowUsage(vast.account(), now).rows();
        Instant until = vast.nextAttempt();

        try (VastClient again = client(Duration.ofSeconds(30))) {
            Poller restarted = new Poller(
                    again, store, activeWatches, numbers, ((InstantSource) () -> now).withZone(ZoneOffset.UTC));
            int before = asked;
            restarted.due(List.of("a", "b", "c"));
            restarted.step();

            assertThat(asked).as("nothing is asked in the pause").isEqualTo(before);
            assertThat(again.nextAttempt()).isEqualTo(until);
            assertThat(rows).isPositive();
            now = until;
            restarted.step();
            assertThat(asked).isEqualTo(before + 1);
            restarted.step();
            restarted.step();
            assertThat(store.daemon().rowUsage(vast.account(), now).rows()).isGreaterThan(rows);
        }
    }

    @Test
    void whatAnotherProgramReadsWithTheSameStateIsCountedAndItsPauseHolds() throws Exception {
        round("a");
        long own = numbers.rows().read();
        store.daemon().change(vast.account(), now, usage -> usage.read(1_000, now));
        round("b");
        assertThat(numbers.rows().read()).isGreaterThanOrEqualTo(own + 1_000);
        int before = asked;

        store.daemon().change(vast.account(), now, usage -> usage.refused(now.plus(Duration.ofHours(1)), now));
        round("c");

        assertThat(asked).as("asked after the other was refused").isEqualTo(before);
        assertThat(waiting()).containsExactly("c");
        now = now.plus(Duration.ofHours(1));
        step();
        assertThat(asked).isGreaterThan(before);
        assertThat(waiting()).isEmpty();
    }

    @Test
    void aPausedWatchIsNotAskedForUntilItResumes() throws Exception {
        round("a", "b");
        int before = asked;
        assertThat(store.watches().pause("a", Optional.of(now))).isTrue();
        now = now.plusSeconds(60);
        round("a", "b");

        assertThat(waiting()).isEmpty();
        assertThat(store.status().watches())
                .filteredOn(each -> each.name().equals("a"))
                .allMatch(each -> each.last().orElseThrow().at().isBefore(NOON.plusSeconds(59)));
        assertThat(asked).isGreaterThan(before);
        store.watches().pause("a", Optional.empty());
        now = now.plusSeconds(60);
        round("a");

        assertThat(store.status().watches())
                .filteredOn(each -> each.name().equals("a"))
                .allMatch(each -> each.last().orElseThrow().at().isAfter(NOON.plusSeconds(119)));
    }

    @Test
    void whatWasSentIsLeftOutOfTheNextProbeAndCheckedLater() throws Exception {
        round("a");
        long known = store.offers().memory(A).sent().size();
        long seen = numbers.offersSeen();
        now = now.plusSeconds(60);

        poller.due(List.of("a"));
        poller.step();

        assertThat(known).isPositive();
        assertThat(numbers.offersSeen() - seen).as("rows of a quiet market").isZero();
        poller.step();
        assertThat(numbers.offersSeen() - seen).as("rows of the check").isGreaterThanOrEqualTo(known);
        assertThat(store.offers().memory(A).tracked().values())
                .allMatch(each -> each.missed() == 0 && each.lastSeen().isAfter(NOON.plusSeconds(50)));
    }

    /** Makes watches due, and asks for as long as anything is to be asked. */
    private void round(String... names) throws InterruptedException {
        poller.due(List.of(names));
        step();
    }

    private void step() throws InterruptedException {
        for (int before = -1; before < asked; ) {
            before = asked;
            now = now.plusMillis(1);
            poller.step();
        }
    }

    private List<String> waiting() {
        return poller.waiting();
    }

    /** The watches in the order in which they were answered. */
    private List<String> answered() {
        return store.status().watches().stream()
                .filter(each -> each.last()
                        .map(look -> look.result() == PollOutcome.Result.COMPLETE)
                        .orElse(false))
                .sorted(Comparator.comparing(each -> each.last().orElseThrow().at()))
                .map(WatchStatus::name)
                .toList();
    }
}
