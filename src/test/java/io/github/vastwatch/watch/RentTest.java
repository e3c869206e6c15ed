package io.github.vastwatch.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.offer.InvalidInput;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RentTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--ssh --direct",
                "--env '-p 8080:8080 -e A=b' --onstart-cmd 'echo a; echo $B && c'",
                "--env '-e A=b' --label $USER --name \"$USER's\"",
                "--label \"my box\" --price {1,2}"
            })
    void optionsGoIntoTheCommandAsTheyAre(String options) {
        assertThat(Rent.parseOptions(options)).isEqualTo(options);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "; x",
                "a & b",
                "a | b",
                "$(x)",
                "`x`",
                "\"$(x)\"",
                "\"`x`\"",
                "a > b",
                "# a",
                "'a",
                "a\nb",
                "a \\"
            })
    void whatAShellWouldRunOfOptionsIsRefused(String options) {
        assertThatThrownBy(() -> Rent.parseOptions(options))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("a shell would run a part of the options: '" + options + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x; touch /tmp/P #", "$(x)", "-x", "a b"})
    void whatIsNotTheNameOfAnImageIsRefused(String image) {
        assertThatThrownBy(() -> Rent.parseImage(image))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("not the name of an image: '" + image + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pytorch/pytorch:latest", "ghcr.io:443/a/b@sha256:0a", "vastai/base-image:@vastai-automatic-tag"
            })
    void theNameOfAnImageIsTaken(String image) {
        assertThat(Rent.parseImage(image)).isEqualTo(image);
    }
}
