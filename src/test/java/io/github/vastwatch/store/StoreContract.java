package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertPolicy;
import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.IncidentSource;
import io.github.vastwatch.alert.LatestOffers;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Memory;
import io.github.vastwatch.alert.NotificationRecord;
import io.github.vastwatch.alert.OpenIncident;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.Silence;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.history.MarketThreshold;
import io.github.vastwatch.history.Observation;
import io.github.vastwatch.history.RecordedPoll;
import io.github.vastwatch.history.Recorder;
import io.github.vastwatch.history.Recording;
import io.github.vastwatch.history.Run;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.watch.Metric;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Snapshot;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Watch;
import io.github.vastwatch.watch.Workload;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every store does, whatever database it is kept in; a subclass opens each. */
abstract class StoreContract {
    static final Offer OFFER = offer(7, 1, 0.38, NOON);
    static final BigDecimal PRICE = new BigDecimal("0.38");
    static final TrackedOffer KNOWN =
            new TrackedOffer(OFFER.key().orElseThrow(), 1, PRICE, NOON, NOON, 0, Optional.empty());
    static final Alert ALERT = Alert.matched(
            "alert-1",
            "cheap-4090",
            NOON,
            new WatchTerms(Threshold.parse("dph_total <= 0.40"), 20, Rent.DEFAULT),
            List.of(new Match(Reason.FIRST_SEEN, OFFER.key().orElseThrow(), OFFER, PRICE, Optional.empty())),
            1);
    private static final Workload JOB =
            new Workload(new BigDecimal("20.5"), new BigDecimal("100"), new BigDecimal("0.5"));
    static final NotificationRecord TOLD = new NotificationRecord(
            OFFER.key().orElseThrow(),
            PRICE,
            NOON,
            "alert-1",
            Metric.JOB_COST.of(Optional.of(JOB)),
            20,
            Optional.empty(),
            false,
            OFFER.row());
    static final Delivery DELIVERY = new Delivery("msg_1", "hook", ALERT, NOON, 0, Optional.empty());
    static final WatchUpdate RECORD =
            new WatchUpdate("cheap-4090", NOON, List.of(KNOWN), List.of(TOLD), List.of(DELIVERY));
    private static final DaemonStatus STATUS = new DaemonStatus(
            7, "0.1.0", NOON, "c.yaml", 1, NOON, Optional.empty(), 0, 6, Optional.empty(), "", RowUsage.Limit.AUTO);

    /** Opens a new state. */
    abstract Store open() throws IOException;

    @Test
    void knowsWhereThresholdsAreThatFollowTheMarket() throws IOException {
        MarketThreshold market = new MarketThreshold(
                "dph_total <= p10(14d)",
                Optional.of(Threshold.parse("dph_total <= 0.2835")),
                NOON,
                Duration.ofDays(14),
                Duration.ofDays(7),
                Optional.of(NOON.minusSeconds(60)));
        try (Store store = open()) {
            store.watches().moved(Map.of("cheap-4090", market));
            assertThat(store.watches().marketThresholds()).isEqualTo(Map.of("cheap-4090", market));

            store.watches().moved(Map.of("other", market));
            assertThat(store.watches().marketThresholds()).isEqualTo(Map.of("other", market));
        }
    }

    @Test
    void numbersRecordedOffersInTheOrderInWhichTheyWereAdded() throws IOException {
        try (Store store = open()) {
            List<Offer> offers = LongStream.of(30, 7, 200, 1)
                    .mapToObj(machine -> offer(machine, machine, 0.38, NOON))
                    .toList();
            for (Offer each : offers) {
                store.history().add(List.of(ended(each)));
            }

            List<Long> numbers = store.history().numbers(key -> true);
            List<OfferKey> read = new ArrayList<>();
            store.history().runs(new Span(NOON, NOON.plusSeconds(60)), numbers, run -> read.add(run.key()));

            assertThat(numbers).isSorted().hasSize(offers.size());
            assertThat(read)
                    .isEqualTo(offers.stream()
                            .map(each -> each.key().orElseThrow())
                            .toList());
            assertThat(store.history().numbers(key -> key.machineId() == 7)).containsExactly(numbers.get(1));
        }
    }

