package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.LogCapture;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.history.MarketContext;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.SearchResult;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

        Alert alert = Fixtures.alert("1");
        Alert later = new Alert(
                "1", alert.alertKind(), alert.watch(), now, alert.terms(), alert.matches(), 1, List.of(), Map.of());
        assertThat(explained(update(later)).alerts().get(0).facts()).containsEntry(MarketContext.MEDIAN, "0.48");
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

    private static WatchUpdate update(Alert alert) {
        return new WatchUpdate(
                "cheap-4090",
                NOON,
                List.of(),
                List.of(),
                List.of(new Delivery("msg_1", "hook", alert, NOON, 0, Optional.empty())));
    }

    private void show(Offer offer) {
        SearchResult.Found found = new SearchResult.Found(List.of(offer), true, false, 1, Map.of(), Map.of(), 0);
        marketRecorder.record(CHEAP_4090.question(), List.of(CHEAP_4090), found, INTERVAL, false);
        now = now.plus(INTERVAL);
    }
}
