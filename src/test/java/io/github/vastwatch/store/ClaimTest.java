package io.github.vastwatch.store;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Attempt;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.WatchUpdate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Which deliveries are claimed together, and when there is something to claim. */
@ParameterizedClass
@EnumSource(StateKind.class)
class ClaimTest {
    private static final Duration LEASE = Duration.ofMinutes(15);
    private static final Duration EXPIRES = Duration.ofHours(24);

    @TempDir
    Path folder;

    private final StateKind kind;
    private StateLocation location;
    private Store store;

    ClaimTest(StateKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void open() throws Exception {
        location = kind.empty(folder);
        store = Store.open(location);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void oneOfEachWatchIsClaimedInTheOrderInWhichTheyWerePutIn() {
        tell("b", 1);
        tell("a", 1);
        tell("b", 1);
        tell("c", 1);

        assertThat(claim(2)).extracting(Delivery::id).containsExactly("b-0", "a-1");
        assertThat(claim(2)).extracting(Delivery::id).containsExactly("c-3");
        assertThat(claim(2)).isEmpty();
    }

    @Test
    void alertsOfManyOffersAreNotInMemoryTogether() {
        tell("a", 150);
        tell("b", 50);
        tell("c", 1);
        tell("d", 5_000);

        assertThat(claim(9)).extracting(Delivery::id).containsExactly("a-0", "b-1");
        assertThat(claim(9)).extracting(Delivery::id).containsExactly("c-2");
        assertThat(claim(9)).extracting(Delivery::id).containsExactly("d-3");
    }

    @Test
    void whatMayHaveEndedTheProgramIsClaimedByItself() {
        tell("a", 1);
        tell("b", 1);
        assertThat(claim(9)).hasSize(2);
        store.outbox().releaseLeases(NOON);
        tell("c", 1);

        assertThat(claim(9)).extracting(Delivery::id).containsExactly("a-0");
        assertThat(claim(9)).extracting(Delivery::id).containsExactly("b-1");
        assertThat(claim(9)).extracting(Delivery::id).containsExactly("c-2");
    }

    @Test
    void whatIsGivenBackIsClaimedAgainAndWasNotAttempted() {
        tell("a", 1);
        List<Delivery> claimed = claim(9);
        store.outbox()
                .storeContents(
                        List.of(new Delivery.Rendered(
                                claimed.get(0).with(new Delivery.Content("bytes")), Optional.empty())),
                        NOON);
        long seen = store.outbox().changes("hook").count();

        store.outbox().release(claimed);

        assertThat(store.outbox().changes("hook").count()).isGreaterThan(seen);
        assertThat(claim(9)).extracting(Delivery::content).containsExactly(Optional.of(new Delivery.Content("bytes")));
        assertThat(StoreRows.entries(store)).extracting(OutboxEntry::uncertain).containsExactly(0);
    }

    @Test
    void theNextClaimIsAtTheNextRetryOrTheEndOfALease() {
        assertThat(nextClaim()).isEmpty();
        tell("a", 1);
        tell("b", 1);
        List<Delivery> claimed = claim(9);
        assertThat(nextClaim()).contains(NOON.plus(LEASE));

        record(claimed.get(0), new Outcome.Deferred("HTTP 503", Optional.empty()), Optional.of(at(5)));
        assertThat(nextClaim()).contains(NOON.plusSeconds(5));

        tell("b", 1);
        assertThat(claim(9)).isEmpty();
        assertThat(nextClaim())
                .as("the alert of a watch waits for the one before it")
                .contains(NOON.plusSeconds(3));
    }

    @Test
    void ofAStoppedChannelTheNextClaimIsWhenTheOldestExpires() {
        tell("a", 1);
        tell("b", 1);
        record(claim(1).get(0), new Outcome.Rejected("HTTP 410", true), Optional.empty());

        assertThat(claim(9)).isEmpty();
        assertThat(nextClaim()).contains(NOON.plus(EXPIRES));
    }

    @Test
    void outcomesOfOneTransactionCountInTheirOrder() {
        tell("a", 1);
        tell("b", 1);
        tell("c", 1);
        tell("d", 1);
        List<Delivery> claimed = claim(9);

        Optional<Instant> failedSince = store.outbox()
                .record(List.of(
                        attempt(claimed.get(0), new Outcome.Delivered("HTTP 200"), 1, Optional.empty()),
                        attempt(
                                claimed.get(1),
                                new Outcome.Deferred("HTTP 503", Optional.empty()),
                                2,
                                Optional.of(at(7))),
                        attempt(claimed.get(2), new Outcome.Delivered("HTTP 201"), 3, Optional.empty()),
                        attempt(claimed.get(3), new Outcome.Delivered("HTTP 202"), 4, Optional.empty())));

        assertThat(failedSince).contains(at(2));
        ChannelState channel = store.channels().all().get(0);
        assertThat(channel.failingSince()).isEmpty();
        assertThat(channel.answer()).contains("HTTP 202");
        assertThat(channel.deliveredAt()).contains(at(4));
        assertThat(StoreRows.entries(store))
                .extracting(entry -> entry.state() + " " + entry.answer().orElse(""))
                .containsExactly("delivered HTTP 200", "pending HTTP 503", "delivered HTTP 201", "delivered HTTP 202");
    }

    @Test
    void onlyTheChannelsOfWhatIsAddedAreWoken() {
        long hook = store.outbox().changes("hook").count();
        long other = store.outbox().changes("other").count();

        tell("a", 1);

        assertThat(store.outbox().changes("hook").count()).isEqualTo(hook + 1);
        assertThat(store.outbox().changes("other").count()).isEqualTo(other);
    }

    @Test
    void aCommandOfAnotherProcessWakesEachChannelOnce() throws Exception {
        store.outbox().wakeAfterOthers();
        long seen = store.outbox().changes("hook").count();
        tell("a", 1);
        store.outbox().wakeAfterOthers();
        assertThat(store.outbox().changes("hook").count())
                .as("what this process commits wakes by itself")
                .isEqualTo(seen + 1);

        try (Store beside = Store.beside(location)) {
            beside.outbox().retry("a-0", NOON);
        }
        store.outbox().wakeAfterOthers();
        store.outbox().wakeAfterOthers();

        assertThat(store.outbox().changes("hook").count()).isEqualTo(seen + 2);
    }

    private void tell(String watch, int offers) {
        String id = watch + "-" + StoreRows.entries(store).size();
        Alert alert = new Alert(
                "alert-" + id,
                AlertKind.WATCH_COUNT,
                Optional.of(watch),
                NOON,
                Optional.empty(),
                List.of(),
                offers,
                0,
                List.of("text"),
                Map.of());
        store.commit(new WatchUpdate(
                watch,
                NOON,
                List.of(),
                List.of(),
                List.of(new Delivery(id, "hook", alert, NOON, 0, Optional.empty()))));
    }

    private List<Delivery> claim(int most) {
        return new ArrayList<>(store.outbox().claim(request(most)));
    }

    private Optional<Instant> nextClaim() {
        return store.outbox().nextClaim(request(9));
    }

    private static Outbox.ClaimRequest request(int most) {
        return new Outbox.ClaimRequest("hook", most, NOON, NOON.plus(LEASE), NOON.minus(EXPIRES), true);
    }

    private void record(Delivery delivery, Outcome outcome, Optional<Instant> next) {
        store.outbox().record(List.of(attempt(delivery, outcome, 0, next)));
    }

    private static Attempt attempt(Delivery delivery, Outcome outcome, int seconds, Optional<Instant> next) {
        return new Attempt(delivery, outcome, at(seconds), next);
    }

    private static Instant at(int seconds) {
        return NOON.plusSeconds(seconds);
    }
}
