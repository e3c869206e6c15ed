package io.github.vastwatch.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.vastwatch.offer.InvalidInput;
import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MovingThresholdTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "dph_total <= 85% of median(7d)",
                "dph_total <= p10(14d)",
                "dph_total < lowest(30d)",
                "dlperf_per_dphtotal >= p90(7d)",
                "dph_total <= min(0.40, 90% of median(7d))",
                "dlperf >= max(500, 110% of highest(60h))",
                "dph_total <= 87.5% of p25(36h)"
            })
    void printsWhatItReads(String text) {
        assertThat(MovingThreshold.isMeant(text)).isTrue();
        assertThat(MovingThreshold.parse(text)).hasToString(text);
    }

    @Test
    void readsOtherSpellings() {
        assertThat(MovingThreshold.parse(" dph_total<=min( 90%of median( 1w ),$0.40 ) "))
                .hasToString("dph_total <= min(0.40, 90% of median(7d))");
        assertThat(MovingThreshold.parse("dph_total <= p50(48h)")).hasToString("dph_total <= median(2d)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dph_total <= 0.40", "none", "reliability >= 98%", "dph_total <= cheap"})
    void isNotMeantByANumber(String text) {
        assertThat(MovingThreshold.isMeant(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dph_total <= median | 13 | median does not say how far it looks back | write median(7d)",
                "dph_total <= 85% of medain(7d) | 20 | unknown figure 'medain' | did you mean 'median'?",
                "dph_total <= mean(7d) | 13 | unknown figure 'mean' | write median, lowest, highest, or p1 to p99",
                "dph_total <= p0(7d) | 13 | a percentile is from p1 to p99: p0 | write lowest",
                "dph_total <= p100(7d) | 13 | a percentile is from p1 to p99: p100 | write highest",
                "dph_total <= p10(7) | 17 | not a time to look back: '7' | write it as 7d, 36h or 2w",
                "dph_total <= p10(120d) | 13 | a threshold looks back from 1h to 90d: 120d | ''",
                "dph_total < lowest(1d) | 12 | lowest looks back at least 2d: 1d"
                        + " | nothing is called lowest with less than a day of data",
                "dph_total <= 0% of median(7d) | 13 | a share of a figure is from 1% to 1000%: 0% | ''",
                "dph_total <= min(cheap, p10(7d)) | 13 | min takes a number above 0 and a figure: 'min(cheap, p10(7d))'"
                        + " | write it as min(0.40, 90% of median(7d))",
                "dph_total <= 2 * median(7d) | 13 | not a figure of the market: '2 * median(7d)'"
                        + " | write it as dph_total <= 85% of median(7d)",
                "dph_total = median(7d) | 10 | a threshold cannot compare with '=' | use < <= > or >=",
                "dph_totl <= median(7d) | 0 | a threshold cannot be set on 'dph_totl' | did you mean 'dph_total'?"
            })
    void saysWhatIsWrong(String text, int position, String message, String advice) {
        InvalidInput wrong = catchThrowableOfType(InvalidInput.class, () -> MovingThreshold.parse(text));

        assertThat(wrong).hasMessage(message);
        assertThat(wrong.advice()).isEqualTo(advice);
        assertThat(wrong.position()).isEqualTo(position);
    }

    @Test
    void roundsToFourDigitsSoThatTheFigureItselfIsInOrOut() {
        assertThat(at("dph_total <= p10(7d)", "0.283451")).contains("dph_total <= 0.2835");
        assertThat(at("dph_total < lowest(7d)", "0.283451")).contains("dph_total < 0.2834");
        assertThat(at("dlperf_per_dphtotal >= p90(7d)", "1234567")).contains("dlperf_per_dphtotal >= 1234000");
        assertThat(at("dlperf > highest(7d)", "512.38")).contains("dlperf > 512.4");
        assertThat(at("dph_total <= p10(7d)", "0.30")).contains("dph_total <= 0.3");
    }

    @Test
    void takesAShareAndACap() {
        assertThat(at("dph_total <= 85% of median(7d)", "0.40")).contains("dph_total <= 0.34");
        assertThat(at("dph_total <= min(0.30, 85% of median(7d))", "0.40")).contains("dph_total <= 0.3");
        assertThat(at("dph_total <= min(0.40, 85% of median(7d))", "0.40")).contains("dph_total <= 0.34");
        assertThat(at("dlperf >= max(500, p90(7d))", "420")).contains("dlperf >= 500");
    }

    @Test
    void hasNoThresholdThatNoOfferCanMeet() {
        assertThat(at("reliability > highest(7d)", "1")).isEmpty();
        assertThat(at("reliability >= highest(7d)", "1")).contains("reliability >= 1");
        assertThat(at("reliability >= 110% of median(7d)", "0.99")).isEmpty();
        assertThat(at("dlperf >= p10(7d)", "0")).isEmpty();
    }

    private static Optional<String> at(String moving, String figure) {
        return MovingThreshold.parse(moving).at(new BigDecimal(figure)).map(Threshold::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dph_total <= p10(7d)", "dlperf >= p90(7d)", "reliability >= p90(7d)"})
    void hasNoThresholdUntilItIsKnown(String text) {
        MovingThreshold moving = MovingThreshold.parse(text);

        assertThat(moving.isOpen(moving.unresolved())).isTrue();
        assertThat(moving.unresolved().matches(new BigDecimal("0.9999"))).isFalse();
    }

    @Test
    void takesAThresholdUntilItIsKnown() {
        Threshold plain = Threshold.parse("dph_total <= 0.30");
        MovingThreshold moving = MovingThreshold.parse("dph_total <= p10(7d)").until(plain);

        assertThat(moving.unresolved()).isEqualTo(plain);
        assertThat(moving.isOpen(plain)).isFalse();
        assertThat(moving).isNotEqualTo(MovingThreshold.parse("dph_total <= p10(7d)"));
    }
}
