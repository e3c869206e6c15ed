package io.github.vastwatch.health;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.OutboxEntry;
import io.github.vastwatch.store.PollOutcome;
import io.github.vastwatch.store.PollOutcome.Result;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreRows;
import io.github.vastwatch.vast.Outage;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.vast.SearchResult.Cause;
import io.github.vastwatch.watch.AlertSettings;
import io.github.vastwatch.watch.IncidentRule;
import io.github.vastwatch.watch.NoticeRules;
import io.github.vastwatch.watch.Schedule;
import io.github.vastwatch.watch.Watch;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of what goes wrong, and of its end; times are minutes after the daemon was started. */
class IncidentReporterTest {
    private static final Watch W = reported(watch("w", "gpu_name=RTX_4090", "dph_total <= 0.40"), "hook", "other");

    private Store store;
    private IncidentReporter incidents;
    private Instant since = NOON;
    private Optional<Outage> outage = Optional.empty();

    @BeforeEach
    void open() throws Exception {
        store = Store.open(StateLocation.MEMORY);
        store.takeConfig(
                new DaemonStatus(
                        7, "1", NOON, "c", 1, NOON, Optional.empty(), 0, 6, Optional.empty(), "", RowUsage.Limit.OFF),
                Set.of("w"),
                Map.of());
        incidents = new IncidentReporter(store, new Metrics());
        since = NOON;
    }

    @AfterEach
    public void close() {
        store.close();
    }

    @Test
    void aWatchThatGetsNoAnswerIsReportedOnceAndOnceWhenItIsResolved() {
        polled(0, Result.COMPLETE, "");
        evaluate(14);
        assertThat(reported()).isEmpty();

        polled(15, Result.FAILED, "HTTP 503");
        evaluate(15);
        evaluate(16);
        evaluate(600);
        polled(601, Result.COMPLETE, "");
        evaluate(601);
        evaluate(602);

        assertThat(reported())
                .containsExactly(
                        "hook, other: watch 'w' has not seen the complete market for 15 minutes: no answer (HTTP 503)",
                        "hook, other: watch 'w' sees the complete market again");
    }

    @Test
    void foreverTruncatedAnswersAreSeeingPartOfTheMarket() {
        for (int minute = 0; minute < 60; minute++) {
            polled(minute, Result.TRUNCATED, "its share of the budget is spent");
            evaluate(minute);
        }

        assertThat(reported())
                .containsExactly(
                        "hook, other: watch 'w' has not seen the complete market for 15 minutes: seeing part of the"
                                + " market (its share of the budget is spent)");
    }

    @Test
    void aRefusedKeyIsReportedAtOnceAndNotOnceMoreForEachWatch() {
        polled(0, Result.KEY_REFUSED, "Vast.ai refuses the API key (HTTP 401)");
        evaluate(0);
        evaluate(40);
        polled(41, Result.COMPLETE, "");
        evaluate(41);

        assertThat(reported())
                .containsExactly(
                        "hook, other: Vast.ai refuses the API key (HTTP 401); check vast.api_key",
                        "hook, other: Vast.ai takes the API key again");
    }

    @Test
    void aChannelDownForThreeHoursIsReportedOnTheOtherOnceAndOnceWhenItWorksAgain() {
        polled(0, Result.COMPLETE, "");
        Delivery delivery = new Delivery("msg_1", "hook", Fixtures.alert("a"), NOON, 0, Optional.empty());
        store.incidents().update(store.incidents().open(), List.of(), List.of(delivery));
        attempt(delivery, 1, new Outcome.Deferred("HTTP 503", Optional.empty()));
        for (int minute = 1; minute <= 180; minute++) {
            polled(minute, Result.COMPLETE, "");
            evaluate(minute);
        }
        attempt(delivery, 181, new Outcome.Delivered("HTTP 200"));
        evaluate(181);
        evaluate(182);

        assertThat(reported())
                .containsExactly("other: channel 'hook' fails: HTTP 503", "other: channel 'hook' works again");
    }

