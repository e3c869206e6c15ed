package io.github.vastwatch.poll;

import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.watch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.vastwatch.LogCapture;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.store.StoreFailure;
import io.github.vastwatch.watch.Watch;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a fault of the state looks like in the log. */
class PollFailureLogTest {
    private static final Watch A = watch("a", "gpu_name=RTX_4090", "dph_total <= 0.40");
    private static final Watch B = watch("b", "gpu_name=RTX_3090", "dph_total <= 0.40");

    @TempDir
    private Path folder;

    private final PollFailureLog log = new PollFailureLog();
    private StoreFailure failure;
    private Instant now = NOON;

    @BeforeEach
    void fail() throws Exception {
        Path file = folder.resolve("state.db");
        try (Store store = Store.open(StateLocation.parse("file:" + file, Path::of))) {
            try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                other.createStatement().execute("drop table tracked_offer");
            }
            failure = catchThrowableOfType(
                    StoreFailure.class, () -> store.offers().memory(A));
        }
    }

    @Test
    void aFaultThatLetsSomePollsThroughIsOneError() {
        try (LogCapture lines = new LogCapture(PollFailureLog.class)) {
            for (int round = 0; round < 6; round++) {
                failed(A);
                failed(B);
                now = now.plusSeconds(30);
                recorded(A);
                recorded(B);
                now = now.plusSeconds(20);
            }
            now = now.plusSeconds(10);
            recorded(A);
            recorded(B);
            recorded(A);

            assertThat(loud(lines)).containsExactly(error("'a'"), "INFO polls are recorded again");
        }
    }

    @Test
    void aWatchThatFailsEachTimeIsReportedOnce() {
        try (LogCapture lines = new LogCapture(PollFailureLog.class)) {
            for (int round = 0; round < 3; round++) {
                failed(A);
                now = now.plus(Duration.ofMinutes(10));
                recorded(B);
            }
            recorded(A);
            failed(A);

            assertThat(loud(lines)).containsExactly(error("'a'"), "INFO polls are recorded again", error("'a'"));
        }
    }

    @Test
    void aWatchThatIsNoLongerWatchedDoesNotKeepAFaultOpen() {
        try (LogCapture lines = new LogCapture(PollFailureLog.class)) {
            failed(A);
            failed(B);
            log.retain(Set.of("b"));
            now = now.plus(Duration.ofMinutes(1));
            recorded(B);

            assertThat(loud(lines)).containsExactly(error("'a'"), "INFO polls are recorded again");
        }
    }

    @Test
    void aLineNamesTenWatchesAndSaysHowManyMore() {
        List<Watch> twelve = IntStream.rangeClosed(1, 12)
                .mapToObj(each -> watch("w" + each, "gpu_name=RTX_4090", "dph_total <= 0.40"))
                .toList();
        try (LogCapture lines = new LogCapture(PollFailureLog.class)) {
            log.recorded(twelve, Optional.of(failure), now);

            assertThat(lines.lines())
                    .containsExactly(error("'w1', 'w2', 'w3', 'w4', 'w5', 'w6', 'w7', 'w8', 'w9', 'w10' and 2 more"));
        }
    }

    private void failed(Watch watch) {
        log.recorded(List.of(watch), Optional.of(failure), now);
    }

    private void recorded(Watch watch) {
        log.recorded(List.of(watch), Optional.empty(), now);
    }

    private String error(String watches) {
        return "ERROR poll of watch " + watches + " could not be recorded (" + failure.getMessage()
                + "); nothing is sent, the next poll tries again";
    }

    private static List<String> loud(LogCapture lines) {
        return lines.lines().stream().filter(line -> !line.startsWith("DEBUG")).toList();
    }
}
