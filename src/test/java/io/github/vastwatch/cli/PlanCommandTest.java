package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.plan.Purpose;
import io.github.vastwatch.store.PlanStatus;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanCommandTest {
    @TempDir
    Path folder;

    private record Ran(int exit, String out, String err) {
        static Ran of(String... args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            int exit = Cli.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
            return new Ran(exit, out.toString(), err.toString());
        }
    }

    @Test
    void withoutADaemonThePlanIsEstimatedFromTheConfig() throws Exception {
        Ran plan = Ran.of("plan", "-c", config("off"));

        assertThat(plan.exit()).isZero();
        assertThat(plan.out()).isEqualTo("""
                1 question, estimated from the config; a running daemon counts real rows
                searches  1,440 of 8,640 a day (requests_per_minute: 6)
                rows      72 a day; 0 read today (rows_per_day: off)

                PURPOSE  EVERY  ACTUAL  ROWS  ROWS/DAY  WATCHES
                probe       1m      1m   0.1        72  a, b
                """);
    }

    @Test
    void theWatchThatTakesMostIsNamedWithWhatLetsTheOthersRunAsAsked() throws Exception {
        String config = config("20000");
        planned(probe("a", 13, 2), probe("b", 5, 1));

        Ran plan = Ran.of("plan", "-c", config);
        JsonNode json = new ObjectMapper()
                .readTree(Ran.of("plan", "-c", config, "--format", "json").out());

        assertThat(plan.out().replaceFirst("rows {6}[0-9,]+ until", "rows      … until"))
                .isEqualTo("""
                2 questions, as the daemon asks
                searches  2,160 of 8,640 a day (requests_per_minute: 6)
                rows      … until 00:00 UTC at this pace; 0 of 20,000 read today (rows_per_day: 20000)

                PURPOSE  EVERY  ACTUAL  ROWS  ROWS/DAY  WATCHES
                probe       1m      2m  13.0     9,360  a
                probe       1m      1m   5.0     7,200  b

                watch 'a' is polled every 2m instead of 1m: the watches need 25,920 rows a day, and there are 20,000 \
                (rows_per_day: 20000)
                watch 'a' takes 72 % of the rows; 'every: 2m', or a threshold below 0.40, would let the others run as configured
                """);
        assertThat(json.path("estimated").asBoolean()).isFalse();
        assertThat(json.path("rows_per_day").asLong()).isEqualTo(16_560);
        assertThat(json.path("row_limit_source").asText()).isEqualTo("configured");
        assertThat(json.at("/questions/0/watches/0").asText()).isEqualTo("a");
        assertThat(json.at("/questions/0/actual_interval_seconds").asDouble()).isEqualTo(120);
        assertThat(json.at("/advice/help").asText())
                .isEqualTo("watch 'a' takes 72 % of the rows; 'every: 2m', or a threshold below 0.40, would let the"
                        + " others run as configured");
    }

    @Test
    void whereTheRowsOfAWholeDaySufficeTheNextDayIsTheHelp() throws Exception {
        String config = config("20000");
        planned(probe("a", 8, 3), probe("b", 1, 1));

        assertThat(Ran.of("plan", "-c", config).out()).endsWith("""

                        watch 'a' is polled every 3m instead of 1m
                        after 00:00 UTC, with a new quota of rows, the watches run as configured
                        """);
        assertThat(Ran.of("check", "-c", config, "--offline").err()).isEmpty();
    }

    @Test
    void whereNoWatchTakesMostSeveralHaveToGiveWay() throws Exception {
        String config = config("20000");
        planned(probe("a", 30, 5), probe("b", 32, 5));

        assertThat(Ran.of("plan", "-c", config).out()).endsWith("""

                        2 watches are polled less often than configured, most of all 'a': every 5m instead of 1m: the \
                        watches need 89,280 rows a day, and there are 20,000 (rows_per_day: 20000)
                        watch 'b' takes 52 % of the rows; a longer 'every' for several watches, or tighter thresholds, \
                        would keep within them
                        """);
    }

    @Test
    void checkWarnsOnceOfRowsThatCannotBeHad() throws Exception {
        String config = config("auto");
        planned(probe("a", 13, 2), probe("b", 5, 1));

        Ran check = Ran.of("check", "-c", config, "--offline");

        assertThat(check.exit()).isZero();
        assertThat(check.err())
                .isEqualTo("warning: the watches need 25,920 rows a day, and there are 20,000 (rows_per_day: auto,"
                        + " assumed): watch 'a' takes 72 % of the rows; 'every: 2m', or a threshold below 0.40, would"
                        + " let the others run as configured\n");
        assertThat(check.out()).contains("\nrows      0 of 20,000 read today (rows_per_day: auto, assumed)\n");
        assertThat(new ObjectMapper()
                        .readTree(Ran.of("check", "-c", config, "--offline", "--format", "json")
                                .out())
                        .at("/shortages/0")
                        .asText())
                .startsWith("the watches need 25,920 rows a day");
    }

    private static PlanStatus probe(String watch, double rows, int givenMinutes) {
        return new PlanStatus(
                Purpose.PROBE.wire(),
                "gpu_name=RTX_4090",
                List.of(watch),
                rows,
                Duration.ofMinutes(1),
                Duration.ofMinutes(givenMinutes));
    }

    private void planned(PlanStatus... plan) throws Exception {
        try (Store store = Store.open(new StateLocation(Optional.of(folder.resolve("state.db"))))) {
            store.daemon().plan(List.of(plan));
        }
    }

    private String config(String rows) throws Exception {
        return Files.writeString(folder.resolve("vastwatch.yaml"), """
                vast: {api_key: key, rows_per_day: %s}
                state: file:state.db
                channels: {hook: {type: webhook, url: "http://127.0.0.1:9/hook"}}
                watches:
                  - {name: a, query: gpu_name=RTX_4090 num_gpus=1, threshold: dph_total <= 0.40, every: 1m, notify: hook}
                  - {name: b, query: gpu_name=RTX_3090 num_gpus=1, threshold: dph_total <= 0.20, every: 1m, notify: hook}
                """.formatted(rows))
                .toString();
    }
}
