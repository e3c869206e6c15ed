package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.CHEAP_4090;
import static io.github.vastwatch.Fixtures.NOON;
import static io.github.vastwatch.Fixtures.offer;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.vastwatch.history.Observation;
import io.github.vastwatch.history.Recorder;
import io.github.vastwatch.history.Recording;
import io.github.vastwatch.history.Run;
import io.github.vastwatch.history.Spans.Span;
import io.github.vastwatch.offer.Offer;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How recorded offers are added to the record. */
class RecordCommandTest {
    @TempDir
    Path folder;

    private Store store;

    @BeforeEach
    void open() throws IOException {
        store = Store.open(new StateLocation(Optional.of(folder.resolve("state.db"))));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void importsSweepsInAnyOrderOnce() throws IOException {
        Path later = dump(row(7, 0.31, 2), row(8, 0.50, 1), row(7, 0.30, 1));
        Path first = dump(row(7, 0.30, 0), row(8, 0.50, 0), row(8, 0.50, 2));

        assertThat(run(0, "record", "import", state(), later.toString(), first.toString()))
                .isEqualTo(
                        "imported 3 sweeps with 6 offers, from 2026-11-23T12:00:00Z to 2026-11-23T14:00:00Z, as 2 runs\n");
        assertThat(run(0, "record", "import", state(), later.toString(), first.toString()))
                .isEqualTo(
                        "nothing was imported; skipped 3 sweeps, because something is recorded at that time already\n");

        assertThat(runs()).containsExactly("7 0.3 12:00 14:00 CHANGED", "8 0.5 12:00 14:00 UNSEEN");
    }

    @Test
    void leavesWhatIsRecordedAsItIs() throws IOException {
        Recorder recorder = new Recorder(List.of());
        Offer own = offer(7, 1, 0.35, at(2).minusSeconds(60));
        Recording recording = recorder.record(Observation.of(
                CHEAP_4090.question(), List.of(CHEAP_4090), own.seenAt(), true, Duration.ofMinutes(1), List.of(own)));
        store.history().write(recording);
        List<Run> open = store.history().open();

        String said = run(
                0,
                "record",
                "import",
                state(),
                dump(row(7, 0.30, 0), row(7, 0.30, 1), row(7, 0.35, 2), row(7, 0.36, 3))
                        .toString());

        assertThat(said).startsWith("imported 2 sweeps").contains("; skipped 2 sweeps, because");
        assertThat(store.history().open()).isEqualTo(open);
        assertThat(runs()).containsExactly("7 0.3 12:00 13:00 UNSEEN", "7 0.35 13:59 - -");
    }

    @Test
    void importsAgainWhatAnImportThatWasKilledHasLeft() throws IOException {
        Offer seen = offer(7, 1, 0.30, at(0));
        store.history()
                .add(List.of(
                        left(seen, 0, 1), left(offer(7, 1, 0.31, at(1)), 1, 2), left(offer(8, 1, 0.50, at(0)), 0, 2)));

        String said = run(
                0,
                "record",
                "import",
                state(),
                dump(row(7, 0.30, 0), row(7, 0.30, 1), row(7, 0.30, 2), row(8, 0.50, 0), row(8, 0.50, 2))
                        .toString());

        assertThat(said).startsWith("imported 3 sweeps").doesNotContain("skipped");
        assertThat(runs()).containsExactly("7 0.3 12:00 14:00 UNSEEN", "8 0.5 12:00 14:00 UNSEEN");
    }

    private static Run left(Offer offer, int from, int to) {
        return new Run(
                offer.key().orElseThrow(), at(from), Optional.of(at(to)), Optional.of(Run.End.CHANGED), 8, offer);
    }

    @Test
    void createsTheStateIfThereIsNone() throws IOException {
        Path file = folder.resolve("new/state.db");

        assertThat(run(
                        0,
                        "record",
                        "import",
                        "--state=file:" + file,
                        dump(row(7, 0.30, 0), row(7, 0.30, 1)).toString()))
                .startsWith("imported 2 sweeps");
        try (Store created = Store.reading(new StateLocation(Optional.of(file)))) {
            assertThat(created.history().since()).contains(NOON);
        }
    }

    @Test
    void importsNothingIfALineIsBroken() throws IOException {
        Path good = dump(row(7, 0.30, 0), row(7, 0.30, 1));
        Path broken = dump(row(7, 0.30, 2), "{");

        assertThat(run(74, "record", "import", state(), good.toString(), broken.toString()))
                .startsWith(broken + ":2: not JSON: ");
        Path future = dump(row(7, 0.30, 0), row(7, 0.30, 101));
        assertThat(run(74, "record", "import", state(), future.toString()))
                .isEqualTo(future + ":2: scraped_at is in the future: " + at(101) + "\n");
        assertThat(run(74, "record", "import", state(), good.toString(), "gone.jsonl"))
                .isEqualTo("gone.jsonl: no such file\n");
        assertThat(run(74, "record", "import", state(), dump("").toString())).endsWith(" contains no offers\n");
        assertThat(run(2, "record", "import", state())).startsWith("Missing required parameter: 'FILE'");
        assertThat(run(2, "record")).startsWith("Missing required subcommand");

        assertThat(runs()).isEmpty();
    }

    private static Instant at(int hour) {
        return NOON.plus(Duration.ofHours(hour));
    }

    private static String row(long machine, double price, int hour) {
        return "{\"machine_id\":" + machine + ",\"num_gpus\":1,\"gpu_name\":\"RTX 4090\",\"dph_total\":" + price
                + ",\"scraped_at\":\"" + at(hour) + "\"}";
    }

    private Path dump(String... lines) throws IOException {
        return Files.write(Files.createTempFile(folder, "dump", ".jsonl"), List.of(lines));
    }

    private String state() {
        return "--state=file:" + folder.resolve("state.db");
    }

    private List<String> runs() {
        List<String> runs = new ArrayList<>();
        store.history()
                .runs(
                        new Span(NOON, at(100)),
                        key -> true,
                        run -> runs.add(run.key().machineId() + " "
                                + run.offer().row().get(io.github.vastwatch.offer.Field.DPH_TOTAL) + " "
                                + clock(Optional.of(run.from())) + " " + clock(run.to()) + " "
                                + run.end().map(Enum::name).orElse("-")));
        return runs;
    }

    private static String clock(Optional<Instant> at) {
        return at.map(each -> each.toString().substring(11, 16)).orElse("-");
    }

    private static String run(int code, String... args) {
        StringWriter out = new StringWriter();
        assertThat(Main.run(
                        Clock.fixed(at(100), ZoneOffset.UTC),
                        new PrintWriter(out, true),
                        new PrintWriter(out, true),
                        Stream.of(args).toArray(String[]::new)))
                .isEqualTo(code);
        return out.toString();
    }
}