    @Test
    void aDeadLetterIsReportedOnceAndIsResolvedWhenItWasSentAgain() {
        polled(0, Result.COMPLETE, "");
        Delivery delivery = new Delivery("msg_1", "hook", Fixtures.alert("a"), NOON, 0, Optional.empty());
        store.incidents().update(store.incidents().open(), List.of(), List.of(delivery));
        attempt(delivery, 1, new Outcome.Rejected("HTTP 422"));
        evaluate(1);
        evaluate(2);
        assertThat(store.outbox().retry("msg_1", at(3))).isTrue();
        attempt(delivery, 3, new Outcome.Delivered("HTTP 200"));
        evaluate(3);
        evaluate(4);

        assertThat(reported())
                .containsExactly(
                        "other: channel 'hook' did not receive an alert, which is now a dead letter (HTTP 422);"
                                + " 'vastwatch outbox list' shows it",
                        "other: channel 'hook' has had no dead letters in the last day");
    }

    @Test
    void aChannelThatWorksReportsItsOwnDeadLetters() {
        Watch alone = reported(W, "hook");
        polled(0, Result.COMPLETE, "");
        Delivery lost = new Delivery("msg_1", "hook", Fixtures.alert("a"), NOON, 0, Optional.empty());
        Delivery taken = new Delivery("msg_2", "hook", Fixtures.alert("b"), NOON, 0, Optional.empty());
        store.incidents().update(store.incidents().open(), List.of(), List.of(lost, taken));
        attempt(lost, 1, new Outcome.Rejected("HTTP 422"));
        attempt(taken, 1, new Outcome.Delivered("HTTP 200"));

        incidents.report(List.of(alone), outage, Optional.empty(), since, at(2));

        assertThat(reported())
                .containsExactly("hook: channel 'hook' did not receive an alert, which is now a dead letter (HTTP 422);"
                        + " 'vastwatch outbox list' shows it");
    }

    @Test
    void aTemplateThatFailsIsReportedOnItsOwnChannelTooAndHidesNoFailureOfTheChannel() {
        polled(0, Result.COMPLETE, "");
        Delivery delivery = new Delivery("msg_1", "hook", Fixtures.alert("a"), NOON, 0, Optional.empty());
        store.incidents().update(store.incidents().open(), List.of(), List.of(delivery));
        store.outbox()
                .storeContents(
                        List.of(new Delivery.Rendered(
                                delivery.with(new Delivery.Content("x")), Optional.of("it says nothing"))),
                        at(1));
        evaluate(1);
        evaluate(2);
        attempt(delivery, 2, Outcome.Deferred.incident("the login was refused: 535"));
        evaluate(3);
        store.outbox()
                .storeContents(
                        List.of(new Delivery.Rendered(delivery.with(new Delivery.Content("x")), Optional.empty())),
                        at(24 * 60 + 1));
        polled(24 * 60 + 1, Result.COMPLETE, "");
        evaluate(24 * 60 + 1);

        assertThat(reported())
                .containsExactly(
                        "hook, other: the template of channel 'hook' fails; built-in messages are sent instead: it says nothing",
                        "other: channel 'hook' fails: the login was refused: 535",
                        "hook, other: the template of channel 'hook' has worked for a day");
    }

    @Test
    void theOnlyChannelCannotTellOfItsOwnDeathAndHidesNoOtherTrouble() {
        Watch alone = reported(W, "hook");
        polled(0, Result.COMPLETE, "");
        Delivery delivery = new Delivery("msg_1", "hook", Fixtures.alert("a"), NOON, 0, Optional.empty());
        store.incidents().update(store.incidents().open(), List.of(), List.of(delivery));
        attempt(delivery, 1, new Outcome.Deferred("HTTP 503", Optional.empty()));
        incidents.report(List.of(alone), outage, Optional.empty(), since, at(70));
        incidents.report(List.of(alone), outage, Optional.empty(), since, at(71));

        assertThat(reported())
                .containsExactly("hook: watch 'w' has not seen the complete market for 70 minutes: no answer");
        assertThat(store.incidents().open()).hasSize(2);
    }

    @Test
    void aRestartInTheMiddleIsNoEndAndSendsNothingTwice() {
        polled(0, Result.COMPLETE, "");
        polled(19, Result.THROTTLED, "HTTP 429");
        evaluate(20);
        since = at(21);
        evaluate(21);
        evaluate(60);
        assertThat(reported()).hasSize(1);

        polled(61, Result.COMPLETE, "");
        evaluate(61);

        assertThat(reported()).hasSize(2).last().isEqualTo("hook, other: watch 'w' sees the complete market again");
    }

