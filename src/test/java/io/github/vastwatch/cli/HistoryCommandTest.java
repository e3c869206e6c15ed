package io.github.vastwatch.cli;

import static io.github.vastwatch.Fixtures.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.vastwatch.store.StateLocation;
import io.github.vastwatch.store.Store;
import java.awt.image.BufferedImage;
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
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the record is shown. */
class HistoryCommandTest {
    private static final String QUERY = "gpu_name=RTX_4090 verified=any";

    @TempDir
    Path folder;

    private String config = "";

    @BeforeEach
    void makeState() throws IOException {
        Store.open(new StateLocation(Optional.of(folder.resolve("state.db")))).close();
        config = Files.writeString(folder.resolve("vastwatch.yaml"), """
                        state: file:%s/state.db
                        channels:
                          hook: {type: webhook, url: "http://127.0.0.1:9/"}
                        watches:
                          - {name: cheap-4090, query: %s, threshold: dph_total <= 0.40, disk: 8GB, notify: hook}
                          - {name: dear-4090, query: %s, threshold: dph_total <= 9, disk: 4GB, notify: hook}
                        """.formatted(folder, QUERY, QUERY))
                .toString();
    }

    @Test
    void printsEachStepAsCsvWithGapsEmpty() throws IOException {
        imported();

        assertThat(run(0, "history", QUERY, "--format", "csv", "--since", "8h")).isEqualTo("""
                        from,to,offers,matches,best,p10,median,p90\r
                        2026-11-23T12:00:00Z,2026-11-23T13:00:00Z,2,2,0.3,0.3,0.3,0.5\r
                        2026-11-23T13:00:00Z,2026-11-23T14:00:00Z,2,2,0.45,0.45,0.45,0.5\r
                        2026-11-23T14:00:00Z,2026-11-23T16:00:00Z,,,,,,\r
                        2026-11-23T16:00:00Z,2026-11-23T17:00:00Z,1,1,0.35,0.35,0.35,0.35\r
                        2026-11-23T17:00:00Z,2026-11-23T18:00:00Z,,,,,,\r
                        """);
    }

    @Test
    void printsEachStepAsJsonWithGapsNull() throws IOException {
        imported();

        JsonNode rows =
                new ObjectMapper().readTree(run(0, "history", "cheap-4090", "--format", "json", "--since", "3h30m"));

        assertThat(rows).hasSize(3);
        assertThat(rows.get(1))
                .isEqualTo(new ObjectMapper()
                        .readTree(
                                "{\"from\":\"2026-11-23T16:00:00Z\",\"to\":\"2026-11-23T17:00:00Z\",\"offers\":1,\"matches\":1,"
                                        + "\"best\":0.35,\"p10\":0.35,\"median\":0.35,\"p90\":0.35}"));
        assertThat(rows.get(2).path("offers").isNull()).isTrue();
    }

    @Test
    void showsWhatAWindowInTheMiddleOfTwoAnswersSaw() throws IOException {
        imported();

        assertThat(run(0, "history", QUERY, "--format", "csv", "--since", "1h30m")
                        .lines()
                        .skip(1))
                .first()
                .asString()
                .startsWith("2026-11-23T16:30:00Z,2026-11-23T17:00:00Z,1,");
    }

    @Test
    void drawsStepsAndGapsAboveATable() throws IOException {
        imported();

        String shown = run(0, "history", "cheap-4090", "--since", "8h");

        assertThat(shown)
                .startsWith("cheap-4090: external=false rentable=true gpu_name=RTX_4090, on-demand, $/h with 8 GB"
                        + " of disk\n");
        assertThat(shown).endsWith("""

                from (UTC)         seen  offers   best    p10  median    p90  within threshold
                2026-11-23 12:00  100 %       2  $0.30  $0.30   $0.30  $0.50             100 %
                2026-11-23 13:00  100 %       2  $0.45  $0.45   $0.45  $0.50               0 %
                2026-11-23 14:00    0 %       -      -      -       -      -                 -
                2026-11-23 15:00    0 %       -      -      -       -      -                 -
                2026-11-23 16:00  100 %       1  $0.35  $0.35   $0.35  $0.35             100 %
                2026-11-23 17:00    0 %       -      -      -       -      -                 -

                all offers were seen 50 % of the time since 2026-11-23T12:00:00Z; recording since 2026-11-23T12:00:00Z
                """);
    }