    private static Run ended(Offer offer) {
        return new Run(
                offer.key().orElseThrow(),
                NOON,
                Optional.of(NOON.plusSeconds(60)),
                Optional.of(Run.End.GONE),
                20,
                offer);
    }

    @Test
    void returnsRecordedRunsAsTheyWere() throws IOException {
        try (Store store = open()) {
            Recorder recorder = new Recorder(List.of());
            Offer cheaper = Fixtures.with(OFFER, Field.DPH_TOTAL, Value.of(0.36));
            cheaper = Fixtures.without(Fixtures.without(cheaper, Field.GEOLOCATION), Field.RELIABILITY);
            cheaper = Fixtures.with(cheaper, Field.VERIFICATION, Value.Null.NULL);
            cheaper = Fixtures.with(cheaper, Field.GPU_RAM, Value.of(24_564));
            record(store, recorder, NOON, OFFER);
            record(store, recorder, NOON.plusSeconds(60), OFFER);
            record(store, recorder, NOON.plusSeconds(120), cheaper);

            List<Run> runs = new ArrayList<>();
            store.history().runs(new Span(NOON, NOON.plusSeconds(300)), key -> true, runs::add);

            assertThat(runs)
                    .extracting(Run::from, Run::to, Run::end)
                    .containsExactly(
                            tuple(NOON, Optional.of(NOON.plusSeconds(120)), Optional.of(Run.End.CHANGED)),
                            tuple(NOON.plusSeconds(120), Optional.empty(), Optional.empty()));
            assertThat(runs.get(0).offer().row()).isEqualTo(recorded(OFFER));
            assertThat(runs.get(1).offer().row()).isEqualTo(recorded(cheaper));
            assertThat(store.history().open()).containsExactly(runs.get(1));
        }
    }

    @Test
    void returnsWhenQuestionsWereAnswered() throws IOException {
        try (Store store = open()) {
            Recorder recorder = new Recorder(List.of());
            for (int minute = 0; minute < 500; minute++) {
                record(store, recorder, NOON.plusSeconds(60L * minute), OFFER);
            }
            store.history().flush();

            List<RecordedPoll> polls =
                    store.history().polls(new Span(NOON.plusSeconds(211), NOON.plusSeconds(60L * 400)));

            // The answer after a minute holds until 210 s.
            assertThat(polls).hasSize(398);
            assertThat(polls.get(0))
                    .isEqualTo(new RecordedPoll(
                            CHEAP_4090.question(),
                            Set.of("cheap-4090"),
                            NOON.plusSeconds(120),
                            true,
                            Duration.ofSeconds(150)));
            assertThat(store.history().since()).contains(NOON);
            // The first 200 answers are in a row of their own.
            assertThat(store.history()
                            .polls(new Span(NOON.plusSeconds(60L * 199 + 30), NOON.plusSeconds(60L * 400)))
                            .get(0)
                            .at())
                    .isEqualTo(NOON.plusSeconds(60L * 197));
        }
    }

    @Test
    void takesAnswersWithAnotherRowLimitForAnswersToTheSameQuestion() throws IOException {
        try (Store store = open()) {
            Recorder recorder = new Recorder(List.of());
            for (int minute = 0; minute < 3; minute++) {
                Question asked = CHEAP_4090.question();
                Recording recording = recorder.record(Observation.of(
                        asked.with(asked.query().limitedTo(900 - minute)),
                        List.of(CHEAP_4090),
                        NOON.plusSeconds(60L * minute),
                        true,
                        Duration.ofMinutes(1),
                        List.of(OFFER)));
                store.history().write(recording);
                recorder.committed(recording);
            }
            store.history().flush();

            assertThat(store.history().polls(new Span(NOON, NOON.plusSeconds(600))))
                    .extracting(RecordedPoll::asked)
                    .containsOnly(CHEAP_4090.question());
        }
    }