    @Test
    void anotherFailureIsNoEndOfOne() {
        polled(0, Result.COMPLETE, "");
        polled(16, Result.THROTTLED, "HTTP 429");
        evaluate(16);
        polled(17, Result.KEY_REFUSED, "Vast.ai refuses the API key (HTTP 401)");
        evaluate(17);
        polled(18, Result.FAILED, "HTTP 503");
        evaluate(18);

        assertThat(reported())
                .containsExactly(
                        "hook, other: watch 'w' has not seen the complete market for 16 minutes: no answer (HTTP 429)",
                        "hook, other: Vast.ai refuses the API key (HTTP 401); check vast.api_key");
    }

    @Test
    void aPauseInTheMiddleIsNoEnd() {
        polled(16, Result.FAILED, "HTTP 503");
        evaluate(16);
        store.watches().pause("w", Optional.of(at(17)));
        evaluate(17);
        store.watches().pause("w", Optional.empty());
        evaluate(18);

        assertThat(reported()).hasSize(1);
    }

    @Test
    void aRenamedWatchTakesItsTroubleAlong() {
        polled(16, Result.FAILED, "HTTP 503");
        evaluate(16);
        store.takeConfig(
                new DaemonStatus(
                        7, "1", NOON, "c", 2, at(17), Optional.empty(), 0, 6, Optional.empty(), "", RowUsage.Limit.OFF),
                Set.of("new"),
                Map.of("new", "w"));
        Watch renamed = reported(watch("new", "gpu_name=RTX_4090", "dph_total <= 0.40"), "hook", "other");
        incidents.report(List.of(renamed), outage, Optional.empty(), since, at(18));

        assertThat(reported()).hasSize(1);
        assertThat(store.incidents().open())
                .extracting(openIncident -> openIncident.source().name())
                .containsExactly("new");
    }

    @Test
    void aCronThatRestsAtNightIsNotBlindUntilItShouldHaveLooked() {
        Watch day = scheduled(W, Schedule.cron("*/5 7-22 * * *", ZoneOffset.UTC));
        polled(10 * 60 + 55, Result.COMPLETE, "");
        for (int minute = 11 * 60; minute < 19 * 60 + 15; minute += 5) {
            incidents.report(List.of(day), outage, Optional.empty(), since, at(minute));
        }
        assertThat(reported()).isEmpty();

        incidents.report(List.of(day), outage, Optional.empty(), since, at(19 * 60 + 15));

        assertThat(reported()).hasSize(1).first().asString().contains("for 15 minutes");
    }

    @Test
    void aStoreThatFailsEndsNothing() {
        polled(16, Result.FAILED, "HTTP 503");
        store.close();

        assertThatCode(() -> evaluate(16)).doesNotThrowAnyException();
    }

    @Test
    void aChannelThatIsSentToAgainHasNotRecoveredUntilItDelivers() {
        polled(0, Result.COMPLETE, "");
        Delivery delivery = new Delivery("msg_1", "hook", Fixtures.alert("a"), NOON, 0, Optional.empty());
        store.incidents().update(store.incidents().open(), List.of(), List.of(delivery));
        attempt(delivery, 1, Outcome.Deferred.incident("the login was refused: 535"));
        evaluate(1);
        attempt(delivery, 2, new Outcome.Deferred("connection refused", Optional.empty()));
        evaluate(2);

        assertThat(reported()).containsExactly("other: channel 'hook' fails: the login was refused: 535");
    }

    @Test
    void aWatchThatIsRemovedInTheMiddleIsNotCalledWellAgain() {
        evaluate(20);
        incidents.report(List.of(), outage, Optional.empty(), since, at(21));

        assertThat(reported()).hasSize(1);
        assertThat(store.incidents().open()).isEmpty();
    }

    @Test
    void aPausedWatchIsNoTrouble() {
        polled(0, Result.COMPLETE, "");
        store.watches().pause("w", Optional.of(at(1)));

        evaluate(600);

        assertThat(reported()).isEmpty();
    }

    @Test
    void aClockThatIsSetBackSendsNothing() {
        polled(600, Result.COMPLETE, "");

        evaluate(0);
        evaluate(30);

        assertThat(reported()).isEmpty();
    }

    private void polled(int minute, Result result, String reason) {
        polled("w", minute, result, reason);
    }

    private void polled(String watch, int minute, Result result, String reason) {
        store.commit(
                List.of(),
                List.of(new PollOutcome(watch, at(minute), result, reason, Optional.empty(), Optional.empty())),
                LocalDate.EPOCH,
                1,
                Optional.empty());
    }

