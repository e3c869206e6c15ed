package io.github.vastwatch.deliver;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.RetrySchedule;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Notifier;
import io.github.vastwatch.notify.channel.Targets;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.store.ChannelState;
import io.github.vastwatch.store.Outbox;
import io.github.vastwatch.store.OutboxEntry;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreRows;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private final Metrics numbers = new Metrics();
    private final Receiver receiver = new Receiver();
    private Instant now = NOON;
    private Store store;
    private Dispatcher dispatcher;

    DispatcherTest() throws Exception {
        InstantSource source = () -> now;
        store = Store.open(StateLocation.MEMORY);
        Channel channel = new Channel(
                "hook",
                Channel.Limits.DEFAULT,
                Targets.plain(new Webhook(HttpUrl.get("http://127.0.0.1/"), List.of(), 1000)));
        // In the middle of what the jitter allows: the schedule itself.
        RetrySchedule retrySchedule = new RetrySchedule(() -> Long.MIN_VALUE);
        dispatcher = new Dispatcher(
                channel,
                receiver,
                store,
                source.withZone(ZoneOffset.UTC),
                retrySchedule,
                Duration.ZERO,
                DeliveryLog.ofADaemon(channel, numbers));
    }

    @BeforeEach
    void tellSomething() {
        tell("1");
    }

    @AfterEach
    public void close() {
        store.close();
    }

    @Test
    void triesAgainWithTheSameBytesAfterGrowingPauses() {
        receiver.answers = deferred(4);
        List<Duration> pauses = new ArrayList<>();
        for (int attempt = 1; attempt <= 4; attempt++) {
            Instant sent = now;
            assertThat(dispatcher.flush(now)).isTrue();
            while (!isDue(now) && now.isBefore(sent.plusSeconds(900))) {
                now = now.plusSeconds(1);
            }
            pauses.add(Duration.between(sent, now));
        }
        dispatcher.flush(now);

        assertThat(pauses)
                .containsExactly(
                        Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofMinutes(5));
        assertThat(receiver.sent).hasSize(5).containsOnly("msg_1 rendered 1");
        assertThat(numbers.delivered("hook")).isEqualTo(1);
    }

    @Test
    void waitsAsLongAsABusyReceiverAsks() {
        receiver.answers = List.<Outcome>of(new Outcome.Deferred("HTTP 429", Optional.of(Duration.ofMinutes(10))))
                .iterator();
        dispatcher.flush(now);

        assertThat(isDue(NOON.plusSeconds(599))).isFalse();
        assertThat(isDue(NOON.plusSeconds(600))).isTrue();
    }

    @Test
    void aDeferredDeliveryNeverHoldsBackALaterOne() {
        receiver.answers = deferred(1);
        dispatcher.flush(now);
        tell("2");

        dispatcher.flush(now);

        assertThat(receiver.sent).containsExactly("msg_1 rendered 1", "msg_2 rendered 2");
    }

    @Test
    void aTemplateThatFailsIsCountedAndRememberedForADayThoughItWorksForOthers() {
        receiver.templateFailure = Optional.of("unknown variable 'x'");
        dispatcher.flush(now);
        assertThat(receiver.sent).containsExactly("msg_1 rendered 1");
        assertThat(numbers.templateFailures("hook")).isEqualTo(1);
        assertThat(store.channels().all().get(0).templateFailure()).contains("unknown variable 'x'");
        assertThat(store.channels().all().get(0).failingSince()).isEmpty();

        receiver.templateFailure = Optional.empty();
        now = NOON.plus(Duration.ofHours(23));
        tell("2");
        dispatcher.flush(now);
        assertThat(receiver.sent).hasSize(2);
        assertThat(store.channels().all().get(0).templateFailure()).isPresent();
    }

    @Test
    void aMessageThatCannotBeMadeIsADeadLetterAndHoldsBackNoOther() {
        receiver.cannotRender = "msg_1";
        tell("2");

        dispatcher.flush(now);
        dispatcher.flush(now);

        assertThat(receiver.sent).containsExactly("msg_2 rendered 1");
        assertThat(StoreRows.entries(store))
                .extracting(outboxEntry ->
                        outboxEntry.state() + ": " + outboxEntry.answer().orElse(""))
                .containsExactly("dead: the message cannot be rendered because of a bug", "delivered: taken");
    }

    @Test
    void aBugBehindTheSendMayMeanThatTheMessageArrivedSoThatItGoesAgainAsItWas() {
        receiver.breaksAt = "msg_1";
        dispatcher.flush(now);
        receiver.breaksAt = "";
        now = NOON.plusSeconds(600);

        dispatcher.flush(now);

        assertThat(receiver.sent).containsExactly("msg_1 rendered 1", "msg_1 rendered 1");
        assertThat(StoreRows.entries(store)).extracting(OutboxEntry::uncertain).containsExactly(1);
    }

    @Test
    void aMessageThatEndedTheProgramFiveTimesIsADeadLetter() {
        for (int start = 0; start < 5; start++) {
            assertThat(StoreRows.entries(store)).extracting(OutboxEntry::state).containsExactly("pending");
            store.outbox()
                    .claim(new Outbox.ClaimRequest("hook", 1, now, now.plusSeconds(900), NOON.minusSeconds(1), true));

            store.outbox().releaseLeases(now);
        }

        assertThat(StoreRows.entries(store))
                .extracting(outboxEntry ->
                        outboxEntry.state() + ": " + outboxEntry.answer().orElse(""))
                .containsExactly("dead: the program ended 5 times while it made this message");
    }

    @Test
    void givesUpAfterADay() {
        now = NOON.plus(Duration.ofHours(24));

        dispatcher.flush(now);

        assertThat(receiver.sent).isEmpty();
        assertThat(store.channels().all().get(0).pending()).isZero();
    }

    @Test
    void whatIsRefusedIsTriedThreeTimesAnHourApartAndIsThenADeadLetter() {
        receiver.answers = java.util.Collections.<Outcome>nCopies(3, new Outcome.Refused("HTTP 404"))
                .iterator();
        for (int attempt = 0; attempt < 3; attempt++) {
            dispatcher.flush(now);
            now = now.plus(Duration.ofHours(1));
        }
        dispatcher.flush(now);

        assertThat(receiver.sent).hasSize(3);
        assertThat(StoreRows.entries(store)).extracting(OutboxEntry::state).containsExactly("dead");
        assertThat(store.channels().all())
                .containsExactly(new ChannelState(
                        "hook",
                        0,
                        1,
                        Optional.of(now.minus(Duration.ofHours(1))),
                        Optional.of("HTTP 404"),
                        Optional.of(NOON),
                        Optional.empty(),
                        false,
                        Optional.of("HTTP 404"),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void aChannelThatWantsNoMoreGetsNoMoreUntilItIsResumed() {
        receiver.answers =
                List.<Outcome>of(new Outcome.Rejected("HTTP 410", true)).iterator();
        tell("2");
        dispatcher.flush(now);
        dispatcher.flush(now);
        assertThat(receiver.sent).hasSize(1);
        assertThat(store.channels().all().get(0).stoppedAt()).contains(NOON);

        assertThat(store.channels().resume("hook")).isTrue();
        dispatcher.flush(now);

        assertThat(receiver.sent).hasSize(2);
    }

    @Test
    void whenAChannelWorksAgainWhatWaitsForItGoesAtOnce() {
        receiver.answers = deferred(2);
        tell("2");
        dispatcher.flush(now);
        dispatcher.flush(now);
        now = now.plusSeconds(1);
        tell("3");

        for (int flush = 0; flush < 3; flush++) {
            dispatcher.flush(now);
        }

        assertThat(numbers.delivered("hook")).isEqualTo(3);
        assertThat(store.channels().all().get(0).failingSince()).isEmpty();
        assertThat(store.channels().all().get(0).deliveredAt()).contains(now);
    }

    @Test
    void oneThatFailsByItselfIsNotTriedWithEachThatPasses() {
        receiver.poison = "msg_1";
        dispatcher.flush(now);
        for (int other = 2; other < 30; other++) {
            tell(String.valueOf(other));
            dispatcher.flush(now);
            dispatcher.flush(now);
        }

        assertThat(receiver.sent).filteredOn(sent -> sent.startsWith("msg_1 ")).hasSize(4);
    }

    @Test
    void remembersWhetherAnAttemptMayHaveArrived() {
        receiver.answers =
                List.<Outcome>of(Outcome.Deferred.unknown("no answer in time")).iterator();

        dispatcher.flush(now);

        assertThat(StoreRows.entries(store)).extracting(OutboxEntry::uncertain).containsExactly(1);
    }

    @Test
    void anAlertOfAWatchWaitsAMomentForTheOneBeforeIt() {
        tell("2");
        Outbox.ClaimRequest claimRequest =
                new Outbox.ClaimRequest("hook", 1, now, now.plusSeconds(900), NOON.minusSeconds(1), true);
        assertThat(store.outbox().claim(claimRequest)).hasSize(1);

        assertThat(store.outbox().claim(claimRequest)).isEmpty();

        Instant later = now.plusSeconds(3);
        assertThat(store.outbox()
                        .claim(new Outbox.ClaimRequest(
                                "hook", 1, later, later.plusSeconds(900), NOON.minusSeconds(1), true)))
                .extracting(Delivery::id)
                .containsExactly("msg_2");
    }

    @Test
    void aPersonCanSendADeadLetterAgainAndDropWhatWaits() {
        now = NOON.plus(Duration.ofHours(24));
        tell("2");
        dispatcher.flush(now);
        assertThat(store.outbox().drop("msg_2", now)).isTrue();
        assertThat(store.outbox().retry("msg_1", now)).isTrue();

        dispatcher.flush(now);
        dispatcher.flush(now);

        assertThat(receiver.sent).containsExactly("msg_1 rendered 1");
        assertThat(StoreRows.entries(store)).extracting(OutboxEntry::state).containsExactly("delivered", "dropped");
        assertThat(store.outbox().retry("msg_1", now))
                .as("what has arrived is not sent again")
                .isFalse();
    }

    private boolean isDue(Instant at) {
        return StoreRows.entries(store).stream()
                .anyMatch(outboxEntry -> outboxEntry
                        .nextAttempt()
                        .filter(next -> !next.isAfter(at))
                        .isPresent());
    }

    private static Iterator<Outcome> deferred(int times) {
        return java.util.Collections.<Outcome>nCopies(times, new Outcome.Deferred("HTTP 503", Optional.empty()))
                .iterator();
    }

    private void tell(String number) {
        Alert alert = alert("alert-" + number);
        store.commit(new WatchUpdate(
                "w",
                NOON,
                List.of(),
                List.of(),
                List.of(new Delivery("msg_" + number, "hook", alert, NOON, 0, Optional.empty()))));
    }

    /** A receiver in this process: answers what it is told to, then takes everything. */
    private static final class Receiver implements Notifier {
        private final List<String> sent = new ArrayList<>();
        private Iterator<Outcome> answers = List.<Outcome>of().iterator();
        private int rendered;
        private String cannotRender = "";
        private Optional<String> templateFailure = Optional.empty();
        private String poison = "";
        private String breaksAt = "";

        @Override
        public Notifier.Rendering render(Delivery delivery, Instant now) {
            if (delivery.id().equals(cannotRender)) {
                throw new IllegalStateException("a bug");
            }
            rendered++;
            return new Notifier.Rendering(new Delivery.Content("rendered " + rendered), templateFailure);
        }

        @Override
        public Outcome send(Delivery delivery, Delivery.Content content, Instant now) {
            sent.add(delivery.id() + " " + content.text());
            if (delivery.id().equals(breaksAt)) {
                throw new IllegalArgumentException("content-length: -5");
            }
            if (delivery.id().equals(poison)) {
                return new Outcome.Deferred("HTTP 500", Optional.empty());
            }
            return answers.hasNext() ? answers.next() : new Outcome.Delivered("taken");
        }

        @Override
        public void close() {}
    }
}
