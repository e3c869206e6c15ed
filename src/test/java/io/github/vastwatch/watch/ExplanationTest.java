package io.github.vastwatch.watch;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static io.github.vastwatch.Fixtures.watch;
import static io.github.vastwatch.Fixtures.with;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.offer.Field;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.offer.Value;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final Watch RELIABLE =
            watch("reliable", "gpu_name=RTX_4090 reliability>0.98 inet_down>=500", "dph_total <= 0.40");
    private static final Offer FITS = with(offer(1, 1, 0.38, NOON), Field.INET_DOWN, Value.of(900));
    private static final Offer UNRELIABLE =
            with(with(offer(2, 2, 0.30, NOON), Field.INET_DOWN, Value.of(900)), Field.RELIABILITY, Value.of(0.976));
    private static final Offer DEAR = with(offer(3, 3, 0.42, NOON), Field.INET_DOWN, Value.of(900));
    private static final Offer UNVERIFIED_AND_SLOW = with(
            with(offer(4, 4, 0.10, NOON), Field.INET_DOWN, Value.of(20)), Field.VERIFICATION, Value.of("unverified"));
    private static final Offer SILENT = offer(5, 5, 0.39, NOON);

    private static final Explanation EXPLAINED =
            Explanation.of(RELIABLE, List.of(FITS, FITS, UNRELIABLE, DEAR, UNVERIFIED_AND_SLOW, SILENT));

    @Test
    void countsWhatEachConditionLetsThroughAndWhatItAloneHides() {
        assertThat(EXPLAINED.offers()).isEqualTo(5);
        assertThat(EXPLAINED.matches()).isEqualTo(2);
        assertThat(EXPLAINED.effects())
                .extracting(effect ->
                        effect.condition() + " " + effect.passes() + " " + effect.hides() + " " + effect.unsaid())
                .containsExactly(
                        "verified=true 4 0 0",
                        "external=false 5 0 0",
                        "rentable=true 5 0 0",
                        "gpu_name=RTX_4090 5 0 0",
                        "reliability>0.98 4 1 0",
                        "inet_down>=500 4 0 1",
                        "disk_space>=20 5 0 5",
                        "dph_total <= 0.40 4 1 0");
    }

    @Test
    void theNearestMissTheFewestConditionsByTheLeast() {
        assertThat(EXPLAINED.nearest())
                .extracting(near -> near.offer().id().orElseThrow() + " " + near.fails())
                .containsExactly("2 [reliability>0.98]", "3 [dph_total <= 0.40]", "4 [verified=true, inet_down>=500]");
        Condition reliability = EXPLAINED.nearest().get(0).fails().get(0);
        Condition threshold = EXPLAINED.nearest().get(1).fails().get(0);
        assertThat(reliability.valueIn(UNRELIABLE) + ", " + reliability.gap(UNRELIABLE))
                .isEqualTo("0.976, by 0.004");
        assertThat(threshold.valueIn(DEAR) + ", " + threshold.gap(DEAR)).isEqualTo("0.42, 5.0 % above");
    }

    @Test
    void theBestThatFitsTheQueryIsKnownWhateverTheThreshold() {
        Watch cheaper = watch("cheaper", "gpu_name=RTX_4090 reliability>0.98 inet_down>=500", "dph_total <= 0.16");

        Explanation explained = Explanation.of(cheaper, List.of(DEAR, FITS, UNRELIABLE));

        assertThat(explained.matches()).isZero();
        assertThat(explained.fitting()).containsExactly(FITS, DEAR);
        assertThat(Condition.of(cheaper).get(7).gap(FITS)).isEqualTo("138 % above");
    }

    @Test
    void ofTwoRowsWithOneKeyTheOneThatSatisfiesMoreStandsForIt() {
        Offer cheapAndSlow = with(with(FITS, Field.DPH_TOTAL, Value.of(0.2)), Field.INET_DOWN, Value.of(1));

        Explanation explained = Explanation.of(RELIABLE, List.of(cheapAndSlow, FITS));

        assertThat(explained.offers()).isEqualTo(1);
        assertThat(explained.matches()).isEqualTo(1);
    }

    @Test
    void defaultFiltersAreKnownAsSuch() {
        assertThat(Condition.of(RELIABLE))
                .filteredOn(Condition::isDefault)
                .extracting(Object::toString)
                .containsExactly("verified=true", "external=false", "rentable=true");
    }

    @Test
    void asksForTheGpusAloneSoThatNothingElseHidesOne() {
        assertThat(Condition.relaxed(RELIABLE)).hasToString("gpu_name=RTX_4090");
    }
}
