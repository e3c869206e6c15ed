package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.offer.Mistake;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortIdTest {
    private static final List<String> IDS = List.of("msg_12345678-9abc", "msg_12345678-9abd", "87654321-0000");

    @Test
    void anIdIsShownByAsManyLettersAsTellItApart() {
        assertThat(ShortId.of("87654321-0000", IDS)).isEqualTo("87654321");
        assertThat(ShortId.of("msg_12345678-9abc", IDS)).isEqualTo("12345678-9abc");
    }

    @Test
    void aBeginningThatOneIdHasIsThatId() {
        assertThat(ShortId.find("8", IDS)).contains("87654321-0000");
        assertThat(ShortId.find("msg_12345678-9abd", IDS)).contains("msg_12345678-9abd");
        assertThat(ShortId.find("12345678-9abc", IDS)).contains("msg_12345678-9abc");
        assertThat(ShortId.find("9", IDS)).isEmpty();
    }

    @Test
    void aBeginningThatSeveralIdsHaveListsThem() {
        assertThatThrownBy(() -> ShortId.find("1234", IDS))
                .isInstanceOf(Mistake.class)
                .hasMessage("'1234' is the beginning of 2 ids")
                .satisfies(failure -> assertThat(((Mistake) failure).advice())
                        .isEqualTo("write more of one: 12345678-9abc, 12345678-9abd"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "silence add",
                "silence list",
                "silence remove",
                "alerts ack",
                "outbox list",
                "outbox show",
                "outbox retry",
                "outbox drop",
                "notify test",
                "template vars",
                "template render"
            })
    void everyNestedCommandHasHelp(String command) {
        StringWriter all = new StringWriter();

        int exit = Main.run(new PrintWriter(all, true), new PrintWriter(all, true), (command + " --help").split(" "));

        assertThat(exit).isZero();
        assertThat(all.toString()).startsWith("Usage: vastwatch " + command);
    }
}