    @Test
    void drawsThePictureWithoutADisplay() throws IOException {
        imported();
        Path light = folder.resolve("light.png");
        Path dark = folder.resolve("dark.png");

        assertThat(run(0, "history", "cheap-4090", "--since", "8h", "--png", light.toString()))
                .isEqualTo("wrote " + light + "\n");
        run(0, "history", "cheap-4090", "--since", "8h", "--png", dark.toString(), "--theme", "dark");

        BufferedImage picture = ImageIO.read(light.toFile());
        assertThat(List.of(picture.getWidth(), picture.getHeight())).containsExactly(1920, 960);
        assertThat(colours(picture)).contains(0xffffff, 0x0a7d4f, 0xeceef1);
        assertThat(colours(ImageIO.read(dark.toFile()))).contains(0x0d1117, 0x3fcf8e, 0x1b222c);
    }

    @Test
    void saysWhichFieldsTheRecordLacks() throws IOException {
        imported();

        assertThat(run(0, "history", QUERY + " dlperf>50", "--since", "8h"))
                .startsWith("note: 2 offers left out: dlperf, which the query asks for, is not recorded of them\n");
    }

    @Test
    void saysWhyThereIsNothing() throws IOException {
        assertThat(run(1, "history", QUERY))
                .isEqualTo(
                        "nothing is recorded yet; 'vastwatch run' records what it sees, and 'vastwatch record import'"
                                + " adds dumps of offers\n");
        imported();
        assertThat(run(1, "history", "dear-4090"))
                .isEqualTo(
                        "of all that watch 'dear-4090' admits nothing is known since 2026-11-23T12:00:00Z: no two answers"
                                + " in a row showed all of it; 'vastwatch plan' shows what is asked, and 'vastwatch record import'"
                                + " adds dumps of offers\n");
        assertThat(run(2, "history", QUERY, "--since", "0h")).isEqualTo("--since must be longer than 0: 0h\n");
        assertThat(run(2, "history", "gpu_nam=x")).startsWith("unknown field 'gpu_nam'");
    }

    /** Two offers of which one gets dearer and both leave; two hours later one. */
    private void imported() throws IOException {
        List<String> rows = new ArrayList<>();
        rows.add(row(7, 0.30, 0));
        rows.add(row(8, 0.50, 0));
        rows.add(row(7, 0.45, 1));
        rows.add(row(8, 0.50, 1));
        rows.add(row(7, 0.45, 2));
        rows.add(row(8, 0.50, 2));
        rows.add(row(7, 0.35, 4));
        rows.add(row(7, 0.35, 5));
        Path dump = Files.write(folder.resolve("dump.jsonl"), rows);
        run(0, "record", "import", dump.toString());
    }

    private static String row(long machine, double price, int hour) {
        return "{\"machine_id\":" + machine + ",\"num_gpus\":1,\"gpu_name\":\"RTX 4090\",\"dph_total\":" + price
                + ",\"scraped_at\":\"" + NOON.plus(Duration.ofHours(hour)) + "\"}";
    }

    private static List<Integer> colours(BufferedImage picture) {
        int[] pixels = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
        return java.util.Arrays.stream(pixels)
                .map(pixel -> pixel & 0xffffff)
                .distinct()
                .boxed()
                .toList();
    }

    private String run(int code, String... args) {
        StringWriter out = new StringWriter();
        List<String> all = new ArrayList<>(List.of("-c", config));
        all.addAll(List.of(args));
        Instant now = NOON.plus(Duration.ofHours(6));
        assertThat(Main.run(
                        Clock.fixed(now, ZoneOffset.UTC),
                        new PrintWriter(out, true),
                        new PrintWriter(out, true),
                        all.toArray(String[]::new)))
                .as(out.toString())
                .isEqualTo(code);
        return out.toString();
    }
}