    @Test
    void deletesWhatIsOlderThanItIsKept() throws IOException {
        try (Store store = open()) {
            Recorder recorder = new Recorder(List.of());
            for (int minute = 0; minute < 1_500; minute++) {
                Offer offer = Fixtures.with(OFFER, Field.DPH_TOTAL, Value.of(0.3 + minute / 10_000.0));
                record(store, recorder, NOON.plusSeconds(60L * minute), offer);
            }

            int calls = 1;
            while (store.history()
                    .prune(NOON.plusSeconds(60L * 1_200), Long.MAX_VALUE)
                    .isMore()) {
                calls++;
            }

            List<Run> runs = new ArrayList<>();
            store.history().runs(new Span(NOON, NOON.plusSeconds(60L * 3_000)), key -> true, runs::add);
            assertThat(runs).hasSize(301);
            assertThat(runs.get(0).from()).isEqualTo(NOON.plusSeconds(60L * 1_199));
            assertThat(calls).isEqualTo(12);
        }
    }

    @Test
    void deletesTheOldestOfALargeState() throws IOException {
        try (Store store = open()) {
            Recorder recorder = new Recorder(List.of());
            for (int minute = 0; minute < 1_500; minute++) {
                Offer offer = Fixtures.with(OFFER, Field.DPH_TOTAL, Value.of(0.3 + minute / 10_000.0));
                record(store, recorder, NOON.plusSeconds(60L * minute), offer);
            }

            assertThat(store.history().prune(NOON, Long.MAX_VALUE))
                    .matches(pruned -> pruned.rows() == 0 && !pruned.isTooLarge() && !pruned.isMore());
            assertThat(store.history().prune(NOON, 1))
                    .matches(pruned -> pruned.rows() > 0 && pruned.isTooLarge() && pruned.isMore());

            assertThat(store.history().since().orElseThrow()).isAfter(NOON);
        }
    }

    @Test
    void forgetsOffersAndQuestionsOfWhichNothingIsLeft() throws IOException {
        try (Store store = open()) {
            Recorder recorder = new Recorder(List.of());
            Instant later = NOON.plusSeconds(86_400);
            record(store, recorder, NOON, Fixtures.offer(7, 1, 0.38, NOON));
            record(store, recorder, NOON.plusSeconds(60), Fixtures.offer(8, 2, 0.38, NOON));
            store.history()
                    .add(List.of(new Run(
                            new OfferKey(RentalType.ON_DEMAND, 9, 1, "RTX 4090"),
                            NOON,
                            Optional.of(NOON.plusSeconds(60)),
                            Optional.of(Run.End.GONE),
                            20,
                            OFFER)));
            store.history().flush();

            store.history().prune(NOON.plusSeconds(3_600), Long.MAX_VALUE);
            record(store, recorder, later, Fixtures.offer(7, 1, 0.38, later));
            record(store, recorder, later.plusSeconds(60), Fixtures.offer(7, 1, 0.39, later));

            assertThat(store.history().polls(new Span(NOON, later.plusSeconds(600))))
                    .extracting(RecordedPoll::at)
                    .containsExactly(later, later.plusSeconds(60));
            long offers = store.database()
                    .call(handle -> handle.createQuery("select count(*) from history_offer")
                            .mapTo(Long.class)
                            .one());
            assertThat(offers).isEqualTo(2);
        }
    }

    private static void record(Store store, Recorder recorder, Instant at, Offer offer) {
        Recording recording = recorder.record(Observation.of(
                CHEAP_4090.question(), List.of(CHEAP_4090), at, true, Duration.ofMinutes(1), List.of(offer)));
        store.history().write(recording);
        recorder.committed(recording);
    }

    private static Map<Field, Value> recorded(Offer offer) {
        Map<Field, Value> row = new HashMap<>(offer.row());
        row.keySet().removeAll(Set.of(Field.ID, Field.ASK_CONTRACT_ID));
        return row;
    }

