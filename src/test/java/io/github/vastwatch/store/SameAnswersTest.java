package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.history.Run;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.RentalType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same was done with a state in a file and one in PostgreSQL: every statement gives the same answer. */
class SameAnswersTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverTheDatabaseIs(long seed) throws Exception {
        try (Store file = Store.open(StateKind.FILE.empty(folder));
                Store postgres = Store.open(StateKind.POSTGRESQL.empty(folder), "node")) {
            postgres.database().remember(true);
            Instant now = RandomState.fill(file, seed, NOON);
            assertThat(RandomState.fill(postgres, seed, NOON)).isEqualTo(now);

            Map<String, Function<Store, Object>> questions = questions(file, now);
            questions.forEach((name, question) ->
                    assertThat(question.apply(postgres)).as(name).isEqualTo(question.apply(file)));

            changes(now).forEach((name, change) -> {
                assertThat(change.apply(postgres)).as(name).isEqualTo(change.apply(file));
                questions.forEach((then, question) -> assertThat(question.apply(postgres))
                        .as("%s after %s", then, name)
                        .isEqualTo(question.apply(file)));
            });
        }
    }

    private static Map<String, Function<Store, Object>> questions(Store any, Instant now) {
        Span all = new Span(NOON, now.plusSeconds(1));
        List<Alert> alerts = any.listing()
                .alerts(new Listing.AlertFilter(Optional.empty(), Optional.empty(), NOON, Optional.empty()), 99);
        String alert = alerts.get(alerts.size() / 2).id();
        String delivery = any.outbox().ids().get(0);
        Map<String, Function<Store, Object>> questions = new LinkedHashMap<>();
        questions.put(
                "alerts",
                store -> store.listing()
                        .alerts(
                                new Listing.AlertFilter(Optional.empty(), Optional.empty(), NOON, Optional.empty()),
                                99));
        questions.put(
                "alerts of a watch and a kind before another",
                store -> store.listing()
                        .alerts(
                                new Listing.AlertFilter(
                                        Optional.of("cheap-4090"),
                                        Optional.of(AlertKind.OFFERS_MATCHED),
                                        NOON,
                                        Optional.of(alert)),
                                2));
        questions.put("an alert", store -> store.listing().alert(alert));
        questions.put("deliveries of alerts", store -> store.listing().deliveriesOf(alerts));
        questions.put(
                "deliveries",
                store -> store.listing()
                        .deliveries(
                                new Listing.DeliveryFilter(
                                        Set.of("pending", "delivered"), Optional.of("hook"), Optional.of(delivery)),
                                9));
        questions.put(
                "all deliveries",
                store -> store.listing()
                        .deliveries(new Listing.DeliveryFilter(Set.of(), Optional.empty(), Optional.empty()), 99));
        questions.put("suppressed", store -> store.listing().suppressed(Optional.of("cheap-4090"), NOON, 1, 5));
        questions.put("all suppressed", store -> store.offers().suppressed(NOON));
        questions.put("entries", StoreRows::entries);
        questions.put("alerts with their deliveries", store -> StoreRows.alerts(store, NOON));
        questions.put("a delivery", store -> store.outbox().find(delivery));
        questions.put("ids", store -> Set.copyOf(store.outbox().ids()));
        questions.put("ids of alerts", store -> Set.copyOf(store.outbox().alertIds()));
        questions.put("overdue", store -> store.outbox().overdue(now));
        questions.put("the oldest pending", store -> store.outbox().oldestPending());
        questions.put("missed", store -> store.outbox().hasMissed("hook"));
        questions.put("the next claim", store -> store.outbox().nextClaim(request(now)));
        questions.put("late", store -> {
            List<Delivery> late = new ArrayList<>();
            store.outbox()
                    .find(delivery)
                    .ifPresent(each -> store.outbox()
                            .forEachOtherLate(
                                    new Delivery(delivery, "hook", each.alert(), NOON, 0, Optional.empty()),
                                    now.plus(Duration.ofHours(3)),
                                    late::add));
            return late;
        });
        questions.put("status", store -> {
            StateStatus status = store.status();
            return List.of(
                    status.daemon(),
                    status.watches(),
                    Set.copyOf(status.alerts()),
                    status.channels(),
                    status.heartbeat(),
                    status.rows(),
                    status.writtenAt());
        });
        questions.put("activity", store -> store.daemon().activity(now));
        questions.put("plan", store -> store.daemon().plan());
        questions.put("rows", store -> store.daemon().rowUsage("account", now));
        questions.put("silences", store -> store.silences().all());
        questions.put("incidents", store -> store.incidents().open());
        questions.put("paused", store -> store.watches().paused());
        questions.put("answered", store -> Set.copyOf(store.watches().answered()));
        questions.put("unsent starts", store -> store.watches().unsentStarts());
        questions.put("market thresholds", store -> store.watches().marketThresholds());
        questions.put("memory", store -> store.offers().memory(CHEAP_4090));
        questions.put(
                "the latest of offers",
                store -> store.offers()
                        .latest(
                                "cheap-4090",
                                store.offers().memory(CHEAP_4090).tracked().keySet()));
        questions.put("runs", store -> runs(store, all));
        questions.put("open runs", store -> store.history().open());
        questions.put("polls", store -> store.history().polls(all));
        questions.put("the latest polls", store -> store.history().latest(all, 3));
        questions.put("recorded", store -> store.history().recorded(RentalType.ON_DEMAND, all));
        questions.put("recorded since", store -> store.history().since());
        questions.put(
                "recorded offers", store -> store.history().numbers(key -> true).size());
        return questions;
    }

    private static Map<String, Function<Store, Object>> changes(Instant now) {
        Map<String, Function<Store, Object>> changes = new LinkedHashMap<>();
        changes.put("a claim", store -> store.outbox().claim(request(now)));
        changes.put(
                "an expiry",
                store -> store.outbox().claim(new Outbox.ClaimRequest("hook", 9, now, now.plusSeconds(9), now, true)));
        changes.put("the release of leases", store -> store.outbox().releaseLeases(now));
        changes.put("a retry of all", store -> {
            store.outbox().retryNow(now);
            return store.outbox().retryDead(now) + store.outbox().retryPending("hook", now);
        });
        changes.put("a pause", store -> store.watches().pause("cheap-4090", Optional.of(now)));
        changes.put("a heartbeat", store -> {
            store.daemon().heartbeat(Optional.of(HeartbeatStatus.expected("https://hc-ping.com")));
            store.daemon().heartbeat(Optional.of(HeartbeatStatus.failing("https://hc-ping.com", now, "HTTP 404")));
            return store.status().heartbeat();
        });
        changes.put("the forgetting of a machine", store -> store.offers().forget("cheap-4090", Optional.of(3L)));
        changes.put("a prune", store -> store.history().prune(now.minusSeconds(600), Long.MAX_VALUE));
        changes.put("the end of what is recorded", store -> {
            store.history().flush();
            return store.history().numbers(key -> true).size();
        });
        return changes;
    }

    private static Outbox.ClaimRequest request(Instant now) {
        return new Outbox.ClaimRequest("hook", 5, now, now.plusSeconds(300), now.minus(Duration.ofDays(2)), true);
    }

    private static List<Run> runs(Store store, Span span) {
        List<Run> runs = new ArrayList<>();
        store.history().runs(span, key -> true, runs::add);
        return runs;
    }
}
