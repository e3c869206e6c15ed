package io.github.vastwatch.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AmountTest {
    @Test
    void onlyOneIsSingular() {
        assertThat(Amount.count(0, "search", "searches")).isEqualTo("0 searches");
        assertThat(Amount.count(1, "search", "searches")).isEqualTo("1 search");
        assertThat(Amount.count(2, "search", "searches")).isEqualTo("2 searches");
    }
}
