package io.github.vastwatch.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {

    @ParameterizedTest
    @CsvSource({
        "0.995, 3, 0.995",
        "0.99949, 3, 0.999",
        "0.99983, 3, 0.9998",
        "0.99998, 3, 0.99998",
        "0.9999999999999, 3, 0.999999999",
        "1, 3, 1.000",
        "0.0004, 3, 0.0004",
        "0.00000000000004, 3, 0.000000001",
        "0, 3, 0.000"
    })
    void aShareIsNeverRoundedToCertaintyNorToNothing(BigDecimal share, int decimals, String text) {
        assertThat(Share.round(share, decimals).toPlainString()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.05, 1, 5.0 %",
        "0.9996, 0, 99.96 %",
        "0.994, 0, 99 %",
        "1, 0, 100 %",
        "1.0004, 0, 100 %",
        "0.0004, 1, 0.04 %"
    })
    void aPercentageIsNeverRoundedTo100NorTo0(BigDecimal share, int decimals, String text) {
        assertThat(Share.percent(share, decimals)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"99.98, 1, 99.98", "0.99983, 3, 0.9998", "1.0003, 3, 1.000", "124.97, 1, 125.0", "0.3499, 3, 0.350"})
    void aNumberThatMayBeAShareIsTakenForOne(BigDecimal number, int decimals, String text) {
        assertThat(Share.roundNumber(number, decimals).toPlainString()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"99.98, 0, 99", "0.99983, 2, 0.99", "0.996, 2, 0.99", "94.27, 0, 94", "0.4, 0, 0", "99.4, 1, 99.4"})
    void inJustSoManyDecimalsWhatWouldReadAsAllIsRoundedDown(BigDecimal number, int decimals, String text) {
        assertThat(Share.roundTo(number, decimals).toPlainString()).isEqualTo(text);
    }
}
