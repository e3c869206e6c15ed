package io.github.vastwatch.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.vastwatch.cli.Cli;
import io.github.vastwatch.offer.InvalidInput;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortIdTest {
    private static final ShortId IDS = new ShortId(List.of("msg_12345678-9abc", "msg_12345678-9abd", "87654321-0000"));

    @Test
    void anIdIsShownByAsManyLettersAsTellItApart() {
        assertThat(IDS.of("87654321-0000")).isEqualTo("87654321");
        assertThat(IDS.of("msg_12345678-9abc")).isEqualTo("12345678-9abc");
    }

    @Test
    void aBeginningThatOneIdHasIsThatId() {
        assertThat(IDS.find("8")).contains("87654321-0000");
        assertThat(IDS.find("msg_12345678-9abd")).contains("msg_12345678-9abd");
        assertThat(IDS.find("12345678-9abc")).contains("msg_12345678-9abc");
        assertThat(IDS.find("9")).isEmpty();
    }

    @Test
    void aBeginningThatSeveralIdsHaveListsThem() {
        assertThatThrownBy(() -> IDS.find("1234"))
                .isInstanceOf(InvalidInput.class)
                .hasMessage("'1234' is the beginning of 2 ids")
                .satisfies(failure -> assertThat(((InvalidInput) failure).advice())
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

        int exit = Cli.run(new PrintWriter(all, true), new PrintWriter(all, true), (command + " --help").split(" "));

        assertThat(exit).isZero();
        assertThat(all.toString()).startsWith("Usage: vastwatch " + command);
    }
}
