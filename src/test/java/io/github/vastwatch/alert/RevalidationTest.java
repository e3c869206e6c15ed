package io.github.vastwatch.alert;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.alert;
import static io.github.vastwatch.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        Alert told = alert("a");
        Alert left = new Alert(
                "a", AlertKind.OFFERS_LEFT, told.watch(), NOON, told.terms(), told.matches(), 1, List.of(), Map.of());
        assertThat(Revalidation.isDue(delivery(left, false, List.of()), LATE))
                .as("what is gone may be back")
                .isTrue();
    }

    @Test
    void whatIsGoneComesLastAndTheRestByItsPriceOfNow() {
        Alert told = told(7, 8, 9);
        Revalidation revalidation = new Revalidation(
                2,
                Map.of(
                        key(7), new OfferUpdate(Optional.empty(), NOON),
                        key(8), new OfferUpdate(Optional.of(new BigDecimal("0.395")), NOON)));

        Alert now = revalidation.of(told);

        assertThat(now.matches()).extracting(match -> match.key().machineId()).containsExactly(9L, 8L, 7L);
        assertThat(now.matches())
                .extracting(Match::current)
                .containsExactly(new BigDecimal("0.39"), new BigDecimal("0.395"), new BigDecimal("0.37"));
        assertThat(now.matching()).isEqualTo(2);
        assertThat(now.matches()).extracting(Match::isToRent).containsExactly(true, true, false);
        assertThat(revalidation.isOver(told)).isFalse();
    }

    @Test
    void whatIsAsItWasToldStaysAsItWasTold() {
        Alert told = told(7, 8);

        assertThat(new Revalidation(12, Map.of()).of(told)).isEqualTo(told);
        assertThat(new Revalidation(12, Map.of()).isOver(told)).isFalse();
    }

    @Test
    void itIsOverWhenAllIsGone() {
        OfferUpdate gone = new OfferUpdate(Optional.empty(), NOON);

        assertThat(new Revalidation(0, Map.of(key(7), gone, key(8), gone)).isOver(told(7, 8)))
                .isTrue();
    }

    @Test
    void whatTakesItsPlaceStartsWithoutBytesAndGoesOnWithItsPauses() {
        Delivery refused = new Delivery(
                "msg_1", "hook", alert("a"), NOON, 3, Optional.of(new Delivery.Content("x")), 2, false, List.of());

        assertThat(refused.replacedBy("msg_2", alert("a")))
                .isEqualTo(new Delivery("msg_2", "hook", alert("a"), NOON, 3, Optional.empty(), 2, false, List.of()));
    }

    private static OfferKey key(long machine) {
        return offer(machine, machine, 0.3, NOON).key().orElseThrow();
    }

    /** The machine's number says its price: 7 asks 0.37. */
    private static Alert told(long... machines) {
        List<Match> matches = Arrays.stream(machines)
                .mapToObj(machine -> {
                    BigDecimal price = BigDecimal.valueOf(30 + machine, 2);
                    Offer offer = offer(machine, machine, price.doubleValue(), NOON);
                    return new Match(Reason.FIRST_SEEN, key(machine), offer, price, Optional.empty());
                })
                .toList();
        return alert("a").with(matches, matches.size());
    }

    private static Delivery delivery(Alert alert, boolean isDoubtful, List<String> settled) {
        return new Delivery("msg_1", "hook", alert, NOON, 1, Optional.empty(), 0, isDoubtful, settled);
    }
}