    @Test
    void writesAllOfAPollOrNothing() throws IOException {
        try (Store store = open()) {
            WatchUpdate twiceTheSameDelivery =
                    new WatchUpdate("cheap-4090", NOON, List.of(KNOWN), List.of(TOLD), List.of(DELIVERY, DELIVERY));

            assertThatThrownBy(() -> store.commit(twiceTheSameDelivery)).isInstanceOf(StoreFailure.class);

            assertThat(store.offers().memory(CHEAP_4090)).isEqualTo(new Memory(Map.of(), Map.of()));
            assertThat(claim(store, NOON)).isEmpty();
        }
    }

    @Test
    void anAlertHoldsTheBestOfItsOffersAndCountsThemAll() throws IOException {
        List<Match> all = LongStream.range(0, 10_000)
                .mapToObj(machine -> offer(machine, machine, 0.1 + machine / 100_000d, NOON))
                .map(offer -> new Match(
                        Reason.FIRST_SEEN, offer.key().orElseThrow(), offer, BigDecimal.TEN, Optional.empty()))
                .toList();
        Alert alert = Alert.matched("alert-1", "cheap-4090", NOON, ALERT.terms().orElseThrow(), all, all.size());
        try (Store store = open()) {
            store.commit(new WatchUpdate(
                    "cheap-4090",
                    NOON,
                    List.of(),
                    List.of(),
                    List.of(new Delivery("msg_1", "hook", alert, NOON, 0, Optional.empty()))));

            Alert read = StoreRows.alerts(store, NOON).get(0).alert();

            assertThat(read).isEqualTo(alert);
            assertThat(read.count()).isEqualTo(10_000);
            assertThat(read.matches()).isEqualTo(all.subList(0, Alert.MOST));
        }
    }

    @Test
    void aDeliveryThatIsBeingSentIsNotDueUntilItsLeaseEndsOrIsReleased() throws IOException {
        try (Store store = open()) {
            store.commit(RECORD);

            assertThat(claim(store, NOON)).contains(DELIVERY);
            store.outbox()
                    .storeContents(
                            List.of(new Delivery.Rendered(
                                    DELIVERY.with(new Delivery.Content("bytes")), Optional.empty())),
                            NOON);

            assertThat(claim(store, NOON.plusSeconds(299))).isEmpty();
            assertThat(claim(store, NOON.plusSeconds(300)).flatMap(Delivery::content))
                    .contains(new Delivery.Content("bytes"));
            assertThat(store.outbox().releaseLeases(NOON)).isEqualTo(1);
            assertThat(claim(store, NOON)).isPresent();
            // Two attempts have an unknown end.
            assertThat(store.outbox().find("msg_1").orElseThrow().outboxEntry().uncertain())
                    .isEqualTo(2);
        }
    }

    @Test
    void aDeferredDeliveryIsDueLaterAndADeliveredOneNever() throws IOException {
        try (Store store = open()) {
            store.commit(RECORD);

            store.outbox()
                    .record(List.of(new Attempt(
                            DELIVERY,
                            new Outcome.Deferred("HTTP 503", Optional.empty()),
                            NOON,
                            Optional.of(NOON.plusSeconds(5)))));

            assertThat(claim(store, NOON)).isEmpty();
            Delivery due = claim(store, NOON.plusSeconds(5)).orElseThrow();
            assertThat(due.attempts()).isEqualTo(1);
            store.outbox().record(List.of(new Attempt(due, new Outcome.Delivered("HTTP 200"), NOON, Optional.empty())));
            assertThat(store.channels().all().get(0).pending()).isZero();
        }
    }

    @Test
    void anAttemptPlannedBeforeTheClockWasSetBackIsDue() throws IOException {
        try (Store store = open()) {
            store.commit(RECORD);
            store.outbox()
                    .record(List.of(new Attempt(
                            DELIVERY,
                            new Outcome.Deferred("HTTP 503", Optional.empty()),
                            NOON,
                            Optional.of(NOON.plusSeconds(5)))));

            assertThat(claim(store, NOON.minus(Duration.ofDays(1)))).isPresent();
        }
    }

