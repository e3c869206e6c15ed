package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.simulate.FaultyMarket;
import io.github.vastwatch.simulate.Market;
import io.github.vastwatch.simulate.MarketLimits;
import io.github.vastwatch.simulate.Receivers;
import io.github.vastwatch.store.DaemonStatus;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.StateLock;
import io.github.vastwatch.store.Store;
import io.github.vastwatch.vast.Protocol;
import io.github.vastwatch.vast.RowUsage;
import io.github.vastwatch.vast.Secret;
import io.github.vastwatch.vast.VastClient;
import io.github.vastwatch.vast.VastSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that ask count their rows in the state, beside a daemon, and keep to its pause for the quota. */
class QuotaCommandsTest {
    @TempDir
    Path folder;

    private final AtomicInteger asked = new AtomicInteger();
    private final Clock clock = Clock.systemUTC();
    private FaultyMarket market;
    private Receivers receivers;

    private record Ran(int exit, String out, String err) {}

    @BeforeEach
    void start() throws Exception {
        serve(MarketLimits.none());
        receivers = Receivers.start();
    }

    @AfterEach
    void stop() {
        market.close();
        receivers.close();
    }

    /** Its own clock stands at noon, so that a pause for its quota takes twelve hours. */
    private void serve(MarketLimits marketLimits) throws Exception {
        market = FaultyMarket.start(Market.generated(3, 500, NOON, 0), () -> NOON, marketLimits);
        market.faults(() -> {
            asked.incrementAndGet();
            return Optional.empty();
        });
    }

