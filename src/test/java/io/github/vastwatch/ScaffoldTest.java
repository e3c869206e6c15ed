package io.github.vastwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.offer.OfferKey;
import org.junit.jupiter.api.Test;

class ScaffoldTest {
    @Test
    void aKeyReadsAsItIsWritten() {
        assertThat(OfferKey.parse("bid/146113/2/RTX 4090")).hasToString("bid/146113/2/RTX 4090");
    }
}
