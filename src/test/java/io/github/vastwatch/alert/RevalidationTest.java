package io.github.vastwatch.alert;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.alert;
import static io.github.vastwatch.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.watch.TrackedOffer;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RevalidationTest {
    private static final Instant LATE = NOON.plusSeconds(121);

    @Test
    void onlyOffersThatHaveCertainlyNotArrivedAreHeldAgainstTheNewestAnswer() {
        assertThat(Revalidation.isDue(delivery(alert("a"), false, List.of()), LATE))
                .isTrue();
        assertThat(Revalidation.isDue(delivery(alert("a"), false, List.of()), NOON.plusSeconds(120)))
                .as("it is not late")
                .isFalse();
        assertThat(Revalidation.isDue(delivery(alert("a"), true, List.of()), LATE))
                .as("it may have arrived")
                .isFalse();
        assertThat(Revalidation.isDue(delivery(alert("a"), false, List.of("me@example.org")), LATE))
                .as("somebody has it")
                .isFalse();
        assertThat(Revalidation.isDue(delivery(left(alert("a")), false, List.of()), LATE))
                .as("what is gone may be back")
                .isTrue();
    }

    @Test
    void whatIsGoneComesLastAndTheRestByItsCurrentPrice() {
        Revalidation revalidation = Revalidation.of(
                sent(7, 8, 9), latest(2, tracked(7, "0.37", 1), tracked(8, "0.395", 0), tracked(9, "0.39", 0)));

        Alert now = ((Revalidation.Changed) revalidation).alert();
        assertThat(now.matches()).extracting(match -> match.key().machineId()).containsExactly(9L, 8L, 7L);
        assertThat(now.matches())
                .extracting(Match::current)
                .containsExactly(new BigDecimal("0.39"), new BigDecimal("0.395"), new BigDecimal("0.37"));
        assertThat(now.matching()).isEqualTo(2);
        assertThat(now.matches()).extracting(Match::isToRent).containsExactly(true, true, false);
    }

    @Test
    void whatIsStillTrueIsSentAsItIs() {
        assertThat(Revalidation.of(sent(7, 8), latest(12))).isEqualTo(Revalidation.Unchanged.UNCHANGED);
        assertThat(Revalidation.of(sent(7), latest(12, tracked(7, "0.37", 0))))
                .isEqualTo(Revalidation.Unchanged.UNCHANGED);
    }

    @Test
    void anAlertWhoseOffersAreAllGoneIsSupersededAndReported() {
        Revalidation revalidation =
                Revalidation.of(sent(7, 8), latest(0, tracked(7, "0.37", 1), tracked(8, "0.38", 3)));

        Revalidation.Superseded superseded = (Revalidation.Superseded) revalidation;
        assertThat(superseded.reason()).isEqualTo("none of its offers matches any more");
        assertThat(superseded.isMissed()).isTrue();
        assertThat(superseded.alert().matches()).allMatch(Match::isGone);
    }

    @Test
    void anOfferIsComparedWithTheLaterOfItselfAndItsMachine() {
        TrackedOffer machine = new TrackedOffer(
                key(7).ofMachine(), 1, new BigDecimal("0.36"), NOON, NOON.plusSeconds(90), 0, Optional.empty());

        Revalidation revalidation = Revalidation.of(sent(7), latest(1, tracked(7, "0.37", 1), machine));

        assertThat(((Revalidation.Changed) revalidation).alert().matches())
                .extracting(Match::current)
                .containsExactly(new BigDecimal("0.36"));
    }

    @Test
    void offersThatAreBackAreNotReportedAsGone() {
        Alert left = left(sent(7, 8));

        assertThat(Revalidation.of(left, latest(0, tracked(7, "0.37", 2)))).isEqualTo(Revalidation.Unchanged.UNCHANGED);
        assertThat(((Revalidation.Changed) Revalidation.of(left, latest(1, tracked(7, "0.37", 0)))).alert())
                .isEqualTo(left.withMatches(left.matches().subList(1, 2), 1, left.matching()));
        assertThat(Revalidation.of(left, latest(2, tracked(7, "0.37", 0), tracked(8, "0.38", 0))))
                .isEqualTo(new Revalidation.Superseded(left, "all of its offers are back", false));
    }

    @Test
    void whatTakesItsPlaceStartsWithoutBytesAndGoesOnWithItsPauses() {
        Delivery refused = new Delivery(
                "msg_1", "hook", alert("a"), NOON, 3, Optional.of(new Delivery.Content("x")), 2, false, List.of());

        assertThat(refused.replacedBy("msg_2", alert("a")))
                .isEqualTo(new Delivery("msg_2", "hook", alert("a"), NOON, 3, Optional.empty(), 2, false, List.of()));
    }

    private static Alert left(Alert matched) {
        return new Alert(
                "a",
                AlertKind.OFFERS_LEFT,
                matched.watch(),
                NOON,
                matched.terms(),
                matched.matches(),
                1,
                List.of(),
                Map.of());
    }

    private static LatestOffers latest(int matching, TrackedOffer... offers) {
        return new LatestOffers(
                Stream.of(offers).collect(Collectors.toMap(TrackedOffer::key, each -> each)),
                matching,
                Optional.empty());
    }

    private static TrackedOffer tracked(long machine, String value, int missed) {
        return new TrackedOffer(
                key(machine), machine, new BigDecimal(value), NOON, NOON.plusSeconds(60), missed, Optional.empty());
    }

    private static OfferKey key(long machine) {
        return offer(machine, machine, 0.3, NOON).key().orElseThrow();
    }

    /** The machine's number says its price: 7 asks 0.37. */
    private static Alert sent(long... machines) {
        List<Match> matches = Arrays.stream(machines)
                .mapToObj(machine -> {
                    BigDecimal price = BigDecimal.valueOf(30 + machine, 2);
                    Offer offer = offer(machine, machine, price.doubleValue(), NOON);
                    return new Match(Reason.FIRST_SEEN, key(machine), offer, price, Optional.empty());
                })
                .toList();
        return alert("a").with(matches, matches.size());
    }

    private static Delivery delivery(Alert alert, boolean mayHaveArrived, List<String> settled) {
        return new Delivery("msg_1", "hook", alert, NOON, 1, Optional.empty(), 0, mayHaveArrived, settled);
    }
}
