package io.github.vastwatch.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.plan.Purpose;
import io.github.vastwatch.store.PlanStatus;
import io.github.vastwatch.store.Polls;
import io.github.vastwatch.store.StatePlace;
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

    private record Ran(int exit, String out) {
        static Ran of(String... args) {
            StringWriter out = new StringWriter();
            return new Ran(Main.run(new PrintWriter(out), args), out.toString());
        }
    }

    @Test
    void withoutADaemonThePlanIsEstimatedFromTheConfig() throws Exception {
        Ran plan = Ran.of("plan", "-c", config("off"));

        assertThat(plan.exit()).isZero();
        assertThat(plan.out()).isEqualTo("""
                2 questions, estimated from the config; a running daemon counts real rows
                searches  2,880 of 8,640 a day (requests_per_minute: 6)
                rows      144 a day (rows_per_day: off)

                PURPOSE  ASKED  GIVEN  ROWS  ROWS/DAY  WATCHES
                probe       1m     1m   0.1        72  b
                probe       1m     1m   0.1        72  a
                """);
    }

    @Test
    void theDaemonsOwnPlanIsShownWithWhatLetsTheOthersRunAsAsked() throws Exception {
        String config = config("20000");
        try (Store store = Store.open(new StatePlace(Optional.of(folder.resolve("state.db"))))) {
            new Polls(store)
                    .plan(List.of(
                            new PlanStatus(
                                    Purpose.PROBE.wire(),
                                    "gpu_name=RTX_4090",
                                    List.of("a"),
                                    10,
                                    Duration.ofMinutes(1),
                                    Duration.ofMinutes(2)),
                            new PlanStatus(
                                    Purpose.PROBE.wire(),
                                    "gpu_name=RTX_3090",
                                    List.of("b"),
                                    0.5,
                                    Duration.ofMinutes(1),
                                    Duration.ofMinutes(1))));
        }

        Ran plan = Ran.of("plan", "-c", config);
        JsonNode json = new ObjectMapper()
                .readTree(Ran.of("plan", "-c", config, "--format", "json").out());

        assertThat(plan.out())
                .startsWith("2 questions, as the daemon asks\n")
                .contains("; 0 of 20,000 read today (rows_per_day: 20000)\n")
                .endsWith(
                        "watch 'a' is asked every 2m instead of 1m. Watch 'a' takes 91 % of the rows; a longer 'every'"
                                + " or a tighter threshold there leaves more to the others.\n");
        assertThat(json.path("estimated").asBoolean()).isFalse();
        assertThat(json.path("rows_per_day").asLong()).isEqualTo(7_920);
        assertThat(json.at("/questions/0/watches/0").asText()).isEqualTo("a");
        assertThat(json.at("/questions/0/given_seconds").asDouble()).isEqualTo(120);
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
