package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static io.github.vastwatch.Fixtures.watch;
import static io.github.vastwatch.Fixtures.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.LogCapture;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.history.MarketContext;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.SearchResult;
import io.github.vastwatch.watch.Watch;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MarketRecorderTest {
    private static final Duration INTERVAL = Duration.ofHours(1);

    private Instant now = NOON;
    private final Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
    private Store store;
    private MarketRecorder marketRecorder;

    @BeforeEach
    void open() throws IOException {
        store = Store.open(new StateLocation(Optional.empty()));
        marketRecorder = marketRecorder();
    }

    private MarketRecorder marketRecorder() {
        return new MarketRecorder(
                store.history(),
                new MarketThresholds(store, new ActiveWatches(List.of()), clock),
                new Metrics(),
                clock);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void addsToAnAlertWhatTheRecordSaysOfItsMarket() {
        for (int hour = 0; hour < 48; hour++) {
            show(offer(1, 1, 0.48, now));
        }

        Alert alert = Fixtures.alert("1");
        WatchUpdate update = explained(update(new Alert(
                "1",
                alert.alertKind(),
                alert.watch(),
                now,
                alert.terms(),
                alert.matches(),
                1,
                List.of(),
                alert.facts())));

        assertThat(update.alerts().get(0).facts())
                .containsEntry(MarketContext.SINCE, NOON.toString())
                .containsEntry(MarketContext.MEDIAN, "0.48");
    }

    @Test
    void leavesAnAlertAsItIsBeforeAnythingIsRecorded() {
        WatchUpdate update = update(Fixtures.alert("1"));

        assertThat(explained(update)).isEqualTo(update);
    }

    @Test
    void readsTheRecordOfAnEarlierProgramForTheFirstAlert() {
        for (int hour = 0; hour < 48; hour++) {
            show(offer(1, 1, 0.48, now));
        }
        store.history().flush();
        marketRecorder = marketRecorder();

        assertThat(explained(update(alertNow())).alerts().get(0).facts()).containsEntry(MarketContext.MEDIAN, "0.48");
    }

    @Test
    void readsTheRecordOfAWatchAgainBesideOneOfTooManyOffers() {
        Watch all = watch("all", "", "dph_total <= 0.10");
        List<Offer> offers = LongStream.rangeClosed(1, 1_001)
                .mapToObj(machine -> offer(machine, machine, 0.48, NOON))
                .toList();
        Watch one = watch("cheap-4090", "gpu_name=RTX_4090 num_gpus=1 machine_id=1", "dph_total <= 0.40");
        for (int hour = 0; hour < 48; hour++) {
            show(List.of(all, one), offers);
        }
        assertThat(facts(one)).containsEntry(MarketContext.MEDIAN, "0.48");

        List<Offer> dearer = List.of(with(offers.get(0), Field.DPH_TOTAL, Value.of(0.60)));
        for (int hour = 0; hour < 8 * 24; hour++) {
            show(List.of(all, one), dearer);
        }

        assertThat(facts(one)).containsEntry(MarketContext.MEDIAN, "0.6");
    }

    @ParameterizedTest
    @CsvSource({"PT1S, 4", "PT3S, 5"})
    void readsTheRecordForOneWatchEveryThreeSecondsHoweverOftenThereIsAnAnswer(Duration between, int expected) {
        List<Watch> watches = IntStream.range(0, 5)
                .mapToObj(i -> watch("watch-" + i, "gpu_name=RTX_4090 num_gpus=1", "dph_total <= 0.40"))
                .toList();
        List<Offer> offers = List.of(offer(1, 1, 0.48, NOON));
        for (int hour = 0; hour < 48; hour++) {
            show(watches, offers, true);
        }
        show(watches, offers, false);
        now = now.minus(INTERVAL).plus(between);
        show(watches, offers, false);

        // Besides, the record is read for three watches that have an alert.
        assertThat(marketRecorder.explained(
                        watches, watches.stream().map(this::update).toList()))
                .filteredOn(update -> update.alerts().get(0).facts().containsKey(MarketContext.MEDIAN))
                .hasSize(expected);
    }

    private WatchUpdate update(Watch watch) {
        return new WatchUpdate(
                watch.name(), NOON, List.of(), List.of(), update(alertNow()).deliveries());
    }

    private Alert alertNow() {
        Alert alert = Fixtures.alert("1");
        return new Alert(
                "1", alert.alertKind(), alert.watch(), now, alert.terms(), alert.matches(), 1, List.of(), Map.of());
    }

    private Map<String, String> facts(Watch watch) {
        return marketRecorder
                .explained(List.of(watch), List.of(update(alertNow())))
                .get(0)
                .alerts()
                .get(0)
                .facts();
    }

    private WatchUpdate explained(WatchUpdate update) {
        return marketRecorder.explained(List.of(CHEAP_4090), List.of(update)).get(0);
    }

    @Test
    void saysOnceThatTheMarketCannotBeRecorded() {
        store.close();

        try (LogCapture log = new LogCapture(MarketRecorder.class)) {
            show(offer(1, 1, 0.48, now));
            show(offer(1, 1, 0.48, now));

            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("the market could not be recorded")
                    .contains("alerts are not affected");
        }
    }

    /** As where a disk is full, and small writes still succeed. */
    @Test
    void aFaultThatLetsSomeWritesThroughIsOneError(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("state.db");
        store.close();
        store = Store.open(StateLocation.parse("file:" + file, Path::of));
        marketRecorder = marketRecorder();
        try (LogCapture log = new LogCapture(MarketRecorder.class);
                Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            for (int second = 0; second < 60; second += 20) {
                statement.execute("alter table history_offer rename to moved");
                showAt(second);
                statement.execute("alter table moved rename to history_offer");
                showAt(second + 10);
            }
            showAt(99);
            showAt(100);
            showAt(101);

            assertThat(log.lines())
                    .hasSize(2)
                    .satisfies(
                            line -> assertThat(line).startsWith("ERROR the market could not be recorded ("),
                            Index.atIndex(0))
                    .contains("INFO the market is recorded again", Index.atIndex(1));
        }
    }

    private void showAt(int second) {
        now = NOON.plusSeconds(second);
        show(offer(1, 1, 0.48 + second / 1000.0, now));
    }

    private static WatchUpdate update(Alert alert) {
        return new WatchUpdate(
                "cheap-4090",
                NOON,
                List.of(),
                List.of(),
                List.of(new Delivery("msg_1", "hook", alert, NOON, 0, Optional.empty())));
    }

    private void show(Offer offer) {
        show(List.of(CHEAP_4090), List.of(offer));
    }

    private void show(List<Watch> watches, List<Offer> offers) {
        show(watches, offers, false);
    }

    private void show(List<Watch> watches, List<Offer> offers, boolean isNews) {
        SearchResult.Found found = new SearchResult.Found(offers, true, false, offers.size(), Map.of(), Map.of(), 0);
        marketRecorder.record(watches.get(0).question(), watches, found, INTERVAL, isNews);
        now = now.plus(INTERVAL);
    }
}
