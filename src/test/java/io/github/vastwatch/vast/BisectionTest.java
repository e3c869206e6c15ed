package io.github.vastwatch.vast;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static io.github.vastwatch.Fixtures.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BisectionTest {
    private static final Question ALL = CHEAP_4090.question().with(Query.EVERYTHING);

    @Test
    void cutsAtTheMiddlePrice() {
        List<Offer> seen = List.of(
                offer(1, 1, 0.10, NOON), offer(2, 2, 0.20, NOON), offer(3, 3, 0.30, NOON), offer(4, 4, 0.40, NOON));

        assertThat(Bisection.of(ALL, seen))
                .extracting(part -> part.query().toString())
                .containsExactly("dph_total<=0.2", "dph_total>0.2");
    }

    @Test
    void cutsBelowTheLargestPriceWhereMostHaveIt() {
        List<Offer> seen = List.of(offer(1, 1, 0.10, NOON), offer(2, 2, 0.40, NOON), offer(3, 3, 0.40, NOON));

        assertThat(Bisection.of(ALL, seen))
                .extracting(part -> part.query().toString())
                .containsExactly("dph_total<=0.1", "dph_total>0.1");
    }

    @Test
    void atOnePriceCutsByTheNumberOfGpusThenByMachine() {
        Offer two = with(offer(1, 1, 0.10, NOON), Field.NUM_GPUS, Value.of(2));

        assertThat(Bisection.of(ALL, List.of(offer(1, 2, 0.10, NOON), two)))
                .extracting(part -> part.query().toString())
                .containsExactly("num_gpus<=1", "num_gpus>1");
        assertThat(Bisection.of(ALL, List.of(offer(1, 1, 0.10, NOON), offer(2, 2, 0.10, NOON))))
                .extracting(part -> part.query().toString())
                .containsExactly("machine_id<=1", "machine_id>1");
    }

    @Test
    void rowsOfOneMachineAtOnePriceAreCutByNameAndWhatWasLeftOutStaysOut() {
        Offer other = with(offer(1, 1, 0.10, NOON), Field.GPU_NAME, Value.of("L4"));
        Question noH100 = ALL.with(
                Query.read("gpu_name notin [H100_SXM]", Query.EVERYTHING).query());

        assertThat(Bisection.of(noH100, List.of(offer(1, 2, 0.10, NOON), other)))
                .extracting(part -> part.query().toString())
                .containsExactly("gpu_name notin [H100_SXM] gpu_name in [L4]", "gpu_name notin [L4,H100_SXM]");
        assertThat(Bisection.of(ALL, List.of(other, other))).isEmpty();
    }

    @Test
    void isNotCutByWhatARowDoesNotSay() {
        Offer priceless = with(offer(1, 1, 0.10, NOON), Field.DPH_TOTAL, Value.Null.NULL);

        assertThat(Bisection.of(ALL, List.of(priceless, offer(2, 2, 0.2, NOON), offer(3, 3, 0.3, NOON))))
                .extracting(part -> part.query().toString())
                .containsExactly("machine_id<=2", "machine_id>2");
    }

    @Test
    void aRowOutsideTheQuestionDoesNotMoveTheCut() {
        Question cheap = ALL.with(Query.read("dph_total<=0.2", Query.EVERYTHING).query());

        assertThat(Bisection.of(cheap, List.of(offer(1, 1, 0.10, NOON), offer(2, 2, 0.20, NOON), offer(3, 3, 9, NOON))))
                .extracting(part -> part.query().toString())
                .containsExactly("dph_total<=0.1", "dph_total<=0.2 dph_total>0.1");
    }

    @Test
    void theHalvesHoldEachRowOnceHoweverOftenTheyAreCut() {
        Random random = new Random(5);
        List<Offer> market = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Offer row = offer(i / 3, i, random.nextInt(20) / 10.0, NOON);
            market.add(with(row, Field.NUM_GPUS, Value.of(1 << random.nextInt(4))));
        }

        List<Question> open = new ArrayList<>(List.of(ALL));
        int found = 0;
        while (!open.isEmpty()) {
            Question part = open.remove(open.size() - 1);
            List<Offer> answer = market.stream()
                    .filter(row -> part.query().matches(row, part.query()))
                    .toList();
            List<Question> halves = answer.size() < 5 ? List.of() : Bisection.of(part, answer);
            if (halves.isEmpty()) {
                found += answer.size();
            }
            open.addAll(halves);
        }

        assertThat(found).isEqualTo(market.size());
    }
}
