package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    private static final byte[] LINE =
            "java\0-Dhome=/home/jürgen\0Main\0search\0gpu_name=größte\0".getBytes(StandardCharsets.UTF_8);

    @Test
    void anArgumentThatTheLocaleCannotRepresentIsNamed() {
        assertThat(Arguments.problem(LINE, 2, StandardCharsets.US_ASCII))
                .contains("the argument 'gpu_name=größte' contains characters that the locale cannot represent\n"
                        + "    set LANG=C.UTF-8");
        assertThat(Arguments.problem("Main\0\u00e4\0".getBytes(StandardCharsets.ISO_8859_1), 1, StandardCharsets.UTF_8))
                .isPresent();
    }

    @Test
    void anArgumentThatTheLocaleHasAndThoseOfTheJvmAreTaken() {
        assertThat(Arguments.problem(LINE, 2, StandardCharsets.UTF_8)).isEmpty();
        assertThat(Arguments.problem(LINE, 2, Charset.forName("windows-1252"))).isEqualTo(Optional.empty());
        assertThat(Arguments.problem(
                        "java\0-Dü\0Main\0search\0x\0".getBytes(StandardCharsets.UTF_8), 2, StandardCharsets.US_ASCII))
                .isEmpty();
    }
}
