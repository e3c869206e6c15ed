package io.github.vastwatch.offer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SlaTest {
    @ParameterizedTest
    @CsvSource({"0.995, 0.995, 99.5 %", "0.990, 0.99, 99 %", ".9, 0.9, 90 %", "' 0.9999 ', 0.9999, 99.99 %"})
    void aShareOfTimeIsRead(String written, String read, String percent) {
        assertThat(Sla.parse(written)).hasToString(read).isEqualTo(Sla.parse(read));
        assertThat(Sla.parse(written).describe()).isEqualTo("SLA of " + percent);
    }

    @ParameterizedTest
    @CsvSource({
        "99.5, 'write 0.995'",
        "99.5%, 'write 0.995'",
        "'99 %', 'write 0.99'",
        "0.5%, 'write 0.005'",
        "1, 'write a share of time, as 0.995'",
        "0, 'write a share of time, as 0.995'",
        "0.0, 'write a share of time, as 0.995'",
        "100%, 'write a share of time, as 0.995'",
        "-0.5, 'write a share of time, as 0.995'",
        "'0,995', 'write a share of time, as 0.995'",
        "high, 'write a share of time, as 0.995'"
    })
    void aPercentageIsRefusedWithTheShareAndWhateverElseIsNoShare(String written, String advice) {
        assertThatThrownBy(() -> Sla.parse(written))
                .isInstanceOfSatisfying(
                        InvalidInput.class,
                        invalidInput -> assertThat(invalidInput.advice()).isEqualTo(advice))
                .hasMessage("target_reliability must be a number above 0 and below 1: '" + written + "'");
    }

    @Test
    void aQuestionSaysItsServiceLevel() {
        Question question = Question.of(Query.parse("num_gpus=1"), RentalType.ON_DEMAND, 20, Field.DPH_TOTAL);

        assertThat(question.withSla(Optional.of(Sla.parse("0.995"))))
                .hasToString(question + " target_reliability=0.995");
    }
}