    @Test
    void anOutageOfTheMarketIsOneIncidentForAllWatchesAndOneEnd() {
        List<Watch> watches = thirty();
        watches.forEach(watch -> polled(watch.name(), 0, Result.COMPLETE, ""));
        for (int minute = 1; minute < 40; minute++) {
            failing(1, new SearchResult.Failed(Cause.UNAVAILABLE, "HTTP 503", Optional.empty()), minute + 10);
            polled("w" + minute % 30, minute, Result.FAILED, "HTTP 503");
            incidents.report(watches, outage, Optional.empty(), since, at(minute));
        }
        over(41);
        watches.forEach(watch -> {
            polled(watch.name(), 41, Result.COMPLETE, "");
            incidents.report(watches, outage, Optional.empty(), since, at(41));
        });

        assertThat(reported())
                .containsExactly(
                        "hook, other: Vast.ai has answered no search for 15 minutes (HTTP 503)",
                        "hook, other: Vast.ai answers again");
        incidents.report(watches, outage, Optional.empty(), since, at(55));
        assertThat(reported()).hasSize(2);
        incidents.report(watches, outage, Optional.empty(), since, at(56));
        assertThat(reported()).hasSize(32);
        assertThat(alert(StoreRows.entries(store).get(0)).facts())
                .isEqualTo(Map.of("subject", "market", "until", "2026-11-23T12:26:00Z"));
    }

    @Test
    void anOutageIsOverWhenAnotherDaemonThatSharesTheStateHasHadAnAnswer() {
        polled(0, Result.COMPLETE, "");
        failing(1, new SearchResult.Failed(Cause.UNAVAILABLE, "HTTP 503", Optional.empty()), 20);
        polled(19, Result.COMPLETE, "");

        evaluate(20);

        assertThat(reported()).isEmpty();
    }

    @Test
    void anOutageThatFailsInOneWayAndAnotherIsOneIncident() {
        polled(0, Result.COMPLETE, "");
        failing(1, new SearchResult.Throttled("HTTP 429", Optional.empty(), false), 20);
        polled(16, Result.THROTTLED, "HTTP 429");
        evaluate(16);
        failing(1, new SearchResult.Failed(Cause.UNAVAILABLE, "HTTP 503", Optional.empty()), 30);
        polled(21, Result.FAILED, "HTTP 503");
        evaluate(21);

        assertThat(reported())
                .containsExactly("hook, other: Vast.ai has throttled every search for 15 minutes (HTTP 429)");
    }

    @Test
    void anOutageIsNotOverBecauseTheDaemonWasRestarted() {
        polled(0, Result.COMPLETE, "");
        failing(1, new SearchResult.Throttled("HTTP 429", Optional.empty(), false), 20);
        evaluate(16);
        outage = Optional.empty();
        since = at(17);
        evaluate(18);
        assertThat(reported()).hasSize(1);

        polled(19, Result.TRUNCATED, "");
        evaluate(19);

        assertThat(reported()).hasSize(2).last().isEqualTo("hook, other: Vast.ai answers again");
    }

    @Test
    void aShortPatienceIsReportedInSeconds() {
        Watch hasty = patient(Duration.ofSeconds(40));
        polled(0, Result.COMPLETE, "");
        failing(0, new SearchResult.Failed(Cause.UNAVAILABLE, "HTTP 503", Optional.empty()), 0);
        incidents.report(List.of(hasty), outage, Optional.empty(), since, NOON.plusSeconds(39));
        incidents.report(List.of(hasty), outage, Optional.empty(), since, NOON.plusSeconds(40));

        assertThat(reported()).containsExactly("hook, other: Vast.ai has answered no search for 40 seconds (HTTP 503)");
        assertThat(alert(StoreRows.entries(store).get(0)).facts())
                .isEqualTo(Map.of("subject", "market", "until", "2026-11-23T12:00:40Z"));
    }

    @Test
    void aWatchThatWasBlindBeforeTheOutageHasItsOwnIncident() {
        polled(30, Result.FAILED, "the answer did not complete in time");
        failing(
                30,
                new SearchResult.Failed(Cause.UNAVAILABLE, "the answer did not complete in time", Optional.empty()),
                31);
        evaluate(30);

        assertThat(reported())
                .containsExactly(
                        "hook, other: watch 'w' has not seen the complete market for 30 minutes: no answer (the answer"
                                + " did not complete in time)");
    }

