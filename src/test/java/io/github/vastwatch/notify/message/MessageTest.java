package io.github.vastwatch.notify.message;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static io.github.vastwatch.Fixtures.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.vastwatch.Fixtures;
import io.github.vastwatch.alert.Alert;
import io.github.vastwatch.alert.AlertKind;
import io.github.vastwatch.alert.LatestOffers;
import io.github.vastwatch.alert.Match;
import io.github.vastwatch.alert.Reason;
import io.github.vastwatch.alert.Revalidation;
import io.github.vastwatch.alert.WatchTerms;
import io.github.vastwatch.history.MarketContext;
import io.github.vastwatch.notify.channel.Webhook;
import io.github.vastwatch.notify.mail.MailContent;
import io.github.vastwatch.notify.template.Template;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.offer.Value;
import io.github.vastwatch.text.Amount;
import io.github.vastwatch.vast.Secret;
import io.github.vastwatch.watch.Rent;
import io.github.vastwatch.watch.Threshold;
import io.github.vastwatch.watch.TrackedOffer;
import io.github.vastwatch.watch.Workload;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MessageTest {
    private static final Offer OFFER = offer(146113, 46832030, 0.389, NOON);

    @Test
    void aDropIsAllOnlyWhereNothingIsLeft() {
        assertThat(Amount.change(-99.6)).isEqualTo("▼ 99.6 %");
        assertThat(Amount.change(-99.996)).isEqualTo("▼ 99.996 %");
        assertThat(Amount.change(-100)).isEqualTo("▼ 100 %");
        assertThat(Amount.change(-12.3)).isEqualTo("▼ 12 %");
        assertThat(Amount.change(9.94)).isEqualTo("▲ 9.9 %");
        assertThat(Amount.change(3)).isEqualTo("▲ 3 %");
        assertThat(Amount.change(-0.01)).isEqualTo("▼ 0.1 %");
        assertThat(Amount.change(250)).isEqualTo("▲ 250 %");
    }

    @Test
    void anIncidentThatEndsByItselfSaysWhenInTheZoneOfTheChannel() {
        Alert spent = new Alert(
                "a",
                AlertKind.INCIDENT_STARTED,
                Optional.empty(),
                NOON,
                Optional.empty(),
                List.of(),
                0,
                List.of("the quota is used up"),
                Map.of("subject", "quota", "until", "2026-11-24T00:00:00Z"));

        Message message = Message.of(spent, NOON, ZoneId.of("Europe/Berlin"));

        assertThat(message.title()).isEqualTo("[vastwatch] TROUBLE: the quota is used up");
        assertThat(message.sentences())
                .containsExactly("the quota is used up", "vastwatch asks again at 2026-11-24 01:00:00 CET");
    }

    @Test
    void theWebhookBodyIsAPromise() {
        assertThat(Webhook.Body.of(alert(OFFER), 10).toPrettyString().replace(System.lineSeparator(), "\n"))
                .isEqualTo("""
                        {
                          "type" : "offers.matched",
                          "timestamp" : "2026-11-23T12:00:00Z",
                          "data" : {
                            "alert_id" : "alert-1",
                            "watch" : "cheap-4090",
                            "severity" : "normal",
                            "title" : "[cheap-4090] NEW: $0.389/h (limit $0.40) 1× RTX 4090, Sweden, reliability 0.995",
                            "threshold" : "dph_total <= 0.40",
                            "disk_gb" : 20,
                            "offers" : [ {
                              "event" : "new",
                              "reason" : "first seen",
                              "key" : "on-demand/146113/1/RTX 4090",
                              "previous" : null,
                              "offer" : {
                                "rentable" : true,
                                "external" : null,
                                "reliability" : 0.995,
                                "num_gpus" : 1,
                                "gpu_name" : "RTX 4090",
                                "dph_total" : 0.389,
                                "geolocation" : "Sweden, SE",
                                "machine_id" : 146113,
                                "id" : 46832030,
                                "verification" : "verified"
                              },
                              "metrics" : {
                                "dph_per_gpu" : 0.389
                              },
                              "rent" : {
                                "command" : "vastai create instance 46832030 --image pytorch/pytorch:latest --disk 20 --ssh --direct"
                              }
                            } ],
                            "matching" : 1,
                            "left_out" : 0
                          }
                        }""");
    }

    @Test
    void saysHowGoodAnOfferIsBesideTheRecordedMarket() {
        Alert alert = Fixtures.alert("1")
                .with(MarketContext.SINCE, NOON.minus(Duration.ofDays(12)).toString())
                .with(MarketContext.MEDIAN, "0.48")
                .with(MarketContext.LAST_AS_GOOD, NOON.minus(Duration.ofDays(9)).toString())
                .with(MarketContext.LIFETIME, "2400")
                .with(MarketContext.SPARKLINE, "▁▃·█");

        Message message = Message.of(alert, NOON, ZoneOffset.UTC);

        assertThat(message.notes())
                .contains(
                        "21 % under the 7-day median of $0.48/h, the best in 9 days (recorded for 12 days). Such offers"
                                + " stay 40 minutes.",
                        "Best of the last 7 days: ▁▃·█");
        assertThat(message.chart()).containsExactly(1, 3, 0, 8);
        assertThat(MailContent.of(alert, Template.BUILT_IN, NOON).html().orElseThrow())
                .contains("<div style=\"width: 7px; height: 32px;")
                .doesNotContain("▁▃·█");
    }

    @Test
    void comparesNothingWithAMedianOfZero() {
        Alert alert = Fixtures.alert("1")
                .with(MarketContext.SINCE, NOON.minus(Duration.ofDays(12)).toString())
                .with(MarketContext.MEDIAN, "0");

        assertThat(Message.of(alert, NOON, ZoneOffset.UTC).notes())
                .contains("The best that was recorded (recorded for 12 days).");
    }

    @Test
    void callsNothingTheBestThatWasOfferedToday() {
        Alert alert = Fixtures.alert("1")
                .with(MarketContext.SINCE, NOON.minus(Duration.ofDays(12)).toString())
                .with(MarketContext.SEEN, "0.604")
                .with(MarketContext.MEDIAN, "0.38")
                .with(
                        MarketContext.LAST_AS_GOOD,
                        NOON.minus(Duration.ofHours(20)).toString());

        assertThat(Message.of(alert, NOON, ZoneOffset.UTC).notes())
                .contains("At the 7-day median of $0.38/h (recorded for 12 days, 60 % of the time).");
    }

    @Test
    void theSubjectSaysPriceLimitAndMachine() {
        assertThat(Title.of(alert(OFFER)))
                .isEqualTo("[cheap-4090] NEW: $0.389/h (limit $0.40) 1× RTX 4090, Sweden, reliability 0.995");
    }

    @Test
    void whatAHostWritesCannotBecomeHtml() {
        Offer bad = with(OFFER, Field.CPU_NAME, Value.of("<script>alert(1)</script>"));

        assertThat(MailContent.of(alert(bad), Template.BUILT_IN, NOON).html().orElseThrow())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script>");
    }

    @Test
    void redFlagsComeFirst() {
        Offer bad = with(
                with(with(OFFER, Field.VERIFICATION, Value.of("deverified")), Field.DURATION, Value.of(3 * 3600)),
                Field.INET_UP_COST,
                Value.of(0.05));

        assertThat(OfferView.of(
                                alert(bad).terms().orElseThrow(),
                                alert(bad).best().orElseThrow(),
                                ZoneOffset.UTC)
                        .flags())
                .containsExactly("deverified", "ends in 3 hours", "expensive traffic: $50.00/TB");
    }

    @Test
    void aMachineSaysInWhichSizesItCanBeHad() {
        Alert alert = alert(new Match(
                Reason.FIRST_SEEN,
                OFFER.key().orElseThrow(),
                OFFER,
                new BigDecimal("0.389"),
                Optional.empty(),
                List.of(1, 2, 4)));

        assertThat(MailContent.text(alert, NOON, ZoneOffset.UTC)).contains("\n  Sizes: 1×, 2×, 4× match\n");
        assertThat(Webhook.Body.of(alert, 1).at("/data/offers/0/sizes")).hasToString("[1,2,4]");
    }

    @Test
    void aLateAlertSaysToProgramsWhatHasBecomeOfItsOffers() {
        OfferKey key = OFFER.key().orElseThrow();
        TrackedOffer gone =
                new TrackedOffer(key, 1, new BigDecimal("0.389"), NOON, NOON.plusSeconds(60), 1, Optional.empty());
        TrackedOffer dearer =
                new TrackedOffer(key, 1, new BigDecimal("0.395"), NOON, NOON.plusSeconds(90), 0, Optional.empty());

        assertThat(since(gone)).hasToString("{\"gone\":true,\"seen_at\":\"2026-11-23T12:01:00Z\"}");
        assertThat(since(dearer)).hasToString("{\"gone\":false,\"value\":0.395,\"seen_at\":\"2026-11-23T12:01:30Z\"}");
    }

    private static JsonNode since(TrackedOffer latest) {
        Revalidation revalidation =
                Revalidation.of(alert(OFFER), new LatestOffers(Map.of(latest.key(), latest), 1, Optional.empty()));
        Alert alert = revalidation instanceof Revalidation.Changed changed
                ? changed.alert()
                : ((Revalidation.Superseded) revalidation).alert();
        return Webhook.Body.of(alert, 1).at("/data/offers/0/since");
    }

    @Test
    void anInterruptibleOfferIsRentedWithABid() {
        Offer bid = new Offer(
                RentalType.BID, NOON, with(OFFER, Field.MIN_BID, Value.of(0.2)).row());

        assertThat(RentCommand.of(Rent.DEFAULT, 20, bid))
                .contains("vastai create instance 46832030 --image pytorch/pytorch:latest --disk 20 --ssh --direct"
                        + " --bid_price 0.2100");
    }

    @Test
    void aBidWithoutALowestBidHasNoCommandForItWouldRentOnDemand() {
        Offer bid = new Offer(RentalType.BID, NOON, OFFER.row());

        assertThat(RentCommand.of(Rent.DEFAULT, 20, bid)).isEmpty();
    }

    @Test
    void signsAsTheSpecificationsExampleSays() {
        byte[] key = Webhook.key(new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

        assertThat(Webhook.signature(
                        key,
                        "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.",
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void thePriceSaysTheFeeOfAServiceLevelThatItIncludes() {
        Offer offer = Fixtures.with(Fixtures.offer(7, 1, 0.389, NOON), Field.SLA_PREMIUM_PER_HOUR, Value.of(0.012));
        Match match = alert(offer).best().orElseThrow();
        WatchTerms plain = new WatchTerms(Threshold.parse("dph_total <= 0.40"), 20, Rent.DEFAULT);
        WatchTerms sla = new WatchTerms(
                plain.threshold(),
                20,
                Optional.of(Sla.parse("0.995")),
                Optional.empty(),
                Rent.DEFAULT,
                5,
                Optional.empty());

        assertThat(OfferView.of(sla, match, ZoneOffset.UTC).facts())
                .containsEntry("Price", "$0.389/h, $9.34/day, with 20 GB disk, incl. SLA $0.012/h");
        assertThat(OfferView.of(plain, match, ZoneOffset.UTC).facts())
                .containsEntry("Price", "$0.389/h, $9.34/day, with 20 GB disk");
    }

    @Test
    void theCostOfAWorkloadIsShownWithWhatItIsFor() {
        Workload workload = new Workload(new BigDecimal("20"), new BigDecimal("100"), new BigDecimal("10"));
        Offer offer = Fixtures.with(
                Fixtures.with(Fixtures.offer(7, 1, 0.389, NOON), Field.INET_DOWN_COST, Value.of(0.003)),
                Field.INET_UP_COST,
                Value.of(0.05));
        Match match = alert(offer).best().orElseThrow();
        WatchTerms terms = new WatchTerms(
                Threshold.parse("dph_total <= 0.40"),
                200,
                Optional.empty(),
                Optional.of(workload),
                Rent.DEFAULT,
                5,
                Optional.empty());

        // 0.389 * 20 + 0.003 * 100 + 0.05 * 10
        assertThat(OfferView.of(terms, match, ZoneOffset.UTC).facts())
                .containsEntry("Job", "$8.58 for 20h, 100GB down, 10GB up; $0.429/h");
        assertThat(Webhook.Body.of(Alert.matched("alert-1", "w", NOON, terms, List.of(match), 1), 1)
                        .path("data")
                        .toString())
                .contains("\"workload\":{\"hours\":20,\"download_gb\":100,\"upload_gb\":10}")
                .contains("\"metrics\":{\"dph_per_gpu\":0.389,\"job_cost\":8.58,\"effective_dph\":0.429}");
        assertThat(OfferView.of(
                                terms,
                                alert(Fixtures.without(offer, Field.INET_UP_COST))
                                        .best()
                                        .orElseThrow(),
                                ZoneOffset.UTC)
                        .facts())
                .doesNotContainKey("Job");
    }

    @Test
    void aThresholdOnACostIsTheLimitOfTheTitle() {
        Optional<Workload> workload = Optional.of(new Workload(new BigDecimal("20"), BigDecimal.ZERO, BigDecimal.ZERO));
        Offer offer = Fixtures.offer(7, 1, 0.389, NOON);
        Match match = new Match(
                Reason.FIRST_SEEN, offer.key().orElseThrow(), offer, new BigDecimal("7.78"), Optional.empty());
        WatchTerms terms = new WatchTerms(
                Threshold.parse("job_cost <= 8").of(workload),
                200,
                Optional.empty(),
                workload,
                Rent.DEFAULT,
                5,
                Optional.empty());

        assertThat(Title.of(Alert.matched("alert-1", "w", NOON, terms, List.of(match), 1)))
                .isEqualTo("[w] NEW: $7.78 job_cost (limit $8.00) at $0.389/h 1× RTX 4090, Sweden, reliability 0.995");
    }

    private static Alert alert(Offer offer) {
        OfferKey key = offer.key().orElseThrow();
        return alert(new Match(Reason.FIRST_SEEN, key, offer, new BigDecimal("0.389"), Optional.empty()));
    }

    private static Alert alert(Match match) {
        return Alert.matched(
                "alert-1",
                "cheap-4090",
                NOON,
                new WatchTerms(Threshold.parse("dph_total <= 0.40"), 20, Rent.DEFAULT),
                List.of(match),
                1);
    }
}
