package io.github.vastwatch.deliver;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.metrics.Numbers;
import io.github.vastwatch.notify.Notifier;
import io.github.vastwatch.store.PollRecord;
import io.github.vastwatch.store.StatePlace;
import io.github.vastwatch.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private final Numbers numbers = new Numbers();
    private final Receiver receiver = new Receiver();
    private Instant now = NOON;
    private Store store;
    private Dispatcher dispatcher;

    DispatcherTest() throws Exception {
        InstantSource source = () -> now;
        store = Store.open(StatePlace.MEMORY);
        dispatcher = new Dispatcher("hook", receiver, store, numbers, source.withZone(ZoneOffset.UTC));
    }

    @BeforeEach
    void tellSomething() {
        tell("1");
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void triesAgainWithTheSameBytesAfterGrowingPauses() {
        receiver.answers = deferred(4);
        List<Duration> pauses = new ArrayList<>();
        for (int attempt = 1; attempt <= 4; attempt++) {
            Instant sent = now;
            assertThat(dispatcher.flush()).isTrue();
            while (store.due("hook", now, 1).isEmpty()) {
                now = now.plusSeconds(1);
            }
            pauses.add(Duration.between(sent, now));
        }
        dispatcher.flush();

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
        dispatcher.flush();

        assertThat(store.due("hook", NOON.plusSeconds(599), 1)).isEmpty();
        assertThat(store.due("hook", NOON.plusSeconds(600), 1)).hasSize(1);
    }

    @Test
    void aDeferredDeliveryNeverHoldsBackALaterOne() {
        receiver.answers = deferred(1);
        dispatcher.flush();
        tell("2");

        dispatcher.flush();

        assertThat(receiver.sent).containsExactly("msg_1 rendered 1", "msg_2 rendered 2");
    }

    @Test
    void aDeliveryThatCannotBeRenderedHoldsBackNoOther() {
        receiver.cannotRender = "msg_1";
        tell("2");

        dispatcher.flush();
        dispatcher.flush();

        assertThat(receiver.sent).containsExactly("msg_2 rendered 1");
        assertThat(store.pending("hook")).isEqualTo(1);
    }

    @Test
    void givesUpAfterADay() {
        now = NOON.plus(Duration.ofHours(24));

        dispatcher.flush();

        assertThat(receiver.sent).isEmpty();
        assertThat(store.pending("hook")).isZero();
    }

    private static Iterator<Outcome> deferred(int times) {
        return java.util.Collections.<Outcome>nCopies(times, new Outcome.Deferred("HTTP 503", Optional.empty()))
                .iterator();
    }

    private void tell(String number) {
        Alert alert = alert("alert-" + number);
        store.commit(new PollRecord(
                "w",
                NOON,
                List.of(),
                List.of(),
                Optional.of(alert),
                List.of(new Delivery("msg_" + number, "hook", alert, NOON, 0, Optional.empty()))));
    }

    /** A receiver in this process: answers what it is told to, then takes everything. */
    private static final class Receiver implements Notifier {
        private final List<String> sent = new ArrayList<>();
        private Iterator<Outcome> answers = List.<Outcome>of().iterator();
        private int rendered;
        private String cannotRender = "";

        @Override
        public Delivery.Content render(Delivery delivery) {
            if (delivery.id().equals(cannotRender)) {
                throw new IllegalStateException("a bug");
            }
            rendered++;
            return new Delivery.Content("rendered " + rendered);
        }

        @Override
        public Outcome send(Delivery delivery, Delivery.Content content, Instant now) {
            sent.add(delivery.id() + " " + content.text());
            return answers.hasNext() ? answers.next() : new Outcome.Delivered("taken");
        }

        @Override
        public void close() {}
    }
}