    @Test
    void aRefusedKeySaysWhenItIsAskedAgain() {
        polled(0, Result.KEY_REFUSED, "Vast.ai refuses the API key (HTTP 401)");
        failing(0, new SearchResult.Failed(Cause.KEY_REFUSED, "x", Optional.empty()), 5);
        evaluate(0);
        evaluate(40);

        assertThat(reported())
                .containsExactly("hook, other: Vast.ai refuses the API key (HTTP 401); check vast.api_key");
        assertThat(alert(StoreRows.entries(store).get(0)).facts())
                .isEqualTo(Map.of("subject", "key", "until", "2026-11-23T12:05:00Z"));
    }

    private void failing(int since, SearchResult last, int next) {
        outage = Optional.of(new Outage(at(since), last, at(next), Optional.empty()));
    }

    private void over(int minute) {
        outage = outage.map(each -> new Outage(each.since(), each.last(), each.next(), Optional.of(at(minute))));
    }

    private static List<Watch> thirty() {
        return IntStream.range(0, 30)
                .mapToObj(i -> reported(watch("w" + i, "gpu_name=RTX_4090", "dph_total <= 0.40"), "hook", "other"))
                .toList();
    }

    private static Watch patient(Duration patience) {
        AlertSettings usual = W.alerts();
        return W.with(new AlertSettings(
                usual.notifyRules(),
                usual.slack(),
                usual.goneAfter(),
                usual.rateRules(),
                usual.selection(),
                new NoticeRules(
                        Optional.empty(), Optional.empty(), true, new IncidentRule(List.of(), Optional.of(patience)))));
    }

    @Test
    void aSpentQuotaIsReportedOnceInWordsAndOnceWhenItGoesOn() {
        polled(0, Result.COMPLETE, "");
        polled(1, Result.THROTTLED, "HTTP 429: Daily search row quota exhausted");
        quota(usage -> usage.read(19_000, at(1)).refused(at(12 * 60), at(1)));
        for (int minute = 1; minute < 12 * 60 + 14; minute++) {
            evaluate(minute);
        }
        polled(12 * 60 + 14, Result.COMPLETE, "");
        evaluate(12 * 60 + 14);
        evaluate(12 * 60 + 15);

        assertThat(reported())
                .containsExactly(
                        "hook, other: Vast.ai's quota of rows for the day is used up: nothing is asked until it resets,"
                                + " and no offer counts as gone",
                        "hook, other: Vast.ai answers again; its quota of rows is no longer used up");
        assertThat(alert(StoreRows.entries(store).get(0)).facts())
                .isEqualTo(Map.of("subject", "quota", "until", "2026-11-24T00:00:00Z"));
    }

    @Test
    void aQuotaThatAnotherProgramHasUsedUpSaysSo() {
        Instant day = NOON.minus(Duration.ofHours(13));
        store.daemon().change("", day, usage -> usage.read(1, day));
        quota(usage -> usage.read(3_100, at(1)).refused(at(12 * 60), at(1)));

        evaluate(1);

        assertThat(reported())
                .containsExactly(
                        "hook, other: Vast.ai's quota of rows for the day is used up: nothing is asked until it"
                                + " resets, and no offer counts as gone; vastwatch read only 3,100 rows today, so another"
                                + " program probably uses the same key");
    }

    @Test
    void aWatchThatSeesNothingAfterTheResetIsReportedByItself() {
        polled(0, Result.COMPLETE, "");
        quota(usage -> usage.refused(at(12 * 60), at(1)));
        evaluate(1);
        evaluate(12 * 60 + 14);
        evaluate(12 * 60 + 15);

        assertThat(reported())
                .hasSize(2)
                .last()
                .asString()
                .startsWith("hook, other: watch 'w' has not seen the complete market");
    }

    @Test
    void aStateWhoseFileWasTakenAwayIsReportedThroughWhatIsStillOpenAndOnceWhenItIsBack() {
        polled(0, Result.COMPLETE, "");
        Optional<String> lost = Optional.of("the state /s/state.db was moved or deleted");
        for (int minute = 1; minute <= 3; minute++) {
            incidents.report(List.of(W), Optional.empty(), lost, NOON, at(minute));
        }
        evaluate(4);
        evaluate(5);

        assertThat(reported())
                .containsExactly(
                        "hook, other: the state /s/state.db was moved or deleted while vastwatch runs; alerts continue."
                                + " Stop vastwatch and restore the file; otherwise the next start sends every match"
                                + " again",
                        "hook, other: the state file is back in its place");
    }

