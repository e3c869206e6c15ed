package io.github.vastwatch.watch;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.Fixtures;
import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Query;
import io.github.vastwatch.offer.Question;
import io.github.vastwatch.offer.Sla;
import io.github.vastwatch.offer.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CoverageTest {
    /** With a disk of 20 GB. */
    private static final Watch WATCH =
            Fixtures.watch("w", "gpu_name=RTX_4090 num_gpus=1 dph_total>=0.30", "dph_total <= 0.40");

    private static final Offer OFFER = Fixtures.with(
            Fixtures.with(Fixtures.offer(7, 1, 0.35, NOON), Field.STORAGE_COST, Value.of(3.6)),
            Field.DISK_SPACE,
            Value.of(500));
    private static final TrackedOffer KNOWN =
            new TrackedOffer(OFFER.key().orElseThrow(), 1, new BigDecimal("0.35"), NOON, NOON, 0, Optional.empty());

    @Test
    void aQuestionWithASmallerDiskReturnsAllThatCostsNoMoreWithIt() {
        Question smaller = asked("gpu_name=RTX_4090 num_gpus=1 dph_total<=0.40").withDisk(10);

        assertThat(admits(smaller, false)).isTrue();
        assertThat(admits(smaller.withDisk(20), false)).isTrue();
        assertThat(admits(smaller.withDisk(21), false)).isFalse();
    }

    @Test
    void aLowerBoundOnThePriceSaysNothingOfAnOfferWithALargerDisk() {
        Question bounded = asked("gpu_name=RTX_4090 num_gpus=1 dph_total>=0.30");

        assertThat(admits(bounded, true)).isTrue();
        assertThat(admits(bounded.withDisk(10), true)).isFalse();
    }

    @Test
    void aPriceWithAnotherDiskSaysNothingWhereItIncludesAServiceLevel() {
        Watch watch = Fixtures.withSla(WATCH, "0.99");
        Question asked = asked("gpu_name=RTX_4090").withSla(Optional.of(Sla.parse("0.99")));

        assertThat(new Coverage(watch, asked, true).wouldShow(KNOWN, true)).isTrue();
        assertThat(new Coverage(watch, asked.withDisk(10), true).wouldShow(KNOWN, true))
                .isFalse();
    }

    @Test
    void anOfferIsPricedForTheDiskOfTheWatch() {
        Snapshot snapshot = Snapshot.of(
                WATCH,
                WATCH.question().withDisk(10),
                NOON,
                true,
                List.of(OFFER, Fixtures.with(OFFER, Field.MACHINE_ID, Value.of(8))));

        // $0.35 and 10 GB more at $3.60 a month.
        assertThat(snapshot.matches().values())
                .extracting(offer -> offer.number(Field.DPH_TOTAL).orElseThrow())
                .containsExactly(0.4, 0.4);
        assertThat(snapshot.isComplete()).isFalse();
    }

    @Test
    void aRowThatDoesNotSayWhatADiskCostsIsNeitherAMatchNorMissing() {
        Offer unsaid = Fixtures.without(OFFER, Field.STORAGE_COST);
        Question asked = asked("gpu_name=RTX_4090 num_gpus=1").withDisk(10);

        Snapshot snapshot = Snapshot.of(WATCH, asked, NOON, true, List.of(unsaid));

        assertThat(snapshot.matches()).isEmpty();
        assertThat(snapshot.undecided()).containsExactly(KNOWN.key());
        assertThat(snapshot.isComplete()).isFalse();
        assertThat(Snapshot.of(WATCH, asked, NOON, true, List.of(OFFER)).isComplete())
                .isTrue();
    }

    @Test
    void aRowThatLacksWhatTheQuestionLeftOpenIsNotMissing() {
        Watch watch = Fixtures.watch("w", "gpu_name=RTX_4090 dlperf>=50", "dph_total <= 0.40");

        Snapshot joined =
                Snapshot.of(watch, watch.question().with(Query.parse("gpu_name=RTX_4090")), NOON, true, List.of(OFFER));
        Snapshot own = Snapshot.of(watch, watch.question(), NOON, true, List.of(OFFER));

        assertThat(joined.undecided()).containsExactly(KNOWN.key().ofMachine());
        assertThat(own.matches()).containsKey(KNOWN.key().ofMachine());
    }

    private static Question asked(String query) {
        return WATCH.question().with(Query.parse(query));
    }

    private static boolean admits(Question asked, boolean wasSent) {
        return new Coverage(WATCH, asked, true).wouldShow(KNOWN, wasSent);
    }
}
