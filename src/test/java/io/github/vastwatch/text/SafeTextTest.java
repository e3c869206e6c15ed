package io.github.vastwatch.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.offer.OfferKey;
import io.github.vastwatch.offer.RentalType;
import io.github.vastwatch.offer.Value;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of others reach terminals, logs, messages and keys as what can be seen of them. */
class SafeTextTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "escape,`RTX\u001b]0;pwn\u0007\u001b[31m`,`RTX ]0;pwn [31m`",
                "a forged line,`RTX\r\nINFO fake`,`RTX INFO fake`",
                "C1 CSI and NEL,`RTX\u009b31m\u0085x`,`RTX 31m x`",
                "delete,`RTX\u007f4090`,`RTX 4090`",
                "line separators,`RTX\u2028a\u2029b`,`RTX a b`",
                "directions,`RTX\u202e0904\u2066\u200f\u061c`,`RTX0904`",
                "no width,`R\u200bT\u200dX\u2060\ufeff\u00ad`,`RTX`",
                "tags,`RTX\udb40\udc41\udb40\udc42`,`RTX`",
                "letters without a shape,`RTX\u3164\u115f\ufe0f`,`RTX`",
                "half a pair,`RTX \ud800 X`,`RTX \ufffd X`",
                "blanks around it,`  RTX\u00a04090\t`,`RTX 4090`",
                "what is harmless,`RTX 4090 × 2 – München 東京 😀`,`RTX 4090 × 2 – München 東京 😀`"
            })
    void whatSteersATerminalOrHidesIsGone(String what, String text, String line) {
        assertThat(SafeText.line(text)).as(what).isEqualTo(line);
        assertThat(Value.of(text)).as(what).isEqualTo(Value.of(line));
    }

    @Test
    void aKeyIsTheSameAfterItWasStored() {
        OfferKey key = new OfferKey(RentalType.ON_DEMAND, 7, 1, "RTX \ud800 X");

        byte[] stored = key.toString().getBytes(StandardCharsets.UTF_8);

        assertThat(OfferKey.parse(new String(stored, StandardCharsets.UTF_8))).isEqualTo(key);
    }
}
