package io.github.vastwatch.watch;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static io.github.vastwatch.Fixtures.watch;
import static io.github.vastwatch.Fixtures.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SnapshotTest {

    @Test
    void theBestRowStandsForItsKeyAndTiesGoToTheLowestId() {
        Offer dear = offer(7, 1, 0.39, NOON);
        Offer cheap = offer(7, 3, 0.35, NOON);
        Offer same = offer(7, 2, 0.35, NOON);

        Snapshot snapshot = snapshot(CHEAP_4090, dear, cheap, same);

        assertThat(snapshot.matches().values()).containsExactly(same);
    }

    @Test
    void theBestOfferComesFirst() {
        Offer worse = offer(7, 1, 0.39, NOON);
        Offer better = offer(8, 2, 0.31, NOON);

        assertThat(snapshot(CHEAP_4090, worse, better).matches().values()).containsExactly(better, worse);
    }

    @Test
    void aThirdOfADollarAndTwentyIsFortyCentsExactly() {
        Watch below = watch("w", "num_gpus=any", "dph_per_gpu < 0.40");
        Offer three = with(offer(7, 1, 1.2, NOON), Field.NUM_GPUS, Value.of(3));

        assertThat(snapshot(below, three).matches()).isEmpty();
    }

    @Test
    void anOfferWithoutTheMetricNeverMatches() {
        Watch watch = watch("w", "num_gpus=1", "dlperf_per_dphtotal >= 1");

        assertThat(snapshot(watch, offer(7, 1, 0.3, NOON)).matches()).isEmpty();
    }

    @Test
    void aRowWithoutAMachineIsCountedAndNotRemembered() {
        Offer nobody = with(offer(7, 1, 0.3, NOON), Field.MACHINE_ID, Value.Null.NULL);

        Snapshot snapshot = snapshot(CHEAP_4090, nobody);

        assertThat(snapshot.unkeyed()).isEqualTo(1);
        assertThat(snapshot.isComplete()).isFalse();
        assertThat(snapshot.matches()).isEmpty();
    }

    @Test
    void anOfferThatIsThereWithoutItsPriceIsNotAbsent() {
        Offer seen = offer(7, 1, 0.3, NOON);
        Map<OfferKey, TrackedOffer> known = changes(CHEAP_4090, Map.of(), seen).stream()
                .map(Change::trackedOffer)
                .collect(Collectors.toMap(TrackedOffer::key, each -> each));
        Offer priceless = with(seen, Field.DPH_TOTAL, Value.Null.NULL);
        Offer nameless = with(seen, Field.GPU_NAME, Value.Null.NULL);

        assertThat(changes(CHEAP_4090, known, priceless)).isEmpty();
        assertThat(changes(CHEAP_4090, known)).hasSize(1);
        assertThat(changes(watch("w", "num_gpus=1", "dph_total <= 0.4"), known, nameless))
                .isEmpty();
    }

    @Test
    void aThresholdSaysWhatIsWrongWithIt() {
        assertThatThrownBy(() -> Threshold.parse("dph_total <= 0")).hasMessage("threshold must be above $0/h: 0");
        assertThatThrownBy(() -> Threshold.parse("dph_totl <= 1"))
                .hasMessage("a threshold cannot be set on 'dph_totl'");
        assertThatThrownBy(() -> Threshold.parse("dph_total = 1")).hasMessage("a threshold cannot compare with '='");
        assertThatThrownBy(() -> Threshold.parse("dph_total <= 0,4")).hasMessage("a threshold takes a number: '0,4'");
    }

    private static List<Change> changes(Watch watch, Map<OfferKey, TrackedOffer> known, Offer... offers) {
        return new SnapshotDiff(watch, 0, false).changes(snapshot(watch, offers), known, Map.of());
    }

    private static Snapshot snapshot(Watch watch, Offer... offers) {
        return Snapshot.of(watch, watch.question(), NOON, true, List.of(offers));
    }
}