    @Test
    void whatWasSentAndTheRevisionOfAWatchKeepTheirServiceLevel() throws IOException {
        Watch watch = Fixtures.withSla(CHEAP_4090, "0.995");
        WatchUpdate update = AlertPolicy.decide(
                watch, Memory.EMPTY, Snapshot.of(watch, watch.question(), NOON, true, List.of(OFFER)), () -> "id");

        try (Store store = open()) {
            store.commit(update);
            assertThat(store.offers().memory(watch).sent().values())
                    .extracting(NotificationRecord::sla)
                    .containsExactly(Optional.of(Sla.parse("0.995")));
            assertThat(store.offers().memory(watch).state()).isEqualTo(update.state());
        }
    }

    @Test
    void anAlertInTheOutboxKeepsItsServiceLevelAndWhatIsUrgent() throws IOException {
        WatchTerms watchTerms = new WatchTerms(
                Threshold.parse("job_cost <= 8.5").of(Optional.of(JOB)),
                20,
                Optional.of(Sla.parse("0.995")),
                Optional.of(JOB),
                Rent.DEFAULT,
                5,
                Optional.of(Threshold.parse("dph_total <= 0.25")));
        Alert alert = Alert.matched(
                "alert-1",
                "w",
                NOON,
                watchTerms,
                List.of(new Match(Reason.FIRST_SEEN, KNOWN.key(), OFFER, PRICE, Optional.empty())),
                1);

        try (Store store = open()) {
            store.commit(new WatchUpdate(
                    "w",
                    NOON,
                    List.of(),
                    List.of(),
                    List.of(new Delivery("msg_1", "hook", alert, NOON, 0, Optional.empty()))));

            assertThat(StoreRows.alerts(store, NOON))
                    .extracting(Outbox.AlertRecord::alert)
                    .containsExactly(alert);
        }
    }

    @Test
    void forgettingAMachineForgetsNoOtherOne() throws IOException {
        try (Store store = open()) {
            store.commit(RECORD);

            assertThat(store.offers().forget("cheap-4090", Optional.of(1L)))
                    .as("the number of GPUs is 1, the machine is 7")
                    .isZero();
            assertThat(store.offers().memory(CHEAP_4090).sent()).containsOnlyKeys(TOLD.key());

            assertThat(store.offers().forget("cheap-4090", Optional.of(7L))).isEqualTo(1);
            assertThat(store.offers().memory(CHEAP_4090)).isEqualTo(Memory.EMPTY);
        }
    }

    @Test
    void whatElseIsDamagedIsAFailureOfTheState() throws IOException {
        try (Store store = open()) {
            assertThatThrownBy(() -> store.database().call(handle -> Sla.parse("gold")))
                    .isInstanceOf(StoreFailure.class)
                    .hasMessageStartingWith("the state is damaged: ");
        }
    }

    @Test
    void aDeliveryIsReplacedByOneWithAnotherAlertUnderAnotherId() throws IOException {
        try (Store store = open()) {
            store.commit(RECORD);
            Delivery claimed = claim(store, NOON).orElseThrow();
            Alert changed = ALERT.withMatches(ALERT.matches(), 3, 2);

            store.outbox()
                    .replace(claimed, claimed.replacedBy("msg_2", changed), NOON, "parts of it are no longer true");

            assertThat(StoreRows.entries(store))
                    .extracting(entry -> entry.id() + " " + entry.state() + " " + entry.offers() + " "
                            + entry.answer().orElse("-"))
                    .containsExactly(
                            "msg_1 superseded 1 parts of it are no longer true; replaced by msg_2",
                            "msg_2 pending 3 -");
            assertThat(store.outbox().find("msg_2").orElseThrow().alert()).isEqualTo(changed);
            assertThat(store.outbox().retry("msg_1", NOON)).isFalse();
        }
    }

