package io.github.vastwatch.deliver;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.Delivery;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Outcome;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.RetrySchedule;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.alert.WatchUpdate;
import io.github.vastwatch.metrics.Metrics;
import io.github.vastwatch.notify.channel.Channel;
import io.github.vastwatch.notify.channel.Notifier;
import io.github.vastwatch.notify.channel.Targets;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.notify.mail.MailContent;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.store.OutboxEntry;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreRows;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.TrackedOffer;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LateAlertTest {
    private static final WatchTerms TERMS = new WatchTerms(Threshold.parse("dph_total <= 0.40"), 20, Rent.DEFAULT);

    private final Receiver receiver = new Receiver();
    private final Store store;
    private final Dispatcher dispatcher;
    private Instant now = NOON;

    LateAlertTest() throws Exception {
        InstantSource source = () -> now;
        store = Store.open(StateLocation.MEMORY);
        Channel channel = new Channel(
                "hook",
                Channel.Limits.DEFAULT,
                Targets.plain(new Webhook(HttpUrl.get("http://127.0.0.1/"), List.of(), 1000)));
        dispatcher = new Dispatcher(
                channel,
                receiver,
                store,
                source.withZone(ZoneOffset.UTC),
                new RetrySchedule(() -> Long.MIN_VALUE),
                Duration.ZERO,
                DeliveryLog.ofADaemon(channel, new Metrics()));
    }

    @AfterEach
    public void close() {
        store.close();
    }

    @Test
    void aLateAlertSaysUnderAnotherIdWhichOfItsOffersAreGoneSince() {
        tell("1", 7, 8);
        receiver.refuses = true;
        dispatcher.flush(now);
        know(7, "0.37", NOON.plusSeconds(60), 1);
        know(8, "0.38", NOON.plusSeconds(300), 0);
        receiver.refuses = false;
        now = NOON.plusSeconds(301);

        dispatcher.flush(now);

        assertThat(receiver.sent).hasSize(2);
        assertThat(receiver.sent.get(0).id()).isEqualTo("msg_1");
        assertThat(receiver.sent.get(0).content()).contains("1. $0.37/h (limit $0.40) 1× RTX 4090, Sweden");
        assertThat(receiver.sent.get(1).id()).isNotEqualTo("msg_1");
        assertThat(receiver.sent.get(1).content())
                .contains("1. $0.38/h (limit $0.40) 1× RTX 4090, Sweden", "2. GONE: 1× RTX 4090, Sweden (was $0.37/h)")
                .containsOnlyOnce("gone since")
                .contains("gone since, last seen 2026-11-23 12:01:00 UTC")
                .contains("One offer matches now.")
                .containsOnlyOnce("Rent it: vastai create instance 8 ");
        assertThat(StoreRows.entries(store)).extracting(OutboxEntry::state).containsExactly("superseded", "delivered");
        assertThat(StoreRows.entries(store).get(0).answer())
                .contains("parts of it are no longer true; replaced by "
                        + receiver.sent.get(1).id());
        assertThat(store.outbox().retry("msg_1", now))
                .as("it was told under another id")
                .isFalse();
    }

    @Test
    void whatMayHaveArrivedGoesAgainByteByByte() {
        tell("1", 7);
        receiver.isSilent = true;
        dispatcher.flush(now);
        know(7, "0.37", NOON.plusSeconds(60), 1);
        receiver.isSilent = false;
        now = NOON.plusSeconds(301);

        dispatcher.flush(now);

        assertThat(receiver.sent).hasSize(2).containsOnly(receiver.sent.get(0));
        assertThat(StoreRows.entries(store)).extracting(OutboxEntry::state).containsExactly("delivered");
    }

    @Test
    void aChannelThatIsDownForThreeHoursReportsInOneLineWhatWasMissedAndWhatStillMatchesAtItsCurrentPrice() {
        receiver.refuses = true;
        tell("1", 7, 8, 9);
        tell("2", 10);
        for (int minute = 0; minute < 180; minute++) {
            now = NOON.plus(Duration.ofMinutes(minute));
            dispatcher.flush(now);
        }
        know(7, "0.37", NOON.plusSeconds(900), 1);
        know(8, "0.38", NOON.plusSeconds(600), 4);
        know(9, "0.39", NOON.plusSeconds(60), 4);
        know(10, "0.34", NOON.plusSeconds(10_000), 0);
        receiver.refuses = false;
        int before = receiver.sent.size();
        now = NOON.plus(Duration.ofHours(3));
        while (store.channels().all().get(0).pending() > 0) {
            dispatcher.flush(now);
            now = now.plusSeconds(60);
        }

        List<Sent> after = receiver.sent.subList(before, receiver.sent.size());
        assertThat(after).hasSize(1);
        assertThat(after.get(0).content())
                .startsWith("$0.34/h (limit $0.40)")
                .contains("sent late: it was $0.40/h at 2026-11-23 12:00:00 UTC")
                .contains(
                        "Missed while the channel was down: 3 offers of cheap-4090, best $0.37/h, 12:00 to 12:15 UTC.");
        assertThat(StoreRows.entries(store))
                .extracting(OutboxEntry::state)
                .containsOnly("superseded", "delivered")
                .containsOnlyOnce("delivered");
        assertThat(StoreRows.entries(store).get(0).answer()).contains("none of its offers matches any more");

        tell("3", 11);
        dispatcher.flush(now);
        assertThat(receiver.sent.get(receiver.sent.size() - 1).content())
                .as("it is said once")
                .doesNotContain("Missed");
    }

    @Test
    void whatWasMissedIsReportedInTheNextMessageWhenTheOneThatReportedItIsSuperseded() {
        receiver.refuses = true;
        tell("1", 7);
        dispatcher.flush(now);
        know(7, "0.37", NOON.plusSeconds(60), 1);
        now = NOON.plusSeconds(301);
        tell("2", 8, 9);
        dispatcher.flush(now);
        dispatcher.flush(now);
        know(8, "0.37", NOON.plusSeconds(400), 1);
        know(9, "0.38", NOON.plusSeconds(600), 0);
        receiver.refuses = false;
        now = NOON.plusSeconds(700);

        dispatcher.flush(now);

        assertThat(receiver.last())
                .contains("Missed while the channel was down: 1 offer of cheap-4090, best $0.37/h, 12:00 to 12:01 UTC.")
                .startsWith("1.  $0.38/h");
    }

    @Test
    void whatWasMissedIsSaidAgainWhenTheMessageThatSaidItIsReplaced() {
        receiver.refuses = true;
        tell("1", 7);
        know(7, "0.37", NOON.plusSeconds(60), 1);
        now = NOON.plusSeconds(301);
        flushAll();
        tell("2", 8, 9);
        flushAll();
        assertThat(receiver.last()).contains("Missed while the channel was down");
        know(8, "0.37", NOON.plusSeconds(400), 1);
        know(9, "0.38", NOON.plusSeconds(600), 0);
        receiver.refuses = false;
        now = NOON.plusSeconds(700);

        flushAll();

        assertThat(receiver.sent.get(1).id()).isNotEqualTo("msg_2");
        assertThat(receiver.last())
                .contains(
                        "Missed while the channel was down: 1 offer of cheap-4090, best $0.37/h, 12:00 to 12:01 UTC.");
    }

    @Test
    void aFirstAttemptThatIsLateIsMarkedUnderItsOwnId() {
        tell("1", 7, 8);
        know(7, "0.37", NOON.plusSeconds(60), 1);
        know(8, "0.38", NOON.plusSeconds(300), 0);
        now = NOON.plusSeconds(301);

        dispatcher.flush(now);

        assertThat(receiver.sent).extracting(Sent::id).containsExactly("msg_1");
        assertThat(receiver.last()).startsWith("1.  $0.38/h").contains("gone since");
    }

    @Test
    void anAlertThatStillHoldsGoesAsItIs() {
        tell("1", 7);
        receiver.refuses = true;
        dispatcher.flush(now);
        know(7, "0.37", NOON.plusSeconds(200), 0);
        receiver.refuses = false;
        now = NOON.plusSeconds(301);

        dispatcher.flush(now);

        assertThat(receiver.sent).hasSize(2).containsOnly(receiver.sent.get(0));
    }

    @Test
    void anAlertOfTwoMinutesIsNotLate() {
        tell("1", 7);
        know(7, "0.37", NOON.plusSeconds(60), 1);
        now = NOON.plusSeconds(120);

        dispatcher.flush(now);

        assertThat(receiver.last()).doesNotContain("gone since");
    }

    @Test
    void whatIsSeenAgainByTheNextAttemptIsNotGone() {
        tell("1", 7, 8);
        receiver.refuses = true;
        dispatcher.flush(now);
        know(7, "0.37", NOON.plusSeconds(60), 1);
        now = NOON.plusSeconds(301);
        dispatcher.flush(now);
        assertThat(receiver.last()).startsWith("1.  $0.38/h").contains("gone since");
        know(7, "0.37", NOON.plusSeconds(600), 0);
        now = NOON.plusSeconds(900);

        dispatcher.flush(now);

        assertThat(receiver.last()).startsWith("1.  $0.37/h").doesNotContain("gone since");
    }

    @Test
    void aMachineIsHeldAgainstWhatIsKnownOfTheMachine() {
        tell("1", 7);
        OfferKey machine = key(7).ofMachine();
        commit(List.of(
                new TrackedOffer(machine, 1, new BigDecimal("0.37"), NOON, NOON.plusSeconds(60), 1, Optional.empty())));
        now = NOON.plusSeconds(301);

        dispatcher.flush(now);

        assertThat(receiver.sent).isEmpty();
        assertThat(StoreRows.entries(store)).extracting(OutboxEntry::state).containsExactly("superseded");
    }

    @Test
    void aBacklogIsSentInOneMessageThatSaysHowManyAlertsItStandsFor() {
        for (int number = 0; number < 250; number++) {
            now = NOON.plusSeconds(number);
            tell(String.valueOf(number), 7 + number % 3);
        }
        know(7, "0.35", NOON.plusSeconds(600), 0);
        know(8, "0.38", NOON.plusSeconds(300), 1);
        know(9, "0.39", NOON.plusSeconds(600), 0);
        now = NOON.plusSeconds(600);

        flushAll();

        assertThat(receiver.sent).extracting(Sent::id).containsExactly("msg_0");
        assertThat(receiver.last())
                .startsWith("1.  $0.35/h")
                .contains("2.  $0.39/h", "3. GONE: 1× RTX 4090, Sweden (was $0.38/h)")
                .contains("This message replaces 250 alerts that waited while the channel was down.");
        assertThat(StoreRows.entries(store))
                .extracting(outboxEntry ->
                        outboxEntry.state() + " " + outboxEntry.answer().orElse(""))
                .startsWith("delivered taken", "superseded sent together with others in msg_0")
                .hasSize(250)
                .containsOnly("delivered taken", "superseded sent together with others in msg_0");
    }

    @Test
    void aBacklogThatFailsIsSentAgainUnderAnotherIdWithWhatCameSince() {
        for (int number = 0; number < 12; number++) {
            tell(String.valueOf(number), 7);
        }
        receiver.refuses = true;
        now = NOON.plusSeconds(121);
        flushAll();
        tell("later", 8);
        flushAll();
        now = NOON.plusSeconds(300);
        receiver.refuses = false;

        flushAll();

        assertThat(receiver.sent).hasSize(3);
        assertThat(receiver.sent.get(0).content()).contains("This message replaces 12 alerts");
        assertThat(receiver.sent.get(2).id()).isNotIn("msg_0", "msg_later").startsWith("msg_");
        assertThat(receiver.last()).contains("$0.37/h", "$0.38/h", "This message replaces 13 alerts");
        assertThat(StoreRows.entries(store))
                .filteredOn(outboxEntry -> !outboxEntry.state().equals("superseded"))
                .extracting(OutboxEntry::state)
                .containsExactly("delivered");
    }

    @Test
    void aBacklogExpiresAsTheNewestThatItTells() {
        for (int number = 0; number < 12; number++) {
            tell(String.valueOf(number), 7);
        }
        now = NOON.plus(Channel.Limits.DEFAULT.expires()).minusSeconds(600);
        tell("later", 8);
        receiver.refuses = true;
        now = now.plusSeconds(300);
        flushAll();
        now = now.plusSeconds(600);
        receiver.refuses = false;

        flushAll();

        assertThat(receiver.last()).contains("This message replaces 13 alerts");
    }

    @Test
    void whatMayHaveArrivedIsNotFolded() {
        receiver.isSilent = true;
        tell("silent", 7);
        flushAll();
        for (int number = 0; number < 12; number++) {
            tell(String.valueOf(number), 8);
        }
        receiver.isSilent = false;
        now = NOON.plusSeconds(300);

        flushAll();

        assertThat(receiver.sent).extracting(Sent::id).containsExactlyInAnyOrder("msg_silent", "msg_0", "msg_silent");
    }

    @Test
    void ofABacklogLargerThanAnAlertTheOffersThatAreStillThereAreSent() {
        for (int number = 0; number < 300; number++) {
            tell(String.valueOf(number), 100 + number);
            know(100 + number, "0.30", NOON, number < 290 ? 1 : 0);
        }
        now = NOON.plusSeconds(300);

        flushAll();

        assertThat(receiver.sent).hasSize(1);
        assertThat(receiver.last()).startsWith("1.  $0.30/h").contains("5.  $0.30/h", "and 295 more");
    }

    @Test
    void offersThatAreThereAgainAreNotSentAsGone() {
        tell(AlertKind.OFFERS_LEFT, "1", 7, 8);
        tell(AlertKind.OFFERS_LEFT, "2", 7);
        know(7, "0.37", NOON.plusSeconds(300), 0);
        know(8, "0.38", NOON, 3);
        now = NOON.plusSeconds(301);

        flushAll();

        assertThat(receiver.sent).extracting(Sent::id).containsExactly("msg_1");
        assertThat(receiver.last()).contains("was $0.38/h").doesNotContain("$0.37/h");
        assertThat(StoreRows.entries(store))
                .extracting(outboxEntry -> outboxEntry.answer().orElse(""))
                .containsExactly("taken", "all of its offers are back");
    }

    private void flushAll() {
        while (dispatcher.flush(now)) {}
    }

    private static OfferKey key(long machine) {
        return offer(machine, machine, 0.38, NOON).key().orElseThrow();
    }

    /** The machine's number says its price: 7 asks 0.37, 10 asks 0.40. */
    private void tell(String id, long... machines) {
        tell(AlertKind.OFFERS_MATCHED, id, machines);
    }

    private void tell(AlertKind alertKind, String id, long... machines) {
        List<Match> matches = new ArrayList<>();
        for (long machine : machines) {
            BigDecimal price = BigDecimal.valueOf(30 + machine, 2);
            Offer offer = offer(machine, machine, price.doubleValue(), now);
            Reason reason = alertKind == AlertKind.OFFERS_LEFT ? Reason.LEFT : Reason.FIRST_SEEN;
            matches.add(new Match(reason, key(machine), offer, price, Optional.empty()));
        }
        Alert alert = new Alert(
                "alert-" + id,
                alertKind,
                Optional.of("cheap-4090"),
                now,
                Optional.of(TERMS),
                matches,
                matches.size(),
                List.of(),
                Map.of());
        store.commit(new WatchUpdate(
                "cheap-4090",
                now,
                List.of(),
                List.of(),
                List.of(new Delivery("msg_" + id, "hook", alert, now, 0, Optional.empty()))));
    }

    private void know(long machine, String value, Instant lastSeen, int missed) {
        commit(List.of(new TrackedOffer(
                key(machine), machine, new BigDecimal(value), NOON, lastSeen, missed, Optional.empty())));
    }

    private void commit(List<TrackedOffer> known) {
        store.commit(new WatchUpdate("cheap-4090", now, known, List.of(), List.of()));
    }

    private record Sent(String id, String content) {}

    /** A receiver in this process: refuses everything, says nothing, or takes it. */
    private static final class Receiver implements Notifier {
        private final List<Sent> sent = new ArrayList<>();
        private boolean refuses;
        private boolean isSilent;

        private String last() {
            return sent.get(sent.size() - 1).content();
        }

        @Override
        public Notifier.Rendering render(Delivery delivery, Instant now) {
            return new Notifier.Rendering(
                    new Delivery.Content(MailContent.text(delivery.alert(), now, ZoneOffset.UTC)), Optional.empty());
        }

        @Override
        public Outcome send(Delivery delivery, Delivery.Content content, Instant now) {
            sent.add(new Sent(delivery.id(), content.text()));
            return refuses
                    ? new Outcome.Deferred("HTTP 503", Optional.empty())
                    : isSilent ? Outcome.Deferred.unknown("no answer in time") : new Outcome.Delivered("taken");
        }

        @Override
        public void close() {}
    }
}
