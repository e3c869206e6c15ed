package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.simulate.FaultyMarket;
import io.github.vastwatch.simulate.FaultyMarket.Fault;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.store.Outbox;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreRows;
import io.github.vastwatch.vast.Bench;
import io.github.vastwatch.vast.VastClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of an answer that may lack rows, while the rest of it is asked for. */
class AnswerInPartsTest {
    /** What each request is answered, the last again and again. */
    private final List<String> answers = new ArrayList<>();
    /** How many alerts there were when each request came. */
    private final List<Integer> alerts = new ArrayList<>();

    private Instant now = NOON;
    private FaultyMarket server;
    private VastClient vast;
    private Store store;
    private Poller poller;

    @BeforeEach
    void start() throws IOException {
        server = FaultyMarket.start(Market.generated(3, 0, NOON, 0), () -> NOON);
        server.faults(() -> {
            alerts.add(alerts().size());
            return Optional.of(
                    new Fault(200, "application/json", answers.size() > 1 ? answers.remove(0) : answers.get(0)));
        });
        InstantSource source = () -> now;
        vast = Bench.client(server.url(), source.withZone(ZoneOffset.UTC), Duration.ofSeconds(30));
        store = Store.open(StateLocation.MEMORY);
        poller = new Poller(
                vast, store, new ActiveWatches(List.of(CHEAP_4090)), new Metrics(), source.withZone(ZoneOffset.UTC));
    }

    @AfterEach
    void stop() {
        vast.close();
        store.close();
        server.close();
    }

    @Test
    void whatAnAnswerShowsIsSentBeforeTheRestIsAskedFor() throws Exception {
        poll(answer(false));

        poll(answer(true, 0.30, 0.31, 0.32, 0.33), answer(false, 0.30, 0.31), answer(false, 0.32, 0.33, 0.29));

        assertThat(alerts).containsExactly(0, 0, 1, 1);
        assertThat(alerts())
                .extracting(alert -> alert.matches().size() + " of " + alert.matching())
                .containsExactly("4 of 4", "1 of 5");
    }

    @Test
    void whatAnAnswerInPartLacksIsNotMissing() throws Exception {
        poll(answer(false, 0.30, 0.31, 0.32));

        poll(answer(true, 0.20, 0.31), answer(false, 0.20), answer(false, 0.31, 0.32));

        assertThat(alerts()).extracting(Alert::matching).containsExactly(3, 3);
        assertThat(store.offers().memory(CHEAP_4090).tracked().values())
                .extracting(trackedOffer -> trackedOffer.value().doubleValue() + " missed " + trackedOffer.missed())
                .containsExactlyInAnyOrder("0.2 missed 0", "0.31 missed 0", "0.32 missed 0");
    }

    @Test
    void aFirstAnswerIsSentTogether() throws Exception {
        poll(answer(true, 0.30, 0.31, 0.32, 0.33), answer(false, 0.30, 0.31), answer(false, 0.32, 0.33));

        assertThat(alerts).containsExactly(0, 0, 0);
        assertThat(alerts()).extracting(alert -> alert.matches().size()).containsExactly(4);
    }

    @Test
    void whatWasSentAtOnceStaysSentWhereTheRestFails() throws Exception {
        poll(answer(false));

        poll(answer(true, 0.30, 0.31), "{\"success\":false,\"msg\":\"down\"}");
        poll(answer(false, 0.30, 0.31));

        assertThat(alerts()).hasSize(1);
        assertThat(store.offers().memory(CHEAP_4090).sent()).hasSize(2);
    }

    private void poll(String... bodies) throws InterruptedException {
        answers.clear();
        answers.addAll(Arrays.asList(bodies));
        now = vast.nextAttempt().isAfter(now) ? vast.nextAttempt() : now.plusSeconds(60);
        poller.due(List.of("cheap-4090"));
        poller.step();
    }

    private List<Alert> alerts() {
        return StoreRows.alerts(store, Instant.EPOCH).stream()
                .map(Outbox.AlertRecord::alert)
                .filter(alert -> alert.alertKind() == AlertKind.OFFERS_MATCHED)
                .toList();
    }

    /** Offers of machines that are named by their price in cents, but for the first that is cheaper than any. */
    private static String answer(boolean isTruncated, double... prices) {
        return Arrays.stream(prices)
                .mapToObj(price -> String.format(
                        Locale.ROOT,
                        "{\"id\":%1$d,\"machine_id\":%1$d,\"num_gpus\":1,\"gpu_name\":\"RTX 4090\",\"dph_total\":%2$s,"
                                + "\"verification\":\"verified\",\"rentable\":true,\"external\":null,"
                                + "\"reliability\":0.995,\"disk_space\":100}",
                        price < 0.25 ? 30 : Math.round(price * 100),
                        price))
                .collect(Collectors.joining(",", "{\"truncated\":" + isTruncated + ",\"offers\":[", "]}"));
    }
}