    @Test
    void deliveriesAreFoldedOnlyWhileAllOfThemWait() throws IOException {
        try (Store store = open()) {
            store.commit(RECORD);
            commit(store, "2");
            commit(store, "3");
            Delivery claimed = claim(store, NOON).orElseThrow();
            List<Delivery> late = new ArrayList<>();
            store.outbox().forEachOtherLate(claimed, NOON.plusSeconds(300), late::add);
            assertThat(late).extracting(Delivery::id).containsExactly("msg_2", "msg_3");

            store.outbox().drop("msg_3", NOON);
            assertThat(store.outbox().fold(claimed, claimed, List.of("msg_2", "msg_3"), NOON))
                    .isFalse();
            assertThat(store.outbox().fold(claimed, claimed, List.of("msg_2"), NOON))
                    .isTrue();

            assertThat(StoreRows.entries(store))
                    .extracting(entry -> entry.state() + " " + entry.isBeingSent())
                    .containsExactly("pending false", "superseded false", "dropped false");
        }
    }

    @Test
    void whatAChannelMissedIsReportedOnceUnlessItsReportIsNotDelivered() throws IOException {
        try (Store store = open()) {
            store.commit(RECORD);
            commit(store, "2");
            commit(store, "3");
            store.outbox().supersede(DELIVERY, NOON, "none of its offers matches any more", true);

            assertThat(missed(store, "2")).containsExactly(ALERT);
            assertThat(missed(store, "3")).as("another message reports it").isEmpty();
            assertThat(missed(store, "2")).as("the same message again").containsExactly(ALERT);
            store.outbox().drop("msg_2", NOON);
            assertThat(missed(store, "3")).as("the report was dropped").containsExactly(ALERT);
        }
    }

    private static List<Alert> missed(Store store, String number) {
        List<Alert> missed = new ArrayList<>();
        store.outbox()
                .claimMissed(new Delivery("msg_" + number, "hook", ALERT, NOON, 0, Optional.empty()), missed::add);
        return missed;
    }

    @Test
    void aCommitWithDeliveriesWakesWhatWaitsForIt() throws Exception {
        try (Store store = open()) {
            long seen = store.outbox().changes("hook").count();
            store.daemon().testWrite(NOON);
            assertThat(store.outbox().changes("hook").count()).isEqualTo(seen);

            assertThatThrownBy(() -> store.database().run(handle -> {
                        store.commit(RECORD);
                        throw new StoreFailure("rolled back");
                    }))
                    .hasMessage("rolled back");
            assertThat(store.outbox().changes("hook").count()).isEqualTo(seen);

            store.commit(RECORD);
            store.outbox().changes("hook").await(seen, Duration.ofDays(1));
            assertThat(store.outbox().changes("hook").count()).isGreaterThan(seen);
        }
    }

    @Test
    void theNewestStateOfOffersIsFoundByThemselvesAndByTheirMachine() throws IOException {
        try (Store store = open()) {
            TrackedOffer machine =
                    new TrackedOffer(KNOWN.key().ofMachine(), 2, PRICE, NOON, NOON, 1, Optional.of(NOON));
            store.commit(new WatchUpdate("cheap-4090", NOON, List.of(KNOWN, machine), List.of(), List.of()));

            assertThat(store.offers().latest("cheap-4090", List.of(KNOWN.key())))
                    .isEqualTo(
                            new LatestOffers(Map.of(KNOWN.key(), KNOWN, machine.key(), machine), 1, Optional.empty()));
            assertThat(store.offers().latest("other", List.of(KNOWN.key())))
                    .isEqualTo(new LatestOffers(Map.of(), 0, Optional.empty()));
        }
    }