    @Test
    void aSearchBesideTheDaemonIsCountedTogetherWithIt() throws Exception {
        String config = config();
        try (StateLock lock = StateLock.take(file(), clock.instant());
                Store daemon = Store.open(place());
                VastClient vast = new VastClient(settings(), clock)) {
            vast.shareRowCount(daemon.daemon());
            daemon.daemon().change(settings().account(), clock.instant(), usage -> usage.read(10, clock.instant()));

            Ran search = run("search", "gpu_name=RTX_4090 num_gpus=1", "--format", "csv", "-c", config);

            long found = search.out().lines().count() - 1;
            assertThat(search.exit()).isZero();
            assertThat(found).isPositive();
            assertThat(vast.rowUsage().rows()).isEqualTo(10 + found);
            assertThat(lock).isNotNull();
            assertThat(run("once", "-c", config).exit()).as("two of one state").isEqualTo(74);
        }
        assertThat(run("once", "-c", config).exit()).isZero();
        assertThat(usage().rows()).as("after a restart").isGreaterThan(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"search w", "search gpu_name=RTX_4090", "explain w", "rent-command 12345"})
    void inAPauseForTheQuotaNothingIsAskedAndOneSentenceSaysUntilWhen(String command) throws Exception {
        Instant until = paused();

        Ran ran = run((command + " -c " + config()).split(" "));

        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err())
                .isEqualTo("Vast.ai was not asked: its quota of rows for the day is used up until " + until
                        + " (in 2 h); --force asks anyway\n");
        assertThat(asked).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"once", "once --dry-run", "rehearse w", "check --online"})
    void whatDoesMoreThanAskSaysItTooAndAsksNothing(String command) throws Exception {
        Instant until = paused();

        Ran ran = run((command + " -c " + config()).split(" "));

        assertThat(ran.exit()).isEqualTo(3);
        assertThat(ran.out() + ran.err()).contains("quota of rows").contains(until.toString());
        assertThat(asked).hasValue(0);
        assertThat(receivers.hooks()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"search w", "explain w", "rehearse w", "once", "once --dry-run"})
    void forcedItAsksAllTheSameAndAnAnswerEndsThePauseForAll(String command) throws Exception {
        paused();

        Ran ran = run((command + " --force -c " + config()).split(" "));

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(asked.get()).isPositive();
        assertThat(usage().pause(clock.instant())).isEmpty();
        assertThat(usage().rows()).isGreaterThan(100);
    }

    @Test
    void aRefusalThatASearchMeetsIsAPauseForAll() throws Exception {
        market.close();
        serve(new MarketLimits(1, MarketLimits.UNLIMITED, MarketLimits.UNLIMITED));
        Store.open(place()).close();
        String config = config();

        assertThat(run("search", "w", "-c", config).exit()).isZero();
        Ran refused = run("search", "w", "-c", config);
        Ran paused = run("search", "w", "-c", config);

        assertThat(refused.exit()).isEqualTo(3);
        assertThat(refused.err())
                .startsWith(
                        "Vast.ai gave no answer: HTTP 429: Daily search row quota exhausted; the quota is used up until ");
        assertThat(paused.err()).startsWith("Vast.ai was not asked: ");
        assertThat(asked).hasValue(2);
    }

    @Test
    void aSearchMakesNoStateAndFailsOfNone() throws Exception {
        String config = config();

        assertThat(run("search", "w", "-c", config).exit()).isZero();
        assertThat(file()).doesNotExist();

        Files.writeString(file(), "this is no database, but long enough to look like one".repeat(99));
        assertThat(run("search", "w", "-c", config).exit()).isZero();
        assertThat(file()).content().startsWith("this is no database");
    }

    @ParameterizedTest
    @ValueSource(strings = {"search w", "search w --force", "rehearse w", "check --online", "rent-command 12345"})
    void aStateInWhichRowsCannotBeCountedIsOneWarning(String command) throws Exception {
        Files.writeString(file(), "this is no database, but long enough to look like one".repeat(99));

        Ran ran = run((command + " -c " + config()).split(" "));

        assertThat(ran.exit()).isNotEqualTo(2);
        assertThat(ran.err().lines())
                .filteredOn(line -> line.startsWith("warning: the rows"))
                .singleElement()
                .asString()
                .startsWith("warning: the rows that Vast.ai returns are not counted: the state file:" + file()
                        + " cannot be opened: it is damaged, or not a state of vastwatch (");
    }

    @Test
    void statusCheckAndPlanSayTheRowsOfTheDayAndThePause() throws Exception {
        Instant until = paused();
        try (Store store = Store.open(place())) {
            store.takeConfig(
                    new DaemonStatus(
                            1,
                            "1",
                            clock.instant(),
                            "c",
                            1,
                            clock.instant(),
                            Optional.empty(),
                            0,
                            6,
                            Optional.empty(),
                            settings().account(),
                            RowUsage.Limit.AUTO),
                    Set.of("w"),
                    Map.of());
        }
        String rows = "100 of 20,000 read today (rows_per_day: auto, assumed)\n          the quota of rows is USED UP; "
                + "no searches before " + until + " (in 2 h)\n";

        assertThat(run("status", "-c", config()).out()).contains("\nrows      " + rows);
        assertThat(run("check", "--offline", "-c", config()).out()).contains("\nrows      " + rows);
        assertThat(run("plan", "-c", config()).out()).contains("\nrows      " + rows);
        JsonNode status = json("status", "-c", config(), "--format", "json").path("daemon");
        assertThat(status.path("rows_today").asLong()).isEqualTo(100);
        assertThat(status.path("row_limit").asLong()).isEqualTo(20_000);
        assertThat(status.path("row_limit_source").asText()).isEqualTo("assumed");
        assertThat(status.path("quota_paused_until").asText()).isEqualTo(until.toString());
        assertThat(json("plan", "-c", config(), "--format", "json")
                        .path("quota_paused_until")
                        .asText())
                .isEqualTo(until.toString());
    }

    /** 100 rows were read, and the quota is used up for two hours. */
    private Instant paused() throws Exception {
        Instant now = clock.instant();
        // In the middle of a second, so that no test sees one minute less.
        Instant until = Instant.ofEpochSecond(now.plus(Duration.ofHours(2)).getEpochSecond() + 20);
        try (Store store = Store.open(place())) {
            store.daemon()
                    .change(
                            settings().account(),
                            now,
                            usage -> new RowUsage(
                                    usage.day(), 100, false, usage.today(), usage.learned(), Optional.of(until)));
        }
        return until;
    }

    private RowUsage usage() throws Exception {
        try (Store store = Store.reading(new StateLocation(Optional.of(file())))) {
            return store.daemon().rowUsage(settings().account(), clock.instant());
        }
    }

    private VastSettings settings() {
        return new VastSettings(HttpUrl.get(market.url()), Optional.of(new Secret("key")), Protocol.AUTO, 600);
    }

    private StateLocation place() {
        return new StateLocation(Optional.of(file()));
    }

    private Path file() {
        return folder.resolve("state.db");
    }

    private String config() throws Exception {
        return Files.writeString(folder.resolve("vastwatch.yaml"), """
                vast: {url: "%s", api_key: key, requests_per_minute: 600}
                state: file:state.db
                channels: {hook: {type: webhook, url: "%s"}}
                watches:
                  - {name: w, query: gpu_name=RTX_4090 num_gpus=1, threshold: dph_total <= 0.40, notify: hook}
                """.formatted(market.url(), receivers.hookUrl()))
                .toString();
    }

    private static JsonNode json(String... args) throws Exception {
        return new ObjectMapper().readTree(run(args).out());
    }

    private static Ran run(String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = Cli.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
        return new Ran(exit, out.toString(), err.toString());
    }
}
