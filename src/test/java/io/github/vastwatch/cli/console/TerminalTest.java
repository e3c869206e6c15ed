package io.github.vastwatch.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TerminalTest {
    private static Terminal of(Map<String, String> environment, String size) {
        return Terminal.of(true, environment::get, size);
    }

    @Test
    void isAsWideAsColumnsSaysOrElseStty() {
        assertThat(of(Map.of("TERM", "xterm", "COLUMNS", "72"), "24 160\n").width())
                .contains(72);
        assertThat(of(Map.of("TERM", "xterm", "COLUMNS", "many"), "24 160\n").width())
                .contains(160);
        assertThat(of(Map.of("TERM", "xterm"), "0 0\n").width()).contains(80);
        assertThat(of(Map.of("TERM", "xterm"), "").width()).contains(80);
    }

    @Test
    void hasColoursUnlessSomebodyWantsNone() {
        assertThat(of(Map.of("TERM", "xterm"), "").colours()).isTrue();
        assertThat(of(Map.of("TERM", "xterm", "NO_COLOR", ""), "").colours()).isTrue();
        assertThat(of(Map.of("TERM", "xterm", "NO_COLOR", "1"), "").colours()).isFalse();
        assertThat(of(Map.of("TERM", "dumb"), "").colours()).isFalse();
        assertThat(of(Map.of(), "").colours()).isFalse();
    }

    @Test
    void aPipeHasNeitherWidthNorColours() {
        assertThat(Terminal.of(false, Map.of("TERM", "xterm", "COLUMNS", "72")::get, "24 160\n"))
                .isEqualTo(new Terminal(Optional.empty(), false, false));
    }

    @Test
    void drawsWithTheCharactersOfTheLocale() {
        assertThat(of(Map.of("LANG", "C.UTF-8"), "").isUnicode()).isTrue();
        assertThat(of(Map.of("LANG", "C.UTF-8", "LC_ALL", "", "LC_CTYPE", "POSIX"), "")
                        .isUnicode())
                .isFalse();
        assertThat(of(Map.of("LC_ALL", "en_US.utf8", "LANG", "C"), "").isUnicode())
                .isTrue();
        assertThat(Terminal.of(false, Map.of("LANG", "de_DE.UTF-8")::get, "").isUnicode())
                .isTrue();
    }
}