    @Test
    void aRejectedConfigIsReportedOnceWithItsProblemsAndOnceWhenItIsValidAgain() {
        polled(0, Result.COMPLETE, "");
        store.daemon().refuse(new DaemonStatus.Refusal(at(1), "c:1:1: unknown key 'a'\nc:2:1: unknown key 'b'"));
        evaluate(1);
        store.daemon().refuse(new DaemonStatus.Refusal(at(2), "c:2:1: unknown key 'b'"));
        evaluate(2);
        store.takeConfig(
                new DaemonStatus(
                        7, "1", NOON, "c", 2, at(3), Optional.empty(), 0, 6, Optional.empty(), "", RowUsage.Limit.OFF),
                Set.of("w"),
                Map.of());
        evaluate(3);
        evaluate(4);

        assertThat(reported())
                .containsExactly(
                        "hook, other: the changed config was rejected; the previous one (generation 1) stays in force",
                        "hook, other: the config is valid again and in force, generation 2");
        Alert started = StoreRows.alerts(store, NOON).get(0).alert();
        assertThat(started.sentences()).contains("c:1:1: unknown key 'a'", "c:2:1: unknown key 'b'");
        assertThat(started.facts()).isEqualTo(Map.of("subject", "config", "file", "c"));
    }

    @Test
    void whileTheMachineSleptNobodyWasBlind() {
        polled(0, Result.COMPLETE, "");
        MonitoringStart monitoringStart = new MonitoringStart(NOON);
        for (int second = 0; second <= 60; second += 5) {
            assertThat(monitoringStart.since(NOON.plusSeconds(second))).isEqualTo(NOON);
        }

        Instant woken = at(600);
        incidents.report(List.of(W), Optional.empty(), Optional.empty(), monitoringStart.since(woken), woken);

        assertThat(reported()).as("it slept for ten hours").isEmpty();
        assertThat(monitoringStart.since(woken.plusSeconds(5))).isEqualTo(woken);
        assertThat(monitoringStart.since(at(599)))
                .as("a clock that was set back")
                .isEqualTo(at(599));
    }

    private void quota(UnaryOperator<RowUsage> change) {
        store.daemon().change("", at(1), change);
    }

    private void evaluate(int minute) {
        incidents.report(List.of(W), outage, Optional.empty(), since, at(minute));
    }

    private void attempt(Delivery delivery, int minute, Outcome outcome) {
        boolean isDone = outcome instanceof Outcome.Delivered || outcome instanceof Outcome.Rejected;
        store.outbox()
                .record(List.of(new Attempt(
                        delivery, outcome, at(minute), isDone ? Optional.empty() : Optional.of(at(minute + 60)))));
    }

    private Alert alert(OutboxEntry outboxEntry) {
        return store.outbox().find(outboxEntry.id()).orElseThrow().alert();
    }

    /** Whom it was told, and what. */
    private List<String> reported() {
        return StoreRows.entries(store).stream()
                .filter(outboxEntry -> outboxEntry.alertKind().wire().startsWith("incident"))
                .collect(Collectors.groupingBy(
                        outboxEntry -> outboxEntry.alertId(), LinkedHashMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(each -> String.join(
                                ", ", each.stream().map(OutboxEntry::channel).toList()) + ": "
                        + alert(each.get(0)).sentences().get(0))
                .toList();
    }

    private static Instant at(int minute) {
        return NOON.plus(Duration.ofMinutes(minute));
    }

    private static Watch scheduled(Watch watch, Schedule schedule) {
        return new Watch(
                watch.name(),
                true,
                watch.query(),
                watch.type(),
                watch.diskGb(),
                watch.sla(),
                watch.workload(),
                watch.threshold(),
                watch.moving(),
                schedule,
                watch.until(),
                watch.channels(),
                watch.rent(),
                watch.alerts());
    }

    private static Watch reported(Watch watch, String... channels) {
        AlertSettings usual = watch.alerts();
        return new Watch(
                watch.name(),
                true,
                watch.query(),
                watch.type(),
                watch.diskGb(),
                watch.sla(),
                watch.workload(),
                watch.threshold(),
                watch.moving(),
                watch.schedule(),
                watch.until(),
                List.of(channels),
                watch.rent(),
                new AlertSettings(
                        usual.notifyRules(),
                        usual.slack(),
                        usual.goneAfter(),
                        usual.rateRules(),
                        usual.selection(),
                        new NoticeRules(Optional.empty(), Optional.empty(), true, IncidentRule.USUAL)));
    }
}