    @Test
    void silencesAndAcknowledgementsReachTheMemoryOfTheirWatch() throws IOException {
        try (Store store = open()) {
            store.commit(RECORD);
            Silence silence = new Silence(0, "cheap-4090", Optional.of(7L), NOON, NOON.plusSeconds(60), "noisy");
            long id = store.silences().add(silence);
            assertThat(store.silences().acknowledge("alert-1", NOON)).isTrue();
            assertThat(store.silences().acknowledge("alert-1", NOON)).isTrue();
            assertThat(store.silences().acknowledge("alert-9", NOON)).isFalse();

            Memory memory = store.offers().memory(CHEAP_4090);
            assertThat(memory.silences())
                    .containsExactly(
                            new Silence(id, "cheap-4090", Optional.of(7L), NOON, NOON.plusSeconds(60), "noisy"));
            assertThat(memory.acknowledged()).containsExactly("alert-1");
            assertThat(store.silences().remove(id)).isTrue();
            assertThat(store.silences().remove(id)).isFalse();
        }
    }

    @Test
    void anIncidentFollowsARenamedWatch() throws IOException {
        try (Store store = open()) {
            store.takeConfig(STATUS, Set.of("before"), Map.of());
            List<OpenIncident> open = List.of(
                    new OpenIncident(IncidentSource.MARKET, List.of()),
                    new OpenIncident(IncidentSource.watch("before"), List.of("hook", "mail")));
            assertThat(store.incidents().update(List.of(), open, List.of())).isTrue();
            assertThat(store.incidents().update(List.of(), open, List.of())).isFalse();
            assertThat(store.incidents().open()).isEqualTo(open);

            store.takeConfig(STATUS, Set.of("after"), Map.of("after", "before"));

            assertThat(store.incidents().open())
                    .containsExactly(
                            open.get(0), new OpenIncident(IncidentSource.watch("after"), List.of("hook", "mail")));
        }
    }

    @Test
    void theStatusOfTheDaemonIsReadAsItWasWritten() throws IOException {
        HeartbeatStatus failing = HeartbeatStatus.failing("https://hc-ping.com", NOON, "HTTP 404");
        PlanStatus planned = new PlanStatus(
                "probe", "gpu_name=RTX_4090", List.of("a", "b"), 12.5, Duration.ofMinutes(1), Duration.ofMinutes(2));
        try (Store store = open()) {
            store.takeConfig(STATUS, Set.of("a"), Map.of());
            store.daemon().heartbeat(Optional.of(HeartbeatStatus.expected("https://hc-ping.com")));
            store.daemon().heartbeat(Optional.of(failing));
            store.daemon()
                    .heartbeat(Optional.of(
                            HeartbeatStatus.failing("https://hc-ping.com", NOON.plusSeconds(60), "HTTP 404")));
            store.daemon().plan(List.of(planned));
            store.daemon().testWrite(NOON);

            StateStatus status = store.status();
            assertThat(status.daemon()).contains(STATUS);
            assertThat(status.heartbeat()).as("since the first failure").contains(failing);
            assertThat(status.writtenAt()).contains(NOON);
            assertThat(store.daemon().plan()).containsExactly(planned);

            DaemonStatus.Refusal refusal = new DaemonStatus.Refusal(NOON, "line 5: unknown key");
            store.daemon().refuse(refusal);
            assertThat(store.status().daemon().flatMap(DaemonStatus::refusal)).contains(refusal);
        }
    }

    private static void commit(Store store, String number) {
        Alert alert = Alert.matched(
                "alert-" + number, "cheap-4090", NOON, ALERT.terms().orElseThrow(), ALERT.matches(), 1);
        store.commit(new WatchUpdate(
                "cheap-4090",
                NOON,
                List.of(),
                List.of(),
                List.of(new Delivery("msg_" + number, "hook", alert, NOON, 0, Optional.empty()))));
    }

    static Optional<Delivery> claim(Store store, Instant now) {
        return store
                .outbox()
                .claim(new Outbox.ClaimRequest(
                        "hook", 1, now, now.plusSeconds(300), NOON.minus(Duration.ofDays(2)), true))
                .stream()
                .findFirst();
    }
}
